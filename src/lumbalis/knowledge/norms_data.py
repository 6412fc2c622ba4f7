"""Building norm sets from parsed knowledge. A clinic selects one by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lumbalis.domain.protocol import NormRow, NormSet
from lumbalis.knowledge.files import KnowledgeFiles

if TYPE_CHECKING:
    from lumbalis.knowledge.branch import Branch

_KEYS = (
    "id",
    "country",
    "status",
    "unit_s",
    "units_per_shift",
    "shift_min",
    "source",
    "session_row",
    "rows",
)


def load_norm_sets(files: KnowledgeFiles | None = None) -> dict[str, NormSet]:
    """Load every norm set by id.

    Raises
    ------
    KnowledgeError
        If a file is incomplete or its session row does not exist.
    """
    files = files or KnowledgeFiles()
    sets = [build_norm_set(files.branch(name)) for name in files.names("norms")]
    return {norm_set.id: norm_set for norm_set in sets}


def build_norm_set(root: Branch) -> NormSet:
    """Read one norm set."""
    root.only(_KEYS)
    rows = {row.id: row for row in (_row(branch) for branch in root.branches("rows"))}
    session_row = root.text("session_row")
    if session_row not in rows:
        root.refuse("session_row", f"names {session_row}, which is no row", "Name a row's id")
    return NormSet(
        id=root.text("id"),
        country=root.text("country"),
        status=root.text("status"),
        unit_s=root.whole("unit_s"),
        units_per_shift=root.whole("units_per_shift"),
        shift_min=root.whole("shift_min"),
        session_row=session_row,
        rows=rows,
        source=root.texts("source"),
    )


def _row(branch: Branch) -> NormRow:
    branch.only(("id", "units", "checked", "source"))
    return NormRow(
        id=branch.text("id"),
        units=branch.real("units"),
        checked=branch.texts_or_none("checked"),
        source=branch.texts("source"),
    )
