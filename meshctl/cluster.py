"""What a cluster knows: the injector's and the mesh's ConfigMaps. Nothing else imports the Kubernetes client."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from meshctl.errors import ClusterError

_TIMEOUT_S: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterOptions:
    """Which cluster, as whom, and what the ConfigMaps are called."""

    namespace: str = "istio-system"
    inject_config_map: str = "istio-sidecar-injector"
    mesh_config_map: str = "istio"
    kubeconfig: str | None = None
    context: str | None = None
    impersonate_user: str | None = None
    impersonate_groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigMaps:
    """Two ConfigMap manifests, as much of them as configuration needs, and what messages call them."""

    injector: dict[str, Any] = field(default_factory=dict)
    mesh: dict[str, Any] = field(default_factory=dict)
    injector_name: str = ""
    mesh_name: str = ""


def read_config_maps(options: ClusterOptions) -> ConfigMaps:
    """The two ConfigMaps of a control plane.

    Raises:
        ClusterError: the client is not installed, the cluster cannot be reached, or a ConfigMap is not there.
    """
    api = _api(options)
    return ConfigMaps(
        injector=_read(api, options, options.inject_config_map, "--injectConfigFile"),
        mesh=_read(api, options, options.mesh_config_map, "--meshConfigFile"),
        injector_name=f"ConfigMap {options.namespace}/{options.inject_config_map}",
        mesh_name=f"ConfigMap {options.namespace}/{options.mesh_config_map}",
    )


def _api(options: ClusterOptions) -> Any:
    try:
        from kubernetes import client, config
    except ImportError:
        raise ClusterError(
            "--from-cluster needs the Kubernetes client, which is not installed",
            remedy="pip install 'kube-meshctl[cluster]', or save the ConfigMaps with kubectl and give them as files",
        ) from None
    try:
        connection: Any = config.new_client_from_config(config_file=options.kubeconfig, context=options.context)
    except (config.ConfigException, OSError) as fault:
        raise ClusterError(f"no usable kubeconfig: {fault}", remedy="check --kubeconfig and --context") from None
    if options.impersonate_user:
        connection.set_default_header("Impersonate-User", options.impersonate_user)
    for group in options.impersonate_groups:
        connection.set_default_header("Impersonate-Group", group)
    return client.CoreV1Api(connection)


def _read(api: Any, options: ClusterOptions, name: str, flag: str) -> dict[str, Any]:
    from kubernetes.client.exceptions import ApiException
    from urllib3.exceptions import HTTPError

    where = f"ConfigMap {options.namespace}/{name}"
    try:
        found = api.read_namespaced_config_map(name, options.namespace, _request_timeout=_TIMEOUT_S)
    except ApiException as fault:
        if fault.status == 404:
            raise ClusterError(
                f"{where} does not exist",
                remedy=f"check --istioNamespace and --revision, or give the file with {flag}",
            ) from None
        raise ClusterError(f"{where}: the API server answered {fault.status} {fault.reason}") from None
    except HTTPError as fault:
        raise ClusterError(
            f"{where}: the API server cannot be reached: {fault}", remedy=f"check --context, or use {flag}"
        ) from None
    return {"kind": "ConfigMap", "metadata": {"name": name}, "data": dict(found.data or {})}
