"""Go's time layouts, `2006-01-02 15:04:05`: writing times and reading them.

Source: Go's time package, format.go.
"""

from __future__ import annotations

import re
from typing import Final

from meshctl.gotemplate.faults import Fault
from meshctl.gotemplate.sprig.moments import Civil, Moment, days_in_month

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")

_PIECE: Final = re.compile(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|0[1-6]|002|15|1|2006|2|_2(?!006)|__2|3|4|5|PM|pm"
    r"|[-Z]070000|[-Z]07:00:00|[-Z]0700|[-Z]07:00|[-Z]07|[.,](?:0+|9+)(?![0-9])"
)
STRING_LAYOUT: Final = "2006-01-02 15:04:05.999999999 -0700 MST"


def format_moment(moment: Moment, layout: str) -> str:
    """The time in the layout."""
    civil = moment.civil()
    return _PIECE.sub(lambda match: _written(match.group(), moment, civil), layout)


def _written(piece: str, moment: Moment, civil: Civil) -> str:
    """One element of a layout."""
    hour12 = civil.hour % 12 or 12
    plain = {
        "January": MONTHS[civil.month - 1], "Jan": MONTHS[civil.month - 1][:3], "1": str(civil.month),
        "01": f"{civil.month:02d}", "Monday": WEEKDAYS[civil.weekday], "Mon": WEEKDAYS[civil.weekday][:3],
        "2": str(civil.day), "_2": f"{civil.day:2d}", "02": f"{civil.day:02d}", "__2": f"{civil.year_day:3d}",
        "002": f"{civil.year_day:03d}", "15": f"{civil.hour:02d}", "3": str(hour12), "03": f"{hour12:02d}",
        "4": str(civil.minute), "04": f"{civil.minute:02d}", "5": str(civil.second), "05": f"{civil.second:02d}",
        "2006": _year(civil.year), "06": f"{abs(civil.year) % 100:02d}", "PM": "PM" if civil.hour >= 12 else "AM",
        "pm": "pm" if civil.hour >= 12 else "am", "MST": moment.zone or _offset(moment.offset, "-0700"),
    }.get(piece)  # fmt: skip
    if plain is not None:
        return plain
    if piece[0] in ".,":
        return _fraction(piece, moment.nanoseconds % 1_000_000_000)
    return "Z" if piece[0] == "Z" and moment.offset == 0 else _offset(moment.offset, piece)


def _year(year: int) -> str:
    """A year of at least four digits."""
    return f"-{-year:04d}" if year < 0 else f"{year:04d}"


def _fraction(piece: str, nanoseconds: int) -> str:
    """`.000` with trailing zeros, `.999` without."""
    digits = f"{nanoseconds:09d}"[: len(piece) - 1].ljust(len(piece) - 1, "0")
    if piece[1] == "9":
        digits = digits.rstrip("0")
    return piece[0] + digits if digits else ""


def _offset(offset: int, piece: str) -> str:
    """An offset from UTC in the form of a layout's piece."""
    hours, rest = divmod(abs(offset), 3600)
    colon = ":" if ":" in piece else ""
    parts = [f"{hours:02d}"]
    size = len(piece.replace(":", ""))
    if size > 3:
        parts.append(f"{rest // 60:02d}")
    if size > 5:
        parts.append(f"{rest % 60:02d}")
    return ("-" if offset < 0 else "+") + colon.join(parts)


def parse_moment(layout: str, text: str) -> Moment:
    """The time that a text spells in a layout, in UTC where it names no zone; Fault where it does not fit."""
    return _Reader(layout, text).moment()


