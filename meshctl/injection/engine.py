"""The one entry: a pod goes in, a decision and a pod come out.

Pure: no clock, environment, disk or network. The command line, the webhook and `explain` are ways in; they differ
only in the `Request` they make.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from meshctl.injection.family import Settings, family
from meshctl.injection.result import InjectionResult

if TYPE_CHECKING:
    from meshctl.injection.request import Request


def inject(request: Request, settings: Settings) -> InjectionResult:
    """Decide on one pod and, if so decided, inject it.

    The request's pod is never changed; unchanged parts of it are shared with the result.

    Raises:
        InjectionError: the pod should be injected and could not be; the message names annotation, template or setting.
    """
    mesh = family(settings.family)
    decision = mesh.decide(request, settings)
    if not decision.inject:
        return InjectionResult(original=request.pod, pod=request.pod, decision=decision, template_pod={})
    return mesh.transform(request, settings, decision)
