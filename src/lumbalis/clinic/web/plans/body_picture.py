"""The body of some measures as a picture, or what is missing for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from lumbalis.clinic.knowledge import workplace
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services.answers import answers_object, screening_input
from lumbalis.clinic.services.screening import current_verdict
from lumbalis.domain.anatomy import Body
from lumbalis.drawing.body.atlas import atlas
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.exchange.bodies import WhyNot
from lumbalis.exchange.errors import InputError
from lumbalis.surfaces.bodies import body_for
from lumbalis.surfaces.body_words import missing_sentence


@dataclass(frozen=True, slots=True)
class BodyPicture:
    """A drawing, or the sentence that says why there is none."""

    svg: str | None
    sentence: str


def body_picture(
    patient: Patient, at: datetime, measures: Mapping[str, object], language: str
) -> BodyPicture:
    """Draw the body of the measures, and of what the answers say of it."""
    place = workplace(language)
    written = {**answers_object(patient, at), "body": dict(measures)}
    try:
        given = screening_input(written, at)
        body = body_for(given.body, current_verdict(patient, at), place)
    except InputError as error:
        return BodyPicture(None, str(error))
    if isinstance(body, WhyNot):
        return BodyPicture(None, missing_sentence(body, place.texts))
    return BodyPicture(_drawn(_Known(body.sha256, body), language), "")


@dataclass(frozen=True)
class _Known:
    """A body that is equal by its hash."""

    sha256: str
    body: Body

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.sha256 == self.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)


@lru_cache(maxsize=32)
def _drawn(known: _Known, language: str) -> str:
    words = BodyWords.of(workplace(language).texts)
    return atlas(known.body, words, layout="narrow")
