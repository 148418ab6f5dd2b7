"""Sprig's dates. The present time is what the caller says it is; the local zone is UTC.

Named zones come from the system's time zone data (Python's zoneinfo); as in Sprig an unknown one counts as UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from meshctl.gotemplate import types, views
from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.functions import Function, FunctionSet, function, parse_signature
from meshctl.gotemplate.sprig.durations import SECOND, format_duration, parse_duration, round_to
from meshctl.gotemplate.sprig.layouts import MONTHS, STRING_LAYOUT, WEEKDAYS, format_moment, parse_moment
from meshctl.gotemplate.sprig.moments import Moment
from meshctl.gotemplate.views import Int64, StructView

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_ZERO: Final = Moment.of(1, 1, 1)
_UNITS: Final = (("y", 365 * 86_400), ("mo", 30 * 86_400), ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1))


def _moment(view: StructView) -> Moment:
    """The time behind a view."""
    return cast("Moment", view.value)


def _printed(view: StructView) -> str:
    return format_moment(_moment(view), STRING_LAYOUT)


def _named(names: tuple[str, ...], first: int) -> Callable[[object], str]:
    """The `String` of a number that has a name."""

    def go_string(number: object) -> str:
        index = int(cast("int", number)) - first
        return names[index] if 0 <= index < len(names) else f"%!({int(cast('int', number))})"

    return go_string


_MONTH: Final = types.named_int("time.Month", views.Int64, {"go_string": _named(MONTHS, 1)})
_WEEKDAY: Final = types.named_int("time.Weekday", views.Int64, {"go_string": _named(WEEKDAYS, 0)})


def _civil(field: str) -> types.Method:
    """A method that reads a field of calendar or clock."""
    return types.Method(call=lambda view: getattr(_moment(view).civil(), field))


def _unix(divisor: int) -> types.Method:
    """A method that counts time since 1970."""
    return types.Method(call=lambda view: Int64(_moment(view).nanoseconds // divisor))


def _in_utc(view: StructView) -> object:
    return TIME.view(Moment(_moment(view).nanoseconds))


def _formatted(view: StructView, layout: str) -> str:
    return format_moment(_moment(view), layout)


_METHODS: Final[dict[str, types.Method]] = {
    **{name: _civil(name.lower()) for name in ("Year", "Day", "Hour", "Minute", "Second")},
    "YearDay": _civil("year_day"),
    "Month": types.Method(call=lambda view: _MONTH.view(_moment(view).civil().month)),
    "Weekday": types.Method(call=lambda view: _WEEKDAY.view(_moment(view).civil().weekday)),
    "Nanosecond": types.Method(call=lambda view: _moment(view).nanoseconds % SECOND),
    "Unix": _unix(SECOND),
    "UnixMilli": _unix(1_000_000),
    "UnixMicro": _unix(1_000),
    "UnixNano": _unix(1),
    "UTC": types.Method(call=_in_utc),
    "IsZero": types.Method(call=lambda view: _moment(view).nanoseconds == _ZERO.nanoseconds),
    "String": types.Method(call=_printed),
    "Format": types.Method(call=_formatted, signature=parse_signature("string -> string")),
}
TIME: Final = types.struct_type("time.Time", {}, _METHODS, stringer=_printed)
for _name, _holds in {
    "Before": lambda one, other: one < other,
    "After": lambda one, other: one > other,
    "Equal": lambda one, other: one == other,
}.items():
    _METHODS[_name] = types.Method(
        call=lambda view, other, holds=_holds: holds(_moment(view).nanoseconds, _moment(other).nanoseconds),
        signature=parse_signature("time -> bool", {"time": TIME}),
    )


def _in_zone(moment: Moment, zone: str) -> Moment:
    """The same time shown in a zone."""
    if zone in {"", "UTC", "Local"}:
        return Moment(moment.nanoseconds)
    import datetime as dt
    import zoneinfo

    try:
        loaded = zoneinfo.ZoneInfo(zone)
        shown = dt.datetime.fromtimestamp(moment.seconds, loaded)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OverflowError, OSError):
        return Moment(moment.nanoseconds)
    offset = shown.utcoffset() or dt.timedelta()
    return Moment(moment.nanoseconds, int(offset.total_seconds()), shown.tzname() or "")


def _modified(text: str, date: StructView) -> object:
    """The time moved by a duration; unmoved by what is none."""
    try:
        return _must_modify(text, date)
    except Fault:
        return date


def _must_modify(text: str, date: StructView) -> object:
    """The time moved by a duration."""
    moment = _moment(date)
    return TIME.view(Moment(moment.nanoseconds + parse_duration(text), moment.offset, moment.zone))


def _to_date(layout: str, text: str) -> object:
    """The time a text spells, or Go's zero time."""
    try:
        return _must_to_date(layout, text)
    except Fault:
        return TIME.view(_ZERO)


