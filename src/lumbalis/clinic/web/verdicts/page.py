"""The verdict of a patient as one page: what may happen, why, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import protocol, texts
from lumbalis.clinic.policy import Action, Resource, can
from lumbalis.clinic.records.models import Course, Patient
from lumbalis.clinic.services.asking import noticed, observed
from lumbalis.clinic.services.holds import Hold, hold_of
from lumbalis.clinic.services.overrides import Standing, offers
from lumbalis.clinic.services.verdict_view import Seen
from lumbalis.clinic.web.access import ClinicRequest
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.clinic.web.verdicts.limits import Limits, limits_of
from lumbalis.clinic.web.verdicts.missing import Gaps, gaps_of
from lumbalis.clinic.web.verdicts.reasons import Reader, ReasonRow, reason_rows, titles
from lumbalis.domain.facts import CONTEXT
from lumbalis.domain.protocol import Category
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import answered


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision that has not ended, as the page shows it."""

    standing: Standing
    title: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class HeldCourse:
    """A course on hold: why, in titles, and which version of it is shown."""

    course_id: object
    version: int
    hold: Hold
    titles: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VerdictPage:
    """Everything the page shows."""

    category: str
    sentence: str
    draft: bool
    allows: bool
    at: datetime
    earliest: datetime | None
    phase: str
    phase_sentence: str
    kept_number: int | None
    kept_at: datetime | None
    kept_category: str
    agrees: bool
    since: datetime | None
    reasons: tuple[ReasonRow, ...]
    open: tuple[ReasonRow, ...]
    gaps: Gaps
    limits: Limits
    assumed: tuple[str, ...]
    not_asked: int
    decisions: tuple[DecisionRow, ...]
    offered: frozenset[str]
    held: tuple[HeldCourse, ...]
    protocol_version: str
    protocol_sha: str

    @property
    def only_open(self) -> bool:
        """Tell whether nothing known stands against a session; only answers are missing."""
        only_missing = Category.INCOMPLETE.value
        stopped = any(Category[row.category].value > only_missing for row in self.standing)
        return not self.allows and not stopped

    @property
    def standing(self) -> tuple[ReasonRow, ...]:
        """Give the reasons with an answer behind them."""
        return tuple(row for row in self.reasons if not row.waits)

    @property
    def waiting(self) -> tuple[ReasonRow, ...]:
        """Give the reasons that hold as long as nobody answers."""
        return tuple(row for row in self.reasons if row.waits)


_SHOWN_OF_HASH = 12


def verdict_page(
    request: ClinicRequest,
    patient: Patient,
    seen: Seen,
    body: Mapping[str, object] | None,
) -> VerdictPage:
    """Put the page together in the language of whoever asks."""
    said, verdict = texts(language()), seen.verdict
    reader = Reader(said, sees_confidential=may(request, Action.ORDER_GIVE))
    agrees = seen.agrees
    return VerdictPage(
        category=verdict.category.name,
        sentence=said.get("screening", "categories", verdict.category.name, "sentence"),
        draft=verdict.protocol_status == "draft",
        allows=verdict.category.allows_session,
        at=verdict.at,
        earliest=None if verdict.category.allows_session else verdict.earliest,
        phase=said.get("screening", "phases", verdict.phase, "name"),
        phase_sentence=said.get("screening", "phases", verdict.phase, "sentence"),
        kept_number=seen.kept.number if seen.kept else None,
        kept_at=seen.kept.at if seen.kept else None,
        kept_category=seen.kept.category if seen.kept else "",
        agrees=agrees is not None and agrees.holds,
        since=agrees.since if agrees else None,
        reasons=reason_rows(seen, reader, certain=True),
        open=reason_rows(seen, reader, certain=False),
        gaps=gaps_of(verdict, said, lambda fact: way_to_answer(request, patient, fact)),
        limits=limits_of(verdict, body, said, drawn=verdict.category.allows_session),
        assumed=_assumed(seen, said),
        not_asked=len(verdict.not_asked),
        decisions=tuple(_decision(one, request, said) for one in seen.decisions),
        offered=frozenset(
            {one.case for one in offers(verdict)} - {one.record.case for one in seen.decisions}
            if may(request, Action.OVERRIDE_GIVE)
            else ()
        ),
        held=tuple(_held(course, said) for course in seen.held),
        protocol_version=verdict.protocol_version,
        protocol_sha=verdict.protocol_sha256[:_SHOWN_OF_HASH],
    )


def may(request: ClinicRequest, action: Action) -> bool:
    """Tell whether whoever asks may do something in this clinic."""
    return can(request.by.actor, action, Resource(request.clinic.pk)).allowed


def way_to_answer(request: ClinicRequest, patient: Patient, fact: str) -> str:
    """Give the way from the verdict to where a fact is answered; nothing if it is not theirs.

    Written from where the page lies: a page may hold a hundred of them on a poor net.
    """
    where = {"clinic": request.clinic.slug, "patient_id": patient.pk}
    home = reverse("patients:show", kwargs=where)
    known = protocol().vocabulary.facts.get(fact)
    if fact in CONTEXT or known is None:
        return ""
    if may(request, Action.ANSWERS_GIVE):
        page = reverse("verdicts:answers", kwargs={**where, "group": known.group})
        return f"../{page.removeprefix(home)}#f-{fact}"
    if known in (*observed(), *noticed()) and may(request, Action.OBSERVATIONS_GIVE):
        page = reverse("verdicts:observations", kwargs=where)
        return f"../{page.removeprefix(home)}#f-{fact}"
    return ""


def _assumed(seen: Seen, said: Texts) -> tuple[str, ...]:
    vocabulary = protocol().vocabulary
    return tuple(
        answered(fact, value, vocabulary, said) for fact, value in seen.verdict.assumed.items()
    )


def _decision(one: Standing, request: ClinicRequest, said: Texts) -> DecisionRow:
    (title,) = titles((one.record.case or one.record.rule,), said)
    return DecisionRow(one, title, is_mine=one.record.by_id == request.by.actor.user_id)


def _held(course: Course, said: Texts) -> HeldCourse:
    hold = hold_of(course)
    spoken = {key: f"verdicts.hold.keys.{key}" for key in hold.keys}
    keys = tuple(
        wording.say(said.language, word) if wording.has(said.language, word) else key
        for key, word in spoken.items()
    )
    return HeldCourse(course.pk, course.version, hold, titles(hold.rules, said), keys)
