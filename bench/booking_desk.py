"""How long a desk waits for a whole course: offers and booking, end to end on the database.

Run it with `.venv/bin/python bench/booking_desk.py`, and with LUMBALIS_TEST_DB=postgresql on a
private cluster. One desk alone, then eight that click without pause, as threads of one process.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def main() -> int:
    """Measure with the fixtures of the tests, and print the table."""
    measures = HERE.parent / "tests" / "web" / "booking_measures.py"
    return int(pytest.main(["-q", "-s", "-n0", "-m", "", "-p", "no:cacheprovider", str(measures)]))


if __name__ == "__main__":
    sys.path[:] = [one for one in sys.path if one != str(HERE)]  # it has names the tests use too
    sys.exit(main())
