"""A course with everything that leads to its outcomes: plan, sessions at the couch, the phone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from unittest import mock
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from clinic_people import House, answers_of
from couch_tablets import Tablet, about, enrolled
from lumbalis.clinic.records.models import Course, OrderRecord, Patient, Questionnaire
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import consents, invitations
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.couch.packs import ms
from lumbalis.clinic.services.intake_terms import TERMS
from lumbalis.clinic.services.plans import drafting
from lumbalis.clinic.services.plans.opening import open_course, open_plan
from lumbalis.clinic.services.plans.ordering import give_order
from lumbalis.clinic.services.plans.proposing import Made, propose
from lumbalis.clinic.services.plans.signing import Signed, sign
from lumbalis.clinic.services.plans.wishes import Wishes
from lumbalis.domain.guided import events as noted
from lumbalis.domain.guided.events import Event
from lumbalis.domain.plan import Session
from lumbalis.exchange.bodies import WhyNot
from lumbalis.exchange.guided_events import event_object

BORN = {"birth_date": "1980-05-04"}
START = timedelta(days=-30)
_STEPS = 6
"""Steps of a session that are given: outcomes do not depend on how many, and each is two events."""
_LINK = re.compile(r'href="(/o/[^"]+)"')


@dataclass
class OnCourse:
    """Somebody of the north on a signed course, and their phone."""

    house: House
    patient: Patient
    course: Course
    sessions: tuple[Session, ...]
    opened: datetime
    tablet: Tablet
    browser: Client = field(default_factory=Client)
    link: str = ""
    at: str = ""
    status: int = 0

    @property
    def by_patient(self) -> Any:  # noqa: ANN401 - an Acting
        """The patient acting through the link, now."""
        from lumbalis.clinic.services.intake import holder  # noqa: PLC0415

        with in_clinic(self.house.north):
            found = invitations.newest(self.patient, invitations.OUTCOMES)
            assert found is not None
            return holder(found, timezone.now())

    def give(
        self,
        number: int,
        at: datetime,
        before: int = 5,
        after: int = 4,
        **more: Any,  # noqa: ANN401
    ) -> None:
        """Give a session at the couch: its first steps, pain before and after, signed."""
        session = next(one for one in self.sessions if one.index == number)
        run = uuid4()
        told: list[Event] = [
            noted.PainScored(noted.When.BEFORE, before, before),
            more.get("started", noted.Started()),
            *_worked(session),
            noted.ToleranceSaid(more.get("tolerance", 4)),
            noted.GuardingSeen(0),
            noted.PainScored(noted.When.AFTER, after, after),
            *more.get("events", ()),
        ]
        if more.get("signed", True):
            told.append(noted.Finished("same"))
        sent = []
        for place, event in enumerate(told):
            kind, body = event_object(event)
            when = ms(at) + place * 1000
            sent.append(
                self.tablet.event(kind, run, about(self.course, number), body=body, at=when)
            )
        with in_clinic(self.house.north):
            assert not self.tablet.send(*sent).rejected

    def invited(self, language: str = "en") -> OnCourse:
        """Let the desk make a link, and let the phone know the date of birth."""
        desk = self.house.acting("north", "receptionist")
        with in_clinic(self.house.north):
            made = invitations.invite(desk, self.patient, language, invitations.OUTCOMES)
            assert isinstance(made, invitations.Invited)
            consents.give(desk, self.patient, TERMS, language=language)
        self.link = f"/o/{made.token}/"
        born = {"day": "4", "month": "5", "year": "1980"}
        answer = self.browser.post(self.link, born)
        assert answer.status_code == 302, answer.content
        return self

    def get(self, path: str = "") -> str:
        """Open a page of the link, wherever that leads."""
        response = self.browser.get(self.link + path, follow=True)
        self.at, self.status = response.request["PATH_INFO"], response.status_code
        return str(response.content.decode())

    def send(self, path: str = "", **sent: Any) -> str:  # noqa: ANN401 - a form
        """Answer the page one stands on, or another one of the link."""
        where = self.link + path if path else self.at
        response = self.browser.post(where, sent, follow=True)
        self.at, self.status = response.request["PATH_INFO"], response.status_code
        return str(response.content.decode())

    def asked(self, instrument: str, moment: str = "baseline") -> Questionnaire:
        """Give a questionnaire that was asked."""
        with in_clinic(self.house.north):
            return Questionnaire.objects.select_related(
                "patient__clinic", "course__patient__clinic"
            ).get(course=self.course, instrument=instrument, moment=moment)

    def fresh(self) -> Course:
        """Read the course anew."""
        with in_clinic(self.house.north):
            return Course.objects.select_related("patient__clinic").get(pk=self.course.pk)


def on_course(
    house: House,
    sessions: int = 3,
    opened: timedelta = START,
    **person: Any,  # noqa: ANN401 - fields
) -> OnCourse:
    """Order, plan and sign a course on paper, some days ago."""
    at = timezone.now() + opened
    patient = house.patient("north", **{**BORN, **person})
    by = house.acting("north", "physician")
    told = {
        k: v for k, v in answers_of("ready-for-session").items() if k not in {"age_years", "sex"}
    }
    wishes = Wishes(methods=("manual_classical", "oil"), severity="moderate", sessions=sessions)
    with in_clinic(house.north), _without_body():
        given = give_answers(by, patient, told, author_kind="physician", origin="office")
        assert isinstance(given, Given)
        order = give_order(by, patient, wishes, feasible=True)
        assert isinstance(order, OrderRecord), order
        made = propose(by, patient, order)
        assert isinstance(made, Made), made
        assert isinstance(sign(by, made.plan, "I agree"), Signed)
        Course.objects.filter(patient=patient).update(opened_at=at)
        course = open_course(patient)
        assert course is not None
        planned = open_plan(patient, made.plan).course.sessions
    return OnCourse(house, patient, course, planned, at, enrolled(house))


@contextmanager
def _without_body() -> Iterator[None]:
    """Leave the body out: laying strokes takes seconds."""
    with mock.patch.object(drafting, "body_for", return_value=WhyNot(())):
        yield


def _worked(session: Session) -> Iterator[Event]:
    for number, _ in enumerate(session.steps[:_STEPS]):
        yield noted.StepEntered(number)
        yield noted.StepLeft(number, noted.Outcome.DONE)


def days_ago(days: int) -> datetime:
    """Give a moment so many days ago."""
    return timezone.now() - timedelta(days=days)


def answered(person: OnCourse, values: Mapping[str, Any], at: datetime | None = None) -> None:
    """Give a questionnaire's answers as the patient; keys are `instrument/moment/item`."""
    from dataclasses import replace  # noqa: PLC0415

    from lumbalis.clinic.services.outcomes import asking  # noqa: PLC0415

    by = replace(person.by_patient, at=at or timezone.now())
    with in_clinic(person.house.north):
        for key, value in values.items():
            instrument, moment, item = key.split("/")
            asking.answer(by, person.asked(instrument, moment), item, value, "en")
