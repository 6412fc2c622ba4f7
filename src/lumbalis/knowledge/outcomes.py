"""The outcome measures of a protocol, from their parsed file to the domain's objects."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lumbalis.domain.outcomes.instruments import Instrument
from lumbalis.domain.outcomes.rules import (
    CourseRules,
    GroupThreshold,
    Measure,
    Measurement,
    Moment,
    OutcomeRules,
    ResponderCriterion,
)
from lumbalis.domain.outcomes.thresholds import Criterion
from lumbalis.knowledge.branch import Branch
from lumbalis.knowledge.outcome_instruments import instrument_from, provenance

_ORIGIN = ("source", "certainty", "status")
_SECTIONS = ("instruments", "course", "group_thresholds", "schedule")


def instruments_from(
    tree: Mapping[str, object], file: str = "outcomes.yaml"
) -> Mapping[str, Instrument]:
    """Build the instruments of an already parsed outcomes file, by their ids.

    Parameters
    ----------
    tree : mapping
        The whole parsed file.
    file : str
        What to call the file in errors.

    Raises
    ------
    KnowledgeError
        If anything is missing, unknown, of the wrong type or without a source.
    """
    return _instruments(Branch.root(tree, file))


def outcome_rules_from(tree: Mapping[str, object], file: str = "outcomes.yaml") -> OutcomeRules:
    """Build everything an already parsed outcomes file says, cross-checked.

    Raises
    ------
    KnowledgeError
        As `build_outcomes`.
    """
    return build_outcomes(Branch.root(tree, file))


def build_outcomes(root: Branch) -> OutcomeRules:
    """Build everything an outcomes file says from its root, which may know its lines.

    Raises
    ------
    KnowledgeError
        As `instruments_from`, or if a rule names an instrument, a threshold or a
        reading that there is not.
    """
    instruments = _instruments(root)
    return OutcomeRules(
        instruments=instruments,
        course=_course(root.branch("course"), instruments),
        group_thresholds=MappingProxyType(
            {name: _group(name, below) for name, below in root.children("group_thresholds").items()}
        ),
        schedule=_schedule(root, instruments),
    )


def _instruments(root: Branch) -> Mapping[str, Instrument]:
    root.only(_SECTIONS)
    children = root.children("instruments")
    return MappingProxyType(
        {name: instrument_from(name, below) for name, below in children.items()}
    )


def _course(branch: Branch, instruments: Mapping[str, Instrument]) -> CourseRules:
    branch.only(("recovered_when_all", "responder_when_any", "readings", *_ORIGIN))
    names = branch.texts("recovered_when_all")
    for name in names:
        if _known(branch, "recovered_when_all", name, instruments).recovered is None:
            branch.refuse(
                "recovered_when_all",
                f"names {name}, which has no recovered value",
                "Add that value",
            )
    criteria = branch.branches("responder_when_any")
    readings = branch.branch("readings")
    return branch.built(
        lambda: CourseRules(
            recovered_when_all=names,
            responder_when_any=tuple(_criterion(below, instruments) for below in criteria),
            readings=MappingProxyType(_course_readings(readings, instruments)),
            provenance=provenance(branch),
        )
    )


def _course_readings(readings: Branch, instruments: Mapping[str, Instrument]) -> dict[str, str]:
    for name in readings.tree:
        instrument = _known(readings, name, name, instruments)
        if readings.text(name) not in instrument.facts:
            readings.refuse(name, "is no reading of this instrument", "Name one of its facts")
    return {name: readings.text(name) for name in readings.tree}


def _criterion(branch: Branch, instruments: Mapping[str, Instrument]) -> ResponderCriterion:
    branch.only(("instrument", "any_of"))
    name = branch.text("instrument")
    change = _known(branch, "instrument", name, instruments).important_change
    kinds = branch.values("any_of", lambda place, items: items.choice(place, Criterion))
    if change is None or any(change.improvement.of(kind) is None for kind in kinds):
        branch.refuse(
            "any_of", f"asks for a threshold that {name} does not have", "Add it or ask for another"
        )
    return ResponderCriterion(name, kinds)


def _group(name: str, branch: Branch) -> GroupThreshold:
    branch.only(("difference", *_ORIGIN))
    return branch.built(
        lambda: GroupThreshold(name, branch.number("difference"), provenance(branch))
    )


def _schedule(root: Branch, instruments: Mapping[str, Instrument]) -> Mapping[Moment, Measurement]:
    branch = root.branch("schedule")
    branch.only([moment.value for moment in Moment])
    return MappingProxyType(
        {
            moment: _measurement(moment, branch.branch(moment.value), instruments)
            for moment in Moment
        }
    )


def _measurement(
    moment: Moment, branch: Branch, instruments: Mapping[str, Instrument]
) -> Measurement:
    follows_up = moment is Moment.FOLLOW_UP
    branch.only(("measures", *_ORIGIN, *(("months_after_end",) if follows_up else ())))
    months: tuple[int, ...] = ()
    if follows_up:
        months = branch.values("months_after_end", lambda place, items: items.whole(place))
    measures = tuple(_measure(below, instruments) for below in branch.branches("measures"))
    return Measurement(moment, measures, months, provenance(branch))


def _measure(branch: Branch, instruments: Mapping[str, Instrument]) -> Measure:
    branch.only(("instrument",), ("readings",))
    name = _known(branch, "instrument", branch.text("instrument"), instruments).id
    return Measure(name, branch.texts("readings") if branch.has("readings") else ())


def _known(
    branch: Branch, key: str, name: str, instruments: Mapping[str, Instrument]
) -> Instrument:
    if name not in instruments:
        branch.refuse(key, f"names {name}, which is no instrument here", "Correct the name")
    return instruments[name]
