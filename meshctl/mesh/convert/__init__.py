"""Legacy routing kinds (config.istio.io/v1alpha2, 2017-2018) as the kinds of today.

`convert(resources)` takes the values of a whole set, because route rules and destination policies of one host end in
one VirtualService and one DestinationRule. Nothing is read or written; no argument is changed.
Source: history of istio/api routing/v1alpha1 and of istio/istio istioctl/pkg/convert (removed in July 2018).
"""

from __future__ import annotations

from meshctl.mesh.convert.conversion import Conversion, convert, is_legacy
from meshctl.mesh.convert.notes import Note

__all__ = ["Conversion", "Note", "convert", "is_legacy"]
