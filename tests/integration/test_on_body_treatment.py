"""A session from the protocol to verified strokes on a body, and what happens where it cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from anatomy_bodies import body, measures, usual
from lumbalis.domain.anatomy import Build, Lesion, Measured, Point, Trust
from lumbalis.domain.plan import Session
from lumbalis.domain.treatment import PlannerDefectError
from lumbalis.domain.treatment import on_body as treatment
from lumbalis.domain.treatment.on_body import Placed, place_course, place_session
from lumbalis.domain.verification.on_body import BodyVerification, BodyViolation
from planning_fixtures import PROTOCOL, in_pain, planned_course

BODY = usual()
COURSE = planned_course(in_pain())


def session(number: int = 8) -> Session:
    """Give a session of an ordinary course."""
    return COURSE.sessions[number - 1]


@pytest.mark.hazard("H09")
@pytest.mark.parametrize("zone", ["kidney_left", "paravertebral_right", "gluteal_left", "sacrum"])
def test_an_excluded_zone_rests_and_the_rest_is_worked(zone: str) -> None:
    """A wound on one side must not cost the patient the other, nor be touched by it."""
    today = session()
    closed = replace(today, zone_caps={**today.zone_caps, zone: 0})
    placed = place_session(closed, BODY, PROTOCOL)
    assert isinstance(placed, Placed)
    assert placed.verification.accepted
    assert placed.plan.strokes.idle
    assert zone not in {stroke.zone for stroke in placed.plan.strokes.strokes}
    assert placed.verification.zone_doses.get(zone, 0.0) < 1.0


def test_sessions_that_differ_in_number_only_are_the_same_work() -> None:
    """They are planned once, and each still carries its own number."""
    alike = replace(COURSE, sessions=tuple(replace(session(), index=n) for n in (1, 2)))
    first, second = place_course(alike, BODY, PROTOCOL).sessions
    assert isinstance(first, Placed)
    assert isinstance(second, Placed)
    assert first.plan.strokes.strokes == second.plan.strokes.strokes
    assert (first.plan.strokes.session_index, second.plan.strokes.session_index) == (1, 2)


def test_strokes_the_verifier_refuses_reach_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect of ours stops the plan; it is never kept with a remark."""
    objection = BodyViolation("spine_touched", "8/kneading/1", "1", None, None, "1", "0", ("E",))
    refused = BodyVerification((objection,), {}, ("spine_touched",), None, {}, BODY.sha256)
    monkeypatch.setattr(treatment, "verify_on_body", lambda *_, **__: refused)
    with pytest.raises(PlannerDefectError, match="spine_touched"):
        place_session(session(), BODY, PROTOCOL)


def test_a_confirmed_landmark_frees_room() -> None:
    """Counting L4 from two sides is worth the minute: the plan says so before, and not after."""
    confirmed = body(measures(landmarks={"L4": Measured(trust=Trust.CONFIRMED)}))
    before, after = (place_session(session(), one, PROTOCOL) for one in (BODY, confirmed))
    assert isinstance(before, Placed)
    assert isinstance(after, Placed)
    assert before.plan.needs
    assert not after.plan.needs


@pytest.mark.parametrize("number", [1, 8])
def test_kidneys_rest_where_the_muscles_beside_them_have_no_room(number: int) -> None:
    """With a strong curve the kidneys would get more than their share; then nobody works there."""
    curved = body(measures(Build.FEMALE, 1680.0, 23.4, curve={"L2": 60.0}))
    placed = place_session(session(number), curved, PROTOCOL)
    assert isinstance(placed, Placed)
    assert placed.verification.accepted


@pytest.mark.hazard("H09")
def test_a_mole_is_given_its_margin() -> None:
    """No stroke of the session may come near it; the verifier measured that."""
    mole = Lesion("m1", "mole", (Point(60, -40),), radius_mm=4, margin_mm=20)
    placed = place_session(session(), body(measures(lesions=(mole,))), PROTOCOL)
    assert isinstance(placed, Placed)
    assert placed.verification.margins["lesion_clearance_mm"] >= 0
