"""Strategic merges written by hand: every keyed list in every situation, every directive, every error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# Path to a keyed list of a pod, its key, two values of the key, and another field of its items with two values.
KEYED: tuple[tuple[str, str, Any, Any, str, Any, Any], ...] = (
    ("spec.containers", "name", "app", "proxy", "image", "app:1", "proxy:2"),
    ("spec.initContainers", "name", "setup", "init", "image", "setup:1", "init:2"),
    ("spec.ephemeralContainers", "name", "debug", "shell", "image", "debug:1", "shell:2"),
    ("spec.volumes", "name", "data", "certs", "emptyDir", {}, {"medium": "Memory"}),
    ("spec.imagePullSecrets", "name", "one", "two", "name", "one", "two"),
    ("spec.resourceClaims", "name", "gpu", "net", "resourceClaimName", "claim-1", "claim-2"),
    ("spec.schedulingGates", "name", "gate/a", "gate/b", "name", "gate/a", "gate/b"),
    ("spec.hostAliases", "ip", "10.0.0.1", "10.0.0.2", "hostnames", ["a"], ["b"]),
    ("spec.topologySpreadConstraints", "topologyKey", "zone", "host", "maxSkew", 1, 2),
    ("metadata.ownerReferences", "uid", "u-1", "u-2", "name", "owner", "other"),
    ("spec.containers[app].env", "name", "A", "B", "value", "1", "2"),
    ("spec.containers[app].ports", "containerPort", 80, 8080, "name", "http", "admin"),
    ("spec.containers[app].volumeMounts", "mountPath", "/data", "/certs", "name", "data", "certs"),
    ("spec.containers[app].volumeDevices", "devicePath", "/dev/a", "/dev/b", "name", "a", "b"),
)


def at(path: str, value: Any) -> Any:
    """The smallest pod that holds `value` at a dotted path; `containers[app]` is the container of that name."""
    for step in reversed(path.split(".")):
        if step.endswith("]"):
            field, name = step[:-1].split("[")
            value = {field: [{"name": name, **value}]}
        else:
            value = {step: value}
    return value


def keyed_cases() -> Iterator[tuple[str, Any, Any]]:
    for path, key, one, two, field, first, second in KEYED:
        a, b = {key: one, field: first}, {key: two, field: second}
        changed = {**a, field: second} if field != key else a
        lists: dict[str, tuple[list[Any], list[Any]]] = {
            "a new item stands before the old one": ([a], [b]),
            "a shared item merges in its place": ([a, b], [changed]),
            "the patch's order of shared items wins": ([a, b], [b, a]),
            "an item is deleted": ([a, b], [{key: one, "$patch": "delete"}]),
            "deleting what is not there changes nothing": ([a], [{key: two, "$patch": "delete"}]),
            "replace takes the patch's items only": ([a], [b, {"$patch": "replace"}]),
            "an item without its key is refused": ([a], [{"x": 1}]),
            "an old item without its key is refused": ([{"x": 1}], [b]),
        }
        for situation, (old, new) in lists.items():
            yield f"{path}: {situation}", at(path, old), at(path, new)


def order_cases() -> Iterator[tuple[str, Any, Any]]:
    def named(letters: str) -> Any:
        return at("spec.containers", [{"name": letter} for letter in letters])

    for old, new in (
        ("xby", "abc"), ("abc", "cba"), ("abc", "b"), ("abc", "dc"), ("ab", "ba"), ("abcd", "xcay"), ("", "ab"),
        ("ab", ""), ("abcde", "eb"), ("pq", "xy"), ("aba", "b"), ("ab", "aab"), ("ab", "ccd"),
    ):  # fmt: skip
        yield f"order: old {old or 'nothing'}, patch {new or 'nothing'}", named(old), named(new)
    for before, after in ((["a", "b"], ["c", "b"]), (["a"], []), ([], ["a"]), (["x", "b", "y"], ["a", "b", "c"])):
        finalizers = (at("metadata.finalizers", before), at("metadata.finalizers", after))
        yield f"finalizers: old {before}, patch {after}", *finalizers


POD = {
    "metadata": {"name": "web", "labels": {"app": "web", "tier": "front"}, "finalizers": ["a", "b", "c"]},
    "spec": {
        "containers": [
            {"name": "app", "image": "app:1", "args": ["--one"], "env": [{"name": "A", "value": "1"}]},
            {"name": "side", "image": "side:1"},
        ],
        "volumes": [{"name": "data", "emptyDir": {}}, {"name": "conf", "configMap": {"name": "conf"}}],
        "tolerations": [{"key": "a"}],
        "nodeSelector": {"disk": "ssd"},
        "securityContext": {"runAsUser": 1000, "sysctls": [{"name": "a", "value": "1"}]},
    },
}

PLAIN: tuple[tuple[str, Any], ...] = (
    ("an empty patch", {}),
    ("null deletes a scalar", {"metadata": {"name": None}}),
    ("null deletes a mapping", {"metadata": {"labels": None}}),
    ("null deletes a list", {"spec": {"containers": None}}),
    ("null of what is not there leaves no trace", {"spec": {"hostname": None}}),
    ("mappings merge by key", {"metadata": {"labels": {"tier": None, "zone": "x"}}}),
    ("a scalar is replaced", {"metadata": {"name": "other"}}),
    ("another JSON type is replaced", {"metadata": {"labels": "none"}}),
    ("a list over a mapping", {"metadata": {"labels": ["a"]}}),
    ("a mapping over a list", {"spec": {"tolerations": {"key": "a"}}}),
    ("lists without a key are replaced", {"spec": {"tolerations": [{"key": "b", "value": None}]}}),
    ("arguments are replaced", {"spec": {"containers": [{"name": "app", "args": ["--two"]}]}}),
    ("sysctls are replaced", {"spec": {"securityContext": {"sysctls": [{"name": "b", "value": "2"}]}}}),
    ("an empty list over a keyed list", {"spec": {"volumes": []}}),
    ("a new mapping comes without nulls", {"spec": {"affinity": {"nodeAffinity": None, "podAffinity": {"x": None}}}}),
    ("a new list keeps repeated keys", {"spec": {"initContainers": [{"name": "i"}, {"name": "i", "image": None}]}}),
    ("a new list keeps items without a key", {"spec": {"hostAliases": [{"hostnames": ["a"]}]}}),
    ("a new list keeps null items", {"spec": {"readinessGates": [None, {"conditionType": None}]}}),
    ("a new item of an old list keeps its nulls", {"spec": {"containers": [{"name": "new", "image": None}]}}),
    ("repeated new items merge", {"spec": {"containers": [{"name": "n", "image": "1"}, {"name": "n", "tty": True}]}}),
    ("two sources side by side", {"spec": {"volumes": [{"name": "data", "secret": {"secretName": "s"}}]}}),
    ("a null source keeps the old one", {"spec": {"volumes": [{"name": "data", "emptyDir": None}]}}),
    ("quantities are scalars", {"spec": {"overhead": {"cpu": "1", "memory": None}}}),
    ("an unknown field is taken", {"spec": {"notAField": {"a": 1, "b": None}}}),
    ("another case of a known name is another field", {"spec": {"Volumes": [{"name": "x"}]}}),
    ("a list item that is a text", {"spec": {"containers": ["app"]}}),
    ("a list item that is null", {"spec": {"containers": [None]}}),
    ("a list item that is a list", {"spec": {"containers": [["app"]]}}),
    ("items of two kinds", {"spec": {"containers": [{"name": "a"}, "b"]}}),
    ("a finalizer that is a mapping", {"metadata": {"finalizers": [{"a": 1}]}}),
    ("a finalizer that is a number", {"metadata": {"finalizers": [1]}}),
    ("a merge key that is null", {"spec": {"containers": [{"name": None}]}}),
    ("a merge key that is a mapping", {"spec": {"containers": [{"name": {"a": 1}}]}}),
)

DIRECTIVES: tuple[tuple[str, Any], ...] = (
    ("replace the whole", {"$patch": "replace", "metadata": {"name": "new"}}),
    ("delete the whole", {"$patch": "delete"}),
    ("replace a mapping", {"metadata": {"labels": {"$patch": "replace", "zone": "x", "gone": None}}}),
    ("replace keeps what lies below", {"spec": {"securityContext": {"$patch": "replace", "x": {"$patch": "delete"}}}}),
    ("delete a mapping", {"spec": {"nodeSelector": {"$patch": "delete", "x": "y"}}}),
    ("merge is no directive of a mapping", {"spec": {"nodeSelector": {"$patch": "merge", "x": "y"}}}),
    ("an unknown directive", {"spec": {"nodeSelector": {"$patch": "swap"}}}),
    ("a directive that is a number", {"spec": {"nodeSelector": {"$patch": 1}}}),
    ("a directive that is null", {"spec": {"nodeSelector": {"$patch": None}}}),
    ("replace what is not there", {"spec": {"affinity": {"$patch": "replace", "podAffinity": {}}}}),
    ("delete what is not there", {"spec": {"affinity": {"$patch": "delete"}}}),
    (
        "a directive inside what is not there",
        {"spec": {"dnsConfig": {"options": [{"$patch": "delete"}, {"name": "a"}]}}},
    ),
    ("a null directive inside what is not there", {"spec": {"affinity": {"$patch": None, "podAffinity": {}}}}),
    ("merge is no directive of an item", {"spec": {"containers": [{"name": "app", "$patch": "merge"}]}}),
    ("an unknown directive of an item", {"spec": {"containers": [{"name": "app", "$patch": "swap"}]}}),
    ("delete without a key", {"spec": {"containers": [{"$patch": "delete"}]}}),
    ("replace with nothing", {"spec": {"containers": [{"$patch": "replace"}]}}),
    (
        "replace and delete",
        {"spec": {"containers": [{"$patch": "replace"}, {"name": "app", "$patch": "delete"}, {"name": "x"}]}},
    ),
    ("replace by an item without its key", {"spec": {"containers": [{"$patch": "replace"}, {"image": "x"}]}}),
    (
        "delete and add again",
        {"spec": {"containers": [{"name": "app", "$patch": "delete"}, {"name": "app", "tty": True}]}},
    ),
    ("a directive in a list without a key", {"spec": {"tolerations": [{"key": "b", "$patch": "delete"}]}}),
    ("delete nested items", {"spec": {"containers": [{"name": "app", "env": [{"name": "A", "$patch": "delete"}]}]}}),
    ("delete primitives", {"metadata": {"$deleteFromPrimitiveList/finalizers": ["a", "c", "x"]}}),
    ("delete no primitives", {"metadata": {"$deleteFromPrimitiveList/finalizers": []}}),
    ("delete all primitives", {"metadata": {"$deleteFromPrimitiveList/finalizers": None}}),
    ("delete primitives of another kind", {"metadata": {"$deleteFromPrimitiveList/finalizers": [1]}}),
    ("delete primitives given as a text", {"metadata": {"$deleteFromPrimitiveList/finalizers": "a"}}),
    ("delete primitives of what is not there", {"spec": {"$deleteFromPrimitiveList/hostAliases": ["a"]}}),
    (
        "delete primitives of a replaced list",
        {"spec": {"containers": [{"name": "app", "$deleteFromPrimitiveList/args": ["--one"]}]}},
    ),
    ("delete primitives of no list", {"metadata": {"$deleteFromPrimitiveList": ["a"]}}),
    (
        "retain keys",
        {"spec": {"volumes": [{"$retainKeys": ["name", "secret"], "name": "data", "secret": {"secretName": "s"}}]}},
    ),
    ("retain keys of a mapping", {"spec": {"$retainKeys": ["containers"]}}),
    (
        "retain keys that the patch exceeds",
        {"spec": {"volumes": [{"$retainKeys": ["name"], "name": "data", "secret": {}}]}},
    ),
    (
        "retain keys with a null beside",
        {"spec": {"volumes": [{"$retainKeys": ["name"], "name": "data", "emptyDir": None}]}},
    ),
    ("retain keys given as a text", {"spec": {"$retainKeys": "containers"}}),
    ("retain keys of a new item", {"spec": {"volumes": [{"$retainKeys": ["name"], "name": "new"}]}}),
    ("set the order", {"spec": {"$setElementOrder/containers": [{"name": "side"}, {"name": "app"}]}}),
    ("set the order of some", {"spec": {"$setElementOrder/containers": [{"name": "side"}]}}),
    (
        "set the order and add",
        {"spec": {"$setElementOrder/containers": [{"name": "new"}, {"name": "side"}], "containers": [{"name": "new"}]}},
    ),
    (
        "set the order, delete and add",
        {
            "spec": {
                "$setElementOrder/containers": [{"name": "new"}],
                "containers": [{"name": "app", "$patch": "delete"}, {"name": "new"}],
            }
        },
    ),
    (
        "set the order of a new list",
        {"spec": {"$setElementOrder/hostAliases": [{"ip": "1"}], "hostAliases": [{"ip": "1", "hostnames": None}]}},
    ),
    ("set the order of nothing", {"spec": {"$setElementOrder/hostAliases": [{"ip": "1"}]}}),
    (
        "set the order of primitives",
        {"metadata": {"$setElementOrder/finalizers": ["c", "d", "a"], "finalizers": ["d"]}},
    ),
    (
        "set the order against the list",
        {
            "spec": {
                "$setElementOrder/containers": [{"name": "b"}, {"name": "a"}],
                "containers": [{"name": "a"}, {"name": "b"}],
            }
        },
    ),
    (
        "set the order without an item",
        {"spec": {"$setElementOrder/containers": [{"name": "app"}], "containers": [{"name": "a"}]}},
    ),
    ("set an empty order", {"spec": {"$setElementOrder/containers": [], "containers": [{"name": "a"}, {"name": "b"}]}}),
    ("set the order by a text", {"spec": {"$setElementOrder/containers": "app"}}),
    ("set the order without a key", {"spec": {"$setElementOrder/containers": [{"image": "x"}]}}),
    ("set the order of no field", {"spec": {"$setElementOrder": []}}),
    ("set the order of an unknown field", {"spec": {"$setElementOrder/notAField": []}}),
    ("set the order of a mapping", {"spec": {"$setElementOrder/nodeSelector": ["a"]}}),
)


def merge_cases() -> Iterator[tuple[str, Any, Any]]:
    """Name, original and patch."""
    yield from keyed_cases()
    yield from order_cases()
    for name, patch in (*PLAIN, *DIRECTIVES):
        yield name, POD, patch
