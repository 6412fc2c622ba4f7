"""The shipped template of the printed plan, read once with the package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def plan_template() -> bytes:
    """Give the template of the plan; it is part of the package, not a setting."""
    return (files("lumbalis.drawing") / "templates" / "plan.typ").read_bytes()
