"""The command as a person or a program uses it: words in, exit status and text out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from lumbalis.cli.main import main
from lumbalis.domain.verification import Verification, Violation
from made_once import made_once

EXAMPLES = Path(__file__).parents[2] / "examples"
AT = "2026-11-22T10:00:00+03:00"
LANGUAGES = ("en", "ru", "uk")


def run(*words: str | Path) -> int:
    """Run the command in this process."""
    return main([str(word) for word in words])


def example(**changes: object) -> dict[str, object]:
    """Read the ready patient as an object; None removes an answer."""
    tree: dict[str, object] = json.loads((EXAMPLES / "ready-for-session.json").read_bytes())
    answers = tree["answers"]
    assert isinstance(answers, dict)
    for fact, value in changes.items():
        if value is None:
            del answers[fact]
        else:
            answers[fact] = value
    return tree


def written(folder: Path, tree: object) -> Path:
    """Write an object to a file."""
    path = folder / "patient.json"
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "status", "category"),
    [
        ("ready-for-session.json", 0, "ELIGIBLE_PRECAUTIONS"),
        ("remission-cupping.json", 0, "ELIGIBLE"),
        ("fever.json", 3, "POSTPONE"),
        ("missing-answers.json", 3, "REFER_FOR_EXAM"),
        ("emergency.json", 3, "EMERGENCY"),
        ("bundle.json", 3, "INCOMPLETE"),
    ],
)
def test_screen_says_the_category_and_its_exit_status(
    name: str, status: int, category: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """0: a session may take place; 3: it may not. Other programs rely on both."""
    assert run("screen", EXAMPLES / name, "--at", AT, "--json") == status
    assert json.loads(capsys.readouterr().out)["category"] == category


def test_the_json_of_a_verdict_has_the_promised_shape(capsys: pytest.CaptureFixture[str]) -> None:
    """Keys and types that other programs read."""
    run("screen", EXAMPLES / "fever.json", "--at", AT, "--json")
    verdict = json.loads(capsys.readouterr().out)
    assert set(verdict) >= {
        "protocol", "at", "category", "phase", "reasons", "missing", "caps", "excluded_zones",
        "techniques", "earliest",
    }  # fmt: skip
    assert set(verdict["protocol"]) >= {"id", "version", "sha256"}
    reason = verdict["reasons"][0]
    assert reason["rule"] == "S22"
    assert reason["because"]["temperature_c"] == 38.2
    assert reason["source"] == ["R180", "A07"]
    assert reason["release"]
    assert verdict["caps"]["session"] == 2
    assert verdict["caps"]["zones"]["kidney_left"] == 1
    assert verdict["techniques"]["manual_classical"] == {"allowed": True}
    assert "S33" in verdict["techniques"]["acupressure"]["rules"]
    assert verdict["earliest"] == "2026-11-23T10:00:00+03:00"


BODY_KINDS = ("body.svg", "strokes.json")


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Give the folder of a planned course, which takes seconds, and what was printed."""

    def make(folder: Path) -> None:
        ready, said = EXAMPLES / "ready-for-session.json", io.StringIO()
        with redirect_stdout(said):
            assert run("plan", ready, "--at", AT, "--out", folder / "plan", "--json") == 0
        (folder / "said").write_text(said.getvalue(), encoding="utf-8")

    made = made_once(tmp_path_factory, "planned", make)
    return made / "plan", (made / "said").read_text(encoding="utf-8")


def test_plan_writes_every_file_and_each_is_verified(planned: tuple[Path, str]) -> None:
    """One course, ten sessions with their verification and sheet, one printed plan."""
    out, said = planned
    shown = json.loads(said)
    names = {path.name for path in out.iterdir()}
    sessions = {f"session-{n:02d}.{kind}" for n in range(1, 11) for kind in ("json", "svg")}
    on_body = {f"session-{n:02d}-{kind}" for n in range(1, 11) for kind in BODY_KINDS}
    assert names == sessions | on_body | {"course.json", "plan.pdf", "body.json"}
    course = json.loads((out / "course.json").read_bytes())
    assert course["sha256"] == shown["sha256"]
    assert course["verification"]["passed"] is True
    for n in range(1, 11):
        session = json.loads((out / f"session-{n:02d}.json").read_bytes())
        assert session["verification"]["passed"] is True
        assert sum(step["seconds"] for step in session["session"]["steps"]) == 1200
        strokes = json.loads((out / f"session-{n:02d}-strokes.json").read_bytes())
        assert strokes["verification"]["violations"] == []
        assert strokes["plan"]["strokes"]
    assert (out / "plan.pdf").read_bytes().startswith(b"%PDF")


def test_the_same_input_gives_the_same_files(tmp_path: Path, planned: tuple[Path, str]) -> None:
    """A plan is named by its hash, so nothing in it may depend on the moment of writing."""
    ready = EXAMPLES / "ready-for-session.json"
    run("plan", ready, "--at", AT, "--out", tmp_path / "again")
    for path in planned[0].iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


