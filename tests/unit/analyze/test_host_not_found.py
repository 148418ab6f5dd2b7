from __future__ import annotations

from meshctl.analyze.findings import Severity
from meshctl.analyze.rules.virtual_service import host_not_found
from meshctl.analyze.runner import check_rules
from meshctl.analyze.settings import LintSettings
from tests.unit.analyze.sets import snapshot

HIDDEN = """
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: {name: private, namespace: shop}
spec: {hosts: [private.example.com], exportTo: ["."], ports: [{number: 443, name: tls, protocol: TLS}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: routes, namespace: web}
spec:
  hosts: [private.example.com]
  http: [{route: [{destination: {host: HOST}}]}]
"""


def test_a_hidden_host_is_an_error_where_an_absent_one_may_be_elsewhere() -> None:
    found = {
        host: [
            (each.severity, each.undecided, [place.message for place in each.related])
            for each in check_rules([host_not_found], {"": snapshot(HIDDEN.replace("HOST", host))}, LintSettings())
        ]
        for host in ("private.example.com", "absent.example.com")
    }
    assert found == {
        "private.example.com": [(Severity.ERROR, False, ["defined here, but not exported to this namespace"])],
        "absent.example.com": [(Severity.INFO, True, [])],
    }
