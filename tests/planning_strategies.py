"""Verdicts and requests that could exist, for the properties of planning."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import assume, event
from hypothesis import strategies as st

from lumbalis.domain.plan import Seconds, Session
from lumbalis.domain.planning import CannotPlan, SessionRequest, plan_session
from lumbalis.domain.screening import Caps, Verdict
from planning_fixtures import PROTOCOL, SCRIPTS, ZONES, in_pain, in_remission, knowing, without

BANNABLE = ("percussion", "oil", "device", "acupressure", "cupping_silicone", "cupping_glass")
SELECTABLE = sorted(point.id for point in PROTOCOL.points.values() if point.selectable)


@dataclass(frozen=True)
class Asked:
    """A verdict and what is asked of the planner under it."""

    verdict: Verdict
    request: SessionRequest

    def plan(self) -> Session | CannotPlan:
        """Plan it."""
        return plan_session(self.verdict, PROTOCOL, self.request)


@st.composite
def verdicts(draw: st.DrawFn, *, special: bool = False) -> Verdict:
    """Draw a verdict that allows a session: any number, ceiling, exclusion, pain and sore leg."""
    base = in_remission() if special or draw(st.booleans()) else in_pain()
    session = draw(st.integers(4 if special else 1, 25))
    nrs = st.one_of(st.none(), st.integers(0, 6))
    side = st.sampled_from(["left", "right", "both", "none", None])
    base = knowing(base, nrs_rest=draw(nrs), nrs_move=draw(nrs), leg_side=draw(side))
    base = knowing(base, leg_pain=draw(st.sampled_from([True, False, None])))
    zones = draw(st.dictionaries(st.sampled_from(sorted(ZONES)), st.integers(0, 4), max_size=5))
    out = draw(st.lists(st.sampled_from([*sorted(ZONES), *BANNABLE]), max_size=4, unique=True))
    nrs_move = base.facts["nrs_move"]
    most = PROTOCOL.dose.ceiling(
        base.phase, session, nrs_move if isinstance(nrs_move, int) else None
    )
    caps = Caps(draw(st.integers(1, most)), zones)
    return without(replace(base, session=session, caps=caps, reasons=()), *out)


@st.composite
def asked(draw: st.DrawFn, script: str | None = None) -> Asked:
    """Draw something to plan under any verdict."""
    name = script or draw(st.sampled_from(SCRIPTS))
    verdict = draw(verdicts(special=name != "classical"))
    points = draw(st.lists(st.sampled_from(SELECTABLE), min_size=2, max_size=5, unique=True))
    wish = st.one_of(st.none(), st.integers(900, 1200).map(Seconds))
    drop = st.sampled_from([(), ("patting",), ("patting", "vibration")])
    request = SessionRequest(
        index=verdict.session,
        level=draw(st.integers(1, 5)),
        script=name,
        new_technique=draw(st.booleans()),
        cups_so_far=draw(st.integers(0, 5)),
        hours_since_cups=100.0,
        points=tuple(points),
        device_present=True,
        wished_s=draw(wish),
        dropped=draw(drop) if name == "classical" else (),
    )
    return Asked(verdict, request)


def plan_or_skip(what: Asked) -> Session:
    """Plan it, and leave out the examples that are rightly refused."""
    session = what.plan()
    event(f"{what.request.script}: {'planned' if isinstance(session, Session) else 'refused'}")
    assume(isinstance(session, Session))
    assert isinstance(session, Session)
    return session
