"""Settings from values, templates and flags."""

from __future__ import annotations

from ipaddress import ip_network
from typing import TYPE_CHECKING, Any, Final

from meshctl.errors import SettingsError
from meshctl.injection.library import Library
from meshctl.injection.linkerd.functions import linkerd_functions
from meshctl.injection.linkerd.settings import CONTROL_PLANE_NAMESPACE, LinkerdSettings
from meshctl.mesh.linkerd.annotations import DEBUG_SIDECAR
from meshctl.mesh.linkerd.overrides import annotations_for, value_at, with_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from meshctl.gotemplate import Template
    from meshctl.injection.family import Configuration

_ANCHORS_REMEDY: Final = (
    "give the control plane's values with --valuesFile (kubectl -n linkerd get configmap linkerd-config -o yaml), "
    "or mark the pods for the cluster's injector with --annotate-only"
)


def configure(configuration: Configuration) -> LinkerdSettings:
    """One control plane's settings; what the flags changed in the values becomes annotations.

    Raises:
        SettingsError: cluster networks that are none, or (unless pods are only marked) no trust anchors or version.
    """
    values = dict(configuration.values)
    if configuration.native_sidecars is not None:
        values = with_value(values, ("proxy", "nativeSidecar"), configuration.native_sidecars)
    annotate_only = bool(configuration.flags.get("annotate_only"))
    if not annotate_only:
        _check(values)
    debug = bool(configuration.flags.get("enable_debug_sidecar"))
    changed = annotations_for(dict(configuration.base_values), values)
    return LinkerdSettings(
        library=Library(texts=configuration.templates, compile=_compiler(configuration)),
        values=values,
        flags={**changed, DEBUG_SIDECAR: "true"} if debug else changed,
        control_plane_namespace=configuration.control_plane_namespace or CONTROL_PLANE_NAMESPACE,
        annotate_only=annotate_only,
        debug=debug,
        created_by=configuration.created_by,
    )


def _compiler(configuration: Configuration) -> Callable[[str, str], Template]:
    def compile_one(name: str, text: str) -> Template:
        return configuration.compiler(name, text, linkerd_functions(), associated=configuration.partials)

    return compile_one


def _check(values: Mapping[str, Any]) -> None:
    for block in str(values.get("clusterNetworks") or "").split(","):
        _check_network(block.strip())
    if not (values.get("linkerdVersion") or value_at(values, ("proxy", "image", "version"))):
        raise SettingsError("the version of the proxy is not known: linkerdVersion is empty", remedy=_ANCHORS_REMEDY)
    if not values.get("identityTrustAnchorsPEM") and not value_at(values, ("proxy", "loadTrustBundleFromConfigMap")):
        raise SettingsError("the trust anchors are not known: identityTrustAnchorsPEM is empty", remedy=_ANCHORS_REMEDY)


def _check_network(block: str) -> None:
    try:
        ip_network(block, strict=False)
    except ValueError:
        raise SettingsError(
            f"clusterNetworks: found {block!r}, expected CIDR blocks such as 10.0.0.0/8, comma separated"
        ) from None
