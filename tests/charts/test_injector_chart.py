"""The injector's chart: what it renders over a matrix of values, where Helm is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from meshctl.mesh.istio.revision import webhook_entries
from meshctl.yamlio import load_plain

CHART = Path(__file__).resolve().parents[2] / "charts" / "meshctl-injector"
BUILT = Path(__file__).resolve().parents[2] / ".cache" / "e2e"

MATRIX: dict[str, dict[str, Any]] = {
    "defaults": {},
    "revision": {"revision": "1-30", "revisionTags": ["prod", "default"]},
    "everywhere": {"enableNamespacesByDefault": True},
    "ignore": {"webhook": {"failurePolicy": "Ignore", "reinvocationPolicy": "Never"}},
    "cert-manager": {"certificates": {"mode": "cert-manager", "issuerRef": {"name": "ca", "kind": "ClusterIssuer"}}},
    "secret": {"certificates": {"mode": "secret", "secretName": "tls"}, "webhook": {"caBundle": "PEM"}},
    "istio-config": {"injector": {"configMap": "istio-sidecar-injector", "meshConfigMap": "istio"}},
    "client-ca": {"certificates": {"clientCA": "PEM"}},
    "url": {"webhook": {"url": "https://192.0.2.1/inject"}},
    "scaling": {"autoscaling": {"enabled": True}, "workers": 2, "serviceMonitor": {"enabled": True}},
    "no-webhook": {"webhook": {"create": False}, "networkPolicy": {"enabled": False}},
    "validation": {"validation": {"enabled": True}, "webhook": {"url": "https://192.0.2.1/inject/net/n"}},
    "linkerd": {"family": "linkerd", "injector": {"configMap": "linkerd-config"}},
    "envoy": {"family": "envoy", "injector": {"values": {"proxy": {"logLevel": "info"}}}},
    "overrides": {"injector": {"values": {"global": {"hub": "example.org"}}, "meshConfig": {"trustDomain": "td"}}},
}


@cache
def helm() -> str:
    built = sorted(BUILT.glob("*/helm"))
    found = shutil.which("helm") or (str(built[-1]) if built else None)
    if found is None:
        pytest.skip("Helm is not installed; `make e2e` builds it")
    return found


def run(*arguments: str, values: dict[str, Any] | None = None) -> subprocess.CompletedProcess[str]:
    command = [helm(), *arguments, "--kube-version", "1.36.0", "-n", "mesh", "-f", "-"]
    return subprocess.run(command, input=json.dumps(values or {}), capture_output=True, text=True, check=False)


def render(values: dict[str, Any] | None = None, release: str = "r") -> list[dict[str, Any]]:
    done = run("template", release, str(CHART), values=values)
    assert done.returncode == 0, done.stderr
    texts = done.stdout.split("\n---\n")
    documents: list[Any] = [load_plain(text.removeprefix("---\n")) for text in texts]
    return [document for document in documents if document]


def only(kind: str, documents: list[dict[str, Any]]) -> dict[str, Any]:
    (found,) = [document for document in documents if document["kind"] == kind]
    return found


def container(documents: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = only("Deployment", documents)["spec"]["template"]["spec"]["containers"][0]
    return found


def environment(documents: list[dict[str, Any]]) -> dict[str, str]:
    return {entry["name"]: entry["value"] for entry in container(documents)["env"]}


@pytest.mark.parametrize("name", MATRIX)
def test_chart_lints_and_renders_the_same_bytes_twice(name: str) -> None:
    lint = run("lint", str(CHART), "--strict", values=MATRIX[name])
    assert lint.returncode == 0, lint.stdout + lint.stderr
    first, second = (run("template", "r", str(CHART), values=MATRIX[name]) for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout


@pytest.mark.parametrize(
    ("values", "entries"),
    [
        ({}, webhook_entries()),
        ({"revision": "1-30"}, webhook_entries("1-30")),
        ({"enableNamespacesByDefault": True}, webhook_entries(everywhere=True)),
    ],
    ids=["default revision", "named revision", "injection by default"],
)
def test_selectors_are_those_of_istio(values: dict[str, Any], entries: list[Any]) -> None:
    rendered = only("MutatingWebhookConfiguration", render(values))["webhooks"]
    prefixes = [entry["name"].removesuffix(".sidecar-injector.meshctl.istio.io") for entry in rendered]
    assert prefixes == [entry["name"].removesuffix(".sidecar-injector.istio.io") for entry in entries]
    for ours, theirs in zip(rendered, entries, strict=True):
        for selector in ("namespaceSelector", "objectSelector"):
            assert by_key(ours[selector]) == by_key(theirs[selector]), (ours["name"], selector)


def by_key(selector: dict[str, Any]) -> list[Any]:
    return sorted(selector["matchExpressions"], key=lambda expression: expression["key"])


def test_tags_choose_by_their_own_label_and_the_default_tag_has_all_entries() -> None:
    documents = render({"revision": "1-30", "revisionTags": ["prod", "default"]})
    tags = {
        document["metadata"]["labels"]["istio.io/tag"]: document
        for document in documents
        if document["kind"] == "MutatingWebhookConfiguration" and "istio.io/tag" in document["metadata"]["labels"]
    }
    assert {tag: len(document["webhooks"]) for tag, document in tags.items()} == {"prod": 2, "default": 4}
    assert tags["prod"]["metadata"]["labels"]["istio.io/rev"] == "1-30"
    chosen = tags["prod"]["webhooks"][0]["namespaceSelector"]["matchExpressions"][0]
    assert chosen == {"key": "istio.io/rev", "operator": "In", "values": ["prod"]}


@pytest.mark.parametrize("name", [name for name in MATRIX if name != "no-webhook"])
def test_every_entry_leaves_mirror_pods_and_excluded_namespaces_out(name: str) -> None:
    for document in render(MATRIX[name]):
        for entry in document.get("webhooks", []) if document["kind"].startswith("Mutating") else ():
            conditions = {condition["name"]: condition["expression"] for condition in entry["matchConditions"]}
            assert "kubernetes.io/config.mirror" in conditions["not-a-mirror-pod"]
            for namespace in ("kube-system", "mesh"):
                assert f"'{namespace}'" in conditions["not-an-excluded-namespace"]
            assert entry["sideEffects"] == "None"
            assert entry["rules"] == [
                {
                    "operations": ["CREATE"],
                    "apiGroups": [""],
                    "apiVersions": ["v1"],
                    "resources": ["pods", "services"] if name == "linkerd" else ["pods"],
                    "scope": "Namespaced",
                }
            ]


def test_entries_do_not_end_as_istiod_looks_for_them() -> None:
    entries = only("MutatingWebhookConfiguration", render())["webhooks"]
    assert not [entry for entry in entries if entry["name"].endswith(".sidecar-injector.istio.io")]
    assert all(entry["name"].endswith("istio.io") for entry in entries)


def test_pods_are_restricted_and_never_select_themselves() -> None:
    documents = render()
    template = only("Deployment", documents)["spec"]["template"]
    assert template["metadata"]["labels"]["sidecar.istio.io/inject"] == "false"
    assert "istio.io/rev" not in template["metadata"]["labels"]
    assert template["spec"]["securityContext"]["runAsNonRoot"] is True
    assert template["spec"]["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container(documents)["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


@pytest.mark.parametrize("name", ["secret", "cert-manager"])
def test_given_certificates_need_no_right_and_no_token(name: str) -> None:
    documents = render(MATRIX[name])
    assert not {"Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"} & {each["kind"] for each in documents}
    assert only("Deployment", documents)["spec"]["template"]["spec"]["automountServiceAccountToken"] is False
    assert only("NetworkPolicy", documents)["spec"]["egress"] == []


def test_self_managed_certificates_need_one_secret_and_the_own_configurations() -> None:
    documents = render({"revision": "1-30", "revisionTags": ["prod"]})
    (role,) = only("Role", documents)["rules"]
    assert (role["resourceNames"], role["verbs"]) == (["r-meshctl-injector-certs"], ["get", "update"])
    (cluster_role,) = only("ClusterRole", documents)["rules"]
    assert cluster_role["resourceNames"] == ["meshctl-sidecar-injector-1-30", "meshctl-revision-tag-prod"]
    assert cluster_role["verbs"] == ["get", "patch"]
    assert environment(documents)["MESHCTL_WEBHOOK_CONFIGURATIONS"] == ",".join(cluster_role["resourceNames"])


def test_service_learns_every_setting_it_knows() -> None:
    from webhook.settings import Settings

    for name, values in MATRIX.items():
        settings = Settings.from_environment(environment(render(values)))
        assert settings.review_timeout_s < 10, name
        assert settings.certificate_pair is not None, name


@pytest.mark.parametrize("family", ["linkerd", "envoy"])
def test_other_families_have_one_entry_and_read_values_alone(family: str) -> None:
    documents = render(MATRIX[family])
    configuration = only("MutatingWebhookConfiguration", documents)
    assert configuration["metadata"]["name"] == f"meshctl-sidecar-injector-{family}"
    (entry,) = configuration["webhooks"]
    assert entry["name"] == f"{family}.sidecar-injector.meshctl.istio.io"
    assert "istio" not in json.dumps([entry["namespaceSelector"], entry["objectSelector"]])
    assert environment(documents)["MESHCTL_FAMILY"] == family
    volumes = only("Deployment", documents)["spec"]["template"]["spec"]["volumes"]
    (source,) = volumes[0]["projected"]["sources"]
    assert source["configMap"]["items"] == [{"key": "values", "path": "values"}]


def test_linkerd_leaves_out_what_is_its_own_or_opted_out_by_label() -> None:
    (entry,) = only("MutatingWebhookConfiguration", render({"family": "linkerd"}))["webhooks"]
    assert entry["namespaceSelector"]["matchExpressions"] == [
        {"key": "config.linkerd.io/admission-webhooks", "operator": "NotIn", "values": ["disabled"]},
        {"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["kube-system", "cert-manager"]},
    ]
    assert {each["key"]: each["operator"] for each in entry["objectSelector"]["matchExpressions"]} == {
        "linkerd.io/control-plane-component": "DoesNotExist",
        "linkerd.io/cni-resource": "DoesNotExist",
    }


def test_ignore_lets_pods_pass_when_the_service_itself_fails() -> None:
    assert environment(render({"webhook": {"failurePolicy": "Ignore"}}))["MESHCTL_ON_FAULT"] == "allow"
    assert environment(render())["MESHCTL_ON_FAULT"] == "refuse"


@pytest.mark.parametrize(("version", "native"), [("1.35.4", "false"), ("1.36.0", "true")])
def test_native_sidecars_wait_until_no_kubelet_can_lack_them(version: str, native: str) -> None:
    command = [helm(), "template", "r", str(CHART), "--kube-version", version]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert f'MESHCTL_NATIVE_SIDECARS, value: "{native}"' in text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"webhook": {"failurePolicy": "Maybe"}}, "failurePolicy"),
        ({"replica": 3}, "replica"),
        ({"webhook": {"timeoutSeconds": 31}}, "timeoutSeconds"),
        ({"certificates": {"mode": "secret"}}, "needs certificates.secretName"),
        ({"certificates": {"mode": "cert-manager"}}, "needs certificates.issuerRef"),
        ({"limits": {"reviewTimeoutSeconds": 10}}, "must be below webhook.timeoutSeconds"),
        ({"injector": {"configMap": "x", "values": {"a": 1}}}, "injector.values is not used"),
        ({"family": "consul"}, "family"),
        ({"family": "linkerd", "revision": "a"}, "revision: not for the linkerd family"),
        (
            {"family": "envoy", "revisionTags": ["a"], "injector": {"meshConfig": {"a": 1}}},
            "revisionTags, injector.meshConfig: not for the envoy family",
        ),
    ],
)
def test_wrong_values_are_refused_by_name(values: dict[str, Any], said: str) -> None:
    done = run("template", "r", str(CHART), values=values)
    assert done.returncode != 0
    assert said in done.stderr


def test_every_value_has_a_description_in_the_schema() -> None:
    schema = json.loads((CHART / "values.schema.json").read_text("utf-8"))
    defaults: Any = load_plain((CHART / "values.yaml").read_text("utf-8"))
    assert set(defaults) == set(schema["properties"]) - {"global"}
    for name, value in defaults.items():
        described = schema["properties"][name]
        assert described["description"]
        if isinstance(value, dict) and "properties" in described:
            assert set(value) == set(described["properties"]), name
