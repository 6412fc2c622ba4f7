"""Whoever writes a clinical fact, no course can be started on the verdict from before.

The writers are found in the code. A new one without a scenario here fails the first test.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from clinic_people import House
from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.engine.structure import models_of_a_clinic
from lumbalis.clinic.records.models import Course, Merge, OverrideRecord, Patient
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import merging, overrides, patients, screening
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.bodies import keep_measures
from lumbalis.clinic.services.freshness import agreement
from lumbalis.clinic.services.holds import ON_HOLD, may_start
from lumbalis.clinic.services.overrides import Kept, Wish
from verdict_people import AT, fit_patient, qualify, signed_course

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H01")]
SERVICES = Path(__file__).parents[2] / "src/lumbalis/clinic/services"
WRITING = {
    "bulk_create",
    "bulk_update",
    "create",
    "delete",
    "get_or_create",
    "save",
    "update",
    "update_or_create",
}
FEVER: dict[str, object] = {"temperature_c": 38.4}
REASON = "Seen today and agreed with the surgeon by telephone."
LATER = AT + timedelta(minutes=10)
OVERRIDABLE: dict[str, object] = {"anticoagulant": "vka", "inr": 2.4}


def by(house: House, role: str = "physician") -> Acting:
    """Give somebody who acts a little after the course was signed."""
    return house.acting("north", role, LATER)


def fever(house: House, patient: Patient) -> None:
    """Report a fever."""
    told = give_answers(by(house), patient, FEVER, author_kind="physician", origin="office")
    assert isinstance(told, Given), told


def measured(house: House, patient: Patient) -> None:
    """Measure the body; light people get less pressure."""
    keep_measures(by(house), patient, {"stature_cm": 150, "mass_kg": 41, "build": "female"})


def set_aside(house: House, patient: Patient) -> None:
    """Set a rule aside that stops the course; the verdict follows."""
    _stop(house, patient)
    _decide(house, patient)


def seconded(house: House, patient: Patient) -> None:
    """Confirm as a second physician, which makes the decision count."""
    _stop(house, patient)
    row = _decide(house, patient)
    outcome = overrides.second(_another_physician(house), row)
    assert isinstance(outcome, Kept), outcome


def withdrawn(house: House, patient: Patient) -> None:
    """Take a decision back that let the course go on."""
    _stop(house, patient)
    assert isinstance(overrides.withdraw(by(house), _decide(house, patient)), Kept)


def merged(house: House, patient: Patient) -> None:
    """Merge the record with one of somebody with a fever."""
    assert isinstance(merging.approve(by(house, "lead"), _doubled(house, patient)), Merge)


def taken_apart(house: House, patient: Patient) -> None:
    """Take two records apart that were merged by mistake."""
    merge = _doubled(house, patient)
    merging.approve(by(house, "lead"), merge)
    assert isinstance(merging.undo(by(house, "lead"), merge), Merge)


def aged(house: House, patient: Patient) -> None:
    """Correct the birth date; age changes what is allowed."""
    with in_clinic(house.north):
        version = Patient.objects.get(pk=patient.pk).version
    changed = patients.change(
        by(house, "receptionist"), patient, {"birth_date": date(1938, 1, 1)}, version=version
    )
    assert isinstance(changed, patients.Changed), changed


SCENARIOS: dict[str, Callable[[House, Patient], None]] = {
    "answers._store": fever,
    "bodies.keep_measures": measured,
    "overrides.give": set_aside,
    "overrides.second": seconded,
    "overrides.withdraw": withdrawn,
    "merging.approve": merged,
    "merging.undo": taken_apart,
    "patients._change": aged,
}
"""One for each function that writes a clinical fact, and for what feeds screening besides."""

HOLDS = {"answers._store", "overrides.withdraw", "merging.approve"}
"""Scenarios that must stop the course; a scenario that changes nothing would prove nothing."""


def test_every_writer_of_clinical_facts_has_a_scenario() -> None:
    """A new way to write a fact is a new way to forget the screening."""
    assert writers() <= SCENARIOS.keys()
    assert {"answers._store", "bodies.keep_measures", "overrides.give"} <= writers()


def test_facts_are_written_by_services_only() -> None:
    """A view, a command or a tag that writes a fact would escape the test above."""
    elsewhere = {
        file.relative_to(SERVICES.parent)
        for file in SERVICES.parent.rglob("*.py")
        if SERVICES not in file.parents and "migrations" not in file.parts and _writers_in(file)
    }
    assert not elsewhere


@pytest.mark.parametrize("writer", SCENARIOS)
def test_no_course_starts_on_an_outdated_verdict(writer: str, house: House) -> None:
    """After any write the kept verdict is the one that would be given now, or the course waits."""
    qualify(house)
    patient = fit_patient(house)
    course = signed_course(house, patient)
    with in_clinic(house.north):
        before = may_start(course, LATER)
        assert before.allowed, before
    SCENARIOS[writer](house, patient)
    with in_clinic(house.north):
        for open_course in Course.objects.filter(closed_at=None).select_related("patient__clinic"):
            _must_not_be_outdated(open_course)
        course.refresh_from_db()
        assert course.state == ON_HOLD or writer not in HOLDS


def _must_not_be_outdated(course: Course) -> None:
    now = screening.current_verdict(course.patient, LATER)
    kept = screening.latest_verdict(course.patient)
    assert kept is not None
    assert agreement(course.patient, kept, now).holds, "the kept verdict is outdated"
    if not now.category.allows_session:
        assert course.state == ON_HOLD
    if may_start(course, LATER).allowed:
        assert now.category.allows_session


def _stop(house: House, patient: Patient) -> None:
    told = give_answers(by(house), patient, OVERRIDABLE, author_kind="physician", origin="office")
    assert isinstance(told, Given), told


def _decide(house: House, patient: Patient) -> OverrideRecord:
    with in_clinic(house.north):
        offered = overrides.offers(screening.current_verdict(patient, LATER))
    assert offered, "the answers of OVERRIDABLE offer nothing to set aside"
    wish = Wish(offered[0].case, REASON, LATER + timedelta(days=3))
    outcome = overrides.give(by(house), patient, wish)
    assert isinstance(outcome, Kept), outcome
    return outcome.override


def _another_physician(house: House) -> Acting:
    lead = by(house, "lead")
    return replace(lead, actor=replace(lead.actor, roles=frozenset({Role.PHYSICIAN})))


def _doubled(house: House, patient: Patient) -> UUID:
    with in_clinic(house.north):
        other = fit_patient(house, temperature_c=FEVER["temperature_c"])
    proposed = merging.propose(by(house, "receptionist"), patient, other)
    assert isinstance(proposed, Merge), proposed
    return proposed.pk


def writers() -> set[str]:
    """Find the functions of the services that write a model with `clinical_fact`."""
    return {f"{file.stem}.{name}" for file in SERVICES.rglob("*.py") for name in _writers_in(file)}


def _writers_in(file: Path) -> set[str]:
    facts = {
        model.__name__ for model in models_of_a_clinic() if getattr(model, "clinical_fact", False)
    }
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and _names(node) & facts and _calls(node) & WRITING
    }


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _calls(tree: ast.AST) -> set[str]:
    return {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
