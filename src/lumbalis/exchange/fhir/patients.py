"""The Patient resource: age, sex, whether alive, and whether the record is the one in use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from lumbalis.exchange.answers import accepted
from lumbalis.exchange.fhir.concepts import word
from lumbalis.exchange.fhir.merging import RECORD, Given
from lumbalis.exchange.fhir.moments import past_span, read_span

if TYPE_CHECKING:
    from lumbalis.exchange.errors import InputError
    from lumbalis.exchange.fhir.claiming import Setting
    from lumbalis.exchange.fields import Fields

_SEX = {"male": "male", "female": "female", "other": "other", "unknown": None}
_REPLACED = "replaced-by"


def patient_facts(fields: Fields, setting: Setting) -> Iterator[Given]:
    """Read age and sex; what the record leaves open is no answer.

    Raises
    ------
    InputError
        If the record is no longer in use, or a date cannot be right.
    """
    refuse_retired(fields)
    where = fields.place("birthDate")
    age = accepted(setting.vocabulary.facts["age_years"], _age(fields, setting), setting.at, where)
    gender = word(fields, "gender", _SEX)
    sex = None if gender is None else _SEX[gender]
    if age is not None:
        yield Given("age_years", age, setting.at, RECORD, clinician=False, where=where)
    if sex is not None:
        where = fields.place("gender")
        yield Given("sex", sex, setting.at, RECORD, clinician=False, where=where)


def refuse_retired(fields: Fields) -> None:
    """Refuse a record that another one has replaced.

    Raises
    ------
    InputError
        If the record is marked as not in use, or as replaced.
    """
    what_to_do = "send the record that is in use"
    if fields.has("active") and not fields.flag("active"):
        fields.refuse("active", "says that this record is not in use", what_to_do)
    for link in fields.each("link"):
        if link.tree.get("type") == _REPLACED:
            link.refuse("type", "says that another record replaced this one", what_to_do)


def is_deceased(fields: Fields, at: datetime) -> bool:
    """Tell whether the patient had died by a moment.

    Raises
    ------
    InputError
        If the date of death is none.
    """
    if fields.has("deceasedBoolean"):
        return fields.flag("deceasedBoolean")
    died = read_span(fields, "deceasedDateTime", at)
    return died is not None and died.earliest <= at


def deceased_error(fields: Fields) -> InputError:
    """Make the error for a screening that nobody needs."""
    key = next((k for k in ("deceasedBoolean", "deceasedDateTime") if fields.has(k)), "deceased")
    return fields.problem(key, "says that the patient has died", "do not screen; check the record")


def _age(fields: Fields, setting: Setting) -> int | None:
    """Give the completed years; None where an incomplete date leaves open what a rule asks."""
    born = past_span(fields, "birthDate", setting.at)
    if born is None:
        return None
    today = setting.at.date()
    least = _completed_years(born.latest.date(), today)
    most = _completed_years(born.earliest.date(), today)
    open_question = any(least < limit <= most for limit in setting.terminology.age_limits)
    return None if open_question else max(least, 0)


def _completed_years(born: date, today: date) -> int:
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (0 if had_birthday else 1)
