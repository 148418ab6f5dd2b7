"""Points in time with nanoseconds and a zone, over a wider range than Python's datetime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

_NANOSECONDS = 1_000_000_000
_DAY_S = 86_400
_DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# The first of March of the year 0, from which the arithmetic counts, in days before 1970.
_EPOCH_SHIFT = 719_468
_DAYS_IN_ERA = 146_097
# Go counts in 64 bits from the year -292277022399, so that times near the lower end wrap around to the upper one.
_GO_EPOCH_SHIFT = 9_223_372_028_715_321_600


class Civil(NamedTuple):
    """Calendar and clock; `weekday` counts from Sunday, `year_day` from 1."""

    year: int
    month: int
    day: int
    hour: int
    minute: int
    second: int
    weekday: int
    year_day: int


@dataclass(frozen=True, slots=True)
class Moment:
    """Nanoseconds since 1970 in UTC, and the offset and name of the zone it is shown in."""

    nanoseconds: int
    offset: int = 0
    zone: str = "UTC"

    @classmethod
    def of(cls, year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> Moment:
        """A time in UTC."""
        seconds = days_before(year, month, day) * _DAY_S + hour * 3600 + minute * 60 + second
        return cls(seconds * _NANOSECONDS)

    @property
    def seconds(self) -> int:
        """Whole seconds since 1970."""
        return self.nanoseconds // _NANOSECONDS

    def civil(self) -> Civil:
        """Calendar and clock in its zone."""
        shown = (self.seconds + self.offset + _GO_EPOCH_SHIFT) % (1 << 64) - _GO_EPOCH_SHIFT
        days, seconds = divmod(shown, _DAY_S)
        year, month, day = civil_from_days(days)
        year_day = days - days_before(year, 1, 1) + 1
        return Civil(year, month, day, seconds // 3600, seconds % 3600 // 60, seconds % 60, (days + 4) % 7, year_day)


def is_leap(year: int) -> bool:
    """Whether a year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """The days of a month."""
    return 29 if month == 2 and is_leap(year) else _DAYS_IN_MONTH[month - 1]


def days_before(year: int, month: int, day: int) -> int:
    """The days from 1970-01-01 to a date of the Gregorian calendar."""
    shifted = year - (month <= 2)
    era, year_of_era = divmod(shifted, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    day_of_era = year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year
    return era * _DAYS_IN_ERA + day_of_era - _EPOCH_SHIFT


def civil_from_days(days: int) -> tuple[int, int, int]:
    """The date so many days after 1970-01-01."""
    era, day_of_era = divmod(days + _EPOCH_SHIFT, _DAYS_IN_ERA)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return era * 400 + year_of_era + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1
