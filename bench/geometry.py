"""How fast a session is laid on a body, dosed, verified and drawn, beside exact geometry alone.

Run it with `.venv/bin/python bench/geometry.py`. Medians over repeated runs; the yardstick is
shapely sweeping every contact along its path and cutting it with every area of the body in
the same run, because absolute times mean little on a busy machine.
"""

from __future__ import annotations

import gzip
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from all_exact import all_exact

from lumbalis.domain.anatomy import Body, BodyMeasures, Build, build_body
from lumbalis.domain.dose import Raster, dose_of, influence, raster_of, zone_doses
from lumbalis.domain.plan import Course, Session
from lumbalis.domain.plan.strokes import Stroke, StrokePlan
from lumbalis.domain.plan.tracing import Trace, trace
from lumbalis.domain.planning.on_body import BodyPlan, plan_strokes
from lumbalis.domain.protocol import Protocol
from lumbalis.domain.screening import Verdict
from lumbalis.domain.treatment import Proposed, propose_course
from lumbalis.domain.verification.on_body import (
    BodyVerification,
    Prepared,
    prepare,
    verify_edit,
    verify_on_body,
)
from lumbalis.domain.verification.on_body.case import lay_out
from lumbalis.domain.verification.on_body.findings import run
from lumbalis.domain.verification.on_body.table import DOSE_CHECKS
from lumbalis.domain.verification.on_body.verify import geometry
from lumbalis.drawing import PlanStamp, advice_from, plan_pdf, plan_sheets
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body_paper import body_page, stages_on_paper
from lumbalis.drawing.therapist_sheet import therapist_sheet
from lumbalis.exchange.answers import read_answers
from lumbalis.knowledge.bodies import load_body_model
from lumbalis.knowledge.files import KnowledgeFiles
from lumbalis.knowledge.library import load_protocol
from lumbalis.knowledge.texts import Texts

PATIENT = Path(__file__).parent.parent / "examples" / "ready-for-session.json"
AT = "2026-11-22T10:00:00+03:00"
MEASURES = BodyMeasures(Build.MALE, stature_mm=1760, mass_kg=78)
STROKES = 48
RUNS = 9

T = TypeVar("T")


@dataclass(frozen=True)
class Work:
    """One session on one body, with everything that is made once per patient."""

    protocol: Protocol
    verdict: Verdict
    course: Course
    session: Session
    body: Body
    raster: Raster
    whole: StrokePlan
    traces: tuple[Trace, ...]
    """The first so many strokes of the plan, traced."""

    @property
    def some(self) -> StrokePlan:
        """Give the plan of the traced strokes only."""
        return replace(self.whole, strokes=self.whole.strokes[: len(self.traces)])


def main() -> None:
    """Measure and print the table."""
    work = prepare_work()
    print_sizes(work)
    yardstick = median_ms(lambda: all_exact(work.traces, work.body), 1)
    row("everything exact: shapely sweeps and cuts", yardstick, yardstick)
    for measured in (set_up, paths_and_dose, verification, pictures):
        for what, ms in measured(work):
            row(what, ms, yardstick)


def prepare_work() -> Work:
    """Plan the example patient's course and lay its first session on a body."""
    protocol = load_protocol()
    at = datetime.fromisoformat(AT)
    answers = json.loads(PATIENT.read_bytes())
    given = read_answers(answers, PATIENT.name, at, protocol.vocabulary)
    proposed = propose_course(protocol, given.answers, given.encounter)
    if not isinstance(proposed, Proposed):
        sys.exit("The example patient is not planned; look at the examples folder.")
    body = build_body(MEASURES, load_body_model())
    session = proposed.course.sessions[-1]
    plan = strokes_of(session, body, protocol)
    traces = tuple(trace(stroke, body) for stroke in plan.strokes[:STROKES])
    raster = raster_of(body)
    return Work(protocol, proposed.verdict, proposed.course, session, body, raster, plan, traces)


def strokes_of(session: Session, body: Body, protocol: Protocol) -> StrokePlan:
    """Plan a session on the body."""
    plan = plan_strokes(session, body, protocol)
    if not isinstance(plan, BodyPlan):
        sys.exit("The session has no place on the body; look at what is undone.")
    return plan.strokes


def print_sizes(work: Work) -> None:
    """Say how much work one session on a body is."""
    samples = sum(len(one.points) for one in work.traces)
    path_m = sum(path_mm(one) for one in work.traces) / 1000
    rows, columns = work.raster.grid.shape
    print(
        f"{len(work.traces)} of {len(work.whole.strokes)} strokes, {samples} samples, "
        f"{path_m:.1f} m of path; {len(work.raster.zones)} zones on {rows} x {columns} cells\n"
    )
    print(f"{'what':<58}{'median':>12}{'x all exact':>14}")


def set_up(work: Work) -> Iterator[tuple[str, float]]:
    """Measure what is done once per patient."""
    model = load_body_model()
    yield "body from measures", median_ms(lambda: build_body(MEASURES, model), 2)
    yield "raster of its zones, 2 mm", median_ms(lambda: raster_of(work.body), 2)


