"""What holds for one pod before its template runs: its own values, the redirect's arguments, the checked bootstrap."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from meshctl.errors import AnnotationError, MergeError, Place, SettingsError, UsageError
from meshctl.injection.envoy.record import status_text
from meshctl.intercept.flags import parse_arguments
from meshctl.mesh.annotation import format_problems
from meshctl.mesh.envoy import names
from meshctl.mesh.envoy.annotation_values import IDENTITIES, MODES
from meshctl.mesh.envoy.annotations import lay_over, problems
from meshctl.mesh.envoy.bootstrap import Expectation, bootstrap_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meshctl.injection.envoy.settings import EnvoySettings
    from meshctl.injection.request import Request

_DEFAULT_GRACE_S: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The values as the pod's annotations change them, the root value of its template, and what people are told."""

    values: dict[str, Any]
    data: dict[str, Any]
    warnings: tuple[str, ...]


def plan(pod: Mapping[str, Any], request: Request, settings: EnvoySettings) -> Plan:
    """What the template sees for `pod`, which is the request's without an earlier injection.

    Raises:
        AnnotationError: an annotation has a value that is not allowed.
        SettingsError: values that do not go together, or a bootstrap with which the proxy could not serve the pod.
        MergeError: the pod has something of its own under a name that injection needs.
    """
    annotations = (pod.get("metadata") or {}).get("annotations") or {}
    found = problems(annotations)
    if found:
        raise AnnotationError(format_problems(found), remedy="see docs/reference/annotations-envoy.md")
    values = lay_over(settings.values, annotations)
    _check(values)
    injected = _injected(values)
    _check_names(pod.get("spec") or {}, injected)
    _check_bootstrap(values, request, settings)
    data = {
        "Values": values,
        "Redirect": redirect_arguments(values),
        "ProbePort": probe_port(values),
        "Workload": {"Name": request.workload.name, "Namespace": request.workload.namespace},
        "Status": status_text(injected),
    }
    return Plan(values=values, data=data, warnings=tuple(_warnings(pod, values, request)))


def probe_port(values: Mapping[str, Any]) -> int:
    """The port that answers probes: the admin interface's where no other is named."""
    return int(values["ports"].get("probe") or values["ports"]["admin"])


def redirect_arguments(values: Mapping[str, Any]) -> list[str]:
    """Arguments of the init container; none where nothing is redirected."""
    redirect, ports, uid = values["redirect"], values["ports"], str(values["proxy"]["uid"])
    if redirect["mode"] == "NONE":
        return []
    left = dict.fromkeys([str(ports["admin"]), str(probe_port(values)), *_items(redirect["excludeInboundPorts"])])
    given = {
        "-p": ports["outbound"],
        "-z": ports["inbound"],
        "-u": uid,
        "-g": uid,
        "-m": redirect["mode"],
        "-i": redirect["includeOutboundIPRanges"],
        "-x": redirect["excludeOutboundIPRanges"],
        "-b": redirect["includeInboundPorts"],
        "-d": ",".join(left),
        "-q": redirect["includeOutboundPorts"],
        "-o": redirect["excludeOutboundPorts"],
        "-c": redirect["excludeInterfaces"],
    }
    return [word for flag, value in given.items() if value not in {None, ""} for word in (flag, str(value))]


def _items(text: Any) -> list[str]:
    return [item for item in str(text or "").split(",") if item]


def _check(values: Mapping[str, Any]) -> None:
    """Values may come from a file, where no annotation's check has seen them."""
    mode, identity = values["redirect"].get("mode"), values["identity"].get("kind")
    if mode not in MODES:
        raise SettingsError(f"redirect.mode: found {mode!r}, expected one of {', '.join(MODES)}")
    if identity not in IDENTITIES:
        raise SettingsError(f"identity.kind: found {identity!r}, expected one of {', '.join(IDENTITIES)}")
    if identity == "secret" and not (values["identity"].get("secret") or {}).get("name"):
        raise SettingsError(
            "identity secret needs the name of a Secret",
            remedy="add the annotation envoy.meshctl.io/certificate-secret",
        )
    ports = {name: values["ports"].get(name) for name in ("outbound", "inbound", "admin")}
    if len(set(ports.values())) < len(ports):
        raise SettingsError(f"two listeners on one port: {', '.join(f'{name} {port}' for name, port in ports.items())}")
    _check_arguments(tuple(redirect_arguments(values)))


