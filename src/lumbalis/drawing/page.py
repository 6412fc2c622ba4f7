"""The sheet of paper: its margins, and how blocks flow from one page to the next."""

from __future__ import annotations

from typing import Final

WIDTH_MM: Final = 210.0
LEFT_MM: Final = 12.0
RIGHT_MM: Final = 198.0
TOP_MM: Final = 12.0
FOOT_MM: Final = 10.0
"""What a page that carries its own foot keeps for it."""
BOTTOM_MM: Final = 9.0
CONTENT_MM: Final = RIGHT_MM - LEFT_MM
