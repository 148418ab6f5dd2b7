"""Sprig's text functions, all of them by name.

`SPRIG` has no clock: the functions that ask for the present time are refused when called. `sprig(now=...)` gives them
one. Functions that would read the environment, ask the network or make secrets can be named in a template but are
always refused when called, since the same input must give the same pod.

Two orders that Go leaves to chance are fixed here: `keys` and `values` go by sorted key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from meshctl.gotemplate.functions import FunctionSet
from meshctl.gotemplate.sprig import (
    casing,
    dates,
    defaults,
    dicts,
    encoding,
    lists,
    numbers,
    paths,
    reflection,
    refused,
    regex,
    semver,
    strings,
    urls,
)

if TYPE_CHECKING:
    from datetime import datetime

_FIXED: Final = FunctionSet(
    {
        **strings.FUNCTIONS,
        **casing.FUNCTIONS,
        **numbers.FUNCTIONS,
        **lists.FUNCTIONS,
        **dicts.FUNCTIONS,
        **defaults.FUNCTIONS,
        **encoding.FUNCTIONS,
        **paths.FUNCTIONS,
        **reflection.FUNCTIONS,
        **regex.FUNCTIONS,
        **semver.FUNCTIONS,
        **urls.FUNCTIONS,
        **refused.FUNCTIONS,
    }
)


def sprig(now: datetime | None = None) -> FunctionSet:
    """Sprig's functions with `now`, which must know its time zone, as the present time."""
    return _FIXED | dates.functions(now)


SPRIG: Final = sprig()