@pytest.mark.parametrize("name", ["fever.json", "emergency.json", "missing-answers.json"])
def test_plan_refuses_where_screening_does_and_writes_nothing(name: str, tmp_path: Path) -> None:
    """No plan for somebody who may not be massaged, not even half of one."""
    out = tmp_path / "plan"
    assert run("plan", EXAMPLES / name, "--at", AT, "--out", out) == 3
    assert list(tmp_path.iterdir()) == []


def test_plan_does_not_write_into_a_folder_that_holds_something(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody's older plan must not be mixed with a new one."""
    (tmp_path / "note.txt").write_text("keep", encoding="utf-8")
    ready = EXAMPLES / "ready-for-session.json"
    assert run("plan", ready, "--at", AT, "--out", tmp_path) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_a_plan_the_verifier_refuses_reaches_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Our own fault is said in one line, and no file of the plan is written."""
    objection = Verification(
        (Violation("kidney_too_hard", "1/kneading/3", "3", "<= 1", ("R036",)),), {}, ("any",)
    )
    monkeypatch.setattr("lumbalis.domain.treatment.propose.verify_course", lambda *_: objection)
    ready = EXAMPLES / "ready-for-session.json"
    assert run("plan", ready, "--at", AT, "--out", tmp_path / "plan") == 1
    shown = capsys.readouterr()
    assert "kidney_too_hard" in shown.err
    assert shown.out == ""
    assert list(tmp_path.iterdir()) == []


def test_answers_of_another_day_are_stale_today(capsys: pytest.CaptureFixture[str]) -> None:
    """Without --at the clock counts, and the answers of the example are old."""
    assert run("screen", EXAMPLES / "ready-for-session.json", "--at", "2026-12-30T10:00:00Z") == 3
    assert capsys.readouterr().out


BAD_INPUTS = {
    "unknown fact": (b'{"answers": {"temprature_c": 36.6}, "answered_at": "AT"}', "temperature_c"),
    "wrong type": (b'{"answers": {"nrs_move": "three"}, "answered_at": "AT"}', "nrs_move"),
    "out of range": (b'{"answers": {"nrs_move": 11}, "answered_at": "AT"}', "outside 0 to 10"),
    "true for a number": (b'{"answers": {"nrs_move": true}, "answered_at": "AT"}', "whole number"),
    "contradiction": (
        b'{"answers": {"sex": "male", "pregnancy": "t2"}, "answered_at": "AT"}',
        "contradict each other",
    ),
    "duplicate key": (b'{"answers": {"nrs_move": 3, "nrs_move": 4}, "answered_at": "AT"}', "twice"),
    "NaN": (b'{"answers": {"temperature_c": NaN}, "answered_at": "AT"}', "NaN"),
    "infinite": (b'{"answers": {"temperature_c": 1e999}, "answered_at": "AT"}', ""),
    "deep nesting": (b"[" * 100_000 + b"]" * 100_000, "deep"),
    "long text": (b'{"answers": {"sex": "' + b"x" * 10_000_000 + b'"}}', "characters"),
    "not UTF-8": (b'{"answers": {"sex": "\xff\xfe"}}', "UTF-8"),
    "empty": (b"", ""),
    "half an object": (b'{"answers": {', ""),
    "a list": (b"[1, 2]", "object"),
    "no time": (b'{"answers": {"nrs_move": 3}}', "answered_at"),
    "time without offset": (
        b'{"answers": {"nrs_move": 3}, "answered_at": "2026-11-22T09:30:00"}',
        "answered_at",
    ),
    "answered later than screened": (
        b'{"answers": {"nrs_move": 3}, "answered_at": "2027-01-01T09:30:00Z"}',
        "later",
    ),
    "session already done": (
        b'{"answers": {}, "session": 3, "course": {"sessions_done": 3}}',
        "sessions_done",
    ),
    "unknown key": (b'{"answer": {}}', "answers"),
    "Bundle of another version": (
        b'{"resourceType": "Bundle", "type": "collection", "entry": [{"resource": OLD}]}'.replace(
            b"OLD", b'{"resourceType": "Condition", "clinicalStatus": "active"}'
        ),
        "",
    ),
    "two patients": (
        b'{"resourceType": "Bundle", "type": "collection", "entry": [ONE("1"), ONE("2")]}'.replace(
            b"ONE(", b'{"resource": {"resourceType": "Patient", "id": '
        ).replace(b")", b"}}"),
        "2 patients",
    ),
}


@pytest.mark.parametrize("case", BAD_INPUTS)
def test_bad_input_gets_one_clear_sentence(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What, where, what to do; exit status 2; nothing on standard output, nothing written."""
    data, says = BAD_INPUTS[case]
    path = tmp_path / "patient.json"
    path.write_bytes(data.replace(b'"AT"', f'"{AT}"'.encode()))
    out = tmp_path / "plan"
    for words in (("screen", path, "--json"), ("plan", path, "--out", out)):
        assert run(*words, "--at", AT) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert shown.err.count("\n") == 1
        assert shown.err.startswith("lumbalis: patient.json")
        assert says in shown.err
        assert len(shown.err) < 400
    assert not out.exists()


def test_minutes_nobody_can_keep_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wish that would be dropped in silence is a wish that misleads."""
    path = written(tmp_path, {**example(), "plan": {"minutes": 60}})
    assert run("plan", path, "--at", AT, "--out", tmp_path / "plan") == 2
    assert "plan.minutes" in capsys.readouterr().err


def test_a_refused_plan_says_why_in_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Eligible and yet no plan: a program needs the reason."""
    path = written(tmp_path, {**example(), "plan": {"sessions": 30}})
    assert run("plan", path, "--at", AT, "--out", tmp_path / "plan", "--json") == 3
    assert json.loads(capsys.readouterr().out)["obstacle"]["why"] == "hard_stop"


def test_a_full_disk_behind_the_output_is_said_in_one_line() -> None:
    """No traceback when the output cannot be written."""
    command = f"{sys.executable} -m lumbalis.cli screen {EXAMPLES / 'fever.json'} --at {AT}"
    done = subprocess.run(
        ["sh", "-c", f"{command} > /dev/full"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """The commonest mistake of all."""
    assert run("screen", "nowhere.json") == 2
    assert "nowhere.json" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("screen",),
        ("plan", "x.json"),
        ("dance",),
        ("screen", "x.json", "--at", "yesterday"),
        ("screen", "x.json", "--at", "2026-11-22T10:00:00"),
        ("screen", "x.json", "--session", "0"),
        ("screen", "x.json", "--lang", "de"),
    ],
)
def test_words_nobody_understands_end_with_status_2(words: tuple[str, ...]) -> None:
    """A misspelt option must not be read as something else."""
    with pytest.raises(SystemExit) as caught:
        run(*words)
    assert caught.value.code == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["ready-for-session", "fever", "emergency", "bundle"])
