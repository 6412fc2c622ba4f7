"""A calendar read back by somebody else: RFC 5545 from its text alone, without any library.

Nothing of the project and no time zone database is asked; what a moment is comes from the rules
that the calendar itself carries.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=(?:\"[^\"]*\"|[^\";:,]*))*):(.*)\Z", re.DOTALL)
_PARAMETER = re.compile(r";([A-Z-]+)=(\"[^\"]*\"|[^\";:,]*)")
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)(\d\d)?\Z")
LAST_YEAR = 2045


@dataclass(frozen=True)
class Line:
    """One property: its parameters, and its value as it stands."""

    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value read as a text."""
        return re.sub(r"\\(.)", lambda hit: {"n": "\n", "N": "\n"}.get(hit[1], hit[1]), self.value)


@dataclass
class Part:
    """One component with its properties and the components in it."""

    name: str
    lines: dict[str, Line] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def named(self, name: str) -> list[Part]:
        """Give the components of one name."""
        return [part for part in self.parts if part.name == name]

    def text(self, name: str) -> str:
        """Read a text; an absent one is empty."""
        return self.lines[name].text if name in self.lines else ""


@dataclass(frozen=True)
class Zone:
    """The rules of a zone as the calendar tells them."""

    part: Part

    @cached_property
    def onsets(self) -> list[tuple[datetime, timedelta]]:
        """Every change of the clock, on the clock before it, with the offset after it."""
        return sorted(one for part in self.part.parts for one in _onsets(part))

    def offset(self, wall: datetime) -> timedelta:
        """Tell the offset at a wall time; of two meanings the first, as section 3.3.5 says."""
        place = bisect_right(self.onsets, wall, key=lambda one: one[0])
        assert place, "a time before everything the zone tells of"
        return self.onsets[place - 1][1]


def read_calendar(data: bytes) -> Part:
    """Read one calendar, strictly: any line that breaks a rule fails the test."""
    stack = [Part("")]
    for name, line in _lines(data):
        if name == "BEGIN":
            stack.append(Part(line.value))
        elif name == "END":
            done = stack.pop()
            assert done.name == line.value
            stack[-1].parts.append(done)
        else:
            assert name not in stack[-1].lines, f"{name} stands twice"
            stack[-1].lines[name] = line
    (root,) = stack
    (whole,) = root.parts
    assert whole.name == "VCALENDAR"
    return whole


def physical_lines(data: bytes) -> list[bytes]:
    """Give the lines as they stand in the file, without their ends."""
    assert data.endswith(b"\r\n")
    return data[:-2].split(b"\r\n")


def zones_of(whole: Part) -> dict[str, Zone]:
    """Give the zones that a calendar tells of, by name."""
    return {part.text("TZID"): Zone(part) for part in whole.named("VTIMEZONE")}


def moment_of(line: Line, zones: dict[str, Zone]) -> datetime:
    """Read a time as its moment in UTC."""
    if line.value.endswith("Z"):
        assert "TZID" not in line.parameters
        return datetime.strptime(line.value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    wall = wall_of(line)
    return (wall - zones[line.parameters["TZID"]].offset(wall)).replace(tzinfo=UTC)


def wall_of(line: Line) -> datetime:
    """Read a time as the clock on the wall shows it."""
    return datetime.strptime(line.value, "%Y%m%dT%H%M%S")  # noqa: DTZ007  # a wall has no zone


def _lines(data: bytes) -> list[tuple[str, Line]]:
    unfolded: list[bytes] = []
    for physical in physical_lines(data):
        if physical[:1] in (b" ", b"\t"):
            unfolded[-1] += physical[1:]
        else:
            unfolded.append(physical)
    return [_read(line.decode()) for line in unfolded]


def _read(line: str) -> tuple[str, Line]:
    match = _LINE.match(line)
    assert match is not None, f"no content line: {line!r}"
    name, parameters, value = match.groups()
    found = _PARAMETER.findall(parameters)
    return name, Line({key: text.strip('"') for key, text in found}, value)


def _onsets(part: Part) -> list[tuple[datetime, timedelta]]:
    assert part.name in {"STANDARD", "DAYLIGHT"}
    first, offset = wall_of(part.lines["DTSTART"]), _offset(part, "TZOFFSETTO")
    if "RRULE" not in part.lines:
        return [(first, offset)]
    rule = dict(item.split("=") for item in part.lines["RRULE"].value.split(";"))
    assert rule.pop("FREQ") == "YEARLY"
    nth, day = int(rule["BYDAY"][:-2]), _DAYS.index(rule["BYDAY"][-2:])
    dates = [
        _nth_weekday(year, int(rule["BYMONTH"]), nth, day) for year in range(first.year, LAST_YEAR)
    ]
    onsets = [first.replace(year=year, month=month, day=day) for year, month, day in dates]
    assert onsets[0] == first, "a rule that its own start does not follow"
    if "UNTIL" in rule:
        last = datetime.strptime(rule["UNTIL"], "%Y%m%dT%H%M%SZ") + _offset(part, "TZOFFSETFROM")  # noqa: DTZ007
        onsets = [onset for onset in onsets if onset <= last]
    return [(onset, offset) for onset in onsets]


def _nth_weekday(year: int, month: int, nth: int, weekday: int) -> tuple[int, int, int]:
    weeks = calendar.monthcalendar(year, month)
    days = [week[weekday] for week in weeks if week[weekday]]
    return year, month, days[nth] if nth < 0 else days[nth - 1]


def _offset(part: Part, name: str) -> timedelta:
    match = _OFFSET.match(part.lines[name].value)
    assert match is not None
    sign = -1 if match[1] == "-" else 1
    hours, minutes, seconds = (int(text or 0) for text in match.groups()[1:])
    return sign * timedelta(hours=hours, minutes=minutes, seconds=seconds)
