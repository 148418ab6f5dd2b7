"""Kubernetes' own kinds as nodes, from the OpenAPI document of its published source.

The API server decodes these kinds into Go structs, so what is enforced differs from custom resources: 32-bit integers
have their range, null is the zero value everywhere, quantities may be numbers. Lists with keys are not checked for
uniqueness by schema, so `x-kubernetes-list-type` is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from meshctl.analyze.schema.nodes import Node
    from meshctl.k8s.types import JSONValue
    from tools.crd_tables.nodes import TableBuilder

Schema = dict[str, Any]

_API = "io.k8s.api."
_MANAGED_FIELDS = "io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry"
OBJECT_META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"

# (apiVersion, definition, plural, namespaced): what the mesh injects, selects, routes to or is configured by.
KINDS: tuple[tuple[str, str, str, bool], ...] = (
    ("v1", "core.v1.Pod", "pods", True),
    ("v1", "core.v1.ReplicationController", "replicationcontrollers", True),
    ("v1", "core.v1.Service", "services", True),
    ("v1", "core.v1.Endpoints", "endpoints", True),
    ("v1", "core.v1.Namespace", "namespaces", False),
    ("v1", "core.v1.Node", "nodes", False),
    ("v1", "core.v1.ServiceAccount", "serviceaccounts", True),
    ("v1", "core.v1.ConfigMap", "configmaps", True),
    ("v1", "core.v1.Secret", "secrets", True),
    ("apps/v1", "apps.v1.Deployment", "deployments", True),
    ("apps/v1", "apps.v1.ReplicaSet", "replicasets", True),
    ("apps/v1", "apps.v1.StatefulSet", "statefulsets", True),
    ("apps/v1", "apps.v1.DaemonSet", "daemonsets", True),
    ("batch/v1", "batch.v1.Job", "jobs", True),
    ("batch/v1", "batch.v1.CronJob", "cronjobs", True),
    ("networking.k8s.io/v1", "networking.v1.Ingress", "ingresses", True),
    ("networking.k8s.io/v1", "networking.v1.IngressClass", "ingressclasses", False),
    ("discovery.k8s.io/v1", "discovery.v1.EndpointSlice", "endpointslices", True),
    (
        "admissionregistration.k8s.io/v1",
        "admissionregistration.v1.MutatingWebhookConfiguration",
        "mutatingwebhookconfigurations",
        False,
    ),
    (
        "admissionregistration.k8s.io/v1",
        "admissionregistration.v1.ValidatingWebhookConfiguration",
        "validatingwebhookconfigurations",
        False,
    ),
)

# Types with a decoder of their own.
_SPECIAL: dict[str, Node] = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": {"type": "quantity"},
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": {"intOrString": True},
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": {},
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": {"type": "string", "format": "date-time"},
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": {"type": "string", "format": "date-time"},
}
# Documented as required, and accepted without: the Go struct has no omitempty, and validation takes nothing for empty,
# or looks only at some places. Owners are checked with the metadata of the resource, not with that of its templates.
_NOT_REQUIRED = {
    "io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference": {"apiVersion", "kind", "name", "uid"},
    "io.k8s.api.core.v1.ConfigMapNodeConfigSource": {"namespace", "name", "kubeletConfigKey"},
    "io.k8s.api.discovery.v1.EndpointSlice": {"endpoints"},
    "io.k8s.api.core.v1.HTTPHeader": {"value"},
    "io.k8s.api.core.v1.SleepAction": {"seconds"},
    "io.k8s.api.batch.v1.PodFailurePolicy": {"rules"},
}
_ZERO: dict[str, JSONValue] = {"object": {}, "string": "", "integer": 0, "boolean": False}
_INT32 = (-(2**31), 2**31 - 1)


class CoreBuilder:
    """Adds definitions of an OpenAPI document to a table, each once."""

    def __init__(self, document: Schema, table: TableBuilder) -> None:
        self._definitions: dict[str, Schema] = document["definitions"]
        self._table = table
        self._done: dict[str, int] = {}

    def kind(self, definition: str) -> int:
        """The index of a kind's root; status is a skeleton, as the API server resets it at creation."""
        schema = self._definitions[_API + definition]
        node = self._object(_API + definition, schema)
        if "status" in schema["properties"]:
            node["properties"]["status"] = self._table.loose(self._inlined(schema["properties"]["status"]))
        return self._table.add(node)

    def definition(self, name: str) -> int:
        """The index of a definition, such as `ObjectMeta`."""
        if name not in self._done:
            schema = self._definitions[name]
            node = _SPECIAL[name] if name in _SPECIAL else self._node(name, schema)
            if name == _MANAGED_FIELDS:
                node["nullable"] = True  # the server takes nothing from these entries, so it accepts anything
            self._done[name] = self._table.add(node)
        return self._done[name]

    def _reference(self, schema: Schema) -> int:
        if "$ref" in schema:
            return self.definition(schema["$ref"].rpartition("/")[2])
        return self._table.add(self._node("", schema))

    def _node(self, name: str, schema: Schema) -> Node:
        match schema.get("type", "object"):
            case "object" if "properties" in schema:
                return self._object(name, schema)
            case "object" if "additionalProperties" in schema:
                return {"type": "object", "values": self._element(self._reference(schema["additionalProperties"]))}
            case "array":
                return {"type": "array", "items": self._element(self._reference(schema["items"]))}
            case scalar:
                return _scalar(scalar, schema)

    def _element(self, index: int) -> int:
        """The node of an element or map value: null among them is the zero value of their Go type."""
        node = self._table.nodes[index].copy()
        if node.get("type") in _ZERO:
            node["default"] = _ZERO[node["type"]]
        return self._table.add(node)

    def _object(self, name: str, schema: Schema) -> Node:
        members = {key: self._reference(member) for key, member in schema["properties"].items()}
        node: Node = {"type": "object", "properties": members}
        required = [key for key in schema.get("required", ()) if key not in _NOT_REQUIRED.get(name, ())]
        if required:
            node["required"] = required
        return node

    def _inlined(self, schema: Schema) -> Schema:
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            if name in _SPECIAL:
                return {"x-kubernetes-preserve-unknown-fields": True}
            schema = self._definitions[name]
        whole = dict(schema)
        if "properties" in schema:
            whole["properties"] = {key: self._inlined(member) for key, member in schema["properties"].items()}
        for key in ("items", "additionalProperties"):
            if key in schema:
                whole[key] = self._inlined(schema[key])
        return whole


def _scalar(kind: str, schema: Schema) -> Node:
    node: Node = {"type": kind}
    match schema.get("format"):
        case "int32":
            node["minimum"], node["maximum"] = _INT32
        case "byte":
            node["format"] = "bytes"
    return node
