"""Pictures of what was recorded: the course of pain and scores, and the pain drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumbalis.cli.histories import History, read_history
from lumbalis.cli.themes import theme_of
from lumbalis.domain.outcomes.pain_drawing import PainDrawing, pain_area, pain_dose
from lumbalis.drawing.charts import ChartWords, CourseRecord, pain_scale, track_of, trend_picture
from lumbalis.drawing.pain_drawing import pain_picture
from lumbalis.drawing.pain_words import PainVisit, PainWords
from lumbalis.exchange.errors import InputError
from lumbalis.knowledge.outcomes import build_outcomes

if TYPE_CHECKING:
    from argparse import Namespace

    from lumbalis.domain.anatomy import Body
    from lumbalis.domain.outcomes.rules import OutcomeRules
    from lumbalis.drawing.body.scene import Scene
    from lumbalis.surfaces.workplace import Workplace

_PAIN = "nrs"
_SHOWN = 2


def trend_view(arguments: Namespace, workplace: Workplace) -> str:
    """Draw how a course has gone.

    Raises
    ------
    InputError
        If the history cannot be used, or is not in order.
    """
    rules = _rules(workplace)
    history = _history(arguments, workplace, rules)
    names = workplace.texts
    try:
        record = CourseRecord(
            visits=history.visits,
            pain=pain_scale(rules.instruments[_PAIN], history.visits),
            tracks=tuple(
                track_of(
                    rules.instruments[name],
                    names.get("outcomes", "instruments", name, "name"),
                    scores,
                )
                for name, scores in history.scores.items()
            ),
        )
    except ValueError as error:
        raise InputError(arguments.history.name, "is not in order", "sort it by day") from error
    draft = workplace.protocol.status == "draft"
    narrow = arguments.layout == "narrow"
    return trend_picture(
        record, ChartWords(names), narrow=narrow, theme=theme_of(arguments), draft=draft
    )


def pain_view(
    body: Body, arguments: Namespace, workplace: Workplace, scene: Scene | None = None
) -> str:
    """Draw where it hurts: the first pain drawing recorded and the last.

    With the scene of a session also how much of the painful skin it reaches.

    Raises
    ------
    InputError
        If the history cannot be used or holds no pain drawing.
    """
    history = _history(arguments, workplace, _rules(workplace))
    drawings = history.drawings
    if not drawings:
        what_to_do = "add pain_drawings"
        raise InputError(arguments.history.name, "holds no pain drawing", what_to_do)
    chosen = drawings if len(drawings) <= _SHOWN else (drawings[0], drawings[-1])
    visits = [
        PainVisit(one.day, pain_area(PainDrawing(body.sha256, one.marks), body)) for one in chosen
    ]
    narrow = arguments.layout == "narrow"
    words = PainWords.of(workplace.texts)
    latest = visits[-1].area
    dose = None if scene is None else pain_dose(latest, scene.dose.pressure, scene.dose.raster)
    return pain_picture(body, visits, words, dose=dose, narrow=narrow, theme=theme_of(arguments))


def _history(arguments: Namespace, workplace: Workplace, rules: OutcomeRules) -> History:
    phases = [phase.phase for phase in workplace.protocol.phases]
    quality = workplace.protocol.vocabulary.facts["pain_quality"]
    return read_history(arguments.history, rules.instruments, phases, frozenset(quality.values))


def _rules(workplace: Workplace) -> OutcomeRules:
    return build_outcomes(workplace.files.branch("protocols/lumbar_osteochondrosis/outcomes.yaml"))
