"""Sentences about a plan on a body: objections, what to find more surely, what was left undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lumbalis.drawing.places import zones_in_words
from lumbalis.knowledge.texts import Quantity

if TYPE_CHECKING:
    from lumbalis.domain.planning.on_body import BodyPlan, Undone
    from lumbalis.domain.verification.on_body import BodyVerification, BodyViolation
    from lumbalis.drawing.words import SheetWords
    from lumbalis.exchange.bodies import WhyNot
    from lumbalis.knowledge.texts import Texts, TextValue

FILE = "onbody"


def violation_sentence(violation: BodyViolation, texts: Texts) -> str:
    """Say one objection of the verifier: what, and what is allowed."""
    said = texts.get("geometry", "kinds", violation.kind)
    return texts.get(FILE, "objection", what=said, found=violation.found, allowed=violation.allowed)


def missing_sentence(why: WhyNot, texts: Texts) -> str:
    """Say which measures a drawing on the body lacks."""
    if not why.missing:
        return texts.get(FILE, "no_body")
    named = ", ".join(texts.get(FILE, "measures", name) for name in why.missing)
    return texts.get(FILE, "not_drawn", measures=named)


def checked_lines(verification: BodyVerification, texts: Texts) -> Iterator[str]:
    """Say what the plan survives, and by how much."""
    robust = verification.robustness
    if robust is None:
        return
    yield texts.get(FILE, "survives", survived=robust.survived, count=len(robust.scenarios))
    yield texts.get(
        FILE,
        "room",
        left=_mm(robust.left_mm),
        right=_mm(robust.right_mm),
        up=_mm(robust.up_mm),
        down=_mm(robust.down_mm),
    )


def needs_lines(plan: BodyPlan, names: SheetWords, texts: Texts) -> Iterator[str]:
    """Say which landmark, found more surely, would allow more, where and how much.

    Of zones that differ only a little, the one with the least room speaks for all.
    """
    for landmark in dict.fromkeys(need.landmark for need in plan.needs):
        alike = [need for need in plan.needs if need.landmark == landmark]
        yield _sentence(
            texts,
            "need",
            landmark=landmark,
            zone=zones_in_words([need.zone for need in alike], names),
            room=_mm(min(need.room_mm for need in alike)),
            gain=_mm(min(need.gain_mm for need in alike)),
        )


def undone_lines(plan: BodyPlan, names: SheetWords, texts: Texts) -> Iterator[str]:
    """Say what of the session has no place on this body, and why; each once."""
    zones: dict[tuple[str, Undone], list[str]] = {}
    for one in plan.undone:
        zones.setdefault((one.manipulation, one.why), []).append(one.zone)
    for (manipulation, why), named in zones.items():
        yield _sentence(
            texts,
            "undone",
            zone=zones_in_words(dict.fromkeys(named), names),
            manipulation=names.name("manipulation", manipulation),
            why=texts.get(FILE, "why", why.value),
        )


def _sentence(texts: Texts, key: str, **values: TextValue) -> str:
    said = texts.get(FILE, key, **values)
    return said[:1].upper() + said[1:]


def _mm(value: float) -> Quantity:
    return Quantity(round(value), "mm")
