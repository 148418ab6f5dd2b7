"""`meshctl kube-inject`: the sidecar in your manifests, without a cluster."""

from __future__ import annotations

import atexit
import gc
from typing import Annotated, Literal

import typer

from meshctl.cli import options

Report = Literal["warnings", "text", "json", "linkerd", "linkerd-verbose", "none"]
PatchFormat = Literal["json6902", "kustomize", "strategic"]


def kube_inject(  # noqa: PLR0913, PLR0917  one parameter a flag
    paths: options.Paths = None,
    filename: options.Filenames = None,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", help="File to write, at once or not at all. Default: standard output."),
    ] = None,
    recursive: options.Recursive = False,
    in_place: Annotated[bool, typer.Option("--in-place", help="Write every file back.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 and name the files a run would change.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Show what would change as a unified diff, write nothing.")
    ] = False,
    patch: Annotated[
        PatchFormat | None, typer.Option("--patch", help="One patch a workload in place of the manifests.")
    ] = None,
    report: Annotated[
        Report, typer.Option("--report", help="What standard error tells: warnings, or every document.")
    ] = "warnings",
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Leave documents that fail as they are and go on.")
    ] = False,
    record: Annotated[
        bool | None,
        typer.Option(
            "--record/--no-record",
            help="Write on each workload what was done to it, so that uninject gives the very text back. "
            "Default: with --in-place.",
            show_default=False,
        ),
    ] = None,
    family: options.Family = None,
    annotate_only: options.AnnotateOnly = False,
    debug_sidecar: options.DebugSidecar = False,
    inject_config_file: options.InjectConfigFile = None,
    mesh_config_file: options.MeshConfigFile = None,
    values_file: options.ValuesFile = None,
    operator_file: options.OperatorFile = None,
    set_values: options.SetValues = None,
    set_mesh: options.SetMesh = None,
    revision: options.Revision = "default",
    native_sidecars: options.NativeSidecars = None,
    kubernetes_version: options.KubernetesVersion = None,
    from_cluster: options.FromCluster = False,
    inject_config_map: options.InjectConfigMap = "istio-sidecar-injector",
    mesh_config_map: options.MeshConfigMap = "istio",
    istio_namespace: options.IstioNamespace = "istio-system",
    kubeconfig: options.Kubeconfig = None,
    context: options.Context = None,
    impersonate_user: options.ImpersonateUser = None,
    impersonate_group: options.ImpersonateGroup = None,
    namespace: options.Namespace = "",
    accepted: options.AcceptedWithoutEffect = None,
    accepted_switch: options.AcceptedSwitch = False,
) -> None:
    """Put the mesh sidecar into Kubernetes manifests.

    Reads files, folders or standard input and writes the same text with the sidecar in it, the way the control
    plane's injector would put it: your comments, key order and quoting stay. Without configuration flags the built-in
    templates, values and mesh configuration serve; with --injectConfigFile your own ConfigMap does, unmodified.
    """
    del namespace, accepted, accepted_switch
    # Imports leave no garbage to look for, and at exit everything goes at once.
    gc.disable()
    atexit.register(gc.freeze)
    from meshctl.cli.injection.command import InjectOptions, Output, run_kube_inject
    from meshctl.cli.injection.project import project_family
    from meshctl.cluster import ClusterOptions
    from meshctl.offline.configuration import ConfigOptions

    gc.enable()
    switches = {"annotate_only": annotate_only, "enable_debug_sidecar": debug_sidecar}
    configuration = ConfigOptions(
        family=family or project_family(),
        switches={name: on for name, on in switches.items() if on},
        inject_config_file=inject_config_file,
        mesh_config_file=mesh_config_file,
        values_file=values_file,
        operator_file=operator_file,
        set_values=tuple(set_values or ()),
        set_mesh=tuple(set_mesh or ()),
        revision="" if revision == "default" else revision,
        native_sidecars=native_sidecars,
        kubernetes_version=kubernetes_version,
        istio_namespace=istio_namespace,
        cluster=ClusterOptions(
            namespace=istio_namespace,
            inject_config_map=_for_revision(inject_config_map, "istio-sidecar-injector", revision),
            mesh_config_map=_for_revision(mesh_config_map, "istio", revision),
            kubeconfig=kubeconfig,
            context=context,
            impersonate_user=impersonate_user,
            impersonate_groups=tuple(impersonate_group or ()),
        )
        if from_cluster
        else None,
    )
    delivery = Output(
        file=output,
        in_place=in_place,
        check=check,
        diff=diff,
        patch=patch,
        report=report,
        record=in_place if record is None else record,
    )
    asked = InjectOptions(
        filenames=(*(filename or ()), *(paths or ())),
        recursive=recursive,
        keep_going=keep_going,
        configuration=configuration,
        output=delivery,
    )
    code = run_kube_inject(asked)
    if code:
        raise typer.Exit(code)


def _for_revision(name: str, default: str, revision: str) -> str:
    """The ConfigMap's name; a default one carries the revision, as the installer names it."""
    return f"{name}-{revision}" if name == default and revision != "default" else name
