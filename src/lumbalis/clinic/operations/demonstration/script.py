"""Reading what the demonstration is made of: its own file, and the example patients."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

import lumbalis
from lumbalis.clinic.knowledge import protocol
from lumbalis.domain.facts.fact import FactType

_EXAMPLES_DAY = date(2026, 11, 22)
_REGISTER = (
    "family_name", "given_name", "patronymic", "birth_date", "sex", "language", "phone", "email",
)  # fmt: skip
_OF_REGISTER = frozenset({"age_years", "sex"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works in a clinic."""

    email: str
    roles: tuple[str, ...]
    name: str = ""
    language: str = "en"
    credentials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Visitor:
    """A patient: what the register says, what they answered, and how far they have come."""

    register: Mapping[str, object]
    story: str = ""
    like: str = ""
    but: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Premises:
    """Where and when a clinic works; times as clocks write them, weekdays from 0 for Monday."""

    hours: tuple[str, str]
    weekdays: tuple[int, ...]
    shifts: tuple[tuple[str, str], ...]
    room: str
    couches: tuple[str, ...]
    rest_places: tuple[str, ...]
    cups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A clinic with its people and patients."""

    slug: str
    name: str
    timezone: str
    language: str
    people: tuple[Person, ...]
    patients: tuple[Visitor, ...]
    premises: Premises


def scenes() -> tuple[Scene, ...]:
    """Read the clinics of the demonstration."""
    text = (Path(__file__).parent / "clinics.yaml").read_text(encoding="utf-8")
    return tuple(_scene(told) for told in yaml.safe_load(text)["clinics"])


def answers_of(visitor: Visitor, today: date) -> Mapping[str, object]:
    """Give the answers of a patient, with the example's days moved to today."""
    if not visitor.like:
        return {}
    tree = json.loads((examples_folder() / f"{visitor.like}.json").read_text(encoding="utf-8"))
    given = {**tree["answers"], **visitor.but}
    moved = {fact: _moved(fact, value, today) for fact, value in given.items()}
    return {
        fact: value
        for fact, value in moved.items()
        if fact not in _OF_REGISTER and value is not None
    }


def examples_folder() -> Path:
    """Find the examples: inside an installed package, or beside the sources."""
    package = Path(lumbalis.__file__).parent
    inside = package / "examples"
    return inside if inside.is_dir() else package.parents[1] / "examples"


def _moved(fact: str, raw: object, today: date) -> object:
    value = raw["value"] if isinstance(raw, Mapping) else raw
    known = protocol().vocabulary.facts[fact]
    if known.type is not FactType.DATE or not isinstance(value, str) or not value[:1].isdigit():
        return value
    return (date.fromisoformat(value) + (today - _EXAMPLES_DAY)).isoformat()


def _scene(told: Mapping[str, object]) -> Scene:
    people, patients = told["people"], told["patients"]
    if not isinstance(people, list) or not isinstance(patients, list):
        msg = "clinics.yaml lists people and patients."
        raise TypeError(msg)
    return Scene(
        slug=str(told["slug"]),
        name=str(told["name"]),
        timezone=str(told["timezone"]),
        language=str(told["language"]),
        people=tuple(_person(one) for one in people),
        patients=tuple(_visitor(one) for one in patients),
        premises=_premises(told["calendar"]),
    )


def _premises(told: object) -> Premises:
    if not isinstance(told, Mapping):
        msg = "clinics.yaml says under calendar where and when a clinic works."
        raise TypeError(msg)
    lists = {
        key: tuple(told[key]) for key in ("hours", "weekdays", "couches", "rest_places", "cups")
    }
    shifts = tuple((str(first), str(last)) for first, last in told["shifts"])
    return Premises(shifts=shifts, room=str(told["room"]), **lists)


def _person(told: Mapping[str, object]) -> Person:
    lists = {key: tuple(told.get(key, ())) for key in ("roles", "credentials")}  # type: ignore[arg-type, var-annotated]  # lists of the file
    return Person(**{**told, **lists})  # type: ignore[arg-type]  # the file's own keys


def _visitor(told: Mapping[str, object]) -> Visitor:
    register = {key: told[key] for key in _REGISTER if key in told}
    rest = {key: value for key, value in told.items() if key not in _REGISTER}
    return Visitor(register=register, **rest)  # type: ignore[arg-type]  # the file's own keys
