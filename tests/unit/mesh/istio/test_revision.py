from __future__ import annotations

import pytest

from meshctl.mesh.istio.revision import Claim, explain_claim, injection_entries, selecting_entry, webhook_entries

DEFAULT = webhook_entries()
EVERYWHERE = webhook_entries(everywhere=True)
CANARY = webhook_entries("canary")


def entry(entries: list[dict[str, object]], pod: dict[str, str], namespace: dict[str, str]) -> str | None:
    found = selecting_entry(entries, pod, namespace)
    return None if found is None else str(found["name"]).removesuffix(".sidecar-injector.istio.io")


@pytest.mark.parametrize(
    ("pod", "namespace", "by_default", "by_canary"),
    [
        ({}, {}, None, None),
        ({}, {"istio-injection": "enabled"}, "namespace", None),
        ({}, {"istio.io/rev": "default"}, "rev.namespace", None),
        ({}, {"istio.io/rev": "canary"}, None, "rev.namespace"),
        ({}, {"istio-injection": "enabled", "istio.io/rev": "canary"}, "namespace", None),
        ({"istio.io/rev": "canary"}, {"istio-injection": "disabled"}, None, None),
        ({"istio.io/rev": "canary"}, {"istio.io/rev": "default"}, "rev.namespace", None),
        ({"istio.io/rev": "canary"}, {}, None, "rev.object"),
        ({"sidecar.istio.io/inject": "true"}, {}, "object", None),
        ({"sidecar.istio.io/inject": "true", "istio.io/rev": "canary"}, {}, None, "rev.object"),
        ({"sidecar.istio.io/inject": "false"}, {"istio-injection": "enabled"}, None, None),
        ({"sidecar.istio.io/inject": "true"}, {"istio-injection": "disabled"}, None, None),
    ],
)
def test_labels_select_the_webhook_of_one_revision(
    pod: dict[str, str], namespace: dict[str, str], by_default: str | None, by_canary: str | None
) -> None:
    assert entry(DEFAULT, pod, namespace) == by_default
    assert entry(CANARY, pod, namespace) == by_canary


def test_injection_everywhere_leaves_out_system_namespaces_and_pods_that_say_anything() -> None:
    assert entry(EVERYWHERE, {}, {"kubernetes.io/metadata.name": "web"}) == "auto"
    assert entry(EVERYWHERE, {}, {"kubernetes.io/metadata.name": "kube-system"}) is None
    assert entry(EVERYWHERE, {"sidecar.istio.io/inject": "false"}, {"kubernetes.io/metadata.name": "web"}) is None
    assert entry(EVERYWHERE, {}, {"istio-injection": "disabled"}) is None


@pytest.mark.parametrize(
    ("pod", "namespace", "claim"),
    [
        (
            {},
            {"istio-injection": "enabled"},
            Claim(claimed=True, reason="namespace label istio-injection=enabled matches"),
        ),
        (
            {"sidecar.istio.io/inject": "true"},
            {},
            Claim(claimed=True, reason="pod label sidecar.istio.io/inject=true matches"),
        ),
        (
            {"sidecar.istio.io/inject": "true"},
            {"istio-injection": "enabled"},
            Claim(
                claimed=True,
                reason="namespace label istio-injection=enabled matches"
                " and pod label sidecar.istio.io/inject=true matches",
            ),
        ),
        (
            {"sidecar.istio.io/inject": "false"},
            {"istio-injection": "enabled"},
            Claim(claimed=False, reason="pod label sidecar.istio.io/inject=false prevents injection"),
        ),
        (
            {},
            {},
            Claim(
                claimed=False,
                reason="no matching namespace label (istio.io/rev=default, istio-injection=enabled)"
                " or pod label (istio.io/rev=default, sidecar.istio.io/inject=true)",
            ),
        ),
        (
            {"istio.io/rev": "default"},
            {"istio-injection": "disabled"},
            Claim(claimed=False, reason="namespace label istio-injection=disabled prevents injection"),
        ),
    ],
)
def test_the_first_entry_with_a_label_to_point_at_gives_the_reason(
    pod: dict[str, str], namespace: dict[str, str], claim: Claim
) -> None:
    assert explain_claim(DEFAULT, pod, namespace) == claim


def test_a_match_by_the_namespaces_name_tells_that_injection_is_on_everywhere() -> None:
    claim = explain_claim(EVERYWHERE, {}, {"kubernetes.io/metadata.name": "web"})
    assert claim.claimed
    assert "injection is on in every namespace" in claim.reason


def test_a_deactivated_webhook_says_so() -> None:
    never = {"matchLabels": {"istio.io/deactivated": "never-match"}}
    entries = [{"name": "x.istio.io", "namespaceSelector": never, "objectSelector": never}]
    assert explain_claim(entries, {}, {}) == Claim(
        claimed=False, reason="the webhook is deactivated: its selectors never match"
    )


def test_an_absent_selector_matches_and_an_invalid_one_does_not() -> None:
    assert selecting_entry([{"name": "x"}], {}, {}) == {"name": "x"}
    invalid = {"matchExpressions": [{"key": "k", "operator": "Near"}]}
    assert selecting_entry([{"name": "x", "objectSelector": invalid}], {}, {}) is None


def test_only_entries_of_istio_count() -> None:
    configuration = {"webhooks": [{"name": "a.example.com"}, {"name": "b.istio.io"}]}
    assert injection_entries(configuration) == [{"name": "b.istio.io"}]
    assert injection_entries({}) == []