def _must_to_date(layout: str, text: str) -> object:
    """The time a text spells in a layout."""
    return TIME.view(parse_moment(layout, text))


def _unix_epoch(date: StructView) -> str:
    return str(_moment(date).seconds)


def _duration(value: object) -> str:
    """Seconds as a duration; NB: a plain int counts as zero, as upstream has it."""
    seconds = 0
    if type(value) is Int64:
        seconds = int(value)
    elif type(value) is str and value.lstrip("+-").isdigit() and value.isascii():
        seconds = min(max(int(value), -(1 << 63)), (1 << 63) - 1)
    nanoseconds = (seconds * SECOND + (1 << 63)) % (1 << 64) - (1 << 63)
    return format_duration(nanoseconds)


class _Clock:
    """The functions that need the present time."""

    def __init__(self, now: datetime | None) -> None:
        self.fixed = None if now is None else _of_datetime(now)

    def now(self) -> Moment:
        """The present time."""
        if self.fixed is None:
            raise Fault(
                "it asks for the present time, and injection must give the same pod for the same input",
                remedy="put the time into the values document instead",
            )
        return self.fixed

    def present(self) -> object:
        """`now`."""
        return TIME.view(self.now())

    def moment_of(self, value: object) -> Moment:
        """A time, or a number of seconds since 1970; anything else means now."""
        if isinstance(value, StructView) and value.struct is TIME:
            return _moment(value)
        if type(value) in {int, Int64, views.Int32}:
            return Moment(int(cast("int", value)) * SECOND)
        return self.now()

    def in_zone(self, layout: str, value: object, zone: str) -> str:
        """`dateInZone`."""
        return format_moment(_in_zone(self.moment_of(value), zone), layout)

    def local(self, layout: str, value: object) -> str:
        """`date`."""
        return self.in_zone(layout, value, "Local")

    def html(self, value: object) -> str:
        """`htmlDate`."""
        return self.in_zone("2006-01-02", value, "Local")

    def html_in_zone(self, value: object, zone: str) -> str:
        """`htmlDateInZone`."""
        return self.in_zone("2006-01-02", value, zone)

    def ago(self, value: object) -> str:
        """How long ago a time was, to the second."""
        return format_duration(round_to(self.now().nanoseconds - self.moment_of(value).nanoseconds, SECOND))

    def rounded(self, value: object) -> str:
        """`durationRound`: the largest unit that fits, a time counting from then to now."""
        nanoseconds = 0
        if type(value) is Int64:
            nanoseconds = int(value)
        elif type(value) is str:
            nanoseconds = _duration_or_zero(value)
        elif isinstance(value, StructView) and value.struct is TIME:
            nanoseconds = self.now().nanoseconds - _moment(value).nanoseconds
        size = abs(nanoseconds)
        for unit, seconds in _UNITS:
            if size > seconds * SECOND:
                return f"{size // (seconds * SECOND)}{unit}"
        return "0s"


def _duration_or_zero(text: str) -> int:
    """The nanoseconds of a duration, 0 of what is none."""
    try:
        return parse_duration(text)
    except Fault:
        return 0


def _of_datetime(now: datetime) -> Moment:
    """A Python time; it must know its zone."""
    offset = now.utcoffset()
    if offset is None:
        raise ValueError("the present time must know its time zone")
    seconds = int(offset.total_seconds())
    shown = Moment.of(now.year, now.month, now.day, now.hour, now.minute, now.second).nanoseconds
    zone = "UTC" if not seconds else now.tzname() or ""
    return Moment(shown - seconds * SECOND + now.microsecond * 1000, seconds, zone)


_TYPES: Final = {"time": TIME}


def _plain() -> dict[str, Function]:
    """The functions that need no clock."""
    modify = function("string, time -> time", _modified, types=_TYPES)
    must_modify = function("string, time -> time", _must_modify, types=_TYPES)
    return {
        "dateModify": modify,
        "date_modify": modify,
        "duration": function("any -> string", _duration),
        "mustDateModify": must_modify,
        "mustToDate": function("string, string -> time", _must_to_date, types=_TYPES),
        "must_date_modify": must_modify,
        "toDate": function("string, string -> time", _to_date, types=_TYPES),
        "unixEpoch": function("time -> string", _unix_epoch, types=_TYPES),
    }


def functions(now: datetime | None) -> FunctionSet:
    """The date functions under a clock that stands still, or under none."""
    clock = _Clock(now)
    in_zone = function("string, any, string -> string", clock.in_zone)
    return FunctionSet(
        {
            **_plain(),
            "ago": function("any -> string", clock.ago),
            "date": function("string, any -> string", clock.local),
            "dateInZone": in_zone,
            "date_in_zone": in_zone,
            "durationRound": function("any -> string", clock.rounded),
            "htmlDate": function("any -> string", clock.html),
            "htmlDateInZone": function("any, string -> string", clock.html_in_zone),
            "now": function("-> time", clock.present, types=_TYPES),
        }
    )
