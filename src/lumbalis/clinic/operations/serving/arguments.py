"""What `sh run` was asked for: flags of the command line, HOST and PORT of the environment."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lumbalis.clinic import environment

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Wish:
    """How the application shall be served."""

    host: str
    port: int
    data: Path
    tls: bool = False
    check_only: bool = False
    demonstration: bool = True

    @property
    def open_to_others(self) -> bool:
        """Tell whether other machines can reach the server."""
        return self.host not in LOOPBACK

    @property
    def trust_port(self) -> int:
        """Give the port of the plain page that hands out the certificate."""
        return self.port + 1 if self.port < _LAST_PORT else self.port - 1


def wish(words: Sequence[str]) -> Wish:
    """Read what is wanted.

    Raises
    ------
    SettingError
        If HOST, PORT or LUMBALIS_DATA cannot be used.
    """
    given = _parser().parse_args(words)
    usual_host = "0.0.0.0" if given.tls else "127.0.0.1"  # noqa: S104 - tablets have to reach it
    return Wish(
        host=environment.text("HOST") or usual_host,
        port=_port(environment.text("PORT") or "8000"),
        data=_data(),
        tls=given.tls,
        check_only=given.check_only,
        demonstration=not given.empty and environment.flag("LUMBALIS_DEMO", usual=True),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sh run",
        description="Start the clinic application. HOST (127.0.0.1), PORT (8000) and "
        "LUMBALIS_DATA (./data) come from the environment; DATABASE_URL names a PostgreSQL.",
    )
    parser.add_argument("--tls", action="store_true", help="serve HTTPS to tablets in the house")
    parser.add_argument("--check-only", action="store_true", help="start, ask two pages, stop")
    parser.add_argument(
        "--empty", action="store_true", help="do not make the demonstration clinics"
    )
    return parser


def _port(raw: str) -> int:
    if not raw.isascii() or not raw.isdigit() or not 1 <= int(raw) <= _LAST_PORT:
        msg = f"PORT is {raw!r}, which is no port. Write a number from 1 to {_LAST_PORT}."
        raise environment.SettingError(msg)
    return int(raw)


def _data() -> Path:
    try:
        folder = environment.data_folder()
    except OSError as error:
        msg = f"The data folder cannot be made: {error.strerror}. Set LUMBALIS_DATA to another one."
        raise environment.SettingError(msg) from error
    if not os.access(folder, os.W_OK):
        msg = f"The data folder {folder} cannot be written. Set LUMBALIS_DATA to another one."
        raise environment.SettingError(msg)
    return folder
