"""The office beside the couch: today's list, and the whole of what a note holds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic_people import House
from lumbalis.clinic.records.models import AuditEvent, RunEvent, SessionRun
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.couch.today import State, today
from lumbalis.clinic.web.couch.views_today import category_of
from lumbalis.domain.guided import events as noted
from lumbalis.domain.guided.events import AdverseReported, Stopped
from lumbalis.domain.truth import Truth
from outcomes_world import OnCourse, days_ago, on_course

pytestmark = [pytest.mark.django_db, pytest.mark.hazard("H07")]
MOST_A_PERSON = 60
REMARK = "Prefers the left side supported."


def listed(house: House, role: str = "therapist", ask: str = "") -> str:
    """Open today's list."""
    answer = house.client("north", role).get(f"/c/north/couch/{ask}")
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def note(person: OnCourse, role: str = "therapist") -> str:
    """Open the note of the first session."""
    with in_clinic(person.house.north):
        run = SessionRun.objects.get(course=person.course, session=1)
    client = person.house.client("north", role)
    where = f"/c/north/patients/{person.patient.pk}/notes/{run.pk}/"
    return str(client.get(where).content.decode())


def under(shown: str, heading: str) -> str:
    """Give what stands under a heading of the facts."""
    found = re.search(rf"<dt>{heading}</dt><dd>(.*?)</dd>", shown, re.DOTALL)
    assert found, heading
    return found[1]


def test_a_card_says_what_was_last(house: House) -> None:
    """Pain, level, what differed, what the therapist said."""
    person = on_course(house, sessions=3)
    person.give(1, days_ago(2), before=6, after=2, events=(noted.NoteSpoken(REMARK),))
    shown = listed(house)
    assert "Pain 6 before, 2 after, – a day later" in shown
    assert REMARK in shown
    assert "from the plan" in shown
    assert "The plan allows at most level" in shown


@pytest.mark.hazard("H24")
def test_a_card_names_what_went_wrong(house: House) -> None:
    """Whoever treats next reads it before the session, and that a physician comes first."""
    person = on_course(house, sessions=3)
    person.give(1, days_ago(2), events=(AdverseReported("faint"), Stopped(("faint",))))
    shown = listed(house)
    assert "Event or stop: " in shown
    assert "A physician looks at it first" in shown


def test_ones_own_come_first_and_can_be_shown_alone(house: House) -> None:
    """Nobody is left out of the whole list."""
    on_course(house, family_name="Abel")
    own = on_course(house, family_name="Zorn")
    own.give(1, days_ago(2))
    whole, mine = listed(house), listed(house, ask="?who=mine")
    assert whole.index("Zorn") < whole.index("Abel")
    assert "Zorn" in mine
    assert "Abel" not in mine
    assert "None of the people on a course is yours" in listed(house, "physician", "?who=mine")


@pytest.mark.hazard("H02")
def test_a_verdict_of_another_day_is_not_shown_as_todays(house: House) -> None:
    """Somebody not screened today has no category today."""
    on_course(house)
    now = house.acting("north", "therapist")
    with in_clinic(house.north):
        (fresh,) = today(now)
        (old,) = today(replace(now, at=now.at + timedelta(days=2)))
    assert category_of(fresh) is not None
    assert old.state is not State.READY
    assert category_of(old) is None


@pytest.mark.hazard("H04")
def test_the_list_is_for_those_who_treat(house: House) -> None:
    """The desk does not see it, another clinic sees its own."""
    on_course(house, family_name="Abel")
    assert house.client("north", "receptionist").get("/c/north/couch/").status_code in {403, 404}
    other = house.client("south", "therapist").get("/c/south/couch/")
    assert b"Abel" not in other.content


