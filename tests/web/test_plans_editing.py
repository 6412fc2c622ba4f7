"""Changing a session by hand: what moves, what stays, what is undone, what is said where."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from clinic_people import House, answers_of, proved
from lumbalis.clinic.records.models import Course, Patient, PlanRecord
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.answers import Given, give_answers
from lumbalis.clinic.services.plans.editing import Deed, Edit, NotEdited, edit_plan, undone_by
from lumbalis.clinic.services.plans.opening import OpenPlan, latest_plan, open_course, open_plan
from lumbalis.clinic.services.plans.ordering import give_order
from lumbalis.clinic.services.plans.proposing import Made, propose
from lumbalis.clinic.services.plans.scenes import look
from lumbalis.clinic.services.plans.wishes import Wishes
from lumbalis.clinic.web.plans.objections import objections_of
from lumbalis.domain.anatomy import Point
from lumbalis.domain.verification.on_body import BodyViolation

WISHES = Wishes(methods=("manual_classical", "oil"), severity="moderate", sessions=1)
MEASURES: dict[str, object] = {"build": "male", "stature_cm": 178, "mass_kg": 76}
Bench = tuple[Acting, Patient]


@pytest.fixture
def bench(house: House) -> Bench:
    """Give a physician, and a patient with one session laid on the body."""
    by, patient = house.acting("north", "physician"), house.patient("north")
    told = answers_of("ready-for-session")
    given = give_answers(by, patient, told, author_kind="physician", origin="office")
    assert isinstance(given, Given), given
    order = give_order(by, patient, WISHES, feasible=True, measures=MEASURES)
    assert isinstance(propose(by, patient, order), Made)  # type: ignore[arg-type]  # nothing was refused
    return by, patient


def now(bench: Bench) -> tuple[Course, PlanRecord, OpenPlan]:
    """Give the course and its newest plan."""
    by, patient = bench
    with in_clinic(by.clinic):
        course = open_course(patient)
        assert course is not None
        plan = latest_plan(course)
        assert plan is not None
        return course, plan, open_plan(patient, plan)


def edited(bench: Bench, deed: Deed, step: int, **more: object) -> Made | NotEdited:
    """Change the newest plan."""
    course, plan, _ = now(bench)
    return edit_plan(bench[0], course, Edit(deed, 1, step, **more), plan.number)  # type: ignore[arg-type]  # fields of an edit


def lanes(bench: Bench, step: int) -> dict[str, tuple[tuple[float, float], ...]]:
    """Give where the strokes of a step hang."""
    _, _, opened = now(bench)
    return {
        one.id: tuple((at.up_mm, at.out_mm) for at in one.lane)
        for one in opened.strokes[1].strokes
        if one.step == step
    }


def moved_up(before: dict[str, tuple[tuple[float, float], ...]], by: float, *names: str) -> object:
    """Give the same lanes with those named so far up."""
    return {
        name: tuple((up + by * (name in names), out) for up, out in lane)
        for name, lane in before.items()
    }


@pytest.mark.on_the_body
def test_strokes_move_in_steps_of_five_millimetres(bench: Bench) -> None:
    """A pointer is never exact; what is kept is a place one can say."""
    before = lanes(bench, 5)
    assert isinstance(edited(bench, Deed.MOVE, 5, up_mm=6.9), Made)
    assert lanes(bench, 5) == moved_up(before, 5.0, *before)


@pytest.mark.on_the_body
def test_one_stroke_can_be_moved_alone(bench: Bench) -> None:
    """The others of its step stay where they are."""
    before = lanes(bench, 6)
    first = min(before)
    assert isinstance(edited(bench, Deed.MOVE, 6, up_mm=10.0, stroke=first), Made)
    assert lanes(bench, 6) == moved_up(before, 10.0, first)


@pytest.mark.on_the_body
@pytest.mark.parametrize(
    "wish", [{"up_mm": 2.0}, {"up_mm": 5.0, "stroke": "99-99"}, {"up_mm": 5.0, "stroke": "07-01"}]
)
def test_a_move_of_nothing_makes_no_version(bench: Bench, wish: dict[str, object]) -> None:
    """Less than half a step, or a stroke that is no stroke of the step."""
    assert edited(bench, Deed.MOVE, 5, **wish) == NotEdited("not_possible")
    assert now(bench)[1].number == 1


@pytest.mark.hazard("H09")
@pytest.mark.on_the_body
def test_what_a_hand_moved_stays_there_when_something_else_changes(bench: Bench) -> None:
    """Laying a session anew must not silently take back what somebody moved."""
    before = lanes(bench, 5)
    assert isinstance(edited(bench, Deed.MOVE, 5, up_mm=5.0), Made)
    assert isinstance(edited(bench, Deed.SECONDS, 29, amount=-5), Made)
    assert lanes(bench, 5) == moved_up(before, 5.0, *before)


@pytest.mark.hazard("H09")
@pytest.mark.on_the_body
def test_strokes_follow_their_steps_when_one_is_left_out(bench: Bench) -> None:
    """A stroke drawn at another step than its own would be judged and done there."""
    made = edited(bench, Deed.REMOVE, 6)
    assert isinstance(made, Made)
    _, _, opened = now(bench)
    session = opened.course.sessions[0]
    for stroke in opened.strokes[1].strokes:
        step = session.steps[stroke.step]
        assert stroke.zone in step.zones, (stroke.id, step.step)
        assert stroke.id.startswith(f"{stroke.step + 1:02d}-")


@pytest.mark.on_the_body
def test_undoing_goes_back_change_by_change(bench: Bench) -> None:
    """Twice undone is the plan as it was made, and there is nothing more to undo."""
    first = now(bench)[1]
    assert isinstance(edited(bench, Deed.MOVE, 5, up_mm=5.0), Made)
    assert isinstance(edited(bench, Deed.MOVE, 5, up_mm=5.0), Made)
    for _ in range(2):
        course, plan, _ = now(bench)
        with in_clinic(bench[0].clinic):
            back = undone_by(course, plan)
        assert back is not None
        assert isinstance(edited(bench, Deed.RESTORE, 0, amount=back), Made)
    course, plan, _ = now(bench)
    assert plan.number == 5
    assert plan.plan_sha256 == first.plan_sha256
    with in_clinic(bench[0].clinic):
        assert undone_by(course, plan) is None


@pytest.mark.hazard("H09")
@pytest.mark.on_the_body
def test_the_page_numbers_an_objection_alike_in_list_and_picture(
    house: House, bench: Bench
) -> None:
    """Numbers run from 1 without a gap; each in the picture stands in the list."""
    assert isinstance(edited(bench, Deed.MOVE, 5, out_mm=-60.0), Made)
    client = proved(house.client("north", "physician"))
    page = f"/c/north/patients/{bench[1].pk}/plan/1/"
    body = client.get(page).content.decode()
    listed = [int(n) for n in re.findall(r'<li id="wrong-(\d+)"', body)]
    signs = {int(n) for n in re.findall(r'class="sign" id="sign-(\d+)-', body)}
    assert listed == list(range(1, len(listed) + 1))
    assert signs
    assert signs <= set(listed)
    assert 'id="step-5" data-step="5"' in body
    at_step = body.split('id="step-5"')[1].split('id="step-6"')[0]
    assert 'class="against"' in at_step
    assert "gluteal_left" not in at_step


@pytest.mark.hazard("H09")
@pytest.mark.on_the_body
def test_what_concerns_no_single_stroke_is_not_pinned_on_the_first_step(bench: Bench) -> None:
    """A dose of the whole session shown at step one would be looked for in the wrong place."""
    course, _, opened = now(bench)
    session, at = opened.course.sessions[0], Point(10.0, -150.0)
    with in_clinic(bench[0].clinic):
        looked = look(course, opened, bench[0].at)
    found = (
        BodyViolation("zone_dose_too_high", "1", "", at, None, "9 kPa.s", "≤ 8 kPa.s", ()),
        BodyViolation("spine_touched", "1/gluteal/6", "06-01", at, None, "-1 mm", "≥ 0 mm", ()),
    )
    checked = replace(looked.draft.on_body[1], violations=found)
    draft = replace(looked.draft, on_body={1: checked})
    general, own = objections_of(replace(looked, draft=draft), session, "en")
    assert (general.number, general.stage, general.step, general.at) == (1, "", None, (at,))
    assert (own.number, own.stage, own.step, own.at) == (2, "gluteal", 5, (at,))
