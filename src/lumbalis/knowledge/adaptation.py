"""Adaptation from its parsed file to the domain's rules: ladder, stop signs, grades, course."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import TypeVar

from lumbalis.domain.adaptation.rules import (
    AdaptationRules,
    Constraint,
    CourseRules,
    GradeRules,
    LadderRules,
    MonitorRules,
    Next,
    PhaseRule,
    Row,
    Scales,
    Sign,
    StopRules,
)
from lumbalis.domain.expressions import Limit
from lumbalis.knowledge.adaptation_reader import ORIGIN, AdaptationReader, own_names
from lumbalis.knowledge.branch import Branch

_SECTIONS = ("scales", "phases", "ladder", "stop", "grades", "course", "monitor")
_SCORE, _LEVEL, _SESSION = "{score}", "{level}", "{session}"

_LEADS_TO: Mapping[Row, Next] = MappingProxyType(
    {
        Row.SERIOUS_EVENT: Next.STOP_COURSE,
        Row.MODERATE_EVENT: Next.HOLD_FOR_PHYSICIAN,
        Row.PAIN_ROSE: Next.LOWER,
        Row.SLIGHT_TROUBLE: Next.LOWER,
        Row.ACUTE: Next.NO_SESSION,
        Row.MASKED: Next.HOLD,
        Row.ESCALATE: Next.RAISE,
        Row.HOLD: Next.HOLD,
    }
)
_ROW_LIMITS: Mapping[Row, Mapping[str, str]] = MappingProxyType(
    {
        Row.MODERATE_EVENT: {"then_level": _LEVEL},
        Row.PAIN_ROSE: {"rise": _SCORE},
        Row.SLIGHT_TROUBLE: {"tolerance_up_to": _SCORE, "guarding_from": _SCORE, "rise": _SCORE},
        Row.ACUTE: {"pain_from": _SCORE},
        Row.ESCALATE: {
            "sessions": _SESSION,
            "pause": _SESSION,
            "tolerance_from": _SCORE,
            "trend": _SESSION,
        },
    }
)
_CONSTRAINT_LIMITS: Mapping[Constraint, Mapping[str, str]] = MappingProxyType(
    {
        Constraint.GAP: {"lower_after": "d", "restart_after": "d"},
        Constraint.PHASE_WORSE: {"level_up_to": _LEVEL},
        Constraint.TECHNIQUE_SWITCH: {"level_up_to": _LEVEL},
        Constraint.HARD_STOP: {"sessions": _SESSION},
    }
)
_SIGN_LIMITS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "pain_high": {"pain_from": _SCORE},
        "pain_rise_stays": {"rise": _SCORE, "stays": "s"},
        "guarding": {"guarding_from": _SCORE},
    }
)

_Kind = TypeVar("_Kind", Row, Constraint)


def build_adaptation(
    root: Branch, limits: Mapping[str, Limit], rules: Collection[str] | None = None
) -> AdaptationRules:
    """Build the adaptation rules from the whole parsed file.

    Parameters
    ----------
    limits : mapping
        The protocol's limits, which hold every number the file names.
    rules : collection of str, optional
        The ids of the screening rules; if given, a rule the file names must be among them.

    Raises
    ------
    KnowledgeError
        If anything is missing, unknown, in another order than the ladder asks it, in
        another unit, or without a source.
    """
    root.only((*_SECTIONS, *ORIGIN))
    reader = AdaptationReader(root, limits, rules)
    return root.built(
        lambda: AdaptationRules(
            scales=_scales(reader),
            phases=_phases(reader),
            ladder=_ladder(reader),
            stop=_stop(reader),
            grades=_grades(reader),
            course=_course(reader),
            monitor=_monitor(reader),
        )
    )


def _scales(reader: AdaptationReader) -> Scales:
    branch = reader.root.branch("scales")
    units = {"pain": _SCORE, "tolerance": _SCORE, "guarding": _SCORE, "level": _LEVEL}
    branch.only(tuple(units))
    return Scales(**reader.read(branch, units))


def _phases(reader: AdaptationReader) -> tuple[PhaseRule, ...]:
    phases = tuple(_phase(branch, reader) for branch in reader.root.branches("phases"))
    names = [rule.phase for rule in phases]
    if not phases or len(set(names)) != len(names):
        reader.root.refuse("phases", "has no phase, or one twice", "List each phase once")
    return phases


def _phase(branch: Branch, reader: AdaptationReader) -> PhaseRule:
    units = {"first_level": _LEVEL, "gentle_sessions": _SESSION}
    treated = any(branch.has(key) for key in units)
    branch.only(("phase", "source", *(units if treated else ())), ORIGIN)
    values = reader.read(branch, units) if treated else {}
    return PhaseRule(
        phase=branch.text("phase"),
        first_level=values.get("first_level"),
        gentle_sessions=values.get("gentle_sessions"),
        origin=reader.origin(branch),
    )


def _ladder(reader: AdaptationReader) -> LadderRules:
    branch = reader.root.branch("ladder")
    branch.only(("rows", "constraints"))
    rows = _in_order(branch, "rows", "row", Row)
    limits = {row: _row_limits(row, rows[row], reader) for row in rows}
    bounds = _in_order(branch, "constraints", "constraint", Constraint)
    values = {bound: _bound_limits(bound, bounds[bound], reader) for bound in bounds}
    gap = values[Constraint.GAP]
    slight, escalate = limits[Row.SLIGHT_TROUBLE], limits[Row.ESCALATE]
    return branch.built(
        lambda: LadderRules(
            pain_rise_marked=limits[Row.PAIN_ROSE]["rise"],
            pain_rise_slight=slight["rise"],
            tolerance_poor=slight["tolerance_up_to"],
            tolerance_good=escalate["tolerance_from"],
            guarding_stop=slight["guarding_from"],
            pain_acute=limits[Row.ACUTE]["pain_from"],
            resume_level=limits[Row.MODERATE_EVENT]["then_level"],
            phase_worse_level=values[Constraint.PHASE_WORSE]["level_up_to"],
            technique_switch_level=values[Constraint.TECHNIQUE_SWITCH]["level_up_to"],
            escalation_sessions=escalate["sessions"],
            escalation_pause=escalate["pause"],
            trend_sessions=escalate["trend"],
            lower_after_gap_d=gap["lower_after"],
            restart_after_gap_d=gap["restart_after"],
            hard_stop=values[Constraint.HARD_STOP]["sessions"],
            rows=MappingProxyType({row: reader.origin(rows[row]) for row in rows}),
            constraints=MappingProxyType({one: reader.origin(bounds[one]) for one in bounds}),
        )
    )


def _in_order(branch: Branch, key: str, name: str, kinds: type[_Kind]) -> dict[_Kind, Branch]:
    """Read a list that must hold every kind once, in the order in which they are asked."""
    entries = branch.branches(key)
    found = [entry.choice(name, kinds) for entry in entries]
    if found != list(kinds):
        order = ", ".join(kind.value for kind in kinds)
        branch.refuse(key, "are not in the order in which they are asked", f"List: {order}")
    return dict(zip(found, entries, strict=True))


def _row_limits(row: Row, branch: Branch, reader: AdaptationReader) -> dict[str, int]:
    units = _ROW_LIMITS.get(row, {})
    again = ("again",) if row is Row.PAIN_ROSE else ()
    branch.only(("row", "next", "source", *again, *units), ORIGIN)
    expected = {"next": _LEADS_TO[row]} | dict.fromkeys(again, Next.HOLD_FOR_PHYSICIAN)
    for key, leads_to in expected.items():
        if branch.choice(key, Next) is not leads_to:
            branch.refuse(key, "is not where this row leads", f"Write {leads_to.value}")
    return reader.read(branch, units)


def _bound_limits(bound: Constraint, branch: Branch, reader: AdaptationReader) -> dict[str, int]:
    units = _CONSTRAINT_LIMITS.get(bound, {})
    branch.only(("constraint", "source", *units), ORIGIN)
    return reader.read(branch, units)


def _stop(reader: AdaptationReader) -> StopRules:
    branch = reader.root.branch("stop")
    branch.only(("signs", "other_reasons", "steps", "source"), ORIGIN)
    entries = {entry.text("sign"): entry for entry in branch.branches("signs")}
    if len(entries) != len(branch.branches("signs")):
        branch.refuse("signs", "has a sign twice", "Keep one of the two")
    for name in _SIGN_LIMITS:
        if name not in entries:
            branch.refuse("signs", f"lacks {name}", "Add it with its limit")
    values = {name: _sign_limits(name, entry, reader) for name, entry in entries.items()}
    return StopRules(
        signs=MappingProxyType({name: _sign(entries[name], reader) for name in entries}),
        pain_high=values["pain_high"]["pain_from"],
        pain_rise=values["pain_rise_stays"]["rise"],
        rise_stays_s=values["pain_rise_stays"]["stays"],
        guarding=values["guarding"]["guarding_from"],
        other_reasons=own_names(branch, "other_reasons", entries),
        steps=own_names(branch, "steps"),
        origin=reader.origin(branch),
    )


def _sign_limits(name: str, branch: Branch, reader: AdaptationReader) -> dict[str, int]:
    units = _SIGN_LIMITS.get(name, {})
    branch.only(("sign", "event", "source", *units), ("ask", *ORIGIN))
    return reader.read(branch, units)


def _sign(branch: Branch, reader: AdaptationReader) -> Sign:
    ask = branch.texts_or_none("ask")
    for rule in ask:
        if reader.rules is not None and rule not in reader.rules:
            branch.refuse("ask", f"names {rule}, which is no rule", "Name a screening rule")
    return Sign(branch.text("sign"), branch.flag("event"), ask, reader.origin(branch))


def _grades(reader: AdaptationReader) -> GradeRules:
    branch = reader.root.branch("grades")
    branch.only(("serious", "moderate", "minor"))
    serious, moderate = branch.branch("serious"), branch.branch("moderate")
    serious.only(("features", "burn", "blister_above", "source"), ORIGIN)
    moderate.only(("features", "duration_above", "source"), ORIGIN)
    branch.branch("minor").only(("source",), ORIGIN)
    burn = serious.text("burn")
    listed = own_names(serious, "features", (burn,))
    return GradeRules(
        serious=listed,
        burn=burn,
        blister_above_mm=reader.limit(serious, "blister_above", "mm"),
        moderate=own_names(moderate, "features", (burn, *listed)),
        duration_above_h=reader.limit(moderate, "duration_above", "h"),
        origins=reader.origins(branch),
    )


def _course(reader: AdaptationReader) -> CourseRules:
    branch = reader.root.branch("course")
    units: dict[str, dict[str, str]] = {
        "review": {
            "from_session": _SESSION,
            "to_session": _SESSION,
            "good_from": "%",
            "enough_from": "%",
            "judged_after": _SESSION,
            "judged_after_weeks": "wk",
        },
        "worse": {"points": _SCORE, "percent": "%"},
        "end": {"extension": _SESSION, "hard_stop": _SESSION},
        "missed": {"in_row": _SESSION},
    }
    branch.only(tuple(units))
    for name, wanted in units.items():
        branch.branch(name).only((*wanted, "source"), ORIGIN)
    values = {name: reader.read(branch.branch(name), wanted) for name, wanted in units.items()}
    review, worse, end = values["review"], values["worse"], values["end"]
    return branch.built(
        lambda: CourseRules(
            review_from=review["from_session"],
            review_to=review["to_session"],
            good_percent=review["good_from"],
            enough_percent=review["enough_from"],
            judged_after=review["judged_after"],
            judged_after_weeks=review["judged_after_weeks"],
            worse_points=worse["points"],
            worse_percent=worse["percent"],
            extension=end["extension"],
            hard_stop=end["hard_stop"],
            missed_in_row=values["missed"]["in_row"],
            origins=reader.origins(branch),
        )
    )


def _monitor(reader: AdaptationReader) -> MonitorRules:
    branch = reader.root.branch("monitor")
    branch.only(("rate_above", "source"), ORIGIN)
    return MonitorRules(reader.limit(branch, "rate_above", "%"), reader.origin(branch))
