"""Sprig's text functions, all of them by name.

`SPRIG` has no clock: the functions that ask for the present time are refused when called. `sprig(now=...)` gives them
one. Functions that would read the environment, ask the network or make secrets can be named in a template but are
always refused when called, since the same input must give the same pod.

Two orders that Go leaves to chance are fixed here: `keys` and `values` go by sorted key.
"""

from __future__ import annotations

from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING, Final

from meshctl.gotemplate.functions import Function, FunctionSet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# Module to the functions it holds, so that a name is known without importing what implements it.
NAMES: Final = {
    "strings": (
        "abbrev abbrevboth cat contains hasPrefix hasSuffix hello indent join nindent plural quote repeat replace "
        "split splitList splitn squote substr toString toStrings trim trimAll trimall trimPrefix trimSuffix trunc "
        "wrap wrapWith"
    ),
    "casing": ("camelcase initials kebabcase lower nospace snakecase swapcase title untitle upper"),
    "numbers": (
        "add add1 add1f addf atoi biggest ceil div divf float64 floor int int64 max maxf min minf mod mul mulf "
        "round seq sub subf toDecimal until untilStep"
    ),
    "lists": (
        "concat list tuple sortAlpha append mustAppend push mustPush prepend mustPrepend first mustFirst last "
        "mustLast rest mustRest initial mustInitial reverse mustReverse compact mustCompact uniq mustUniq without "
        "mustWithout has mustHas slice mustSlice chunk mustChunk"
    ),
    "dicts": (
        "deepCopy dict dig get hasKey keys mustDeepCopy omit pick pluck set unset values merge mustMerge "
        "mergeOverwrite mustMergeOverwrite"
    ),
    "defaults": (
        "all any coalesce default empty fail fromJson mustFromJson mustToJson mustToPrettyJson mustToRawJson "
        "ternary toJson toPrettyJson toRawJson"
    ),
    "encoding": ("adler32sum b32dec b32enc b64dec b64enc sha1sum sha256sum sha512sum"),
    "paths": ("base osBase clean osClean dir osDir ext osExt isAbs osIsAbs"),
    "reflection": ("deepEqual kindIs kindOf typeIs typeIsLike typeOf"),
    "regex": (
        "mustRegexMatch regexMatch regexQuoteMeta regexFind mustRegexFind regexFindAll mustRegexFindAll "
        "regexReplaceAll mustRegexReplaceAll regexReplaceAllLiteral mustRegexReplaceAllLiteral regexSplit "
        "mustRegexSplit"
    ),
    "semver": ("semver semverCompare"),
    "urls": ("urlJoin urlParse"),
    "refused": (
        "env expandenv getHostByName randAlpha randAlphaNum randAscii randBytes randInt randNumeric shuffle "
        "uuidv4 bcrypt buildCustomCert decryptAES derivePassword encryptAES genCA genCAWithKey genPrivateKey "
        "genSelfSignedCert genSelfSignedCertWithKey genSignedCert genSignedCertWithKey htpasswd"
    ),
    "dates": (
        "dateModify date_modify duration mustDateModify mustToDate must_date_modify toDate unixEpoch ago date "
        "dateInZone date_in_zone durationRound htmlDate htmlDateInZone now"
    ),
}


@cache
def _module(name: str) -> Mapping[str, Function]:
    functions: Mapping[str, Function] = import_module(f"meshctl.gotemplate.sprig.{name}").FUNCTIONS
    return functions


def _dates(now: datetime | None) -> FunctionSet:
    from meshctl.gotemplate.sprig import dates

    return dates.functions(now)


def sprig(now: datetime | None = None) -> FunctionSet:
    """Sprig's functions with `now` as the present time.

    Raises:
        ValueError: `now` does not know its time zone.
    """
    if now is not None and now.utcoffset() is None:
        raise ValueError("the present time needs a time zone")
    dated = partial(_dates, now)
    loaders = {module: dated if module == "dates" else partial(_module, module) for module in NAMES}
    return FunctionSet({}, later={name: loaders[module] for module, names in NAMES.items() for name in names.split()})


SPRIG: Final = sprig()
