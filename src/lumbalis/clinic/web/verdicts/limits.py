"""The part of a verdict that shapes a session: pressure, zones and their picture, techniques."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import body_model, protocol
from lumbalis.domain.anatomy import Body, BodyError, BodyMeasures, Build
from lumbalis.domain.screening import Verdict
from lumbalis.domain.screening.gate import NOT_ORDERED
from lumbalis.drawing.allowed_zones import Touch, ZoneTouch, allowed_zones
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.exchange.bodies import WhyNot, measures_of, read_body
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.fields import Fields
from lumbalis.explaining.words import level_in_words, rule_title, technique_name
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import distance, places, upper_first
from lumbalis.surfaces.kept_bodies import body_from

_USUAL_STATURE_MM, _USUAL_MASS_KG = 1700.0, 70.0
"""What a figure that is nobody's own is drawn with; no measure is taken from it."""


@dataclass(frozen=True, slots=True)
class Line:
    """A label and what belongs to it."""

    label: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Technique:
    """A technique, and the titles and ids of all rules that stand against it."""

    name: str
    against: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a session has to respect."""

    lines: tuple[Line, ...]
    allowed: tuple[str, ...]
    refused: tuple[Technique, ...]
    not_ordered: tuple[str, ...]
    mind: tuple[str, ...]
    picture: SafeString | None
    own_body: bool


def limits_of(
    verdict: Verdict, given_body: Mapping[str, object] | None, texts: Texts, *, drawn: bool
) -> Limits:
    """Say everything about a session that a verdict changes, and draw where hands may go."""
    body = own_body(verdict, given_body)
    refused = {name: one.rules for name, one in verdict.techniques.items() if not one.allowed}
    return Limits(
        lines=tuple(line for line in _lines(verdict, texts) if line.parts),
        allowed=tuple(technique_name(n, texts) for n in verdict.techniques if n not in refused),
        refused=tuple(
            Technique(technique_name(name, texts), tuple((rule_title(r, texts), r) for r in rules))
            for name, rules in refused.items()
            if NOT_ORDERED not in rules
        ),
        not_ordered=tuple(
            technique_name(name, texts) for name, rules in refused.items() if NOT_ORDERED in rules
        ),
        mind=tuple(
            texts.get("screening", "flags", flag)
            for flag in texts.keys("screening", "flags")
            if flag in verdict.flags
        ),
        picture=_picture(body or _usual_body(_build_of(verdict)), verdict, texts)
        if drawn
        else None,
        own_body=body is not None,
    )


def _lines(verdict: Verdict, texts: Texts) -> tuple[Line, ...]:
    untouched = [zone for zone, cap in verdict.caps.zones.items() if cap == 0]
    return (
        Line(_word("pressure", texts), (_pressure(verdict, texts),)),
        *_lighter(verdict, texts),
        Line(_word("no_contact", texts), places(untouched, protocol().zones, texts)),
        Line(_word("left_out", texts), places(verdict.excluded_zones, protocol().zones, texts)),
        Line(_word("distance", texts), _distances(verdict, texts)),
        Line(_word("position", texts), _positions(verdict, texts)),
    )


def _word(key: str, texts: Texts) -> str:
    return texts.get("interface", "verdict", key)


def _pressure(verdict: Verdict, texts: Texts) -> str:
    cap = verdict.caps.session
    if cap == 0:
        return _word("no_pressure", texts)
    highest = protocol().whole("level_absolute")
    return texts.get("interface", "verdict", "up_to_level", level=cap, highest=highest)


def _lighter(verdict: Verdict, texts: Texts) -> tuple[Line, ...]:
    levels = sorted(set(verdict.caps.zones.values()) - {0}, reverse=True)
    return tuple(
        Line(
            upper_first(level_in_words(level, texts)),
            places(
                [zone for zone, cap in verdict.caps.zones.items() if cap == level],
                protocol().zones,
                texts,
            ),
        )
        for level in levels
    )


def _distances(verdict: Verdict, texts: Texts) -> tuple[str, ...]:
    return tuple(
        texts.get("screening", "margins", name, distance=distance(width, texts))
        for name, width in sorted(verdict.margins_mm.items())
    )


def _positions(verdict: Verdict, texts: Texts) -> tuple[str, ...]:
    return tuple(texts.get("screening", "positions", name) for name in verdict.positions)


def touches(verdict: Verdict) -> dict[str, ZoneTouch]:
    """Tell how every zone may be touched under a verdict."""
    return {name: _touch(name, verdict) for name in protocol().zones.zones}


def _touch(zone: str, verdict: Verdict) -> ZoneTouch:
    session = verdict.caps.session
    level = verdict.caps.zones.get(zone, session)
    if zone in verdict.excluded_zones:
        return ZoneTouch(Touch.LEFT_OUT)
    if level == 0:
        return ZoneTouch(Touch.NONE)
    return ZoneTouch(Touch.LIGHTER if level < session else Touch.FULL, level)


def _picture(body: Body, verdict: Verdict, texts: Texts) -> SafeString:
    said = wording.say(texts.language, "verdicts.picture")
    drawn = allowed_zones(body, touches(verdict), BodyWords.of(texts), said)
    return mark_safe(drawn)  # noqa: S308 - our own drawing, every word in it escaped


def own_body(verdict: Verdict, given: Mapping[str, object] | None) -> Body | None:
    """Build the patient's own body, or give None where it was not measured."""
    try:
        read = read_body(Fields.root(given, "body")) if given else None
        measures = measures_of(read, verdict)
        return None if isinstance(measures, WhyNot) else body_from(measures, body_model())
    except (InputError, BodyError):
        return None


def body_to_show(verdict: Verdict, given: Mapping[str, object] | None) -> Body:
    """Give the patient's own body, or where it was not measured a figure that is nobody's."""
    return own_body(verdict, given) or _usual_body(_build_of(verdict))


def _build_of(verdict: Verdict) -> Build:
    return Build.MALE if verdict.facts.get("sex") == "male" else Build.FEMALE


def _usual_body(build: Build) -> Body:
    return body_from(BodyMeasures(build, _USUAL_STATURE_MM, _USUAL_MASS_KG), body_model())
