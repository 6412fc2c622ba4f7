"""What a tablet shows of a session: its steps in words, the back to light up, what can be tapped.

Nothing here is markup: a drawing travels as a tree of elements, and the tablet builds them one by
one, so that no text of a pack is ever read as HTML.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from lumbalis.clinic.knowledge import protocol, texts, workplace
from lumbalis.clinic.services.outcomes.rules import adaptation_rules
from lumbalis.clinic.services.plans.drafting import ground_of
from lumbalis.clinic.services.plans.ordering import wishes_of
from lumbalis.domain.anatomy import Body
from lumbalis.drawing.allowed_zones import views_of
from lumbalis.drawing.body.palette import themes
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.couch_map import couch_map
from lumbalis.drawing.naming import words_from
from lumbalis.surfaces.couch_steps import ceilings_in_words, couch_steps

if TYPE_CHECKING:
    from lumbalis.clinic.records.models import Course as CourseRecord
    from lumbalis.clinic.services.couch.packs import Wanted
    from lumbalis.domain.plan import Session
    from lumbalis.domain.plan.strokes import StrokePlan
    from lumbalis.knowledge.texts import Texts

Tree = list[object]
_BACK: Final = "back"
_SVG: Final = "{http://www.w3.org/2000/svg}"


def shown_of(
    wanted: Wanted, course: CourseRecord, session: Session, strokes: StrokePlan | None
) -> dict[str, object]:
    """Give a session as a tablet shows it: `steps`, `ceilings`, `title` and `map`."""
    known = texts(wanted.language)
    body = ground_of(course.patient, wanted.by.at, wishes_of(course.patient, course.order)).body
    return {
        "title": known.get("sessions", "scripts", session.script),
        "steps": couch_steps(session, known),
        "ceilings": ceilings_in_words(session, known),
        "zones": _zones(session, known),
        "sites": sites() if isinstance(body, Body) else {},
        "media": _media(session, wishes_of(course.patient, course.order).methods, known),
        "parts": {} if not isinstance(body, Body) else parts_of(body),
        "map": None if not isinstance(body, Body) else map_of(body, strokes, wanted.language),
    }


def map_of(body: Body, strokes: StrokePlan | None, language: str) -> Tree:
    """Draw the back of a session as a tree: name, attributes, and what is inside."""
    return _tree_of(_Drawn(body, strokes), language)


def parts_of(body: Body) -> dict[str, int]:
    """Name the part of the picture, 0 or 1, in which each zone lies."""
    loin = views_of(body)[0].window
    return {
        name: int(region.centroid.y < loin.top - loin.height) for name, region in body.zones.items()
    }


def sites() -> dict[str, list[str]]:
    """Give the words that facts about the skin have for each zone, the narrowest first."""
    table = protocol().zones
    words = sorted(table.regions_of_facts.items(), key=lambda one: (len(one[1]), one[0]))
    return {zone: [name for name, zones in words if zone in zones] for zone in table.zones}


class _Drawn:
    """A body and strokes, equal by what they are; a drawing is made once for both."""

    def __init__(self, body: Body, strokes: StrokePlan | None) -> None:
        self.body, self.strokes = body, strokes
        self._key = (body.sha256, hash(strokes))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Drawn) and other._key == self._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=64)
def _tree_of(drawn: _Drawn, language: str) -> Tree:
    svg = couch_map(drawn.body, drawn.strokes, BodyWords.of(workplace(language).texts))
    return _tree(ET.fromstring(svg))  # noqa: S314 - written by us a line above


def _tree(element: ET.Element) -> Tree:
    inner: list[object] = [_tree(one) for one in element]
    if element.text and element.text.strip():
        inner.insert(0, element.text.strip())
    return [element.tag.removeprefix(_SVG), dict(element.attrib), inner]


def _zones(session: Session, known: Texts) -> dict[str, str]:
    words = words_from(known)
    return {zone: words.name("zone", zone) for zone in session.zone_caps}


def _media(session: Session, methods: Collection[str], known: Texts) -> dict[str, str]:
    """Name what may be on hands or skin: of the plan's steps, and what was ordered besides."""
    words = words_from(known)
    ordered = [
        one.id
        for one in protocol().techniques.values()
        if not one.hands_on and one.ordered_as in methods
    ]
    planned = [step.medium for step in session.steps if step.medium]
    return {one: words.name("technique", one) for one in dict.fromkeys((*planned, *ordered))}


def tapped(wanted: Wanted) -> dict[str, object]:
    """Give what can be tapped at the couch, in words: signs to stop for, findings, scales."""
    known = texts(wanted.language)
    rules = adaptation_rules()
    stop = rules.stop
    return {
        "signs": [
            {"id": sign.id, "event": sign.needs_event, "words": _sign(known, sign.id)}
            for sign in stop.signs.values()
        ],
        "reasons": _named(known, ("adaptation", "stop", "other_reasons"), stop.other_reasons),
        "do": [known.get("adaptation", "stop", "steps", one) for one in stop.steps],
        "lead": known.get("adaptation", "stop", "lead"),
        "findings": _named(known, ("note", "findings"), known.keys("note", "findings")),
        "palette": themes(_BACK),
        "tolerance": list(known.lines("adaptation", "scales", "tolerance")),
        "guarding": list(known.lines("adaptation", "scales", "guarding")),
        "features": _named(known, ("adaptation", "questions"), sorted(rules.grades.features)),
        "pain": {"highest": rules.scales.pain, "stop_from": stop.pain_high},
    }


def _sign(known: Texts, sign: str) -> str:
    return known.get("adaptation", "stop", "signs", sign)


def _named(known: Texts, where: tuple[str, ...], ids: Iterable[str]) -> list[dict[str, str]]:
    return [{"id": one, "words": known.get(*where, one)} for one in ids]
