"""HCL's functions on times: RFC 3339, without limits of Python's calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from ctxsize.project.bake import values
from ctxsize.project.bake.function import Function, FunctionError
from ctxsize.project.bake.functions.arguments import whole_number
from ctxsize.project.bake.kinds import ANY, NUMBER, TEXT
from ctxsize.project.bake.values import Value
from ctxsize.record import Record

_RFC_3339 = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?(Z|([+-])([0-9]{2}):([0-9]{2}))"
)
_TOKEN = re.compile(r"''|'(?:[^']|'')*'(?!')|'|([a-zA-Z])\1*|[^'a-zA-Z]+")
_DURATION = re.compile(r"([0-9]*)(?:\.([0-9]*))?(ns|us|µs|μs|ms|s|m|h)")
_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LARGEST_DURATION = (1 << 63) - 1
_LARGEST_SECOND = 1 << 44
_DAY = 86400
_ERA_DAYS = 146097
_TO_1970 = 719468


class _Time(Record):
    """Seconds since 1970 in UTC, nanoseconds, and the offset at which it is told, in minutes."""

    seconds: int
    nanoseconds: int
    offset: int

    def date(self) -> tuple[int, int, int]:
        """Return year, month and day."""
        return _civil((self.seconds + self.offset * 60) // _DAY)

    def clock(self) -> tuple[int, int, int]:
        """Return hour, minute and second."""
        rest = (self.seconds + self.offset * 60) % _DAY
        return rest // 3600, rest // 60 % 60, rest % 60

    def weekday(self) -> int:
        """Return the day of the week, 0 for Sunday."""
        return ((self.seconds + self.offset * 60) // _DAY + 4) % 7

    def zone(self, *, colon: bool, short: bool) -> str:
        """Return the offset as text; with ``short``, UTC is Z."""
        if short and not self.offset:
            return "Z"
        hours, minutes = divmod(abs(self.offset), 60)
        return f"{'-' if self.offset < 0 else '+'}{hours:02d}{':' if colon else ''}{minutes:02d}"

    def rfc3339(self) -> str:
        """Return the time as RFC 3339 has it, without parts of seconds."""
        year, month, day = self.date()
        hour, minute, second = self.clock()
        clock = f"{hour:02d}:{minute:02d}:{second:02d}"
        return f"{year:04d}-{month:02d}-{day:02d}T{clock}{self.zone(colon=True, short=True)}"


def _days(year: int, month: int, day: int) -> int:
    """Return the days since 1970-01-01 in the Gregorian calendar."""
    year -= month <= 2  # noqa: PLR2004 (a year that begins in March ends with the leap day)
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * _ERA_DAYS + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - _TO_1970


def _civil(days: int) -> tuple[int, int, int]:
    era, day_of_era = divmod(days + _TO_1970, _ERA_DAYS)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    march_month = (5 * day_of_year + 2) // 153
    month = march_month + 3 if march_month < 10 else march_month - 9  # noqa: PLR2004 (from March on)
    year = year_of_era + era * 400 + (month <= 2)  # noqa: PLR2004
    return year, month, day_of_year - (153 * march_month + 2) // 5 + 1


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _parsed(text: str) -> _Time:
    match = _RFC_3339.fullmatch(text)
    if match is None:
        raise FunctionError("this is not a time such as 2024-02-03T04:05:06Z")
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    zone_hour, zone_minute = int(match[10] or 0), int(match[11] or 0)
    longest = 29 if month == 2 and _is_leap(year) else _LENGTHS[month - 1] if 1 <= month <= 12 else 0  # noqa: PLR2004
    if not (1 <= day <= longest and hour < 24 and minute < 60 and second < 60):  # noqa: PLR2004 (a clock)
        raise FunctionError("there is no such time")
    if zone_hour >= 24 or zone_minute >= 60:  # noqa: PLR2004 (a clock)
        raise FunctionError("there is no such offset from UTC")
    offset = (zone_hour * 60 + zone_minute) * (-1 if match[9] == "-" else 1)
    seconds = _days(year, month, day) * _DAY + hour * 3600 + minute * 60 + second - offset * 60
    return _Time(seconds, int((match[7] or ".0")[1:10].ljust(9, "0")), offset)


def _formatted(pattern: str, time: _Time) -> str:
    found: list[str] = []
    for match in _TOKEN.finditer(pattern):
        token = match[0]
        if token == "''":  # noqa: S105 (of a format)
            found.append("'")
        elif token.startswith("'"):
            if len(token) == 1:
                raise FunctionError("a quote of the format is not closed")
            found.append(token[1:-1].replace("''", "'"))
        elif match[1]:
            verbs = _verbs(time)
            if token not in verbs:
                raise FunctionError(f'a format has no "{token}"')
            found.append(verbs[token])
        else:
            found.append(token)
    return "".join(found)


def _verbs(time: _Time) -> dict[str, str]:
    year, month, day = time.date()
    hour, minute, second = time.clock()
    half_day = "PM" if hour >= 12 else "AM"  # noqa: PLR2004 (noon)
    plain, half = time.zone(colon=False, short=False), hour % 12 or 12
    return {
        "YYYY": f"{year:04d}",
        "YY": f"{year % 100:02d}",
        "M": f"{month}",
        "MM": f"{month:02d}",
        "MMM": _MONTHS[month - 1][:3],
        "MMMM": _MONTHS[month - 1],
        "D": f"{day}",
        "DD": f"{day:02d}",
        "EEE": _DAYS[time.weekday()][:3],
        "EEEE": _DAYS[time.weekday()],
        "h": f"{hour}",
        "hh": f"{hour:02d}",
        "H": f"{half}",
        "HH": f"{half:02d}",
        "AA": half_day,
        "aa": half_day.lower(),
        "m": f"{minute}",
        "mm": f"{minute:02d}",
        "s": f"{second}",
        "ss": f"{second:02d}",
        "Z": time.zone(colon=True, short=True),
        "ZZZ": "UTC" if plain == "+0000" else plain,
        "ZZZZ": plain,
        "ZZZZZ": time.zone(colon=True, short=False),
    }


def _duration(text: str) -> int:
    """Return a duration such as ``1h30m`` in nanoseconds, as Go's ``time.ParseDuration`` reads it."""
    rest = text[1:] if text[:1] in {"+", "-"} else text
    if rest == "0":
        return 0
    total = Fraction(0)
    at = 0
    while at < len(rest):
        match = _DURATION.match(rest, at)
        if match is None or not (match[1] or match[2]) or len(match[0]) > 64:  # noqa: PLR2004 (longer than any)
            raise FunctionError("this is not a duration such as 1h30m")
        part = Fraction(int(match[1] or 0)) + Fraction(int(match[2] or 0), 10 ** len(match[2] or ""))
        total += int(part * _UNITS[match[3]])
        at = match.end()
    if not rest or total > _LARGEST_DURATION:
        raise FunctionError("this is not a duration such as 1h30m")
    return int(-total if text.startswith("-") else total)


