from __future__ import annotations

import pytest

from meshctl.mesh.istio.multus import append_multus_network


@pytest.mark.parametrize(
    ("existing", "result"),
    [
        ("", "default/istio-cni"),
        ("a", "a, default/istio-cni"),
        ("default/istio-cni,a", "default/istio-cni,a"),
        ("[]", '[{"name": "istio-cni", "namespace": "default"}]'),
        ('[{"name": "istio-cni"}]', '[{"name": "istio-cni"}, {"name": "istio-cni", "namespace": "default"}]'),
        ('[{"namespace": "default", "name": "istio-cni"}]', '[{"namespace": "default", "name": "istio-cni"}]'),
        ('[{"name": "a"]', '[{"name": "a"]'),
        ('["a"]', '["a"]'),
    ],
)
def test_a_network_is_added_once_in_the_form_of_the_list(existing: str, result: str) -> None:
    assert append_multus_network(existing, "default/istio-cni") == result
