"""The screens of the instruments: our own words, or the official ones the clinic entered."""

from __future__ import annotations

from typing import Final

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.services.outcomes import asking, schedule
from lumbalis.clinic.services.outcomes.asking import ACTIVITIES, Asked, rated, rating_of
from lumbalis.clinic.services.outcomes.rules import instrument_of
from lumbalis.clinic.web.outcomes.screens import Choice, Screen, said_before
from lumbalis.domain.outcomes.bands import band_of
from lumbalis.domain.outcomes.instruments import Instrument, Scoring
from lumbalis.knowledge.texts import Texts

_FILE: Final = "outcomes"


def screen_of(asked: Asked, item: str, language: str) -> Screen:
    """Give the screen of an item, with what was said to it before."""
    instrument, said = instrument_of(asked.record.instrument), texts(language)
    if item.startswith("rating."):
        return _rating(asked, instrument, item, said)
    if item == ACTIVITIES:
        screen = _activities(instrument, said)
    elif instrument.scoring is Scoring.COUNT:
        screen = _statement(instrument, item, language)
    elif instrument.global_rating is not None:
        screen = _change(instrument, said)
    else:
        screen = _pain(instrument, item, said)
    return said_before(screen, asked.said, item)


def _scale(instrument: Instrument) -> tuple[Choice, ...]:
    low, high = int(instrument.items.minimum), int(instrument.items.maximum)
    return tuple(Choice(str(one), str(one), one) for one in range(low, high + 1))


def _pain(instrument: Instrument, item: str, said: Texts) -> Screen:
    fact = instrument.facts.get(item)
    title = (
        said.get("facts", fact, "patient") if fact else said.get(_FILE, "items", "nrs", "question")
    )
    return Screen("scale", title, choices=_scale(instrument), anchors=_ends(said, "nrs"))


def _ends(said: Texts, name: str) -> tuple[str, str]:
    low, high = (said.get(_FILE, "items", name, end) for end in ("lowest", "highest"))
    return low, high


def _activities(instrument: Instrument, said: Texts) -> Screen:
    least, most = instrument.items.at_least, instrument.items.at_most
    values = {"least": least, "most": most, "places": range(most), "said": []}
    return Screen("texts", said.get(_FILE, "items", "psfs", "name_activities"), values=values)


def _rating(asked: Asked, instrument: Instrument, item: str, said: Texts) -> Screen:
    """Ask how well an activity goes; a rating is kept together with its activity."""
    name = asking.activities_of(asked.record, asked.said)[int(item.removeprefix("rating.")) - 1]
    before = asked.said.get(item)
    choices = tuple(
        Choice(one.value, one.label, rated(name, int(one.value)), rating_of(before) == one.raw)
        for one in _scale(instrument)
    )
    return Screen(
        "scale",
        name,
        lead=said.get(_FILE, "items", "psfs", "rate"),
        choices=choices,
        anchors=_ends(said, "psfs"),
        unsure_before=item in asked.said and rating_of(before) is None,
    )


def unsure_of(asked: Asked, item: str) -> object:
    """Give what is kept for "I don't know"; a rating still names its activity."""
    if not item.startswith("rating."):
        return None
    name = asking.activities_of(asked.record, asked.said)[int(item.removeprefix("rating.")) - 1]
    return rated(name, None)


def _change(instrument: Instrument, said: Texts) -> Screen:
    low, high = int(instrument.range.minimum), int(instrument.range.maximum)
    choices = tuple(
        Choice(str(one), _band(instrument, one, said), one) for one in range(low, high + 1)
    )
    return Screen("choice", said.get(_FILE, "items", "pgic", "question"), choices=choices)


def _band(instrument: Instrument, value: int, said: Texts) -> str:
    text = said.get(_FILE, "bands", band_of(instrument, value).label, "patient")
    return text[:1].upper() + text[1:]


def _statement(instrument: Instrument, item: str, language: str) -> Screen:
    """Ask one official statement as it stands, whether it applies today."""
    found = schedule.wording_of(instrument.id, language)
    statement = found.statements[int(item) - 1] if found else ""
    choices = (
        Choice("yes", wording.say(language, "outcomes.phone.applies"), raw=True),
        Choice("no", wording.say(language, "outcomes.phone.applies_not"), raw=False),
    )
    lead = wording.say(language, "outcomes.phone.statement")
    return Screen("choice", statement, lead=lead, choices=choices)
