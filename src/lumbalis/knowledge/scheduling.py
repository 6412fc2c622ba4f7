"""The rules of booking from their file: numbers by the name of their limit, weights as written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from lumbalis.domain.expressions import Limit
from lumbalis.domain.scheduling.replanning.means import Disturbance
from lumbalis.domain.scheduling.rules import SchedulingRules, Weights
from lumbalis.knowledge.branch import Branch
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import FOLDER

_ORIGIN = ("certainty", "status")
_MINUTES: Mapping[str, Fraction] = MappingProxyType(
    {"s": Fraction(1, 60), "min": Fraction(1), "h": Fraction(60)}
)
_DAYS: Mapping[str, Fraction] = MappingProxyType({"d": Fraction(1)})
_VISIT = ("check", "first_check", "rest", "therapist_stays", "changeover", "equipment_care")
_BETWEEN = ("fasting_least", "fasting_advised", "physiotherapy_apart")
_WEIGHTS = tuple(Weights.__dataclass_fields__)
_STEP = "off_time_step_min"
_X1000 = "_x1000"
_DISTURBANCE = tuple(name.removesuffix(_X1000) for name in Disturbance.__dataclass_fields__)


def load_scheduling(
    limits: Mapping[str, Limit], files: KnowledgeFiles | None = None
) -> SchedulingRules:
    """Load the rules of booking.

    Parameters
    ----------
    limits : mapping
        The protocol's limits, which hold every clinical number the file names.

    Raises
    ------
    KnowledgeError
        As `build_scheduling`.
    """
    files = files or KnowledgeFiles()
    return build_scheduling(files.branch(f"{FOLDER}/scheduling.yaml"), limits)


def build_scheduling(root: Branch, limits: Mapping[str, Limit]) -> SchedulingRules:
    """Build the rules of booking from the whole parsed file.

    Raises
    ------
    KnowledgeError
        If anything is missing, unknown, in a unit that is no time, not whole in minutes or
        days, or if two times contradict each other.
    """
    root.only(("visit", "between", "weights", "disturbance", *_ORIGIN))
    visit, between = root.branch("visit"), root.branch("between")
    visit.only((*_VISIT, "source"))
    between.only((*_BETWEEN, "lowering_gap", "source"))
    minutes = _Reader(limits, _MINUTES, "minutes")
    times = {key: minutes.whole(visit, key) for key in _VISIT}
    apart = {key: minutes.whole(between, key) for key in _BETWEEN}
    if times["therapist_stays"] > times["rest"]:
        visit.refuse("therapist_stays", "is longer than the rest itself", "Shorten it")
    if apart["fasting_advised"] < apart["fasting_least"]:
        between.refuse("fasting_advised", "is less than what is required", "Correct one of them")
    return SchedulingRules(
        check_min=times["check"],
        first_check_min=times["first_check"],
        rest_min=times["rest"],
        therapist_stays_min=times["therapist_stays"],
        changeover_min=times["changeover"],
        equipment_care_min=times["equipment_care"],
        fasting_least_min=apart["fasting_least"],
        fasting_advised_min=apart["fasting_advised"],
        physiotherapy_apart_min=apart["physiotherapy_apart"],
        lowering_gap_d=_Reader(limits, _DAYS, "days").whole(between, "lowering_gap"),
        off_time_min=_step(root.branch("weights")),
        weights=_weights(root.branch("weights")),
    )


def load_disturbance(files: KnowledgeFiles | None = None) -> Disturbance:
    """Load what a change costs a patient who is already booked.

    Raises
    ------
    KnowledgeError
        As `build_disturbance`.
    """
    files = files or KnowledgeFiles()
    return build_disturbance(files.branch(f"{FOLDER}/scheduling.yaml"))


def build_disturbance(root: Branch) -> Disturbance:
    """Build the weights of disturbance from the whole parsed file.

    Raises
    ------
    KnowledgeError
        If anything is missing, unknown, negative, or finer than a thousandth of a point.
    """
    branch = root.branch("disturbance")
    branch.only((*_DISTURBANCE, "source"))
    found = {name + _X1000: _thousandths(branch, name) for name in _DISTURBANCE}
    return branch.built(lambda: Disturbance(**found))


def _thousandths(branch: Branch, name: str) -> int:
    value = branch.number(name) * 1000
    if value.denominator != 1:
        branch.refuse(name, "is finer than a thousandth of a point", "Round it")
    return int(value)


def _weights(branch: Branch) -> Weights:
    branch.only((*_WEIGHTS, _STEP, "source"))
    return Weights(**{name: branch.whole(name) for name in _WEIGHTS})


def _step(branch: Branch) -> int:
    step = branch.whole(_STEP)
    if step == 0:
        branch.refuse(_STEP, "is no time at all", "Write a number of minutes above zero")
    return step


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads times by the name of their limit, in one unit."""

    limits: Mapping[str, Limit]
    units: Mapping[str, Fraction]
    called: str

    def whole(self, branch: Branch, key: str) -> int:
        """Give a time as a whole number of the unit."""
        name = branch.text(key)
        limit = self.limits.get(name)
        if limit is None:
            branch.refuse(key, f"names {name}, which is no limit", "Name a limit of the protocol")
        factor = self.units.get(limit.unit or "")
        if factor is None:
            branch.refuse(key, f"names {name}, which is in {limit.unit}", "Name a time")
        value = Fraction(str(limit.value)) * factor
        if value.denominator != 1 or value < 0:
            branch.refuse(key, f"names {name}, not whole {self.called}", "Name a whole time")
        return int(value)
