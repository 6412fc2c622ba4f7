"""What may be written after `lumbalis`."""

from __future__ import annotations

import argparse
import locale
import os
from datetime import datetime
from pathlib import Path

LANGUAGES = ("en", "ru", "uk")
VIEWS = ("sheet", "patient", "animation", "points", "atlas", "pain", "trend")
LAYOUTS = ("wide", "narrow")
THEMES = ("auto", "light", "dark")
EXAMPLE = "2026-11-22T10:00:00+03:00"


def read_arguments(words: list[str] | None) -> argparse.Namespace:
    """Read the command line; a mistake ends the program with status 2 and one usage line."""
    parser = argparse.ArgumentParser(
        prog="lumbalis",
        description="Treatment planning for therapeutic massage of the lumbar spine. "
        "Supports a physician, replaces none.",
    )
    acts = parser.add_subparsers(dest="act", required=True, metavar="COMMAND")
    _add_screen(acts.add_parser("screen", help="may this person be massaged, and why (not)"))
    _add_plan(acts.add_parser("plan", help="the verified course, minute by minute"))
    _add_draw(acts.add_parser("draw", help="one picture: zones, session, patient's view, points"))
    _add_explain(acts.add_parser("explain", help="a rule, limit, fact or requirement in words"))
    _add_protocol(acts.add_parser("protocol", help="check the clinical knowledge"))
    _add_prove(acts.add_parser("prove", help="what holds for every person that could exist"))
    _add_sweep(acts.add_parser("sweep", help="the verdicts of many people at once"))
    _add_export(acts.add_parser("export", help="the protocol as CQL and a FHIR package"))
    _add_language(acts.add_parser("demo", help="screen and plan the example patients"))
    return parser.parse_args(words)


def _add_screen(parser: argparse.ArgumentParser) -> None:
    _add_patient(parser)
    _add_knowledge(parser)
    parser.add_argument("--json", action="store_true", help="for programs instead of people")
    parser.add_argument("--all", action="store_true", help="every open rule, every limit")


def _add_plan(parser: argparse.ArgumentParser) -> None:
    _add_patient(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")
    parser.add_argument("--json", action="store_true", help="print the course as JSON")
    parser.add_argument("--no-body", action="store_true", help="plan without the body map")
    _add_body(parser)


def _add_draw(parser: argparse.ArgumentParser) -> None:
    _add_patient(parser)
    parser.add_argument("--view", choices=VIEWS, default=VIEWS[0], help="what to draw; sheet")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE.svg", help="a new file for the picture"
    )
    parser.add_argument(
        "--visit", type=_session, metavar="N", help="which session of the course; today's"
    )
    parser.add_argument("--stage", metavar="NAME", help="one stage, like kneading; the session")
    parser.add_argument(
        "--history", type=Path, metavar="FILE", help="views pain and trend: what was recorded"
    )
    parser.add_argument("--layout", choices=LAYOUTS, default=LAYOUTS[0], help="wide, or a phone")
    parser.add_argument("--theme", choices=THEMES, default=THEMES[0], help="auto: as the screen")
    _add_body(parser)


def _add_body(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--body",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a measure of the body, build=female, mass=66, L4=confirmed, ...; repeat it",
    )


def _add_patient(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file",
        metavar="FILE",
        help="answers object or FHIR R4 Bundle (JSON), a folder of NDJSON, or - for standard input",
    )
    parser.add_argument(
        "--at", type=_moment, metavar="TIME", help=f"the time that counts, like {EXAMPLE}; now"
    )
    parser.add_argument("--session", type=_session, metavar="N", help="FHIR input: session number")
    parser.add_argument(
        "--credentials",
        type=lambda text: tuple(word.strip() for word in text.split(",") if word.strip()),
        metavar="A,B",
        help="FHIR input: the practitioner's credentials",
    )
    _add_language(parser)


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", metavar="NAME", help="S22, R021, session_target, nrs_move, …")
    _add_language(parser)


def _add_protocol(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(dest="protocol_act", required=True, metavar="COMMAND")
    check = acts.add_parser("check", help="check every file of the clinical knowledge")
    check.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="another folder")
    _add_language(check)
    diff = acts.add_parser("diff", help="what a change does: in words, and to whom")
    diff.add_argument("old", type=Path, metavar="OLD", help="a folder of clinical knowledge")
    diff.add_argument("new", type=Path, metavar="NEW", help="another one")
    diff.add_argument(
        "--people", type=Path, metavar="TABLE", help="count whose verdict changes in a table"
    )
    diff.add_argument(
        "--at",
        type=_moment,
        metavar="TIME",
        help=f"the time that counts there, like {EXAMPLE}; now",
    )
    diff.add_argument("--json", action="store_true", help="for programs instead of people")
    _add_language(diff)


def _add_prove(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("claims", nargs="*", metavar="CLAIM", help="only these; all of them")
    _add_knowledge(parser)
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="a new folder for the people who show what fails"
    )
    parser.add_argument("--json", action="store_true", help="for programs instead of people")
    _add_language(parser)


def _add_export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, metavar="DIR", help="a new folder")
    _add_knowledge(parser)
    _add_language(parser)


def _add_sweep(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", type=Path, metavar="SOURCE", help="a .parquet or .arrow table, or a FHIR folder"
    )
    parser.add_argument(
        "--at", type=_moment, metavar="TIME", help=f"the time that counts, like {EXAMPLE}; now"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="a folder for the verdicts; a stopped run goes on"
    )
    parser.add_argument(
        "--since", type=Path, metavar="DIR", help="an earlier sweep: whose verdict has changed"
    )
    parser.add_argument("--json", action="store_true", help="for programs instead of people")
    _add_knowledge(parser)
    _add_language(parser)


def _add_knowledge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--knowledge", type=Path, metavar="DIR", help="another folder of clinical knowledge"
    )


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lang", choices=LANGUAGES, default=_usual_language(), help="language")


def _usual_language() -> str:
    """Take the language of the environment, English where it is none of ours."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    code = (named or locale.getlocale()[0] or "en")[:2].lower()
    return code if code in LANGUAGES else "en"


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        msg = f"{text[:40]!r} is no time; write one like {EXAMPLE}"
        raise argparse.ArgumentTypeError(msg) from None
    if moment.tzinfo is None:
        msg = f"{text[:40]!r} has no UTC offset; write one like {EXAMPLE}"
        raise argparse.ArgumentTypeError(msg)
    return moment


def _session(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 99:  # noqa: PLR2004 - two digits
        msg = f"{text[:40]!r} is no session number; write 1 or more"
        raise argparse.ArgumentTypeError(msg)
    return int(text)
