"""A session on the body to be worked on: pictures of its stages, with grips and numbered marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import workplace
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.web.access import ClinicRequest
from lumbalis.clinic.web.plans.objections import Objection
from lumbalis.clinic.web.plans.words import StageRows
from lumbalis.clinic.web.templatetags.clinic import language
from lumbalis.clinic.web.templatetags.shell import LOOK_COOKIE, LOOKS
from lumbalis.drawing.body.grips import Mark
from lumbalis.drawing.body.palette import Theme
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Bench:
    """What the pictures share, the skin they lie on, and one picture for each stage."""

    defs: SafeString
    skin: SafeString
    pictures: tuple[SafeString, ...]
    key: SafeString


def bench_of(
    scene: Scene,
    stages: Sequence[StageRows],
    found: Sequence[Objection],
    *,
    skin: str,
    shown: str,
    moving: bool,
) -> Bench:
    """Draw every stage; only the one to be shown is seen at first."""
    names = {row.place: row.label for stage in stages for row in stage.rows}
    words = BodyWords.of(workplace(language()).texts)
    work = Workbench(scene, words, tuple(_marks(found)), names if moving else None)
    return Bench(
        _ours(work.defs()),
        _ours(work.skin(skin)),
        tuple(
            _ours(
                work.picture(
                    stage.name, stage.title, _label(stage.title), shown=stage.name == shown
                )
            )
            for stage in stages
        ),
        _ours(work.key()),
    )


def skin_url(request: ClinicRequest, patient: Patient, session: int) -> str:
    """Give the address of the picture of the skin, in the look the reader chose."""
    given = {"clinic": request.clinic.slug, "patient_id": patient.pk, "session": session}
    chosen = theme_of(request)
    look = f"&theme={chosen.value}" if chosen else ""
    return f"{reverse('plans:sheet', kwargs=given)}?part=skin{look}"


def theme_of(request: ClinicRequest) -> Theme | None:
    """Give the palette the reader chose; None is the system's."""
    chosen = request.COOKIES.get(LOOK_COOKIE, "")
    return Theme(chosen) if chosen in LOOKS else None


def _label(stage: str) -> str:
    return wording.say(language(), "plans.bench.picture", stage=stage)


def _marks(found: Sequence[Objection]) -> Iterator[Mark]:
    for one in found:
        for at in one.at or (None,):
            yield Mark(one.number, one.sentence, one.step, at)


def _ours(drawn: str) -> SafeString:
    return mark_safe(drawn)  # noqa: S308 - our own drawing, every word in it escaped