def _formatdate(given: Sequence[Value]) -> Value:
    return values.text(_formatted(given[0].content, _parsed(given[1].content)))


def _formattimestamp(given: Sequence[Value]) -> Value:
    pattern, when = given[0].content, given[1]
    if when.kind not in {TEXT, NUMBER}:
        raise FunctionError("the time is a text or a number of seconds since 1970")
    time = _parsed(when.content) if when.kind == TEXT else _at(when)
    return values.text(str(time.seconds) if pattern == "X" else _formatted(pattern, time))


def _at(when: Value) -> _Time:
    seconds = whole_number(when)
    if abs(seconds) > _LARGEST_SECOND:
        raise FunctionError("the time is too far away")
    return _Time(seconds, 0, 0)


def _timeadd(given: Sequence[Value]) -> Value:
    time, duration = _parsed(given[0].content), _duration(given[1].content)
    seconds, _ = divmod(time.nanoseconds + duration, 10**9)
    return values.text(_Time(time.seconds + seconds, 0, time.offset).rfc3339())


def _unixtimestampparse(given: Sequence[Value]) -> Value:
    time = _at(given[0])
    year, month, day = time.date()
    hour, minute, second = time.clock()
    day_of_year = _days(year, month, day) - _days(year, 1, 1) + 1
    weekday = time.weekday()
    # The week belongs to the year in which its Thursday lies.
    thursday = _civil(_days(year, month, day) + 3 - (weekday + 6) % 7)
    week = (_days(*thursday) - _days(thursday[0], 1, 1)) // 7 + 1
    numbers = {
        "year": year, "year_day": day_of_year, "day": day, "month": month, "weekday": weekday, "hour": hour,
        "minute": minute, "second": second, "iso_year": thursday[0], "iso_week": week,
    }  # fmt: skip
    texts = {"month_name": _MONTHS[month - 1], "weekday_name": _DAYS[weekday], "rfc3339": time.rfc3339()}
    return values.object_of(
        {
            **{name: values.number(value) for name, value in numbers.items()},
            **{name: values.text(value) for name, value in texts.items()},
        }
    )


FUNCTIONS = {
    "formatdate": Function(_formatdate, (TEXT, TEXT), result=TEXT),
    "formattimestamp": Function(_formattimestamp, (TEXT, ANY), result=TEXT),
    "timeadd": Function(_timeadd, (TEXT, TEXT), result=TEXT),
    "unixtimestampparse": Function(_unixtimestampparse, (NUMBER,)),
    # The time of the build is not that of the analysis.
    "timestamp": Function(lambda _: values.unknown(TEXT), (), result=TEXT),
}
