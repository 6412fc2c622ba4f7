"""Observations: measured values with their unit and time, and where a temperature was taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lumbalis.domain.facts import FactType
from lumbalis.exchange.answers import accepted
from lumbalis.exchange.fhir.concepts import Coding, codings, meant, noted, targets, word
from lumbalis.exchange.fhir.merging import RECORD, Given
from lumbalis.exchange.fhir.moments import past_span
from lumbalis.exchange.fhir.report import Noted, Why
from lumbalis.exchange.fhir.units import UCUM, converted, known_units
from lumbalis.knowledge.terminology import NOT_RELEVANT, Section

if TYPE_CHECKING:
    from datetime import datetime

    from lumbalis.domain.expressions import Value
    from lumbalis.domain.facts import Fact
    from lumbalis.exchange.fhir.claiming import Setting
    from lumbalis.exchange.fields import Fields

_USED = ("preliminary", "final", "amended", "corrected")
_NOT_USED = ("registered", "cancelled", "entered-in-error", "unknown")
_SITE = "temp_site"
_SITED = "temperature_c"
_KIND = "Observation"


def observation(fields: Fields, setting: Setting) -> Iterator[Given | Noted]:
    """Read one Observation with its components.

    Raises
    ------
    InputError
        If a value that would be used has no number, a unit that is not in the list, or
        lies outside the range of its fact.
    """
    status = word(fields, "status", (*_USED, *_NOT_USED))
    parts = [fields, *fields.each("component")]
    known = [(part, *_known(part, setting)) for part in parts]
    useful = [(part, found) for part, found, _ in known if found]
    if status not in _USED:
        why = Why.ENTERED_IN_ERROR if status == "entered-in-error" else Why.NOT_FINAL
        yield noted(why, _KIND, (codings(fields, "code") or (Coding(None, None, None),))[0])
        return
    unmapped = [lines for _, _, lines in known]
    yield from (line for lines in (unmapped[1:] if useful else unmapped) for line in lines)
    taken = _taken(fields, setting.at)
    for part, (coding, target) in useful:
        if taken is None:
            yield noted(Why.UNDATED, _KIND, coding)
        else:
            yield from _reading(part, fields, coding, target, taken, setting)


def _known(part: Fields, setting: Setting) -> tuple[tuple[Coding, str] | None, list[Noted]]:
    """Find the first coding with a meaning, and the lines for the report."""
    found, unmapped = meant(codings(part, "code"), Section.OBSERVATIONS, setting.terminology, _KIND)
    return (found[0] if found else None), unmapped


def _taken(fields: Fields, at: datetime) -> datetime | None:
    """Say when a reading was taken, in its earliest reading; None where nothing tells."""
    period = fields.below("effectivePeriod")
    span = past_span(fields, "effectiveDateTime", at) or past_span(fields, "effectiveInstant", at)
    span = span or past_span(period, "start", at)
    return None if span is None else span.earliest


def _reading(
    part: Fields,
    whole: Fields,
    coding: Coding,
    target: str,
    taken: datetime,
    setting: Setting,
) -> Iterator[Given | Noted]:
    measured = setting.terminology.measured[target]
    fact = setting.vocabulary.facts[measured.fact]
    value = _value(part, fact, setting)
    if value is None:
        yield noted(Why.NO_VALUE, _KIND, coding, fact.id)
    yield _given(fact.id, value, taken, part)
    for name, word_of_it in measured.also.items():
        yield _given(name, word_of_it, taken, part)
    if fact.id == _SITED and _SITE not in measured.also:
        site = _site(whole, setting)
        if site is None:
            yield noted(Why.SITE_UNKNOWN, _KIND, coding, _SITE)
        yield _given(_SITE, site, taken, part)


def _given(fact: str, value: Value | None, taken: datetime, part: Fields) -> Given:
    where = f"{part.file}, {part.path}" if part.path else part.file
    return Given(fact, value, taken, RECORD, clinician=False, where=where)


def _value(part: Fields, fact: Fact, setting: Setting) -> Value | None:
    """Read the number in the fact's unit; None where the reading says that it has none."""
    if part.has("dataAbsentReason"):
        return None
    if part.has("valueInteger"):
        return _in_range(part, "valueInteger", part.tree["valueInteger"], fact, setting)
    if not part.has("valueQuantity"):
        if any(key.startswith("value") for key in part.tree):
            what_to_do = "send a number with its unit"
            part.refuse("value", f"is no number for {fact.id}", what_to_do)
        return None
    return _quantity(part, fact, setting)


def _quantity(part: Fields, fact: Fact, setting: Setting) -> Value | None:
    quantity = part.below("valueQuantity")
    if quantity.has("comparator") or not quantity.has("value"):
        return None
    number = in_unit(quantity, fact)
    return _in_range(quantity, "value", number, fact, setting)


def in_unit(quantity: Fields, fact: Fact) -> int | float:
    """Read a Quantity as a number in the fact's unit.

    Raises
    ------
    InputError
        If the unit is missing or not in the list of conversions.
    """
    wanted = fact.unit or ""
    coded = quantity.tree.get("system") in (UCUM, None) and quantity.has("code")
    bare = not any(quantity.has(key) for key in ("code", "unit", "system"))
    sent = quantity.text("code") if coded else wanted if bare and wanted[:1] == "{" else None
    number = None
    if sent is not None:
        number = converted(_number(quantity), sent, wanted)
    if number is None:
        what = f"has no unit that can be turned into {wanted}"
        what_to_do = f"send the UCUM code {' or '.join(known_units(wanted))}"
        quantity.refuse("code", what, what_to_do)
    return number


def _number(quantity: Fields) -> int | float:
    value = quantity.tree.get("value")
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return quantity.number("value")


def _in_range(part: Fields, key: str, number: object, fact: Fact, setting: Setting) -> Value | None:
    if fact.type is FactType.INT and isinstance(number, float) and number.is_integer():
        number = int(number)
    return accepted(fact, number, setting.at, part.place(key))


def _site(fields: Fields, setting: Setting) -> Value | None:
    """Read where a temperature was taken, if it is coded and the protocol knows the place."""
    found = (*codings(fields, "bodySite"), *codings(fields, "method"))
    for _, target in targets(found, Section.SITES, setting.terminology):
        if target != NOT_RELEVANT:
            return setting.terminology.sites[target][1]
    return None
