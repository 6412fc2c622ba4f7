"""Building session scripts from parsed knowledge; strict: a script is what hands will do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lumbalis.domain.protocol import Manipulation, Script, Stage, StageStep, ZoneTable
from lumbalis.domain.protocol.script import CupUse, PointTiming
from lumbalis.knowledge.script_checks import check_step, share_of

if TYPE_CHECKING:
    from lumbalis.domain.protocol import Technique
    from lumbalis.knowledge.branch import Branch

_SCRIPT_KEYS = (
    "id",
    "technique",
    "needs_techniques",
    "target_s",
    "source",
    "certainty",
    "status",
    "stages",
)
_STAGE_KEYS = ("id", "seconds", "least_s", "source", "steps")
_STAGE_OPTIONS = ("technique", "absorbs_s", "checkpoint", "drop_order", "checklist")
_CONTACT_KEYS = (
    "id",
    "regions",
    "sides",
    "manipulations",
    "tools",
    "direction",
    "tempo",
    "at_most",
    "share",
)
_STEP_OPTIONS = (
    "technique",
    "amplitude",
    "manner",
    "symptomatic_less",
    "needs",
    "optional",
    "cups",
    "point",
    "medium",
)
_CUP_MODES = ("test", "static", "moving", "none")
_POINT_PARTS = ("find_press_s", "hold_s", "rotate_s", "release_s")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a script may name."""

    zones: ZoneTable
    techniques: Mapping[str, Technique]
    manipulations: Mapping[str, Manipulation]


def build_script(root: Branch, catalogue: Catalogue) -> Script:
    """Read one file of sessions/.

    Raises
    ------
    KnowledgeError
        If a key is unknown or missing, a value has the wrong type, a zone, technique,
        manipulation, tool, direction or tempo is unknown or does not fit, the shares of
        a stage do not sum to one, or the stages do not sum to the target.
    """
    root.only(_SCRIPT_KEYS)
    main = _technique(root, "technique", catalogue)
    needs = root.texts_or_none("needs_techniques")
    _require_techniques(root, "needs_techniques", needs, catalogue)
    branches = root.branches("stages")
    stages = tuple(_stage(branch, main, catalogue) for branch in branches)
    script = Script(
        id=root.text("id"),
        technique=main,
        needs_techniques=needs,
        target_s=root.whole("target_s"),
        stages=stages,
        source=root.texts("source"),
        certainty=root.text("certainty"),
        status=root.text("status"),
    )
    _require_whole(root, script)
    return script


def _require_whole(root: Branch, script: Script) -> None:
    """Check what only the whole script shows: its sum, its names, its beginning and end."""
    total = sum(stage.seconds for stage in script.stages)
    if total != script.target_s:
        what = f"sum to {total} s, not to the target of {script.target_s} s"
        root.refuse("stages", what, "Correct a stage or the target")
    steps = [step for stage in script.stages for step in stage.steps]
    for what, names in (("stage", [s.id for s in script.stages]), ("step", [s.id for s in steps])):
        if len(set(names)) != len(names):
            root.refuse("stages", f"have one {what} name twice", "Give every one its own name")
    orders = [stage.drop_order for stage in script.stages if stage.drop_order is not None]
    if len(set(orders)) != len(orders):
        root.refuse("stages", "have one drop_order twice", "Say which goes first")
    touching = [step for step in steps if step.manipulations]
    ends = [touching[0], touching[-1]] if touching else []
    if not ends or not all(_is_light_stroking(step) for step in ends):
        root.refuse("stages", "do not begin and end with light stroking", "Begin and end with it")


def _stage(branch: Branch, main: str, catalogue: Catalogue) -> Stage:
    branch.only(_STAGE_KEYS, _STAGE_OPTIONS)
    technique = _technique(branch, "technique", catalogue) if branch.has("technique") else main
    branches = branch.branches("steps")
    steps = tuple(_step(below, technique, catalogue) for below in branches)
    if sum(share_of(below) for below in branches) != 1:
        branch.refuse("steps", "have shares that do not sum to 1", "Correct the shares")
    drop_order = branch.optional("drop_order", branch.whole)
    stage = Stage(
        id=branch.text("id"),
        seconds=branch.whole("seconds"),
        least_s=branch.whole("least_s"),
        droppable=drop_order is not None,
        drop_order=drop_order,
        checkpoint=branch.has("checkpoint") and branch.flag("checkpoint"),
        absorbs_s=branch.whole("absorbs_s") if branch.has("absorbs_s") else 0,
        checklist=branch.texts_or_none("checklist"),
        steps=steps,
        source=branch.texts("source"),
    )
    _require_sensible(branch, stage)
    return stage


