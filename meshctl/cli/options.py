"""Flags that several commands share, with istioctl's spelling first and the kebab-case one beside it."""

from __future__ import annotations

from typing import Annotated

import typer

Filenames = Annotated[
    list[str] | None,
    typer.Option("-f", "--filename", help="Manifest to read; repeatable; a folder with -R; - is standard input."),
]
Paths = Annotated[list[str] | None, typer.Argument(help="The same as -f, for tools that append file names.")]
Recursive = Annotated[bool, typer.Option("-R", "--recursive", help="Read folders given with -f, and their folders.")]
Family = Annotated[
    str | None,
    typer.Option(
        "--family",
        help="Mesh family: whose sidecar, by whose rules. Default: inject.family of .meshctl.yaml, else istio.",
        show_default=False,
    ),
]
AnnotateOnly = Annotated[
    bool,
    typer.Option(
        "--annotate-only/--manual",
        help="With --family linkerd: mark the pods for the cluster's injector, write no containers.",
    ),
]
DebugSidecar = Annotated[
    bool, typer.Option("--enable-debug-sidecar", help="With --family linkerd: add a container with network tools.")
]
InjectConfigFile = Annotated[
    str | None,
    typer.Option(
        "--injectConfigFile",
        "--inject-config-file",
        help="Injector configuration, a bare template, or the ConfigMap istio-sidecar-injector as kubectl prints it.",
    ),
]
MeshConfigFile = Annotated[
    str | None,
    typer.Option("--meshConfigFile", "--mesh-config-file", help="Mesh configuration, or the ConfigMap istio."),
]
ValuesFile = Annotated[
    str | None,
    typer.Option("--valuesFile", "--values-file", help="Values document (YAML or JSON), or a ConfigMap with one."),
]
OperatorFile = Annotated[
    str | None,
    typer.Option(
        "--operatorFileName", "--operator-file-name", help="IstioOperator file; its values and meshConfig win."
    ),
]
SetValues = Annotated[
    list[str] | None, typer.Option("--set", help="Set one value, e.g. global.hub=example.org/istio; repeatable.")
]
SetMesh = Annotated[
    list[str] | None,
    typer.Option("--mesh-set", help="Set one mesh setting, e.g. defaultConfig.holdApplicationUntilProxyStarts=true."),
]
Revision = Annotated[str, typer.Option("-r", "--revision", help="Control plane revision.")]
NativeSidecars = Annotated[
    bool | None,
    typer.Option(
        "--native-sidecars/--no-native-sidecars",
        help="Run the proxy as an init container that keeps running. Default: native.",
    ),
]
KubernetesVersion = Annotated[
    str | None,
    typer.Option("--kubernetes-version", help="Version the pods will run on; 1.33 and later means native sidecars."),
]
FromCluster = Annotated[
    bool, typer.Option("--from-cluster", help="Read injector and mesh configuration from the cluster.")
]
Kubeconfig = Annotated[str | None, typer.Option("-c", "--kubeconfig", help="With --from-cluster: kubeconfig file.")]
Context = Annotated[str | None, typer.Option("--context", help="With --from-cluster: kubeconfig context.")]
IstioNamespace = Annotated[
    str, typer.Option("-i", "--istioNamespace", "--istio-namespace", help="Namespace of the control plane.")
]
Namespace = Annotated[
    str, typer.Option("-n", "--namespace", help="Accepted for istioctl's sake; manifests are not completed with it.")
]
InjectConfigMap = Annotated[
    str,
    typer.Option("--injectConfigMapName", "--inject-config-map-name", help="With --from-cluster: its ConfigMap."),
]
MeshConfigMap = Annotated[
    str, typer.Option("--meshConfigMapName", "--mesh-config-map-name", help="With --from-cluster: its ConfigMap.")
]
ImpersonateUser = Annotated[
    str | None, typer.Option("--as", help="With --from-cluster: act as this user.", show_default=False)
]
ImpersonateGroup = Annotated[
    list[str] | None, typer.Option("--as-group", help="With --from-cluster: act as a member of this group; repeatable.")
]
# istioctl has these for reaching a live injector; scripts that pass them keep working.
AcceptedWithoutEffect = Annotated[
    list[str] | None,
    typer.Option(
        "--webhookConfig",
        "--xds-address",
        "--xds-label",
        "--xds-port",
        "--cert-dir",
        "--authority",
        "--timeout",
        "--kubeclient-timeout",
        "--as-uid",
        hidden=True,
    ),
]
AcceptedSwitch = Annotated[bool, typer.Option("--insecure", "--plaintext", hidden=True)]
