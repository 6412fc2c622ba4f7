"""Building doses, ceilings and severity suggestions from parsed knowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumbalis.domain.protocol import Ceiling, Dose, DoseTable, SeverityBand

if TYPE_CHECKING:
    from lumbalis.knowledge.branch import Branch

PLANNED_PHASES = ("SUBSIDING", "REMISSION")
SEVERITIES = ("mild", "moderate", "high")
_DOSE_KEYS = (
    "phase",
    "severities",
    "blocks",
    "spacing",
    "per_week",
    "per_week_by_order",
    "reviews",
    "certainty",
    "source",
)
_SPACING = ("usual_h", "least_h", "first_h", "first_sessions")
_CEILING_KEYS = ("phase", "from_session", "cap", "source")
_BAND_KEYS = ("severity", "rmdq_from", "odi_percent_from", "source")
_HIGHEST_LEVEL = 5


def build_dose(root: Branch) -> DoseTable:
    """Read dose.yaml: a dose for every planned phase and severity, ceilings, suggestions.

    Raises
    ------
    KnowledgeError
        If anything is missing, unknown, contradictory or without a source, or if a
        dose is given for a phase in which nothing may be planned.
    """
    root.only(("certainty", "status", "doses", "ceilings", "severities"))
    doses = tuple(d for branch in root.branches("doses") for d in _doses(branch, root))
    _require_each_once(root, doses)
    ceilings = tuple(_ceiling(branch) for branch in root.branches("ceilings"))
    _require_first_session(root, ceilings)
    bands = tuple(_band(branch) for branch in root.branches("severities"))
    if tuple(band.severity for band in bands) != SEVERITIES:
        root.refuse("severities", "are not mild, moderate, high", "List each once, in this order")
    return DoseTable(doses, ceilings, bands)


def _doses(branch: Branch, root: Branch) -> list[Dose]:
    branch.only(_DOSE_KEYS, ("status",))
    phase = _one_of(branch, "phase", PLANNED_PHASES)
    spacing = branch.branch("spacing")
    spacing.only(_SPACING)
    usual, least, first, sessions = (spacing.whole(key) for key in _SPACING)
    if not 0 < least <= usual or first < least:
        spacing.refuse("least_h", "is not the least", "Let least_h be at most the other two")
    blocks = _counts(branch, "blocks")
    return [
        Dose(
            phase=phase,
            severity=severity,
            blocks=blocks,
            spacing_usual_h=usual,
            spacing_least_h=least,
            spacing_first_h=first,
            first_sessions=sessions,
            per_week=branch.whole("per_week"),
            per_week_by_order=_per_week_by_order(branch),
            reviews=_reviews(branch, sum(blocks)),
            source=branch.texts("source"),
            certainty=branch.text("certainty"),
            status=(branch if branch.has("status") else root).text("status"),
        )
        for severity in _severities(branch)
    ]


def _severities(branch: Branch) -> tuple[str, ...]:
    severities = branch.texts("severities")
    if not set(severities) <= set(SEVERITIES):
        branch.refuse("severities", "names an unknown severity", "Write mild, moderate or high")
    return severities


def _per_week_by_order(branch: Branch) -> int:
    by_order = branch.whole("per_week_by_order")
    if by_order < branch.whole("per_week"):
        branch.refuse("per_week_by_order", "is below per_week", "Give at least per_week")
    return by_order


def _reviews(branch: Branch, sessions: int) -> tuple[int, ...]:
    reviews = _counts(branch, "reviews")
    if list(reviews) != sorted(set(reviews)) or reviews[-1] != sessions:
        what_to_do = "List rising session numbers, the last one the end of the course"
        branch.refuse("reviews", "do not rise to the end of the course", what_to_do)
    return reviews


def _ceiling(branch: Branch) -> Ceiling:
    branch.only(_CEILING_KEYS, ("in_pain",))
    pain = branch.branch("in_pain") if branch.has("in_pain") else None
    if pain is not None:
        pain.only(("nrs_move_at_least", "cap"))
    return Ceiling(
        phase=_one_of(branch, "phase", PLANNED_PHASES),
        from_session=_at_least_one(branch, "from_session"),
        cap=_level(branch, "cap"),
        nrs_move_at_least=None if pain is None else pain.whole("nrs_move_at_least"),
        cap_in_pain=None if pain is None else _level(pain, "cap"),
        source=branch.texts("source"),
    )


def _band(branch: Branch) -> SeverityBand:
    branch.only(_BAND_KEYS, ("osteophytes",))
    found = branch.branch("osteophytes") if branch.has("osteophytes") else None
    if found is not None:
        found.only(("found", "symptoms_months"))
    return SeverityBand(
        severity=_one_of(branch, "severity", SEVERITIES),
        rmdq_from=branch.whole("rmdq_from"),
        odi_percent_from=branch.whole("odi_percent_from"),
        source=branch.texts("source"),
        osteophytes=() if found is None else found.texts("found"),
        symptoms_months=None if found is None else found.whole("symptoms_months"),
    )


def _require_each_once(root: Branch, doses: tuple[Dose, ...]) -> None:
    """Every planned phase and severity has exactly one dose."""
    given = sorted((dose.phase, dose.severity) for dose in doses)
    wanted = sorted((p, s) for p in PLANNED_PHASES for s in SEVERITIES)
    if given != wanted:
        missing = [" ".join(pair) for pair in wanted if pair not in given] or ["one twice"]
        what = f"do not give each phase and severity once: {', '.join(missing)}"
        root.refuse("doses", what, "Give every combination exactly once")


def _require_first_session(root: Branch, ceilings: tuple[Ceiling, ...]) -> None:
    """Refuse a table that would give early sessions the ceiling zero without meaning it."""
    for phase in PLANNED_PHASES:
        starts = [row.from_session for row in ceilings if row.phase == phase]
        if 1 not in starts or len(set(starts)) != len(starts):
            what = f"of {phase} do not begin at session 1 once each"
            root.refuse("ceilings", what, "Give each from_session once, beginning with 1")


def _counts(branch: Branch, key: str) -> tuple[int, ...]:
    return branch.values(key, lambda place, line: _at_least_one(line, place))


def _at_least_one(branch: Branch, key: str) -> int:
    value = branch.whole(key)
    if value < 1:
        branch.refuse(key, "is below one", "Write one or more")
    return value


def _level(branch: Branch, key: str) -> int:
    value = branch.whole(key)
    if value > _HIGHEST_LEVEL:
        branch.refuse(key, "is above the scale of levels", "Write a level from 0 to 5")
    return value


def _one_of(branch: Branch, key: str, words: tuple[str, ...]) -> str:
    word = branch.text(key)
    if word not in words:
        branch.refuse(key, f"is {word}", f"Write one of: {', '.join(words)}")
    return word
