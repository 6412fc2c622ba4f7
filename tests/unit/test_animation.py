"""The session in motion: every stroke once, in its time; still where motion is unwanted."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from bodymap_scenes import OBJECTED, parsed, scene, words
from drawing_samples import STAMP
from lumbalis.domain.plan import Seconds
from lumbalis.domain.plan.tracing import trace
from lumbalis.drawing.animation import animated_session
from lumbalis.drawing.body.scene import Scene
from lumbalis.drawing.body.stage import stage_name
from lumbalis.drawing.film.reel import Reel, Shot, reel, way_mm
from lumbalis.drawing.therapist_sheet import Layout

SVG = "{http://www.w3.org/2000/svg}"
LAYOUTS: tuple[Layout, ...] = ("wide", "narrow")
MOST_BYTES = 300_000
LEAST_BLINK_S = 1.0
"""What comes and goes less often than once a second does not blink."""


@cache
def film(stage: str | None = None, layout: Layout = "wide", language: str = "en") -> str:
    """Draw a film of the session."""
    return animated_session(scene(), words(language), STAMP, stage=stage, layout=layout)


@cache
def whole_reel() -> Reel:
    """Lay out the film of the session."""
    return reel(scene(), scene().stages)


@cache
def in_turn() -> Scene:
    """Give the same session with the hands of each step working in turn, the second faster."""
    halves = []
    for number, stroke in enumerate(scene().plan.strokes):
        half = Seconds(stroke.seconds // 2)
        second = bool(number % 2)
        starts = half if second else Seconds(0)
        speed = 140.0 if second else 60.0
        halves.append(replace(stroke, starts_s=starts, seconds=half, speed_mm_s=speed))
    traces = tuple(trace(stroke, scene().body) for stroke in halves)
    return replace(scene(), plan=replace(scene().plan, strokes=tuple(halves)), traces=traces)


def shots(of: Reel) -> list[Shot]:
    """List every stroke in the order of the plan."""
    return [shot for take in of.takes for shot in take.shots]


def rules(svg: str) -> str:
    """Join the style sheets of a drawing."""
    return "".join(re.findall(r"<style>(.*?)</style>", svg, re.DOTALL))


def of_class(svg: str, *kinds: str) -> list[str]:
    """List the elements' styles that have one of some classes."""
    found = re.findall(r'class="mv (\w+)" style="([^"]*)"', svg)
    return [style for kind, style in found if kind in kinds]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("stage", [None, "kneading", "legs"])
def test_a_film_is_one_light_svg_without_script(stage: str | None, layout: Layout) -> None:
    """It is opened from a disk on a tablet; a script would be blocked there, and rightly."""
    svg = film(stage, layout)
    names = {element.tag.removeprefix(SVG) for element in parsed(svg).iter()}
    assert not names & {"script", "foreignObject", "animate", "animateMotion", "image"}
    assert not re.findall(r'\son\w+=|(?:href|src)="(?!#)|url\((?!#)', svg)
    assert len(gzip.compress(svg.encode())) < MOST_BYTES


@pytest.mark.parametrize("of", [scene, in_turn])
def test_every_stroke_of_the_plan_is_shown_once_and_in_order(of: Callable[[], Scene]) -> None:
    """A stroke left out of the film would be left out on the patient."""
    shown = shots(reel(of(), of().stages))
    assert sorted(shot.work.stroke.id for shot in shown) == sorted(
        stroke.id for stroke in of().plan.strokes
    )
    begins = [shot.starts_s for shot in shown]
    assert begins == sorted(begins)
    svg = animated_session(of(), words("en"), STAMP)
    assert len(of_class(svg, "hand", "swift", "rest")) == len(shown)


def test_hands_that_work_in_turn_move_in_turn() -> None:
    """What the plan does one after the other must not look like two hands at once."""
    first, second = reel(in_turn(), in_turn().stages).takes[0].shots
    assert first.ends_s < second.starts_s


def test_steps_follow_one_another_as_in_the_session() -> None:
    """Every step has its time in the film, also one without a place on this body."""
    takes = whole_reel().takes
    assert [take.timed.step for take in takes] == list(scene().session.steps)
    assert all(first.ends_s < second.starts_s for first, second in pairwise(takes))
    assert all(take.starts_s <= s.starts_s and s.ends_s <= take.ends_s
               for take in takes for s in take.shots)  # fmt: skip


def test_hands_that_work_together_move_together() -> None:
    """Left and right begin at once where the plan has both hands at work."""
    pair = whole_reel().takes[0].shots
    assert len(pair) == 2
    assert pair[0].starts_s == pair[1].starts_s


def test_a_hand_moves_at_its_real_pace() -> None:
    """The pace is what a therapist learns from a film; hurrying it would teach haste."""
    for shot in shots(reel(in_turn(), in_turn().stages)):
        stroke = shot.work.stroke
        if not shot.stays and stroke.speed_mm_s:
            assert way_mm(shot.work) / shot.pass_s == pytest.approx(stroke.speed_mm_s)
        assert shot.passes <= stroke.repeats


def test_a_session_is_shown_at_twice_the_pace_and_says_so() -> None:
    """Whoever sees hurried hands must know that they are."""
    style = of_class(film("kneading"), "hand", "swift")[0]
    hurried = of_class(film(), "hand", "swift")
    assert style.split("--d:")[1] not in hurried[0]
    assert "2 times as fast" in film()
    assert "real pace" in film("kneading")


