"""The programs the end-to-end tests run: found on the machine or built once with Go and kept under `.cache/`.

`kube-apiserver` comes from the module in `tests/e2e/apiserver`, and so do `etcd` and `kubectl` where the machine has
none; Helm comes from its own module. The cache is keyed by the module's `go.sum`, so a change of version builds anew.
The first build takes about six minutes on two cores.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULE = Path(__file__).resolve().parent / "apiserver"
CACHE = ROOT / ".cache" / "e2e"

KUBERNETES_VERSION = "v1.35.4"
HELM_PACKAGE = "helm.sh/helm/v3/cmd/helm@v3.20.2"

_VERSION_PACKAGE = "k8s.io/component-base/version"
_LINKER_FLAGS = " ".join(
    ["-s", "-w"]
    + [
        f"-X {_VERSION_PACKAGE}.{name}={value}"
        for name, value in (("gitVersion", KUBERNETES_VERSION), ("gitMajor", "1"), ("gitMinor", "35"))
    ]
)


class ToolMissingError(Exception):
    """A program that is neither on this machine nor can be built here; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A program: its name, the Go package it is built from, and whether one found on the machine will do."""

    name: str
    package: str
    use_installed: bool = True


KUBE_APISERVER = Tool(name="kube-apiserver", package="k8s.io/kubernetes/cmd/kube-apiserver")
ETCD = Tool(name="etcd", package="go.etcd.io/etcd/server/v3")
KUBECTL = Tool(name="kubectl", package="k8s.io/kubernetes/cmd/kubectl")
HELM = Tool(name="helm", package=HELM_PACKAGE)


def locate(tool: Tool) -> Path:
    """The program's path, built first where need be; ToolMissingError with the reason when it cannot be had."""
    installed = shutil.which(tool.name) if tool.use_installed else None
    if installed is not None:
        return Path(installed)
    target = CACHE / _cache_key() / tool.name
    if not target.exists():
        _build(tool, target)
    return target


def _cache_key() -> str:
    text = (MODULE / "go.sum").read_bytes() + HELM_PACKAGE.encode() + KUBERNETES_VERSION.encode()
    return hashlib.sha256(text).hexdigest()[:16]


def _build(tool: Tool, target: Path) -> None:
    go = shutil.which("go")
    if go is None:
        raise ToolMissingError(f"{tool.name} is not installed and Go, which would build it, is not either")
    target.parent.mkdir(parents=True, exist_ok=True)
    # Built beside its place and renamed, so that a build cut short leaves nothing that looks whole.
    unfinished = target.with_name(f".{tool.name}.{os.getpid()}")
    unfinished.mkdir(exist_ok=True)
    try:
        _run_go(go, tool, unfinished)
        (unfinished / tool.name).replace(target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _run_go(go: str, tool: Tool, folder: Path) -> None:
    common = ["-trimpath", "-ldflags", _LINKER_FLAGS]
    pinned = "@" in tool.package
    command = (
        [go, "install", *common, tool.package] if pinned else [go, "build", *common, "-o", str(folder / tool.name)]
    )
    if not pinned:
        command.append(tool.package)
    environment = {**os.environ, "CGO_ENABLED": "0", "GOBIN": str(folder)}
    done = subprocess.run(
        ["nice", "-n", "10", *command], cwd=MODULE, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ToolMissingError(f"{tool.name} could not be built: {done.stderr.strip()[-400:]}")
