"""Colleagues as their pages show them: days instead of moments, words instead of codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.records.models import Clinic, Membership
from lumbalis.clinic.services.people.listing import Colleague, Held
from lumbalis.clinic.services.people.qualifying import Standing
from lumbalis.clinic.web.templatetags.clinic import language

_TONES = {
    Standing.VALID: "good",
    Standing.NOT_YET: "",
    Standing.ENDS_SOON: "attention",
    Standing.ENDED: "alarm",
}
_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role and its days; `until` is the last one."""

    membership: Membership
    word: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class CredentialLine:
    """A qualification and how it stands."""

    held: Held
    word: str
    standing: str
    tone: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in the list of colleagues."""

    colleague: Colleague
    roles: tuple[RoleLine, ...]
    warnings: tuple[CredentialLine, ...]


def say(key: str, **values: object) -> str:
    """Give words of these pages in the language of the reader."""
    return wording.say(language(), f"people.{key}", **values)


def role_word(role: str) -> str:
    """Name a role."""
    return wording.say(language(), f"ui.roles.{role}")


def credential_word(kind: str) -> str:
    """Name a qualification as the knowledge does."""
    return texts(language()).find("screening", "credentials", kind) or kind


def person_line(clinic: Clinic, one: Colleague) -> PersonLine:
    """Write somebody as a line of the list."""
    return PersonLine(one, role_lines(clinic, one.roles), credential_lines(one.worth_a_word))


def role_lines(clinic: Clinic, roles: Iterable[Membership]) -> tuple[RoleLine, ...]:
    """Write roles with their days on the clinic's calendar."""
    zone = ZoneInfo(clinic.timezone)
    return tuple(
        RoleLine(
            one,
            role_word(one.role),
            one.valid_from.astimezone(zone).date(),
            _last_day(one.revoked_at or one.valid_until, zone),
        )
        for one in roles
    )


def credential_lines(held: Iterable[Held]) -> tuple[CredentialLine, ...]:
    """Write qualifications with a word and a tone for how they stand."""
    return tuple(
        CredentialLine(
            one,
            credential_word(one.credential.kind),
            say(f"standing.{one.standing.value}"),
            _TONES[one.standing],
        )
        for one in held
    )


def end_of(day: date, clinic: Clinic) -> datetime:
    """Give the moment at which a day of the clinic ends."""
    after = day + timedelta(days=1)
    return datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(clinic.timezone))


def _last_day(until: datetime | None, zone: ZoneInfo) -> date | None:
    return (until - _A_MOMENT).astimezone(zone).date() if until else None