class _Reader:
    """One reading of one text."""

    def __init__(self, layout: str, text: str) -> None:
        self.layout = layout
        self.text = text
        self.rest = text
        self.fields: dict[str, int] = {}
        self.zone: str | None = None
        self.offset: int | None = None
        self.half = ""
        self.next_piece = ""

    def refuse(self) -> Fault:
        """The fault of a text that does not fit."""
        return Fault(f'parsing time "{self.text}" as "{self.layout}": cannot parse "{self.rest}"')

    def moment(self) -> Moment:
        """The time read."""
        pieces = list(_PIECE.finditer(self.layout))
        position = 0
        for index, match in enumerate(pieces):
            self.literal(self.layout[position : match.start()])
            follows = index + 1 < len(pieces) and pieces[index + 1].group()[0] in ".,"
            self.next_piece = pieces[index + 1].group() if follows else ""
            self.piece(match.group())
            position = match.end()
        self.literal(self.layout[position:])
        if self.rest:
            raise Fault(f'parsing time "{self.text}": extra text: "{self.rest}"')
        return self.assembled()

    def literal(self, prefix: str) -> None:
        """Consume literal text; a space in the layout stands for any number of them."""
        for index, character in enumerate(prefix):
            if character == " ":
                if self.rest and self.rest[0] != " ":
                    raise self.refuse()
                if index == len(prefix) - 1 or prefix[index + 1] != " ":
                    self.rest = self.rest.lstrip(" ")
                continue
            if not self.rest.startswith(character):
                raise self.refuse()
            self.rest = self.rest[1:]

    def take(self, pattern: str) -> str:
        """Consume what a pattern matches."""
        match = re.match(pattern, self.rest)
        if match is None:
            raise self.refuse()
        self.rest = self.rest[match.end() :]
        return match.group()

    def number(self, name: str, pattern: str, low: int, high: int) -> None:
        """Read a number within bounds."""
        value = int(self.take(pattern))
        if not low <= value <= high:
            raise Fault(f'parsing time "{self.text}": {name} out of range')
        self.fields[name] = value

    def piece(self, piece: str) -> None:
        """Read one element of a layout."""
        if piece in _NUMBERS:
            self.number(*_NUMBERS[piece])
            if piece in {"5", "05"} and not self.next_piece and re.match(r"[.,][0-9]", self.rest):
                self.fraction(self.take(r"[.,][0-9]+"))
        elif piece in _NAMES:
            self.name(*_NAMES[piece])
        elif piece in {"PM", "pm"}:
            self.half = self.take("AM|PM" if piece == "PM" else "am|pm").lower()
        elif piece == "06":
            year = int(self.take("[0-9]{2}"))
            self.fields["year"] = year + (1900 if year >= 69 else 2000)
        elif piece == "MST":
            self.zone_name()
        elif piece[0] in ".,":
            self.fractional_piece(piece)
        else:
            self.zone_offset(piece)

    def name(self, field: str, names: tuple[str, ...], size: int | None) -> None:
        """Read the name of a month or weekday, in any case."""
        for index, name in enumerate(names):
            shown = name[:size]
            if self.rest[: len(shown)].lower() == shown.lower():
                self.rest = self.rest[len(shown) :]
                self.fields[field] = index + 1
                return
        raise self.refuse()

    def fractional_piece(self, piece: str) -> None:
        """Read a fraction of a second."""
        if piece[1] == "0":
            self.fraction(self.take(rf"[.,][0-9]{{{len(piece) - 1}}}"))
        elif re.match(r"[.,][0-9]", self.rest):
            self.fraction(self.take(r"[.,][0-9]+"))

    def fraction(self, text: str) -> None:
        """Note a fraction of a second."""
        self.fields["nanosecond"] = int(text[1:10].ljust(9, "0"))

    def zone_name(self) -> None:
        """Read the abbreviation of a zone."""
        if self.rest.startswith("UTC"):
            self.rest = self.rest[3:]
            self.zone, self.offset = "UTC", 0
            return
        self.zone = self.take(
            r"ChST|MeST|GMT(?:[+-][0-9]{1,2})?|[+-][0-9]{2}|[A-Z]{4}T(?![A-Z])|[A-Z]{3}T(?![A-Z])|WITA|[A-Z]{3}(?![A-Z])"
        )
        if re.fullmatch(r"GMT[+-][0-9]+", self.zone):
            self.offset = int(self.zone[3:]) * 3600

    def zone_offset(self, piece: str) -> None:
        """Read an offset from UTC."""
        if piece[0] == "Z" and self.rest.startswith("Z"):
            self.rest = self.rest[1:]
            self.zone, self.offset = "UTC", 0
            return
        colon = ":" if ":" in piece else ""
        parts = (len(piece.replace(":", "")) - 1) // 2
        text = self.take("[+-]" + colon.join(["[0-9]{2}"] * parts))
        digits = text[1:].replace(":", "").ljust(6, "0")
        seconds = int(digits[:2]) * 3600 + int(digits[2:4]) * 60 + int(digits[4:])
        if int(digits[:2]) > 24 or int(digits[2:4]) > 60 or int(digits[4:]) > 60:
            raise Fault(f'parsing time "{self.text}": time zone offset out of range')
        self.offset = -seconds if text[0] == "-" else seconds

    def assembled(self) -> Moment:
        """The time of the fields read."""
        fields = self.fields
        hour = fields.get("hour", 0)
        if self.half == "pm" and hour < 12:
            hour += 12
        elif self.half == "am" and hour == 12:
            hour = 0
        year = fields.get("year", 0)
        month, day = self.month_and_day(year)
        moment = Moment.of(year, month, day, hour, fields.get("minute", 0), fields.get("second", 0))
        nanoseconds = moment.nanoseconds + fields.get("nanosecond", 0)
        offset = self.offset or 0
        if offset == 0 and self.zone in {None, "UTC"}:
            return Moment(nanoseconds)
        return Moment(nanoseconds - offset * 1_000_000_000, offset, self.zone or "")

    def month_and_day(self, year: int) -> tuple[int, int]:
        """Month and day, from the day of the year where that was given."""
        fields = self.fields
        month, day = fields.get("month", 1), fields.get("day", 1)
        if "day of year" in fields:
            month, day = 1, fields["day of year"]
            while month <= 12 and day > days_in_month(year, month):
                day -= days_in_month(year, month)
                month += 1
            if fields.get("month", month) != month or fields.get("day", day) != day:
                raise Fault(f'parsing time "{self.text}": day-of-year does not match')
        if month > 12 or not 1 <= day <= days_in_month(year, month):
            raise Fault(f'parsing time "{self.text}": day out of range')
        return month, day


