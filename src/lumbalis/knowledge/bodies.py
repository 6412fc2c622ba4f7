"""The body model from the knowledge files: the survey, the figures, the knots of the outline."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from typing import TYPE_CHECKING, Final

from lumbalis.domain.anatomy.figures import Figures
from lumbalis.domain.anatomy.measures import Build
from lumbalis.domain.anatomy.model import BodyModel, Knot, Regression, Survey
from lumbalis.knowledge.files import KnowledgeFiles

if TYPE_CHECKING:
    from lumbalis.knowledge.branch import Branch

FOLDER: Final = "bodies"
_SURVEY, _ADULT, _OUTLINE = (f"{FOLDER}/{name}.yaml" for name in ("ansur2012", "adult", "outline"))
_PARTS = ("trunk", "arm_outer", "arm_inner", "flank", "leg_outer", "leg_inner")
_REGRESSION = ("mean", "per_mm", "per_bmi", "residual_sd")


def load_body_model(files: KnowledgeFiles | None = None) -> BodyModel:
    """Load the body model.

    Raises
    ------
    KnowledgeError
        If a figure, a measure or a knot is missing, unknown or no number.
    """
    files = files or KnowledgeFiles()
    survey, adult, outline = (files.branch(name) for name in (_SURVEY, _ADULT, _OUTLINE))
    survey.only(("certainty", "status", "source", "builds"))
    adult.only(("certainty", "status", "figures"))
    outline.only(("certainty", "status", "source", "parts"))
    contents = b"\0".join(files.contents[name] for name in (_SURVEY, _ADULT, _OUTLINE))
    return BodyModel(
        _surveys(survey.branch("builds")),
        _figures(adult.branch("figures")),
        _parts(outline.branch("parts")),
        hashlib.sha256(contents).hexdigest(),
    )


def _surveys(branch: Branch) -> dict[Build, Survey]:
    branch.only([build.value for build in Build])
    return {build: _survey(branch.branch(build.value)) for build in Build}


def _survey(branch: Branch) -> Survey:
    branch.only(("stature", "bmi", "measures"))
    stature, bmi = branch.branch("stature"), branch.branch("bmi")
    stature.only(("mean", "lowest", "highest"))
    bmi.only(("mean",))
    return Survey(
        stature.real("mean"),
        stature.real("lowest"),
        stature.real("highest"),
        bmi.real("mean"),
        {name: _regression(one) for name, one in branch.children("measures").items()},
    )


def _regression(branch: Branch) -> Regression:
    branch.only(_REGRESSION)
    return Regression(*(branch.real(key) for key in _REGRESSION))


def _figures(branch: Branch) -> Figures:
    names = [field.name for field in fields(Figures)]
    branch.only(names)
    return Figures(**{name: _figure(branch.branch(name)) for name in names})


def _figure(branch: Branch) -> float:
    branch.only(("value", "unit", "source"))
    branch.text("unit")
    branch.texts("source")
    return branch.real("value")


def _parts(branch: Branch) -> dict[str, tuple[Knot, ...]]:
    branch.only(_PARTS)
    return {part: tuple(_knot(one) for one in branch.branches(part)) for part in _PARTS}


def _knot(branch: Branch) -> Knot:
    """Read a knot: one width for both builds, or one for each."""
    builds = ("both",) if branch.has("both") else tuple(build.value for build in Build)
    branch.only(("at", *builds))
    start, end, share = _place(branch)
    if branch.has("both"):
        out = dict.fromkeys(Build, _widths(branch.branch("both")))
    else:
        out = {build: _widths(branch.branch(build.value)) for build in Build}
    return Knot(start, end, share, out)


def _place(branch: Branch) -> tuple[str, str, float]:
    """Read `[from, to, share]`."""
    entries = branch.tree["at"]
    if not isinstance(entries, list) or len(entries) != len(("from", "to", "share")):
        branch.refuse("at", "is not a place", "Write [from, to, share]")
    keys = {f"[{place}]": entry for place, entry in enumerate(entries)}
    line = type(branch)(branch.file, f"{branch.path}.at", keys, branch.lines)
    return line.text("[0]"), line.text("[1]"), line.real("[2]")


def _widths(branch: Branch) -> dict[str, float]:
    return {name: branch.real(name) for name in branch.tree}
