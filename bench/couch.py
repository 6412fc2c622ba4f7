"""How fast the guided session answers on a slow tablet: Chromium with its processor slowed down.

Run it with `.venv/bin/python bench/couch.py [SLOWER]`; SLOWER is how many times slower the page's
processor is made (default 4). The yardstick beside each time is an empty page, opened or touched in
the same browser under the same brake, because absolute times mean little on a busy machine.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent


def main() -> int:
    """Measure with the fixtures of the browser tests, and print the table."""
    os.environ["LUMBALIS_BENCH_SLOWER"] = sys.argv[1] if len(sys.argv) > 1 else "4"
    measures = ROOT / "tests" / "web" / "browser" / "couch_measures.py"
    return int(pytest.main(["-q", "-s", "-n0", "-m", "", "-p", "no:cacheprovider", str(measures)]))


if __name__ == "__main__":
    sys.path[:] = [one for one in sys.path if one != str(HERE)]  # it has names the tests use too
    sys.exit(main())
