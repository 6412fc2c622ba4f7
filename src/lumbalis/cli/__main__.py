"""`python -m lumbalis.cli` is the command without an installed script."""

import sys

from lumbalis.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
