"""The report that `linkerd inject` prints, where no published case shows it."""

from __future__ import annotations

import io
from typing import Any

from meshctl.report.injection import Outcome
from meshctl.report.linkerd import write_errors, write_inject


def _outcome(kind: str, name: str, **facts: Any) -> Outcome:
    return Outcome(source="a.yaml", line=1, kind=kind, name=name, **facts)


def _written(*outcomes: Outcome) -> str:
    stream = io.StringIO()
    write_inject(outcomes, stream)
    return stream.getvalue()


def test_several_documents_with_udp_use_it() -> None:
    noted = ("udp_ports_enabled",)
    found = _written(
        _outcome("Deployment", "a", status="injected", noted=noted),
        _outcome("Pod", "b", status="injected", noted=noted),
    )
    assert found == '\n\u203c deployment/a, pod/b use "protocol: UDP"\n\ndeployment "a" injected\npod "b" injected\n\n'


def test_a_set_without_anything_to_inject_says_so() -> None:
    found = _written(_outcome("ConfigMap", "a", status="untouched"), _outcome("", "", status="empty"))
    assert found == (
        '\n\u203c no supported objects found\n\nconfigmap "a" skipped\ndocument missing "kind" field, skipped\n\n'
    )


def test_errors_stand_below_one_heading_without_a_final_line_break() -> None:
    stream = io.StringIO()
    failed = _outcome("Pod", "b", status="failed", detail="hostNetwork is enabled")
    write_errors([_outcome("Pod", "a", status="injected"), failed], stream)
    assert stream.getvalue() == "Error transforming resources:\nfailed to inject pod/b: hostNetwork is enabled"
