"""The clinic application from the command line: `python -m lumbalis.clinic COMMAND`.

`serve` starts everything; the other commands (`help` lists them) act on the installation that
LUMBALIS_DATA and DATABASE_URL name.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Serve, or pass the words on to Django's commands."""
    os.umask(0o077)  # whatever is written here is nobody else's business
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumbalis.clinic.settings")
    words = sys.argv[1:]
    if words[:1] == ["serve"]:
        from lumbalis.clinic.operations.serving import serve

        sys.exit(serve(words[1:]))
    from django.core.management import execute_from_command_line

    from lumbalis.clinic.environment import SettingError

    try:
        execute_from_command_line(["lumbalis.clinic", *words])
    except SettingError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
