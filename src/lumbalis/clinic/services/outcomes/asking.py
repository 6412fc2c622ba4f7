"""Asking the patient: one question a screen, each answer kept at once, going back loses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lumbalis.clinic.records.models import Course, Questionnaire, QuestionnaireAnswer
from lumbalis.clinic.records.sealing import seal, unseal
from lumbalis.clinic.services import audit
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.answers import give_answers
from lumbalis.clinic.services.outcomes import schedule
from lumbalis.clinic.services.outcomes.rules import instrument_of, outcome_rules
from lumbalis.clinic.services.outcomes.schedule import Due
from lumbalis.domain.outcomes.instruments import Scoring

ACTIVITIES: Final = "activities"
_RATING: Final = "rating."
_TOTALS: Final = ("total", "distress")


@dataclass(frozen=True, slots=True)
class Asked:
    """A questionnaire with what was said to it; None is "I don't know"."""

    record: Questionnaire
    items: tuple[str, ...]
    said: Mapping[str, object]

    @property
    def next_item(self) -> str | None:
        """Give the first item nobody has answered."""
        return next((item for item in self.items if item not in self.said), None)

    @property
    def complete(self) -> bool:
        """Tell whether every item was answered, if only by not knowing."""
        return bool(self.items) and self.next_item is None


def ask(by: Acting, course: Course, language: str) -> tuple[Asked, ...]:
    """Give the questionnaires the patient can answer now; those not asked yet are asked."""
    wanted = [d for d in schedule.due(course, by.at) if schedule.on_phone(d.instrument, language)]
    with whole(by):
        for one in wanted:
            _open(by, course, one)
    return tuple(asked(record, one.readings) for one in wanted for record in _records(course, one))


def asked(record: Questionnaire, readings: tuple[str, ...] = ()) -> Asked:
    """Read a questionnaire."""
    said = said_to(record)
    named = activities_of(record, said)
    fitting = {item: value for item, value in said.items() if _fits(item, value, named)}
    return Asked(record, items_of(record, readings or readings_of(record), said), fitting)


def readings_of(record: Questionnaire) -> tuple[str, ...]:
    """Name which readings of an instrument are asked at a moment."""
    moment = outcome_rules().schedule[schedule.MOMENT_OF[record.moment]]
    found = (m.readings for m in moment.measures if m.instrument == record.instrument)
    return next(found, ())


def items_of(
    record: Questionnaire, readings: tuple[str, ...], said: Mapping[str, object]
) -> tuple[str, ...]:
    """List the items in the order they are asked."""
    instrument = instrument_of(record.instrument)
    match instrument.scoring:
        case Scoring.SINGLE:
            return readings or ("rating",)
        case Scoring.ACTIVITIES:
            named = activities_of(record, said)
            first = (ACTIVITIES,) if record.moment == "baseline" else ()
            return (*first, *(f"{_RATING}{place}" for place in range(1, len(named) + 1)))
        case _:
            return tuple(str(place) for place in range(1, instrument.items.at_least + 1))


def activities_of(record: Questionnaire, said: Mapping[str, object]) -> tuple[str, ...]:
    """Give the activities the patient named before the course; later the same are rated."""
    if record.moment != "baseline":
        rows = Questionnaire.objects.filter(
            course=record.course_id, instrument=record.instrument, moment="baseline"
        )
        first = rows.first()
        said = {} if first is None else said_to(first)
    named = said.get(ACTIVITIES)
    return tuple(map(str, named)) if isinstance(named, list) else ()


def said_to(record: Questionnaire) -> dict[str, object]:
    """Give what was last said to each item."""
    rows = QuestionnaireAnswer.objects.filter(questionnaire=record).order_by("number")
    patient = record.patient
    return {row.item: unseal(patient, row.value) for row in rows}


def rating_of(value: object) -> object:
    """Give the rating of an activity without the name it was given to."""
    return value.get("rating") if isinstance(value, Mapping) else None


def rated(activity: str, rating: int | None) -> dict[str, object]:
    """Tie a rating to the activity it was given to, should the list change afterwards."""
    return {"of": activity, "rating": rating}


def _fits(item: str, value: object, named: Sequence[str]) -> bool:
    """Tell whether a rating still belongs to the activity that stands in its place."""
    if not item.startswith(_RATING):
        return True
    place = int(item.removeprefix(_RATING)) - 1
    of = value.get("of") if isinstance(value, Mapping) else None
    return place < len(named) and named[place] == of


def answer(by: Acting, record: Questionnaire, item: str, value: object, language: str) -> Asked:
    """Keep an answer; the same again changes nothing, another one is kept beside the first."""
    with whole(by):
        fresh = Questionnaire.objects.select_for_update(of=("self",)).get(pk=record.pk)
        fresh.patient = record.patient
        before = said_to(fresh)
        if item not in before or before[item] != value:
            _keep(by, fresh, item, value, language)
            if isinstance(value, int) and not isinstance(value, bool):
                _as_fact(by, fresh, item, value)
        now = asked(fresh)
        if now.complete and fresh.finished is None:
            fresh.finished = by.at
            fresh.save(update_fields=["finished"])
        return now


def enter_totals(
    by: Acting, course: Course, one: Due, totals: Mapping[str, object]
) -> Questionnaire:
    """Keep sums that were worked out on paper, by a member of staff."""
    with whole(by):
        record = _open(by, course, one)
        for item, value in totals.items():
            _keep(by, record, item, value, "")
        record.finished = record.finished or by.at
        record.save(update_fields=["finished"])
        return record


def left_of(asked: Asked) -> int:
    """Count the questions left; activities nobody has named yet count as the fewest possible."""
    left = sum(item not in asked.said for item in asked.items)
    unnamed = asked.items == (ACTIVITIES,)
    return left + instrument_of(asked.record.instrument).items.at_least if unnamed else left


def is_total(item: str) -> bool:
    """Tell whether an item is a sum from paper."""
    return item in _TOTALS


def _open(by: Acting, course: Course, one: Due) -> Questionnaire:
    record, is_new = Questionnaire.objects.get_or_create(
        clinic=by.clinic,
        patient=course.patient,
        course=course,
        instrument=one.instrument,
        moment=one.moment,
        visit=one.visit,
        defaults={"asked_at": by.at, "due": one.day},
    )
    if is_new:
        audit.record(
            by, "questionnaire.asked", entity="questionnaire", entity_id=record.pk,
            patient=course.patient, instrument=one.instrument, moment=one.moment,
        )  # fmt: skip
    return record


def _records(course: Course, one: Due) -> Iterable[Questionnaire]:
    return Questionnaire.objects.filter(
        course=course, instrument=one.instrument, moment=one.moment, visit=one.visit
    ).select_related("patient")


def _keep(by: Acting, record: Questionnaire, item: str, value: object, language: str) -> None:
    number = QuestionnaireAnswer.objects.filter(questionnaire=record).count() + 1
    shipped = instrument_of(record.instrument).licence.may_ship_items or not language
    QuestionnaireAnswer.objects.create(
        clinic=by.clinic,
        patient=record.patient,
        questionnaire=record,
        number=number,
        item=item,
        value=seal(record.patient, value),
        at=by.at,
        author_kind="patient" if by.actor.user_id is None else "staff",
        author_id=by.actor.user_id,
        text=None if shipped else schedule.wording_of(record.instrument, language),
    )
    audit.record(
        by, "questionnaire.answered", entity="questionnaire", entity_id=record.pk,
        patient=record.patient, instrument=record.instrument, item=item,
    )  # fmt: skip


def _as_fact(by: Acting, record: Questionnaire, reading: str, value: int) -> None:
    """Let the screening know of a pain score it asks for as well."""
    fact = instrument_of(record.instrument).facts.get(reading)
    if fact is not None and record.course.closed_at is None:
        give_answers(by, record.patient, {fact: value}, author_kind="patient", origin="outcomes")


def finished_in(course: Course) -> tuple[Questionnaire, ...]:
    """Give the questionnaires of a course that were answered."""
    return tuple(Questionnaire.objects.filter(course=course).exclude(finished=None))