def test_a_note_has_every_fact_under_its_heading(house: House) -> None:
    """What was not noted is said to be not noted."""
    person = on_course(house, sessions=3)
    zone = next(iter(person.sessions[0].zone_caps))
    told = (
        noted.MediaUsed("oil", "B-17"),
        noted.PalpationNoted(zone, "tender"),
        noted.GotUp(Truth.TRUE),
    )
    person.give(1, days_ago(2), before=6, after=2, events=told)
    shown = note(person)
    assert "B-17" in under(shown, "On the skin, with batch")
    assert "tender" in under(shown, "Found by hand")
    assert "stood up well" in under(shown, "Rest and getting up")
    for empty in ("Cups", "Points", "Events and early stop"):
        assert "Nothing noted" in under(shown, empty)
    row = re.sub(r"<[^>]+>", " ", shown[shown.index('<th scope="row">Before') :])
    assert row.split()[:3] == ["Before", "6", "6"]


def test_an_event_of_a_note_stands_under_events(house: House) -> None:
    """Once, although it was both reported and the reason to stop."""
    person = on_course(house, sessions=3)
    person.give(1, days_ago(2), events=(AdverseReported("faint"), Stopped(("faint",))))
    assert under(note(person), "Events and early stop").count("<bdi>") == 1


def test_an_addition_is_no_sentence_of_what_was_signed(house: House) -> None:
    """It stands on the page once, beside the note."""
    person = on_course(house, sessions=3)
    person.give(1, days_ago(2), events=())
    before = note(person)
    _write(person, standing="accepted", text=REMARK)
    after = note(person)
    assert after.count(REMARK) == 1
    assert _sentences(before) == _sentences(after)


def test_a_late_entry_is_announced_and_not_mixed_in(house: House) -> None:
    """Whoever reads the note knows that it may not be whole."""
    person = on_course(house, sessions=3)
    person.give(1, days_ago(2))
    _write(person, standing="quarantined", text=REMARK)
    shown = note(person)
    assert "1 late or doubtful entry about this session waits for a physician" in shown
    assert REMARK not in shown


def test_reading_the_list_and_a_note_is_written_down(house: House) -> None:
    """For everybody whose record was shown."""
    person = on_course(house, sessions=3)
    person.give(1, days_ago(2))
    listed(house)
    note(person)
    with in_clinic(house.north):
        reads = AuditEvent.objects.filter(action="read.note_read", patient_id=person.patient.pk)
        assert reads.count() == 2


def _write(person: OnCourse, *, standing: str, text: str) -> None:
    """Write an addition as a tablet sends it, as it was judged."""
    from lumbalis.clinic.records.sealing import fingerprint, seal  # noqa: PLC0415

    with in_clinic(person.house.north):
        run = SessionRun.objects.select_related("patient").get(course=person.course, session=1)
        last = RunEvent.objects.filter(run=run).latest("seq")
        told = {
            "id": str(uuid4()), "device": str(last.device_key), "seq": last.seq + 1,
            "run": str(run.pk), "kind": "note.addendum", "at": 1, "offset_ms": 0,
            "body": {"text": text},
        }  # fmt: skip
        RunEvent.objects.create(
            pk=uuid4(), clinic=person.house.north, patient=run.patient, run=run,
            event=str(told["id"]), run_key=run.pk, device_key=last.device_key, seq=last.seq + 1,
            kind="note.addendum", body=seal(run.patient, told), sha256=fingerprint(told),
            at=timezone.now(), offset_ms=0, received_at=timezone.now() + timedelta(seconds=1),
            author_id=last.author_id, standing=standing,
        )  # fmt: skip


def _sentences(shown: str) -> str:
    start = shown.index('<section class="card prose">')
    return shown[start : shown.index("</section>", start)]


def test_a_person_costs_the_list_a_bounded_number_of_queries(house: House) -> None:
    """The list grows in a straight line, not faster; each person's plan is opened by itself."""
    client, counts = house.client("north", "therapist"), []
    for _ in range(3):
        on_course(house, sessions=3).give(1, days_ago(2))
        with CaptureQueriesContext(connection) as found:
            client.get("/c/north/couch/")
        counts.append(len(found))
    assert counts[2] - counts[1] == counts[1] - counts[0] <= MOST_A_PERSON