def _require_sensible(branch: Branch, stage: Stage) -> None:
    if not 0 < stage.least_s <= stage.seconds:
        branch.refuse("least_s", "is not between 1 and the stage's seconds", "Correct it")
    if stage.seconds % 2 and all(step.sides == "each" for step in stage.steps):
        branch.refuse("seconds", "cannot be halved between two sides", "Write an even number")
    gentle = all(step.at_most == 1 for step in stage.steps)
    if stage.absorbs_s and not (gentle and any(_is_light_stroking(s) for s in stage.steps)):
        what_to_do = "Only a stage of light stroking at level 1 may take time given back"
        branch.refuse("absorbs_s", "stands on a stage that is not gentle", what_to_do)


def _is_light_stroking(step: StageStep) -> bool:
    return step.at_most == 1 and all(name.startswith("stroking.") for name in step.manipulations)


def _step(branch: Branch, technique: str, catalogue: Catalogue) -> StageStep:
    if branch.has("contact"):
        return _step_without_contact(branch, technique)
    branch.only(_CONTACT_KEYS, _STEP_OPTIONS)
    if branch.has("technique"):
        technique = _technique(branch, "technique", catalogue)
    needs = branch.texts_or_none("needs")
    _require_techniques(branch, "needs", needs, catalogue)
    step = StageStep(
        id=branch.text("id"),
        technique=technique,
        regions=branch.texts("regions"),
        sides=branch.text("sides"),
        manipulations=branch.texts("manipulations"),
        tools=branch.texts("tools"),
        direction=branch.text("direction"),
        tempo=branch.text("tempo"),
        amplitude=branch.optional("amplitude", branch.text),
        manner=branch.optional("manner", branch.text),
        share=float(share_of(branch)),
        at_most=branch.whole("at_most"),
        symptomatic_less=branch.optional("symptomatic_less", branch.whole) or 0,
        needs=needs,
        optional=branch.has("optional") and branch.flag("optional"),
        cups=_cups(branch) if branch.has("cups") else None,
        point=_point(branch) if branch.has("point") else None,
        medium=_medium(branch, catalogue) if branch.has("medium") else None,
    )
    check_step(branch, step, catalogue.zones, catalogue.manipulations)
    return step


def _step_without_contact(branch: Branch, technique: str) -> StageStep:
    branch.only(("id", "contact", "share"))
    if branch.flag("contact"):
        branch.refuse("contact", "is true", "Leave it out and say what the hands do")
    return StageStep(
        id=branch.text("id"),
        technique=technique,
        regions=(),
        sides="both",
        manipulations=(),
        tools=(),
        direction="none",
        tempo="none",
        amplitude=None,
        manner=None,
        share=float(share_of(branch)),
        at_most=0,
        symptomatic_less=0,
        needs=(),
        optional=False,
    )


def _cups(branch: Branch) -> CupUse:
    cups = branch.branch("cups")
    cups.only(("mode", "count", "diameter_mm"))
    if cups.text("mode") not in _CUP_MODES:
        cups.refuse("mode", "is not known", f"Write one of: {', '.join(_CUP_MODES)}")
    return CupUse(cups.text("mode"), cups.whole("count"), cups.whole("diameter_mm"))


def _point(branch: Branch) -> PointTiming:
    point = branch.branch("point")
    point.only(_POINT_PARTS)
    return PointTiming(*(point.whole(part) for part in _POINT_PARTS))


def _medium(branch: Branch, catalogue: Catalogue) -> str:
    name = _technique(branch, "medium", catalogue)
    if catalogue.techniques[name].hands_on:
        branch.refuse("medium", f"is {name}, which is no medium", "Name oil, honey or the like")
    return name


def _technique(branch: Branch, key: str, catalogue: Catalogue) -> str:
    name = branch.text(key)
    _require_techniques(branch, key, (name,), catalogue)
    return name


def _require_techniques(
    branch: Branch, key: str, names: tuple[str, ...], catalogue: Catalogue
) -> None:
    for name in names:
        if name not in catalogue.techniques:
            branch.refuse(key, f"names {name}, which is no technique", "See techniques.yaml")
