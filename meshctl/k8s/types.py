"""Kubernetes shapes for the type checker.

At run time every one of them is a plain dict: fields that are not named here pass through untouched.
"""

from __future__ import annotations

from typing import Any, TypeAlias, TypedDict

JSONScalar: TypeAlias = str | int | float | bool | None
JSONValue: TypeAlias = "JSONScalar | list[JSONValue] | dict[str, JSONValue]"

# A path to a field: mapping keys and list indices, outermost first.
FieldPath: TypeAlias = tuple[str | int, ...]


class OwnerReference(TypedDict, total=False):
    """`metav1.OwnerReference`."""

    apiVersion: str
    kind: str
    name: str
    uid: str
    controller: bool


class ObjectMeta(TypedDict, total=False):
    """`metav1.ObjectMeta`, the fields injection reads or writes."""

    name: str
    generateName: str
    namespace: str
    uid: str
    labels: dict[str, str]
    annotations: dict[str, str]
    ownerReferences: list[OwnerReference]


class ContainerPort(TypedDict, total=False):
    """`corev1.ContainerPort`."""

    name: str
    hostPort: int
    containerPort: int
    protocol: str
    hostIP: str


class EnvVar(TypedDict, total=False):
    """`corev1.EnvVar`."""

    name: str
    value: str
    valueFrom: dict[str, Any]


class Probe(TypedDict, total=False):
    """`corev1.Probe`."""

    httpGet: dict[str, Any]
    tcpSocket: dict[str, Any]
    grpc: dict[str, Any]
    exec: dict[str, Any]
    initialDelaySeconds: int
    timeoutSeconds: int
    periodSeconds: int
    successThreshold: int
    failureThreshold: int


class Container(TypedDict, total=False):
    """`corev1.Container`, the fields injection reads or writes."""

    name: str
    image: str
    command: list[str]
    args: list[str]
    ports: list[ContainerPort]
    env: list[EnvVar]
    resources: dict[str, Any]
    volumeMounts: list[dict[str, Any]]
    livenessProbe: Probe
    readinessProbe: Probe
    startupProbe: Probe
    lifecycle: dict[str, Any]
    securityContext: dict[str, Any]
    restartPolicy: str


class Volume(TypedDict, total=False):
    """`corev1.Volume`: a name and one source."""

    name: str


class PodSpec(TypedDict, total=False):
    """`corev1.PodSpec`, the fields injection reads or writes."""

    containers: list[Container]
    initContainers: list[Container]
    volumes: list[Volume]
    imagePullSecrets: list[dict[str, str]]
    serviceAccountName: str
    hostNetwork: bool
    nodeName: str
    dnsPolicy: str
    securityContext: dict[str, Any]


class Pod(TypedDict, total=False):
    """`corev1.Pod`."""

    apiVersion: str
    kind: str
    metadata: ObjectMeta
    spec: PodSpec