def test_people_read_a_verdict_in_their_language_within_80_columns(
    name: str, language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Piped output is plain text of at most 80 columns, without placeholders left over."""
    monkeypatch.delenv("COLUMNS", raising=False)
    run("screen", EXAMPLES / f"{name}.json", "--at", AT, "--lang", language)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert "{" not in shown
    assert "S30" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_demo_shows_verdicts_and_a_plan(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `sh run` shows on a fresh machine."""
    assert run("demo", "--lang", language) == 0
    shown = capsys.readouterr().out
    for word in ("S22", "E01", "S30", "sh run screen FILE"):
        assert word in shown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["S22", "X20", "R021", "R010", "session_target", "nrs_move",
                                  "acupressure", "V41", "A07", "REMISSION"])  # fmt: skip
def test_explain_finds_every_kind_of_name(
    name: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rule, statement, limit, fact, technique, source, zone: one command explains them all."""
    assert run("explain", name, "--lang", language) == 0
    assert name in capsys.readouterr().out


def test_explain_offers_what_is_near(capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the finger gets a hint instead of silence."""
    assert run("explain", "nrs_moove") == 2
    assert "nrs_move" in capsys.readouterr().err


def test_protocol_check_passes_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    """The clinical lead's command."""
    assert run("protocol", "check") == 0
    assert "137" in capsys.readouterr().out


def test_an_export_gives_one_line_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody in the export may come out eligible: it holds no examination of today."""
    folder = Path(__file__).parents[1] / "data" / "synthea-10"
    assert run("screen", folder, "--at", AT, "--json") == 3
    people = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(people) == 13
    assert not {"ELIGIBLE", "ELIGIBLE_PRECAUTIONS"} & {one["category"] for one in people}
    found = {(r["rule"], fact) for one in people for r in one["reasons"] for fact in r["because"]}
    assert {
        ("S14", "cancer_now"),
        ("X06", "fragility_fracture"),
        ("X09", "immunosuppressed"),
    } <= found


def test_the_command_works_from_another_folder_and_without_a_home(tmp_path: Path) -> None:
    """A service account has no home and no writable cache."""
    words = [sys.executable, "-m", "lumbalis.cli", "screen", str(EXAMPLES / "fever.json")]
    environment = {k: v for k, v in os.environ.items() if k not in ("HOME", "XDG_CACHE_HOME")}
    done = subprocess.run(
        [*words, "--at", AT, "--json"],
        cwd=tmp_path, env=environment, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert json.loads(done.stdout)["category"] == "POSTPONE"
    assert list(tmp_path.iterdir()) == []


def test_json_never_loads_what_only_people_need() -> None:
    """The cold start of a program must not pay for tables, pictures or paper."""
    code = (
        "import sys; from lumbalis.cli.main import main; "
        f"main(['screen', {str(EXAMPLES / 'fever.json')!r}, '--at', {AT!r}, '--json']); "
        "people = {'rich', 'typst', 'lumbalis.drawing', 'lumbalis.domain.planning'}; "
        "loaded = people & set(sys.modules); "
        "sys.exit(f'loaded {loaded}' if loaded else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_a_reader_who_stops_reading_causes_no_alarm() -> None:
    """`lumbalis screen … | head -1` ends quietly."""
    command = (
        f"{sys.executable} -m lumbalis.cli screen {EXAMPLES / 'fever.json'} --at {AT} | head -1"
    )
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
