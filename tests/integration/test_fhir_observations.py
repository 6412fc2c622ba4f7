"""Measured values in a record: units, times, and where a temperature was taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from fhir_samples import (
    ABSENT,
    SNOMED,
    Resource,
    bundle,
    concept,
    noted,
    observation,
    patient,
    quantity,
    read,
    setting,
    values,
)
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.bundle import read_bundle
from lumbalis.exchange.fhir.report import Why
from lumbalis.exchange.fhir.units import converted
from patients import ANSWERED

EXAMPLE = Path(__file__).parents[2] / "examples" / "bundle.json"
UNKNOWN = {"extension": [{"url": ABSENT, "valueCode": "asked-unknown"}]}
EARLIER = "2026-11-22T08:00:00+03:00"


def refused(*resources: Resource) -> str:
    """Read a record that cannot be used and give the sentence."""
    with pytest.raises(InputError) as error:
        read_bundle(bundle(patient(), *resources), "record.json", setting())
    return str(error.value)


@pytest.mark.parametrize(
    ("code", "number", "unit", "expected"),
    [
        ("8310-5", 36.6, "Cel", {"temperature_c": 36.6, "temp_site": None}),
        ("8328-7", 37.1, "Cel", {"temperature_c": 37.1, "temp_site": "axillary"}),
        ("8331-1", 98.6, "[degF]", {"temperature_c": 37.0, "temp_site": "oral"}),
        ("8333-7", 98.78, "[degF]", {"temperature_c": 37.1, "temp_site": "tympanic"}),
        ("8480-6", 120, "mm[Hg]", {"bp_sys": 120}),
        ("8462-4", 80.0, "mm[Hg]", {"bp_dia": 80}),
        ("8867-4", 72, "/min", {"pulse": 72}),
        ("8867-4", 72, "{beats}/min", {"pulse": 72}),
        ("8302-2", 68, "[in_i]", {"stature_cm": 172.72}),
        ("29463-7", 150, "[lb_av]", {"body_mass_kg": 68.04}),
        ("72514-3", 3, "{score}", {"nrs_rest": 3}),
        ("38208-5", 3.0, "1", {"nrs_rest": 3}),
        ("6301-6", 2.4, "{INR}", {"inr": 2.4}),
    ],
)
def test_a_reading_is_taken_over_in_our_unit(
    code: str, number: float, unit: str, expected: dict[str, object]
) -> None:
    """Exactly converted, with the time at which it was taken."""
    person = read(observation(code, number, unit))
    assert values(person) == expected
    assert all(a.at == ANSWERED for n, a in person.answers.by_fact.items() if n in expected)


def test_a_conversion_never_falls_short_of_a_limit() -> None:
    """98.78 degrees Fahrenheit are 37.1 degrees Celsius, and a float must not make it less."""
    assert converted(98.78, "[degF]", "Cel") == 37.1
    assert converted(98.691, "[degF]", "Cel") == 37.05
    assert converted(98.7, "[degF]", "Cel") == 37.06


@pytest.mark.parametrize(
    "reading",
    [
        {"value": 310, "system": "http://unitsofmeasure.org", "code": "K"},
        {"value": 36.6, "system": "http://unitsofmeasure.org", "unit": "C"},
        {"value": 36.6, "unit": "degrees"},
        {"value": 36.6},
        {"value": 36.6, "system": "urn:house", "code": "Cel"},
    ],
)
def test_a_unit_that_is_not_in_the_list_is_refused(reading: Resource) -> None:
    """310 what? A guess could be a fever missed."""
    sentence = refused(observation("8310-5", 0, "Cel", valueQuantity=reading))
    assert "has no unit that can be turned into Cel" in sentence
    assert "send the UCUM code Cel or [degF]" in sentence


def test_a_number_without_a_unit_will_do_where_there_is_none() -> None:
    """A pain score is a bare number."""
    bare = observation("72514-3", 0, "", valueQuantity={"value": 4})
    assert values(read(bare)) == {"nrs_rest": 4}
    whole = observation("72514-3", 0, "", valueInteger=4)
    del whole["valueQuantity"]
    assert values(read(whole)) == {"nrs_rest": 4}


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"valueQuantity": quantity(366, "Cel")}, "is 366, outside 34 to 43 Cel"),
        ({"valueQuantity": quantity(36.6, "[degF]")}, "outside 34 to 43 Cel"),
        ({"valueQuantity": {"value": "36.6", "code": "Cel"}}, "is not a number"),
        ({"valueQuantity": [36.6]}, "is not an object"),
        ({"effectiveDateTime": "2026-11-22T10:00:01+03:00"}, "is later than the screening"),
        ({"status": "done"}, "is not a status of FHIR R4"),
    ],
)
def test_a_reading_that_cannot_be_right_is_refused(changes: Resource, what: str) -> None:
    """A thermometer does not show 366 degrees."""
    assert what in refused(observation("8310-5", 36.6, "Cel", **changes))


def test_words_where_a_number_belongs_are_refused() -> None:
    """A thermometer that only says normal has not been read."""
    words = observation("8310-5", 0, "Cel", valueString="normal")
    del words["valueQuantity"]
    assert "is no number for temperature_c" in refused(words)


def test_the_newest_reading_counts() -> None:
    """In whatever order they stand."""
    newer, older = observation("8867-4", 70, "/min"), observation("8867-4", 120, "/min", EARLIER)
    for pair in ((newer, older), (older, newer)):
        assert values(read(*pair)) == {"pulse": 70}


def test_two_values_of_one_moment_are_refused() -> None:
    """Which one is right only a person can say."""
    pair = observation("8867-4", 70, "/min"), observation("8867-4", 120, "/min")
    assert "gives pulse a second value for the same moment" in refused(*pair)
    assert values(read(pair[0], pair[0])) == {"pulse": 70}


def test_a_date_without_a_time_is_read_as_its_beginning() -> None:
    """So that an answer is rather too old than too young."""
    person = read(observation("8867-4", 70, "/min", "2026-11-22"))
    assert person.answers.by_fact["pulse"].at == ANSWERED.replace(hour=0, minute=0)


def test_a_reading_without_a_time_is_not_used_and_reported() -> None:
    """It may be of last year."""
    timeless = observation("8867-4", 70, "/min")
    del timeless["effectiveDateTime"]
    person = read(timeless)
    assert values(person) == {}
    assert noted(person, Why.UNDATED) == {("8867-4", None)}


@pytest.mark.parametrize("status", ["cancelled", "entered-in-error", "registered", "unknown"])
def test_a_reading_taken_back_or_unfinished_is_not_used(status: str) -> None:
    """It is in the report."""
    person = read(observation("8867-4", 70, "/min", status=status))
    assert values(person) == {}
    assert len(person.report.lines) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"dataAbsentReason": {"text": "refused"}},
        {"valueQuantity": {**quantity(180, "/min"), "comparator": ">"}},
        {"valueQuantity": {"unit": "/min"}},
    ],
)
def test_a_newer_reading_without_a_value_makes_the_fact_unknown(changes: Resource) -> None:
    """More than 180 is no number, and the older one is no longer true."""
    older = observation("8867-4", 70, "/min", EARLIER)
    person = read(older, observation("8867-4", 0, "/min", **changes))
    assert values(person) == {"pulse": None}
    assert noted(person, Why.NO_VALUE) == {("8867-4", "pulse")}


def test_a_panel_is_read_part_by_part() -> None:
    """Blood pressure is usually one observation with two parts."""
    parts = [
        {"code": concept("http://loinc.org", "8480-6"), "valueQuantity": quantity(124, "mm[Hg]")},
        {"code": concept("http://loinc.org", "8462-4"), "valueQuantity": quantity(78, "mm[Hg]")},
        {"code": concept("urn:house", "cuff"), "valueString": "large"},
    ]
    panel = observation("85354-9", 0, "", component=parts)
    del panel["valueQuantity"]
    person = read(panel)
    assert values(person) == {"bp_sys": 124, "bp_dia": 78}
    assert noted(person, Why.UNMAPPED) == {("cuff", None)}


def test_a_coded_site_belongs_to_its_own_temperature_only() -> None:
    """The same 37.2 is a fever under the arm and none in the ear."""
    axilla = concept(SNOMED, "91470000")
    earlier = observation("8310-5", 36.6, "Cel", EARLIER, bodySite=axilla)
    assert values(read(earlier)) == {"temperature_c": 36.6, "temp_site": "axillary"}
    person = read(earlier, observation("8310-5", 37.2, "Cel"))
    assert values(person) == {"temperature_c": 37.2, "temp_site": None}
    assert noted(person, Why.SITE_UNKNOWN) == {("8310-5", "temp_site")}
    rectal = observation("8310-5", 37.2, "Cel", bodySite=concept(SNOMED, "34402009"))
    assert values(read(rectal)) == {"temperature_c": 37.2, "temp_site": None}


def test_readings_nobody_knows_are_listed() -> None:
    """A laboratory sends many; none disappears."""
    person = read(observation("718-7", 13.2, "g/dL"))
    assert noted(person, Why.UNMAPPED) == {("718-7", None)}