_LOOSE: Final = "[0-9]{1,2}"
_FIXED: Final = "[0-9]{2}"
_NUMBERS: Final[dict[str, tuple[str, str, int, int]]] = {
    "2006": ("year", "[0-9]{4}", 0, 9999),
    "1": ("month", _LOOSE, 1, 12), "01": ("month", _FIXED, 1, 12),
    "2": ("day", _LOOSE, 0, 99), "02": ("day", _FIXED, 0, 99), "_2": ("day", " ?[0-9]{1,2}", 0, 99),
    "__2": ("day of year", " {0,2}[0-9]{1,3}", 1, 366), "002": ("day of year", "[0-9]{3}", 1, 366),
    "15": ("hour", _LOOSE, 0, 23), "3": ("hour", _LOOSE, 0, 12), "03": ("hour", _FIXED, 0, 12),
    "4": ("minute", _LOOSE, 0, 59), "04": ("minute", _FIXED, 0, 59),
    "5": ("second", _LOOSE, 0, 59), "05": ("second", _FIXED, 0, 59),
}  # fmt: skip
_NAMES: Final[dict[str, tuple[str, tuple[str, ...], int | None]]] = {
    "January": ("month", MONTHS, None), "Jan": ("month", MONTHS, 3),
    "Monday": ("weekday", WEEKDAYS, None), "Mon": ("weekday", WEEKDAYS, 3),
}  # fmt: skip
