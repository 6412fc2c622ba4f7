"""The body a plan is drawn on: built from what was measured and answered, or why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lumbalis.domain.anatomy import SPINE, Body, BodyError, BodyMeasures, Trouble
from lumbalis.exchange.bodies import GivenBody, WhyNot, body_of
from lumbalis.exchange.errors import InputError
from lumbalis.knowledge.texts import Quantity
from lumbalis.surfaces.kept_bodies import body_from

_WHERE: Final = "body"
_MOLE: Final = "mole"
_CM: Final = "cm"
_UNITS: Final = {
    Trouble.STATURE_OUTSIDE: _CM,
    Trouble.BMI_OUTSIDE: "1",
}

if TYPE_CHECKING:
    from lumbalis.domain.screening import Verdict
    from lumbalis.surfaces.workplace import Workplace


def body_for(given: GivenBody | None, verdict: Verdict, workplace: Workplace) -> Body | WhyNot:
    """Build the body, or tell which measures nobody gave.

    Raises
    ------
    InputError
        If no body can have the measures given.
    """
    _refuse_denied_moles(given, verdict)

    def build(measures: BodyMeasures) -> Body:
        return body_from(measures, workplace.body_model)

    try:
        return body_of(given, verdict, workplace.protocol, build)
    except BodyError as error:
        raise _unusable(error, workplace) from error


def _refuse_denied_moles(given: GivenBody | None, verdict: Verdict) -> None:
    """Refuse a mole on the back that the answers say is not there: screening has to know it.

    Raises
    ------
    InputError
        If the answers deny what was measured.
    """
    lesions = () if given is None else given.lesions
    for lesion in lesions:
        at = lesion.at
        on_trunk = at is not None and at.landmark in SPINE
        if lesion.kind == _MOLE and on_trunk and verdict.facts.get("moles_lumbar") is False:
            what = "is a mole, and the answers say there is none (moles_lumbar)"
            raise InputError(lesion.where, what, "correct the one that is wrong and screen again")


def _unusable(error: BodyError, workplace: Workplace) -> InputError:
    """Say what no body can have, in the words of the reader."""
    texts, unit = workplace.texts, _UNITS.get(error.trouble, "mm")
    values = {"about": error.about}
    for name in ("found", "low", "high"):
        value = getattr(error, name)
        if value is not None:
            values[name] = texts.value(_quantity(value, unit))
    what = texts.get("body", "troubles", error.trouble.value, "what", **values)
    what_to_do = texts.get("body", "troubles", error.trouble.value, "do")
    return InputError(_WHERE, _clause(what), _clause(what_to_do))


def _clause(sentence: str) -> str:
    """Make a sentence part of another one."""
    return (sentence[:1].lower() + sentence[1:]).rstrip(".")


def _quantity(value: float, unit: str) -> Quantity:
    """Round to what a person measures; a height in centimetres."""
    if unit == _CM:
        return Quantity(round(value / 10, 1), unit)
    return Quantity(round(value, 1), unit)
