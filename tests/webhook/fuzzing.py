"""Review bodies and pods as nobody would send them: well-formed in part, wrong in any place."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import jsonpatch
from hypothesis import strategies as st
from jsonpointer import JsonPointerException

if TYPE_CHECKING:
    from tests.webhook.support import Answer

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)

ANNOTATIONS = [
    "sidecar.istio.io/inject",
    "sidecar.istio.io/status",
    "sidecar.istio.io/proxyCPU",
    "sidecar.istio.io/userVolume",
    "sidecar.istio.io/interceptionMode",
    "proxy.istio.io/config",
    "proxy.istio.io/overrides",
    "inject.istio.io/templates",
    "prometheus.io/port",
    "prometheus.istio.io/scrape-targets",
    "status.sidecar.istio.io/port",
    "traffic.sidecar.istio.io/includeInboundPorts",
    "k8s.v1.cni.cncf.io/networks",
]
TEXTS = st.sampled_from(
    [
        "true",
        "false",
        "",
        "{}",
        "[]",
        "null",
        "sidecar",
        "gateway",
        "sidecar,grpc-agent",
        "8080",
        "*",
        "a: b",
        "{",
        '"',
        "\n",
        "0x",
    ]
) | st.text(max_size=20)


def sometimes(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """What belongs there, and now and then anything else."""
    return st.integers(0, 39).flatmap(lambda draw: usual if draw else JSON)


PROBE = sometimes(
    st.fixed_dictionaries(
        {},
        optional={
            name: sometimes(st.fixed_dictionaries({"port": SCALARS})) for name in ("httpGet", "tcpSocket", "grpc")
        },
    )
)
CONTAINER = sometimes(
    st.fixed_dictionaries(
        {"name": sometimes(st.sampled_from(["app", "istio-proxy", "istio-init", "other"]))},
        optional={
            "image": sometimes(st.sampled_from(["auto", "a:1"])),
            "ports": sometimes(
                st.lists(
                    sometimes(st.fixed_dictionaries({"containerPort": sometimes(st.integers(0, 70000))})), max_size=2
                )
            ),
            "env": sometimes(
                st.lists(sometimes(st.fixed_dictionaries({"name": sometimes(st.sampled_from("AB"))})), max_size=2)
            ),
            "args": JSON,
            "resources": sometimes(st.fixed_dictionaries({"limits": JSON})),
            "securityContext": sometimes(st.fixed_dictionaries({"runAsUser": sometimes(st.integers(0, 9))})),
            "readinessProbe": PROBE,
            "livenessProbe": PROBE,
            "lifecycle": JSON,
        },
    )
)
METADATA = sometimes(
    st.fixed_dictionaries(
        {},
        optional={
            "name": sometimes(st.just("app")),
            "generateName": sometimes(st.just("app-")),
            "labels": sometimes(
                st.dictionaries(
                    st.sampled_from(["app", "sidecar.istio.io/inject", "topology.istio.io/network"]), sometimes(TEXTS)
                )
            ),
            "annotations": sometimes(st.dictionaries(st.sampled_from(ANNOTATIONS), sometimes(TEXTS), max_size=3)),
            "ownerReferences": sometimes(
                st.lists(sometimes(st.fixed_dictionaries({"controller": JSON, "name": JSON, "kind": JSON})), max_size=2)
            ),
            "managedFields": JSON,
        },
    )
)
SPEC = sometimes(
    st.fixed_dictionaries(
        {"containers": sometimes(st.lists(CONTAINER, max_size=3))},
        optional={
            "initContainers": sometimes(st.lists(CONTAINER, max_size=2)),
            "volumes": sometimes(st.lists(sometimes(st.fixed_dictionaries({"name": SCALARS})), max_size=2)),
            "hostNetwork": JSON,
            "imagePullSecrets": JSON,
            "securityContext": JSON,
        },
    )
)
PODS = sometimes(
    st.fixed_dictionaries({"metadata": METADATA, "spec": SPEC}, optional={"kind": sometimes(st.just("Pod"))})
)
REQUESTS = sometimes(
    st.fixed_dictionaries(
        {"uid": sometimes(st.just("u")), "object": PODS},
        optional={"namespace": sometimes(st.just("shop")), "operation": sometimes(st.just("CREATE")), "dryRun": JSON},
    )
)
REVIEWS = sometimes(
    st.fixed_dictionaries(
        {
            "apiVersion": sometimes(st.sampled_from(["admission.k8s.io/v1", "admission.k8s.io/v1beta1"])),
            "kind": sometimes(st.just("AdmissionReview")),
            "request": REQUESTS,
        }
    )
)
BODIES = st.one_of(st.binary(max_size=60), REVIEWS.map(json.dumps).map(str.encode))


def fault_in(answer: Answer, body: bytes) -> str | None:
    """What is wrong with an answer; None for one that is well-formed, whatever it says."""
    if answer.status_code == 400:
        return "a review was taken for no JSON" if _is_json(body) else None
    if answer.status_code != 200:
        return f"status {answer.status_code}"
    review = answer.json()
    response = review["response"]
    if review["kind"] != "AdmissionReview" or not isinstance(response["uid"], str):
        return "the answer is no review"
    if "Traceback" in answer.content.decode():
        return "the answer shows a traceback"
    if not response["allowed"]:
        status = response["status"]
        return None if status["message"] and status["code"] < 500 else f"fault of ours: {status['message']}"
    return _fault_in_patch(response, json.loads(body)["request"].get("object"))


def _fault_in_patch(response: dict[str, Any], received: Any) -> str | None:
    if "patch" not in response:
        return None
    operations: Any = json.loads(base64.b64decode(response["patch"]))
    try:
        jsonpatch.JsonPatch(operations).apply(received)
    except (jsonpatch.JsonPatchException, JsonPointerException) as error:
        return f"the patch does not apply: {error}"
    return None


def _is_json(body: bytes) -> bool:
    """By the strict reading: numbers that no float holds and lone surrogates are none."""
    try:
        text = body.decode("utf-8")
        json.dumps(json.loads(text, parse_constant=_refuse), ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(constant: str) -> None:
    raise ValueError(constant)