@lru_cache(maxsize=256)
def _check_arguments(arguments: tuple[str, ...]) -> None:
    """What the init container would refuse is refused here; replicas of a workload ask alike."""
    try:
        parse_arguments(arguments)
    except UsageError as fault:
        raise SettingsError(f"redirect: {fault.message}", remedy=fault.remedy) from None


def _check_names(spec: Mapping[str, Any], injected: Mapping[str, tuple[str, ...]]) -> None:
    """What the pod's author wrote under one of our names would be lost in the merge, and gone after `uninject`."""
    for heading, names_there in (
        ("containers", (*injected["containers"], *injected["initContainers"])),
        ("initContainers", (*injected["containers"], *injected["initContainers"])),
        ("volumes", injected["volumes"]),
    ):
        for item in spec.get(heading) or []:
            if item.get("name") in names_there:
                raise MergeError(
                    f"spec.{heading} has {item['name']!r} already, and no record says that an injector added it",
                    remedy="rename it, or take the pod out of injection with envoy.meshctl.io/inject: disabled",
                )


def _check_bootstrap(values: Mapping[str, Any], request: Request, settings: EnvoySettings) -> None:
    """The bootstrap, if it is at hand."""
    bootstrap = values["bootstrap"]
    name, key = bootstrap["configMap"], bootstrap["key"]
    namespace = (request.pod.get("metadata") or {}).get("namespace") or request.workload.namespace or request.namespace
    data = settings.config_maps.get((namespace, name))
    if data is None:
        return
    place = Place(f"ConfigMap {f'{namespace}/' if namespace else ''}{name} (key {key})")
    if key not in data:
        have = ", ".join(sorted(data)) or "none"
        raise SettingsError(f"there is no key {key}; there is {have}", place=place)
    found = bootstrap_problems(data[key], _expectation(values))
    if found:
        raise SettingsError(
            f"the bootstrap does not fit the pod: {'; '.join(found)}",
            place=place,
            remedy="mend it, or name other ports by envoy.meshctl.io/inbound-port, outbound-port, admin-port",
        )


def _expectation(values: Mapping[str, Any]) -> Expectation:
    ports, mode = values["ports"], values["redirect"]["mode"]
    listeners = {} if mode == "NONE" else {ports["outbound"]: "outbound traffic", ports["inbound"]: "inbound traffic"}
    return Expectation(
        admin_port=ports["admin"],
        probe_port=probe_port(values),
        listeners=listeners,
        transparent=frozenset({ports["inbound"]} if mode == "TPROXY" else ()),
    )


def _injected(values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Names of what the template adds."""
    redirect = (names.REDIRECT,) if values["redirect"]["mode"] != "NONE" else ()
    native = values["proxy"]["native"]
    identity = (names.IDENTITY_VOLUME,) if values["identity"]["kind"] != "none" else ()
    return {
        "initContainers": (*redirect, *((names.PROXY,) if native else ())),
        "containers": () if native else (names.PROXY,),
        "volumes": (names.BOOTSTRAP_VOLUME, *identity),
    }


def _warnings(pod: Mapping[str, Any], values: Mapping[str, Any], request: Request) -> Iterator[str]:
    spec = pod.get("spec") or {}
    grace_s = spec.get("terminationGracePeriodSeconds", _DEFAULT_GRACE_S)
    drain_s = values["proxy"]["drainSeconds"]
    if not values["proxy"]["native"] and drain_s and drain_s >= grace_s:
        yield f"{request.workload}: the proxy drains for {drain_s} s, but the pod is killed after {grace_s} s"
    if values["redirect"]["mode"] != "NONE":
        for container in spec.get("containers") or []:
            user = (container.get("securityContext") or spec.get("securityContext") or {}).get("runAsUser")
            if user == values["proxy"]["uid"]:
                yield (
                    f"{request.workload}: container {container.get('name')} runs as user {user}, the proxy's; "
                    "its traffic is not redirected"
                )