def test_the_moment_on_the_strip_keeps_the_real_time() -> None:
    """The last stop of the moment is the end of the session, at the right end of the strip."""
    frames = re.search(r"@keyframes [\w-]+-moment\{(.*?\})\}", rules(film()))
    assert frames is not None
    stops = [(float(at), float(x)) for at, x in
             re.findall(r"([\d.]+)%\{transform:translateX\(([\d.]+)px", frames[1])]  # fmt: skip
    assert stops == sorted(stops)
    assert [stops[0], stops[-1]] == [(0.0, 0.0), (100.0, 1400 - 64)]


def test_nothing_blinks() -> None:
    """A contact fades in and out once a pass, or once for all passes where they are short."""
    for svg in (film(), film("legs")):
        for style in of_class(svg, "hand"):
            again = re.search(r"--n:(\d+)", style)
            lasts = float(re.findall(r"--d:([\d.]+)s", style)[0])
            assert again is None or lasts >= LEAST_BLINK_S


def test_whatever_moves_has_its_keyframes_under_both_names() -> None:
    """Beginning anew takes the other name of every animation; one missing would stand still."""
    svg = film()
    known = set(re.findall(r"@keyframes ([\w-]+)\{", rules(svg)))
    named = {name for names in re.findall(r"animation-name:([\w,-]+)[};]", rules(svg))
             for name in names.split(",") if name != "var"}  # fmt: skip
    own = set(re.findall(r"--[fg]:([\w-]+)", svg))
    assert named <= known
    assert own <= known
    assert {f"{name}-b" for name in known if not name.endswith("-b")} <= known


def test_it_can_be_stopped_and_begun_anew_without_a_script() -> None:
    """Whatever moves for longer than five seconds must be stoppable (WCAG 2.2.2)."""
    svg = film()
    root = parsed(svg)
    ids = {element.get("id") for element in root.iter()}
    leads = [link.get("href", "")[1:] for link in root.iter(f"{SVG}a")]
    assert set(leads) <= ids
    for state in ("run", "hold", "rerun", "rehold"):
        assert any(lead.endswith(f"-{state}") for lead in leads)
    assert re.search(r"-hold:target~\.film \.mv.*?animation-play-state:paused", rules(svg))
    assert 'role="group"' in svg.split(">")[0]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_without_motion_every_stage_is_a_picture(layout: Layout) -> None:
    """Whoever gets dizzy from motion, or prints the page, misses nothing."""
    svg = film(layout=layout)
    for where in ("prefers-reduced-motion:reduce", "print"):
        rule = re.search(rf"@media \(?{where}\)?\{{(.*?\}})\}}", rules(svg))
        assert rule is not None
        assert ".film,.keys{display:none}" in rule[1]
        assert ".still{display:block}" in rule[1]
    still = next(g for g in parsed(svg).iter(f"{SVG}g") if g.get("class") == "still")
    said = " ".join("".join(text.itertext()) for text in still.iter(f"{SVG}text"))
    for stage in scene().stages:
        first = stage_name(scene(), stage, words("en")).split()[0]
        assert first in said
    assert not [g for g in still.iter() if "mv" in (g.get("class") or "").split()]


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_left_and_right_are_always_written(language: str) -> None:
    """Beside the pictures, and in the words of every step that works on one side."""
    svg = film(language=language)
    spoken = words(language)
    assert spoken.say("left_upper") in svg
    assert spoken.say("right_upper") in svg
    sides = spoken.texts.get("patientview", "film_sides", "left")
    assert f" · {sides}<" in svg


@pytest.mark.parametrize("stage", [None, "kneading"])
def test_a_plan_that_was_not_accepted_says_so_across_the_picture(stage: str | None) -> None:
    """A film looks finished and safe; it must not, where the verifier objected or never looked."""

    def drawn(of: Scene) -> str:
        return animated_session(of, words("en"), STAMP, stage=stage)

    said = words("en").say("unchecked")
    assert said not in drawn(scene())
    assert said in drawn(replace(scene(), judgement=None))
    assert said in drawn(scene(judgement=OBJECTED))


def test_a_step_that_only_looks_has_its_time_and_its_words() -> None:
    """After cups the skin is looked at; nothing moves then, and the film must not break off."""
    looks = replace(
        scene().session.steps[-1], step="skin_check", manipulations=(), tools=(), zones=(),
        tempo="none", cue="steps.skin_check",
    )  # fmt: skip
    session = replace(scene().session, steps=(*scene().session.steps, looks))
    with_look = replace(scene(), session=session)
    last = reel(with_look, with_look.stages).takes[-1]
    assert last.ends_s > last.starts_s
    said = words("en").names.name("cue", "steps.skin_check")
    stage = session.steps[-1].stage
    svg = animated_session(with_look, words("en"), STAMP, stage=stage)
    written = " ".join(text.text or "" for text in parsed(svg).iter(f"{SVG}text"))
    assert written.count(said) >= 3


def test_a_film_of_an_unknown_stage_is_refused() -> None:
    """A mistyped stage must not give an empty film."""
    with pytest.raises(KeyError):
        animated_session(scene(), words("en"), STAMP, stage="nothing")


def test_the_same_session_gives_the_same_film() -> None:
    """Two runs that differ cannot be compared or signed."""
    again = animated_session(scene(), words("en"), STAMP)
    assert again == film()
