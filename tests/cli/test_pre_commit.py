"""The published hooks, run by the real pre-commit in a repository of their own.

Hooks are cloned from a repository with our `.pre-commit-hooks.yaml`, as users get them. Only the language is
overridden: `python` would install the package afresh from an index, `system` takes the one under test.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
BAD = "apiVersion: v1\nkind: Service\nmetadata: {name: cart}\nspec:\n  ports:\n  - {name: web-http, port: 80} # note\n"
RULE = """\
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart}
spec:
  hosts: [cart]
  http: [{route: [{destination: {host: cart, subset: v11}}]}]
"""
SUBSETS = """\
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart}
spec: {host: cart, subsets: [{name: v1, labels: {version: v1}}]}
"""
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec: {containers: [{name: app, image: b}]}\n"

pytestmark = pytest.mark.skipif(
    not (BIN / "pre-commit").exists() or not (BIN / "meshctl").exists() or shutil.which("git") is None,
    reason="needs git, and pre-commit and meshctl beside this Python",
)


class Repository:
    """A repository of a user of our hooks."""

    def __init__(self, folder: Path) -> None:
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "PRE_COMMIT_HOME": str(folder / "cache"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@example.com",
        }
        self.folder = folder / "user"
        hooks = folder / "hooks"
        for each in (hooks, self.folder):
            each.mkdir()
            self._git(each, "init", "--quiet")
        shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
        self._git(hooks, "add", ".")
        self._git(hooks, "commit", "--quiet", "--message", "hooks")
        self._hooks, self._revision = hooks, self._git(hooks, "rev-parse", "HEAD").strip()

    def _git(self, folder: Path, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=folder, env=self._environment, check=True, capture_output=True, text=True
        )
        return done.stdout

    def stage(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        self._git(self.folder, "add", name)
        return path

    def commit(self) -> None:
        self._git(self.folder, "commit", "--quiet", "--message", "what is staged")

    def hook(self, identity: str) -> subprocess.CompletedProcess[str]:
        """Run one hook over what is staged."""
        self.stage(
            ".pre-commit-config.yaml",
            f"repos:\n- repo: {self._hooks}\n  rev: {self._revision}\n"
            f"  hooks: [{{id: {identity}, language: system, exclude: ^\\.}}]\n",
        )
        return subprocess.run(
            [str(BIN / "pre-commit"), "run", identity, "--color", "never"],
            cwd=self.folder,
            env=self._environment,
            check=False,
            capture_output=True,
            text=True,
        )


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_a_commit_with_a_finding_is_stopped_with_its_place(repository: Repository) -> None:
    repository.stage("deep/service.yaml", BAD)

    done = repository.hook("meshctl-lint")
    assert done.returncode == 1
    assert "deep/service.yaml:6:12: warning IST0118 " in done.stdout


def test_a_clean_commit_passes(repository: Repository) -> None:
    repository.stage("service.yaml", BAD.replace("web-http", "http-web"))
    repository.stage("notes.txt", "no manifest")

    done = repository.hook("meshctl-lint")
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_a_changed_file_is_judged_with_the_rest_as_context(repository: Repository) -> None:
    repository.stage("base/rule.yaml", SUBSETS)
    repository.stage(".meshctl.yaml", "roots: [base]\n")
    repository.commit()
    repository.stage("routes.yaml", RULE)

    done = repository.hook("meshctl-lint")
    assert done.returncode == 1
    assert "routes.yaml:6:54: error IST0101 " in done.stdout
    assert "1 error" in done.stdout
    assert "in 1 file, 1 document; 1 resource checked" in done.stdout


def test_the_fixing_hook_mends_the_file_and_stops_the_commit_once(repository: Repository) -> None:
    path = repository.stage("service.yaml", BAD)

    done = repository.hook("meshctl-lint-fix")
    assert done.returncode == 1
    assert "files were modified by this hook" in done.stdout
    assert path.read_text("utf-8") == BAD.replace("web-http", "http-web")
    repository.stage("service.yaml", path.read_text("utf-8"))
    assert repository.hook("meshctl-lint-fix").returncode == 0


def test_the_inject_check_names_manifests_without_their_sidecar(repository: Repository) -> None:
    repository.stage("pod.yaml", POD)

    done = repository.hook("meshctl-inject-check")
    assert done.returncode == 1
    assert "pod.yaml: would change (Pod shop/a)" in done.stdout
    subprocess.run(
        [str(BIN / "meshctl"), "kube-inject", "-f", "pod.yaml", "--in-place"], cwd=repository.folder, check=True
    )
    repository.stage("pod.yaml", (repository.folder / "pod.yaml").read_text("utf-8"))
    assert repository.hook("meshctl-inject-check").returncode == 0
