"""Schedules, slots and appointments as FHIR R4 demands them, and appointments read back.

`_judge` holds the rules of R4 (hl7.org/fhir/R4: schedule, slot, appointment) by themselves, so
that what is written is judged by something that did not write it.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fhir.appointments import (
    Appointment,
    AppointmentStatus,
    CancelledBy,
    Kind,
    Participant,
    Reference,
    Required,
    Response,
    Schedule,
    Slot,
    SlotStatus,
    Stretch,
    Taken,
    appointment_resource,
    read_appointment,
    schedule_resource,
    slot_resource,
    slots_of,
)
from lumbalis.exchange.fhir.concepts import Coding
from lumbalis.exchange.strict_json import parse_json

Tree = dict[str, Any]

_WARSAW = ZoneInfo("Europe/Warsaw")
_NINE = datetime(2026, 10, 21, 9, tzinfo=_WARSAW)
_HOUR = timedelta(hours=1)
_TIME = Stretch(_NINE, _NINE + _HOUR)
_THERAPIST = Reference(Kind.PRACTITIONER, "t-1")

_INSTANT = re.compile(
    r"([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)-(0[1-9]|1[0-2])-(0[1-9]|[1-2][0-9]|3[0-1])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
    r"(Z|(\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
)
_ACTORS = "Patient|Practitioner|PractitionerRole|RelatedPerson|Device|HealthcareService|Location"
_STATUSES = {
    "Slot": "busy free busy-unavailable busy-tentative entered-in-error",
    "Appointment": "proposed pending booked arrived fulfilled cancelled noshow entered-in-error "
    "checked-in waitlist",
    "participant": "accepted declined tentative needs-action",
    "required": "required optional information-only",
}
_ELEMENTS: Mapping[str, Mapping[str, tuple[int, bool]]] = {
    "Schedule": {
        "active": (0, False),
        "serviceType": (0, True),
        "actor": (1, True),
        "planningHorizon": (0, False),
        "comment": (0, False),
    },
    "Slot": {
        "schedule": (1, False),
        "status": (1, False),
        "start": (1, False),
        "end": (1, False),
        "comment": (0, False),
    },
    "Appointment": {
        "status": (1, False),
        "cancelationReason": (0, False),
        "serviceType": (0, True),
        "description": (0, False),
        "start": (0, False),
        "end": (0, False),
        "minutesDuration": (0, False),
        "slot": (0, True),
        "created": (0, False),
        "comment": (0, False),
        "patientInstruction": (0, False),
        "basedOn": (0, True),
        "participant": (1, True),
    },
}
"""Element -> how often at least, and whether it is a list."""


def _judge(resource: Tree) -> None:
    """Hold a resource against R4: elements, cardinality, words, references, instants."""
    kind = resource["resourceType"]
    elements = _ELEMENTS[kind]
    assert set(resource) <= {"resourceType", "id", *elements}
    assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", resource["id"])
    for name, (least, is_list) in elements.items():
        assert name in resource or least == 0, f"{name} is required"
        assert name not in resource or isinstance(resource[name], list) is is_list
    if kind != "Schedule":
        assert resource["status"] in _STATUSES[kind].split()
    _judge_parts(resource)
    if kind == "Appointment":
        _judge_appointment(resource)


def _judge_parts(resource: Tree) -> None:
    _judge_gaps(resource)
    for key in ("start", "end"):
        for tree in (resource, resource.get("planningHorizon", {})):
            assert key not in tree or _INSTANT.fullmatch(tree[key])
    for key, kinds in (("actor", _ACTORS), ("slot", "Slot"), ("basedOn", "ServiceRequest")):
        for pointer in resource.get(key, []):
            assert re.fullmatch(rf"(https?://.+/)?({kinds})/[A-Za-z0-9\-.]+", pointer["reference"])


def _judge_gaps(value: object) -> None:
    """Look for what FHIR allows nowhere: null, blank texts, empty lists and objects."""
    assert value is not None
    if isinstance(value, str):
        assert value.strip()
    elif isinstance(value, list | dict):
        assert value
        for item in value.values() if isinstance(value, dict) else value:
            _judge_gaps(item)


def _judge_appointment(resource: Tree) -> None:
    status = resource["status"]
    for one in resource["participant"]:
        assert one["status"] in _STATUSES["participant"].split()
        assert one["required"] in _STATUSES["required"].split()
        assert "type" in one or "actor" in one, "app-1"
        _judge_parts({"actor": [one["actor"]]})
    assert ("start" in resource) is ("end" in resource), "app-2"
    assert "start" in resource or status in {"proposed", "cancelled", "waitlist"}, "app-3"
    if "cancelationReason" in resource:
        assert status in {"noshow", "cancelled"}, "app-4"
    assert resource.get("minutesDuration", 1) > 0


def _appointment(**changes: Any) -> Appointment:  # noqa: ANN401  # any field
    """Make the fourth visit of a course: a patient, a therapist, a room and a cup set."""
    basic: dict[str, Any] = {
        "id": "visit-4",
        "status": AppointmentStatus.BOOKED,
        "participants": (
            Participant(Reference(Kind.PATIENT, "p1")),
            Participant(_THERAPIST),
            Participant(Reference(Kind.LOCATION, "couch-2")),
            Participant(Reference(Kind.DEVICE, "cups-1"), required=Required.OPTIONAL),
        ),
        "time": _TIME,
        "slots": (Reference(Kind.SLOT, "visit-4-t-1"), Reference(Kind.SLOT, "visit-4-couch-2")),
        "based_on": (Reference(Kind.SERVICE_REQUEST, "order-7", "https://his.example/fhir"),),
        "service": Coding("https://clinic.example/services", "massage", "Massage"),
        "description": "Visit 4 of 10",
        "instruction": "No food from 07:30",
        "created": datetime(2026, 10, 1, 9, 30, tzinfo=UTC),
    }
    return Appointment(**{**basic, **changes})


def _read(tree: object) -> Appointment:
    return read_appointment(parse_json(json.dumps(tree).encode(), "a.json"), "a.json")


def test_a_booked_visit_is_an_appointment_with_everybody_in_it() -> None:
    """Element by element, with nine in Warsaw said as seven in UTC."""
    resource = appointment_resource(_appointment())
    _judge(resource)
    assert (resource["start"], resource["end"]) == ("2026-10-21T07:00:00Z", "2026-10-21T08:00:00Z")
    assert resource["minutesDuration"] == 60
    assert resource["basedOn"] == [{"reference": "https://his.example/fhir/ServiceRequest/order-7"}]
    assert resource["slot"] == [
        {"reference": "Slot/visit-4-t-1"},
        {"reference": "Slot/visit-4-couch-2"},
    ]
    people: list[Tree] = resource["participant"]  # type: ignore[assignment]  # judged above
    assert [one["actor"]["reference"] for one in people] == [
        "Patient/p1",
        "Practitioner/t-1",
        "Location/couch-2",
        "Device/cups-1",
    ]
    assert [one["type"][0]["coding"][0]["code"] for one in people if "type" in one] == ["PPRF"]
    assert people[3] == {
        "actor": {"reference": "Device/cups-1"},
        "required": "optional",
        "status": "accepted",
    }


def test_an_hour_across_the_change_of_the_clock_is_an_hour() -> None:
    """Wall times of one zone would count two."""
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).astimezone(_WARSAW)
    end = (start.astimezone(UTC) + _HOUR).astimezone(_WARSAW)
    resource = appointment_resource(_appointment(time=Stretch(start, end)))
    assert resource["minutesDuration"] == 60
    assert (resource["start"], resource["end"]) == ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")


@pytest.mark.parametrize("status", AppointmentStatus)
def test_every_state_of_a_visit_goes_out_and_comes_back(status: AppointmentStatus) -> None:
    """Booked, arrived, fulfilled, cancelled, missed and the rest, with nothing lost."""
    visit = _appointment(status=status)
    resource = appointment_resource(visit)
    _judge(resource)
    assert _read(resource) == replace(visit, minutes=60)


def test_what_is_not_known_is_left_out() -> None:
    """A blank text is no text in FHIR, and an empty list is no list."""
    resource = appointment_resource(_appointment(instruction=" \n", comment="", slots=()))
    _judge(resource)
    assert not {"patientInstruction", "comment", "slot"} & set(resource)


@pytest.mark.parametrize("by", CancelledBy)
def test_a_visit_that_did_not_happen_may_say_on_whose_side_the_cause_lies(by: CancelledBy) -> None:
    """Cancelled or missed, and only then (app-4)."""
    for status in (AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW):
        resource = appointment_resource(_appointment(status=status, cancelled_by=by))
        _judge(resource)
        assert _read(resource).cancelled_by is by
    with pytest.raises(InputError, match="neither cancelled nor missed"):
        _appointment(cancelled_by=by)


def test_a_finer_cause_counts_as_the_side_it_belongs_to() -> None:
    """Codes of the second level, and codes nobody here knows."""
    tree = appointment_resource(
        _appointment(status=AppointmentStatus.CANCELLED, cancelled_by=CancelledBy.PATIENT)
    )
    reason: Tree = tree["cancelationReason"]  # type: ignore[assignment]  # a concept
    reason["coding"][0]["code"] = "prov-pers"
    assert _read(tree).cancelled_by is CancelledBy.PROVIDER
    reason["coding"][0]["system"] = "https://elsewhere.example"
    assert _read(tree).cancelled_by is CancelledBy.OTHER


_moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=UTC)
)
_ids = st.text("abcXYZ019.-", min_size=1, max_size=64)
_times = st.builds(
    lambda start, span: Stretch(start, start + span),
    _moments,
    st.timedeltas(timedelta(minutes=1), timedelta(days=2)),
)
_said = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).filter(
    lambda text: text == "" or text.strip() != ""
)
_servers = st.none() | st.just("https://his.example/fhir/r4")
_others = st.builds(
    Participant,
    st.builds(
        Reference, st.sampled_from([Kind.PRACTITIONER, Kind.LOCATION, Kind.DEVICE]), _ids, _servers
    ),
    st.sampled_from(Response),
    st.sampled_from(Required),
)
_appointments = st.builds(
    _appointment,
    id=_ids,
    status=st.sampled_from(AppointmentStatus),
    time=_times,
    minutes=st.just(1),
    participants=st.lists(_others, max_size=4, unique_by=lambda one: one.actor).map(
        lambda others: (Participant(Reference(Kind.PATIENT, "p1")), *others)
    ),
    slots=st.lists(st.builds(Reference, st.just(Kind.SLOT), _ids, _servers), max_size=3).map(tuple),
    based_on=st.lists(
        st.builds(Reference, st.just(Kind.SERVICE_REQUEST), _ids, _servers), max_size=2
    ).map(tuple),
    description=_said,
    comment=_said,
    instruction=_said,
    created=st.none() | _moments,
)


@given(_appointments)
def test_whatever_goes_out_keeps_the_rules_and_comes_back_whole(visit: Appointment) -> None:
    """Any ids, texts, participants and moments."""
    resource = appointment_resource(visit)
    _judge(resource)
    assert _read(resource) == visit


def _without(key: str) -> Tree:
    tree = appointment_resource(_appointment())
    del tree[key]
    return tree


def _with(**changes: object) -> Tree:
    return {**appointment_resource(_appointment()), **changes}


def _with_participant(**changes: object) -> Tree:
    tree = copy.deepcopy(appointment_resource(_appointment()))
    people: list[Tree] = tree["participant"]  # type: ignore[assignment]  # a list of them
    people[1].update(changes)
    return tree


@pytest.mark.parametrize(
    ("tree", "says"),
    [
        ([], "is not a JSON object"),
        ({"resourceType": "Slot"}, "is not Appointment"),
        (_without("id"), "id: is missing"),
        (_without("status"), "status: is missing, which FHIR R4 requires"),
        (_with(status="done"), "status: is not a status of FHIR R4"),
        (_without("participant"), "does not name exactly one patient"),
        (_without("end"), "end: is missing, while its counterpart is there"),
        (_without("start"), "start: is missing, while its counterpart is there"),
        (_with(start=None, end=None), "start: is missing, though the status is booked"),
        (_with(start="2026-10-21T09:00:00"), "start: is not an instant"),
        (_with(start="2026-10-21T09:00+02:00"), "start: is not an instant"),
        (_with(start="2026-10-21"), "start: is not an instant"),
        (_with(start="2026-02-30T09:00:00Z"), "start: is not an instant"),
        (_with(end="2026-10-21T07:00:00Z"), "end: is not after the start"),
        (_with(minutesDuration=61), "minutesDuration: is longer than"),
        (_with(minutesDuration=0), "minutesDuration: is not a whole number"),
        (_with(minutesDuration=30.5), "minutesDuration: is not a whole number"),
        (_with(slot=[{"reference": "Location/1"}]), "slot: points to a Location"),
        (_with(basedOn=[{"reference": "CarePlan/1"}]), "points to a type that has no part"),
        (_with(basedOn=[{"reference": "Slot/1"}]), "basedOn: points to a Slot"),
        (_with(basedOn=[{"display": "an order"}]), "does not say by type and id"),
        (_with(basedOn={"reference": "ServiceRequest/1"}), "basedOn: is not a list"),
        (_with(cancelationReason={"text": "ill"}), "neither cancelled nor missed"),
        (_with(cancellationReason={"text": "ill"}), "written in a newer FHIR version"),
        (_with(subject={"reference": "Patient/p1"}), "written in a newer FHIR version"),
        (_with(incomingReferral=[]), "written in an older FHIR version"),
        (_with(particpant=[]), "did you mean participant"),
        (_with(implicitRules="https://x.example"), "implicit rules"),
        (_with(modifierExtension=[{"url": "https://x.example"}]), "a modifier extension"),
        (_with_participant(status=None), "status: is missing, which FHIR R4 requires"),
        (_with_participant(status="yes"), "status: is not a status of FHIR R4"),
        (_with_participant(required="true"), "required: is not a status of FHIR R4"),
        (_with_participant(actor=None), "does not say by type and id"),
        (_with_participant(actor={"reference": "urn:uuid:1"}), "does not say by type and id"),
        (_with_participant(actor={"reference": "Schedule/1"}), "participant: points to a Schedule"),
        (_with_participant(actor={"reference": "Patient/p2"}), "not name exactly one patient"),
        (_with_participant(actor={"reference": "Device/cups-1"}), "names the same actor twice"),
    ],
)
def test_what_breaks_a_rule_is_refused_by_name(tree: object, says: str) -> None:
    """With the file, the element and what to do; never half read."""
    with pytest.raises(InputError, match=re.escape(says)) as refusal:
        _read(tree)
    assert refusal.value.where.startswith("a.json")


def test_elements_that_change_nothing_are_passed_over() -> None:
    """R4 has more than a visit needs; none of it may keep a visit from being read."""
    more = {
        "meta": {"versionId": "3"},
        "identifier": [{"value": "9"}],
        "priority": 5,
        "reasonCode": [{"text": "back pain"}],
        "_status": {"id": "s"},
    }
    assert _read(_with(**more)) == _read(_with())


def test_an_offset_comes_in_and_versions_of_references_do_not() -> None:
    """The same moment however it is written; the resource and not its third version."""
    tree = _with(
        start="2026-10-21T09:00:00.000+02:00", slot=[{"reference": "Slot/visit-4-t-1/_history/3"}]
    )
    assert _read(tree).time == Stretch(_NINE.astimezone(UTC), (_NINE + _HOUR).astimezone(UTC))
    assert _read(tree).slots == (Reference(Kind.SLOT, "visit-4-t-1"),)


def test_a_waiting_visit_may_have_no_time() -> None:
    """App-3 allows it to what is proposed, cancelled or waits."""
    for status in ("PROPOSED", "CANCELLED", "WAITLIST"):
        visit = _appointment(status=AppointmentStatus[status], time=None)
        resource = appointment_resource(visit)
        _judge(resource)
        assert "start" not in resource
        assert _read(resource) == visit
    with pytest.raises(InputError, match="start: is missing, though the status is noshow"):
        _appointment(status=AppointmentStatus.NO_SHOW, time=None)


def test_a_schedule_is_the_hours_of_one_actor() -> None:
    """A therapist, from the first of October to the end of the year."""
    horizon = Stretch(datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    resource = schedule_resource(Schedule("s-1", _THERAPIST, horizon, comment="mornings"))
    _judge(resource)
    assert resource == {
        "resourceType": "Schedule",
        "id": "s-1",
        "active": True,
        "actor": [{"reference": "Practitioner/t-1"}],
        "planningHorizon": {"start": "2026-10-01T00:00:00Z", "end": "2027-01-01T00:00:00Z"},
        "comment": "mornings",
    }
    closed = schedule_resource(Schedule("s-1", _THERAPIST, is_active=False))
    assert closed["active"] is False, "false is a value and no gap"


@pytest.mark.parametrize("status", SlotStatus)
def test_a_slot_has_a_schedule_a_state_and_both_instants(status: SlotStatus) -> None:
    """All four are required in R4."""
    resource = slot_resource(Slot("x", Reference(Kind.SCHEDULE, "s-1"), status, _TIME))
    _judge(resource)
    assert resource["schedule"] == {"reference": "Schedule/s-1"}
    assert resource["status"] == status.value


def _clock(hour: int, minute: int = 0) -> datetime:
    return _NINE.replace(hour=hour, minute=minute)


def test_hours_are_cut_into_what_is_taken_and_what_is_free() -> None:
    """Eight to twelve in Warsaw with two visits: free before, between and after."""
    schedule = Schedule("s-1", _THERAPIST)
    taken = [
        Taken("b", Stretch(_clock(10, 30), _clock(11))),
        Taken("a", Stretch(_clock(9), _clock(9, 30))),
        Taken("leave", Stretch(_clock(15), _clock(16)), SlotStatus.BUSY_UNAVAILABLE),
    ]
    slots = slots_of(schedule, [Stretch(_clock(8), _clock(12))], taken)
    assert [
        (slot.status.value, f"{slot.time.start:%H:%M}-{slot.time.end:%H:%M}") for slot in slots
    ] == [
        ("free", "06:00-07:00"),
        ("busy", "07:00-07:30"),
        ("free", "07:30-08:30"),
        ("busy", "08:30-09:00"),
        ("free", "09:00-10:00"),
        ("busy-unavailable", "13:00-14:00"),
    ]
    assert [slot.id for slot in slots][:2] == ["s-1-20261021T060000Z", "a"]


_spans = st.lists(st.integers(0, 200), max_size=12, unique=True).map(
    lambda ends: [
        Stretch(_NINE + timedelta(minutes=start), _NINE + timedelta(minutes=end))
        for start, end in zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False)
    ]
)


@given(_spans, _spans)
def test_every_minute_is_either_taken_or_free_and_never_both(
    hours: list[Stretch], taken: list[Stretch]
) -> None:
    """Minute by minute: busy where taken, free where open and not taken, nothing elsewhere."""
    named = [Taken(f"b{place}", time) for place, time in enumerate(taken)]
    slots = slots_of(Schedule("s", _THERAPIST), hours, named)
    assert len({slot.id for slot in slots}) == len(slots)
    for minute in range(201):
        at = _NINE + timedelta(minutes=minute)
        said = [slot.status for slot in slots if slot.time.start <= at < slot.time.end]
        is_taken = any(one.start <= at < one.end for one in taken)
        is_open = any(one.start <= at < one.end for one in hours)
        expected = SlotStatus.BUSY if is_taken else SlotStatus.FREE if is_open else None
        assert said == ([] if expected is None else [expected])


def test_two_visits_of_one_actor_at_once_are_refused() -> None:
    """FHIR would let it pass; it is a double booking."""
    taken = [
        Taken("a", Stretch(_clock(9), _clock(10))),
        Taken("b", Stretch(_clock(9, 59), _clock(11))),
    ]
    with pytest.raises(InputError, match="what is taken: overlaps"):
        slots_of(Schedule("s-1", _THERAPIST), [], taken)
    with pytest.raises(InputError, match="the hours: overlaps"):
        slots_of(Schedule("s-1", _THERAPIST), [one.time for one in taken], [])


def test_values_that_no_resource_may_hold_are_refused_where_they_are_made() -> None:
    """Ids, servers, kinds, order of times, offsets."""
    with pytest.raises(InputError, match="id: is not 1 to 64"):
        Reference(Kind.PATIENT, "Іван")
    with pytest.raises(InputError, match="not a base address"):
        Reference(Kind.PATIENT, "1", "his.example/")
    with pytest.raises(InputError, match="actor: points to a Slot"):
        Schedule("s", Reference(Kind.SLOT, "1"))
    with pytest.raises(InputError, match="schedule: points to a Patient"):
        Slot("s", Reference(Kind.PATIENT, "1"), SlotStatus.FREE, _TIME)
    with pytest.raises(InputError, match="end: is not after"):
        Stretch(_NINE, _NINE)
    with pytest.raises(InputError, match="start: has no offset"):
        Stretch(_NINE.replace(tzinfo=None), _NINE)
    with pytest.raises(InputError, match="created: has no offset"):
        _appointment(created=datetime(2026, 10, 1))  # noqa: DTZ001
    with pytest.raises(InputError, match="minutesDuration: is below 1"):
        _appointment(minutes=0)
