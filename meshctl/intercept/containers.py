"""Finding the init container that sets the interception up, in a pod of any family that uses these rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from meshctl.intercept.flags import SUB_COMMAND

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from meshctl.intercept.settings import Names
    from meshctl.k8s.types import Container, Pod

APPLY: Final = ("iptables", "apply")


@dataclass(frozen=True, slots=True, kw_only=True)
class InitArguments:
    """An init container's arguments behind its sub-command, and its plain environment."""

    container: str
    arguments: Names
    environment: Mapping[str, str] = field(default_factory=dict)


def find_init_arguments(pod: Pod) -> InitArguments | None:
    """The first init container that runs `istio-iptables` or `meshctl iptables apply`; None when there is none."""
    for container in (pod.get("spec") or {}).get("initContainers") or []:
        arguments = _arguments(container)
        if arguments is not None:
            plain = {each["name"]: each["value"] for each in container.get("env") or [] if "value" in each}
            return InitArguments(container=container.get("name", ""), arguments=arguments, environment=plain)
    return None


def _arguments(container: Container) -> Names | None:
    words = tuple(str(word) for word in _words(container))
    if SUB_COMMAND in words:
        return words[words.index(SUB_COMMAND) + 1 :]
    for index in range(len(words) - 1):
        if words[index : index + 2] == APPLY:
            return words[index + 2 :]
    return None


def _words(container: Container) -> Iterable[str]:
    return [*(container.get("command") or []), *(container.get("args") or [])]
