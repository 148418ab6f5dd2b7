"""Two network namespaces joined by a cable: a pod, and a machine outside of it, with listeners in both.

Nothing leaves the two namespaces: their addresses are private ones that exist nowhere else on the machine. Needs root
(CAP_NET_ADMIN, CAP_SYS_ADMIN), a kernel with network namespaces, and the programs `ip`, `setpriv`, `iptables`
(Debian: `apt-get install -y iproute2 iptables util-linux`, which is what CI installs).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which

POD_V4, POD_V6 = "10.213.77.2", "fd77:213::2"
OUTSIDE_V4, OUTSIDE_V6 = "10.213.77.1", "fd77:213::1"
# A second network behind the machine outside, for rules on ranges.
FAR_V4, FAR_V6 = "10.213.78.1", "fd77:214::1"

MESHCTL = (sys.executable, "-c", "from meshctl.cli.main import run; run()")
_SERVER = Path(__file__).with_name("listeners.py")
_CLIENT = """
import socket, sys
kind, host, port, source = sys.argv[1:5]
family = socket.AF_INET6 if ":" in host else socket.AF_INET
with socket.socket(family, socket.SOCK_DGRAM if kind == "udp" else socket.SOCK_STREAM) as client:
    client.settimeout(3)
    if source:
        client.bind((source, 0))
    client.connect((host, int(port)))
    if kind == "udp":
        client.send(b"who is there?")
    print(client.recv(100).decode())
"""


class CannotTestError(Exception):
    """What the machine lacks for these tests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """The two namespaces, up and listening."""

    pod: str
    outside: str

    def reach(self, *, inside: bool, host: str, port: int, kind: str = "tcp", uid: int = 1000, source: str = "") -> str:
        """Who answers a connection: `pod:15001` for the listener on that port; the reason when nobody does."""
        owner = ("setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups") if inside else ()
        python = (sys.executable, "-I", "-S", "-c", _CLIENT, kind, host, str(port), source)
        done = run("ip", "netns", "exec", self.pod if inside else self.outside, *owner, *python, check=False)
        return done.stdout.strip() or done.stderr.strip().rpartition("\n")[2]

    def meshctl(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `meshctl iptables` in the pod."""
        return run("ip", "netns", "exec", self.pod, *MESHCTL, "iptables", *arguments, check=False)

    def saved(self, program: str) -> str:
        """The rules in the pod, without counters and comments."""
        lines = run("ip", "netns", "exec", self.pod, program).stdout.splitlines()
        return "\n".join(line for line in lines if line.startswith(("*", "-A")))


@contextmanager
def network(in_pod: str = "pod") -> Iterator[Network]:
    """The two namespaces with addresses, routes and listeners; `in_pod` is the place whose listeners stand in the pod.

    Raises:
        CannotTestError: the machine lacks rights, programs or kernel support.
    """
    _check_programs()
    names = Network(pod=f"msh-pod-{os.getpid()}", outside=f"msh-out-{os.getpid()}")
    servers: list[subprocess.Popen[str]] = []
    try:
        _lay_cable(names)
        servers = [_listen(names.pod, in_pod), _listen(names.outside, "outside")]
        yield names
    except subprocess.CalledProcessError as fault:
        raise CannotTestError(f"{' '.join(fault.cmd)}: {fault.stderr.strip()}") from None
    finally:
        for server in servers:
            server.kill()
            server.communicate()
        for name in (names.pod, names.outside):
            run("ip", "netns", "del", name, check=False)


def _check_programs() -> None:
    lacking = [name for name in ("ip", "setpriv", "iptables", "ip6tables", "iptables-restore") if not which(name)]
    if lacking:
        raise CannotTestError(f"{', '.join(lacking)} not installed (packages iproute2, iptables, util-linux)")
    if os.geteuid() != 0:
        raise CannotTestError("network namespaces need root")


def _lay_cable(names: Network) -> None:
    run("ip", "netns", "add", names.pod)
    run("ip", "netns", "add", names.outside)
    run("ip", "-n", names.pod, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", names.outside)
    for name, addresses in (
        (names.pod, (f"{POD_V4}/24", f"{POD_V6}/64")),
        (names.outside, (f"{OUTSIDE_V4}/24", f"{OUTSIDE_V6}/64", f"{FAR_V4}/24", f"{FAR_V6}/64")),
    ):
        for address in addresses:
            run("ip", "-n", name, "address", "add", address, "dev", "eth0", *(("nodad",) if ":" in address else ()))
        run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", name, "link", "set", "eth0", "up")
    run("ip", "-n", names.pod, "route", "add", "default", "via", OUTSIDE_V4)
    run("ip", "-n", names.pod, "-6", "route", "add", "default", "via", OUTSIDE_V6)


def _listen(namespace: str, place: str) -> subprocess.Popen[str]:
    command = ("ip", "netns", "exec", namespace, sys.executable, "-I", "-S", str(_SERVER), place)
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert server.stdout is not None
    if server.stdout.readline().strip() != "ready":
        raise CannotTestError(f"listeners in {namespace}: {server.communicate()[1].strip()}")
    return server


def run(*command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a program to its end."""
    return subprocess.run(command, capture_output=True, text=True, check=check)
