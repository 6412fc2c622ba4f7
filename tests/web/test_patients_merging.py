"""Two records of one person: merged by two people, undone without a trace in the answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest

from clinic_people import House
from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.records.models import (
    Answer,
    AuditEvent,
    Course,
    Invitation,
    Merge,
    OrderRecord,
    OverrideRecord,
    Patient,
)
from lumbalis.clinic.records.sealing import seal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import merging
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.answers import Given, answers_object, give_answers
from lumbalis.clinic.services.bodies import keep_measures, measures_of
from lumbalis.clinic.services.finding import found, read_query
from lumbalis.clinic.services.merging import Refused, WhyNot
from lumbalis.clinic.services.patients import add_identifier
from lumbalis.clinic.services.screening import current_verdict, latest_verdict

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)
FACT = "known_aneurysm"


def tell(house: House, patient: Patient, at: datetime, **values: object) -> None:
    """Let a patient answer."""
    by = house.acting("north", "physician", at)
    given = give_answers(by, patient, values, author_kind="patient", origin="intake")
    assert isinstance(given, Given)


def merged(house: House, kept: Patient, absorbed: Patient, at: datetime = LATER) -> Merge:
    """Merge as the front desk and a physician do."""
    proposal = merging.propose(house.acting("north", "receptionist", at), kept, absorbed)
    assert isinstance(proposal, Merge)
    done = merging.approve(house.acting("north", "physician", at), proposal.pk)
    assert isinstance(done, Merge)
    return done


def known(house: House, patient: Patient, at: datetime = LATER) -> Mapping[str, object]:
    """Read what counts for a patient."""
    with in_clinic(house.north):
        answers = answers_object(Patient.objects.get(pk=patient.pk), at)["answers"]
    assert isinstance(answers, Mapping)
    return answers


def all_rows(house: House) -> list[tuple[object, ...]]:
    """Read every stored answer as it is in the database."""
    with in_clinic(house.north):
        return list(Answer.objects.order_by("pk").values_list())


@pytest.fixture
def pair(house: House) -> tuple[Patient, Patient]:
    """Two records of one person; only the second knows of the aneurysm."""
    kept = house.patient("north", AT, family_name="Петров", birth_date=date(1980, 3, 5))
    absorbed = house.patient("north", AT, family_name="Petroff", phone="050 7654321")
    tell(house, kept, AT, **{FACT: False, "leg_pain": False})
    tell(house, absorbed, AT, **{FACT: True, "leg_pain": False})
    return kept, absorbed


@pytest.mark.hazard("H05")
def test_a_yes_of_either_record_counts_after_the_merge(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """The old record knows of the aneurysm; the new one is in use."""
    kept, absorbed = pair
    merged(house, kept, absorbed)
    answers = known(house, kept)
    assert answers[FACT] == {"value": True, "at": AT.isoformat(), "by": "patient"}


@pytest.mark.hazard("H05")
@pytest.mark.hazard("H01")
def test_the_merge_is_screened_before_anybody_can_start(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """What the other record knew holds the course in the same transaction."""
    kept, absorbed = pair
    course = open_course(house, kept, AT)
    merged(house, kept, absorbed)
    with in_clinic(house.north):
        verdict = latest_verdict(kept)
        assert verdict is not None
        assert verdict.cause == "merge"
        assert Course.objects.get(pk=course.pk).state == "on_hold"


@pytest.mark.hazard("H05")
def test_undoing_gives_back_exactly_what_was(house: House, pair: tuple[Patient, Patient]) -> None:
    """Two people were taken for one; each record must say again what it said, byte for byte."""
    before, rows = [known(house, one) for one in pair], all_rows(house)
    merge = merged(house, *pair)
    assert known(house, pair[0]) != before[0]
    undone = merging.undo(house.acting("north", "physician", LATER), merge.pk)
    assert isinstance(undone, Merge)
    assert [known(house, one) for one in pair] == before
    assert all_rows(house) == rows


@pytest.mark.hazard("H05")
def test_nobody_merges_alone(house: House, pair: tuple[Patient, Patient]) -> None:
    """One tired person at one desk must not be able to make one patient of two."""
    physician = house.acting("north", "physician", LATER)
    proposal = merging.propose(physician, *pair)
    assert isinstance(proposal, Merge)
    assert merging.approve(physician, proposal.pk) == Refused(WhyNot.SAME_PERSON)
    with in_clinic(house.north):
        assert Patient.objects.get(pk=pair[1].pk).merged_into_id is None


@pytest.mark.hazard("H01")
def test_an_answer_into_the_absorbed_record_is_screened_in_the_kept_one(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """A page left open since before the merge still writes; the person must be screened."""
    kept, absorbed = pair
    merged(house, kept, absorbed)
    with in_clinic(house.north):
        stale_page = Patient.objects.get(pk=absorbed.pk)
        before = latest_verdict(kept)
    tell(house, stale_page, LATER, foot_drop=True)
    with in_clinic(house.north):
        after = latest_verdict(kept)
        assert before is not None
        assert after is not None
        assert after.number == before.number + 1
    assert known(house, kept)["foot_drop"]["value"] is True  # type: ignore[index]


@pytest.mark.hazard("H05")
def test_what_was_set_aside_before_the_merge_counts_no_more(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """The physician who set a rule aside had not seen the other record."""
    kept, absorbed = pair
    by = house.acting("north", "physician", AT)
    with in_clinic(house.north):
        OverrideRecord.objects.create(
            clinic=by.clinic, patient=kept, rule="S31", reason=seal(kept, "why"),
            by_id=by.actor.user_id, at=AT, until=AT + timedelta(days=9),
            protocol_sha256=protocol().sha256,
        )  # fmt: skip
        assert answers_object(kept, LATER)["overrides"]
    merge = merged(house, kept, absorbed)
    with in_clinic(house.north):
        assert answers_object(kept, LATER)["overrides"] == []
    merging.undo(house.acting("north", "physician", LATER), merge.pk)
    with in_clinic(house.north):
        assert answers_object(kept, LATER)["overrides"]


@pytest.mark.hazard("H05")
def test_the_lesions_of_both_bodies_are_kept_until_somebody_looks(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """A mole measured under the other name is still where it was."""
    physician = house.acting("north", "physician", AT)
    for one, name in zip(pair, ("a", "b"), strict=True):
        place = {"landmark": "L4", "side": "left", "up_mm": 0, "out_mm": 30}
        mole = {"id": name, "kind": "mole", "at": place, "radius_mm": 4}
        keep_measures(physician, one, {"mass_kg": 70, "lesions": [mole]})
    merged(house, *pair)
    with in_clinic(house.north):
        measures = measures_of(pair[0])
    assert measures is not None
    assert {one["id"] for one in measures["lesions"]} == {"a", "b"}  # type: ignore[attr-defined]
    again = house.acting("north", "physician", LATER + timedelta(minutes=1))
    keep_measures(again, pair[0], {"mass_kg": 71})
    with in_clinic(house.north):
        assert measures_of(pair[0]) == {"mass_kg": 71}


def test_the_kept_record_is_found_by_what_the_other_one_said(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """People call with their old number and their maiden name."""
    kept, absorbed = pair
    add_identifier(house.acting("north", "receptionist"), absorbed, "passport", "АК 99")
    merge = merged(house, kept, absorbed)
    for typed in ("petroff", "7654321", "АК99", "Петров"):
        with in_clinic(house.north):
            assert list(found(read_query(typed))) == [kept]
    merging.undo(house.acting("north", "physician"), merge.pk)
    with in_clinic(house.north):
        assert list(found(read_query("7654321"))) == [absorbed]


def test_a_merge_closes_the_open_links_of_the_absorbed_record(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """The patient gets one link, to the record in which they are treated."""
    kept, absorbed = pair
    with in_clinic(house.north):
        link = Invitation.objects.create(
            clinic=house.north, patient=absorbed, token_hash="h", created_at=AT,  # noqa: S106 - no token
            expires_at=AT + timedelta(days=7),
        )  # fmt: skip
    merged(house, kept, absorbed)
    with in_clinic(house.north):
        assert Invitation.objects.get(pk=link.pk).revoked_at == LATER


def test_what_stands_against_a_merge_is_said(house: House, pair: tuple[Patient, Patient]) -> None:
    """Each refusal changes nothing and names its cause."""
    kept, absorbed = pair
    third = house.patient("north")
    desk = house.acting("north", "receptionist")
    open_course(house, third, AT)
    assert merging.propose(desk, kept, kept) == Refused(WhyNot.SAME_RECORD)
    assert merging.propose(desk, kept, third) == Refused(WhyNot.OPEN_COURSE)
    merge = merged(house, kept, absorbed)
    assert merging.propose(desk, third, absorbed) == Refused(WhyNot.ALREADY_MERGED)
    assert merging.propose(desk, third, kept) == Refused(WhyNot.HAS_OTHERS)
    physician = house.acting("north", "physician")
    assert merging.approve(physician, merge.pk) == Refused(WhyNot.NOT_WAITING)
    merging.undo(physician, merge.pk)
    assert merging.undo(physician, merge.pk) == Refused(WhyNot.NOT_MERGED)


def test_the_same_proposal_twice_is_one_and_a_declined_one_is_gone(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """A double tap must not make two pieces of work."""
    desk = house.acting("north", "receptionist")
    first, second = merging.propose(desk, *pair), merging.propose(desk, *pair)
    assert isinstance(first, Merge)
    assert first == second
    merging.decline(house.acting("north", "physician"), first.pk)
    with in_clinic(house.north):
        assert not merging.waiting_merges().exists()
        acts = [event.action for event in AuditEvent.objects.filter(entity="merge")]
    assert sorted(acts) == ["merge.declined"] * 2 + ["merge.proposed"] * 2


@pytest.mark.hazard("H05")
def test_who_is_absorbed_is_judged_as_the_one_person(
    house: House, pair: tuple[Patient, Patient]
) -> None:
    """Whatever page asks, by whichever record, hears the verdict on the one person."""
    kept, absorbed = pair
    merged(house, kept, absorbed)
    with in_clinic(house.north):
        one, other = (
            current_verdict(Patient.objects.get(pk=each.pk), LATER) for each in (kept, absorbed)
        )
    assert one == other


def open_course(house: House, patient: Patient, at: datetime) -> Course:
    """Open a course, as an order does."""
    by: Acting = house.acting("north", "physician", at)
    with in_clinic(house.north):
        order = OrderRecord.objects.create(
            clinic=by.clinic, patient=patient, number=1, contents=seal(patient, {}), at=at
        )
        return Course.objects.create(
            clinic=by.clinic, patient=patient, order=order, state="signed", opened_at=at
        )