def paths_and_dose(work: Work) -> Iterator[tuple[str, float]]:
    """Measure session to strokes, strokes to paths, paths to dose, and one edit."""
    strokes, body, raster, traces = work.some.strokes, work.body, work.raster, work.traces
    planned = median_ms(lambda: strokes_of(work.session, body, work.protocol), 1)
    yield f"plan the {len(work.whole.strokes)} strokes of the session", planned
    yield "strokes to paths", median_ms(lambda: [trace(stroke, body) for stroke in strokes], 5)
    yield "dose map, 2 mm", median_ms(lambda: dose_of(traces, raster), 3)
    dose = dose_of(traces, raster)
    yield "  one stroke edited", median_of_each(traces, dose.with_)
    yield (
        "  figures of every zone",
        median_ms(lambda: zone_doses(dose.hands, raster, raster.zones), 5),
    )
    yield "influence of every stroke on every zone", median_ms(lambda: influence(traces, raster), 2)


def verification(work: Work) -> Iterator[tuple[str, float]]:
    """Measure the verifier; `fresh` empties its memory of strokes before every run."""
    plan, session, whole = work.some, work.session, work.whole
    ready = prepare(work.body, work.protocol)

    def fresh() -> Prepared:
        return replace(ready, looks={})

    def doses() -> object:
        case = lay_out(plan, session, fresh())
        return geometry(case), list(run(case, DOSE_CHECKS, work.body))

    def verify(asked: StrokePlan, prepared: Prepared) -> BodyVerification:
        return verify_on_body(asked, session, work.body, work.protocol, prepared=prepared)

    before = verify(plan, ready)

    def edit(stroke: Stroke) -> object:
        return verify_edit(before, stroke, plan, session, fresh())

    yield "verifier's body", median_ms(lambda: prepare(work.body, work.protocol), 1)
    looked = median_ms(lambda: geometry(lay_out(plan, session, fresh())), 2)
    yield "verify the geometry, raster and exact", looked
    yield "  and the doses", median_ms(doses, 2)
    yield "  and all landmark errors and margins", median_ms(lambda: verify(plan, fresh()), 2)
    yield "  one stroke edited, geometry", median_of_each(plan.strokes, edit)
    yield "  nothing edited, all checked again", median_ms(lambda: verify(plan, ready), 2)
    every = median_ms(lambda: verify(whole, fresh()), 1)
    yield f"verify all {len(whole.strokes)} strokes of the session", every


def pictures(work: Work) -> Iterator[tuple[str, float]]:
    """Measure the sheets and the printed plan with every session on the body."""
    course, session, texts = work.course, work.session, texts_of(work.protocol)
    words, advice = BodyWords.of(texts), advice_from(texts)
    stamp = PlanStamp(course.protocol, "0" * 64, len(course.sessions), "", work.verdict.at)

    def sheet(stage: str | None) -> str:
        return therapist_sheet(replace(scene), words, stamp, stage=stage)

    def printed() -> bytes:
        drawn = {one.session.index: stages_on_paper(replace(one), words, stamp) for one in scenes}
        pages = plan_sheets(course, words.names, stamp, 1, drawn)
        on_body = body_page(work.body, words, "", ())
        return plan_pdf(course, pages, words.names, stamp, work.verdict, advice, on_body)

    scene = scene_of(session, work)
    stages = dict.fromkeys(step.stage for step in session.steps)
    heaviest = max((None, *stages), key=lambda stage: len(sheet(stage)))
    packed = len(gzip.compress(sheet(heaviest).encode())) / 1000
    name = heaviest or "whole session"
    yield f"heaviest sheet ({name}), {packed:.0f} kB gzipped", median_ms(lambda: sheet(heaviest), 1)
    scenes = [scene_of(each, work) for each in course.sessions]
    size = len(printed()) / 1000
    yield f"draw and print {len(scenes)} sessions, {size:.0f} kB of PDF", median_ms(printed, 1)


def scene_of(session: Session, work: Work) -> Scene:
    """Lay a session on the body for drawing."""
    plan = strokes_of(session, work.body, work.protocol)
    traces = tuple(trace(stroke, work.body) for stroke in plan.strokes)
    return Scene(work.body, session, plan, traces, dose_of(traces, work.raster))


def texts_of(protocol: Protocol) -> Texts:
    """Give the English texts."""
    files = KnowledgeFiles()

    def read(language: str, name: str) -> Mapping[str, object]:
        return files.branch(f"texts/{language}/{name}.yaml").tree

    return Texts("en", read, protocol.limits)


def median_of_each(parts: Sequence[T], act: Callable[[T], object]) -> float:
    """Give the median time in milliseconds of an act, over all the parts it is done to."""
    return statistics.median(median_ms(partial(act, part), 1) for part in parts)


def path_mm(one: Trace) -> float:
    """Give the length of a traced path, passes counted once."""
    return sum(
        float(np.hypot(*np.diff(part, axis=0).T).sum())
        for part in np.split(one.points, one.starts[1:])
    )


def median_ms(act: Callable[[], object], times: int) -> float:
    """Give the median time of one act in milliseconds, over RUNS runs of so many acts."""
    spans = []
    for _ in range(RUNS):
        start_s = time.perf_counter()
        for _ in range(times):
            act()
        spans.append((time.perf_counter() - start_s) / times)
    return statistics.median(spans) * 1e3


def row(what: str, ms: float, yardstick: float) -> None:
    """Print one line of the table."""
    shown = f"{ms * 1000:.0f} us" if ms < 1 else f"{ms:.1f} ms"
    print(f"{what:<58}{shown:>12}{ms / yardstick:>14.2f}")


if __name__ == "__main__":
    main()
