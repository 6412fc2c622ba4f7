"""The protocol as pages, its versions, and who may approve them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from broken_protocols import broken
from clinic_people import House, answers_of
from lumbalis.clinic.knowledge import knowledge_files, protocol
from lumbalis.clinic.records.models import Course as CourseRecord
from lumbalis.clinic.records.models import OrderRecord, Patient, ProtocolVersion
from lumbalis.clinic.records.sealing import seal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.answers import give_answers
from lumbalis.clinic.services.protocols import proving
from lumbalis.clinic.services.protocols.approving import Approved, NotApproved, approve, recall
from lumbalis.clinic.services.protocols.impact import affected_by, impact_on_open_courses
from lumbalis.clinic.services.protocols.keeping import (
    APPROVED,
    DRAFT,
    edition_of,
    is_recalled,
    keep_running_version,
)
from lumbalis.domain.protocol import Protocol
from lumbalis.explaining.comparing import compare
from lumbalis.explaining.find import names_to_explain
from lumbalis.explaining.parts import Origins
from lumbalis.proof.impact import Change, impact
from lumbalis.proof.prove import CLAIMS, Finding, prove

FOLDER = "protocols/lumbar_osteochondrosis"


def open_course(by: Acting, patient: Patient) -> CourseRecord:
    """Open a course, as planning does."""
    with whole(by):
        order = OrderRecord.objects.create(
            clinic=by.clinic, patient=patient, number=1, contents=seal(patient, {}), at=by.at
        )
        return CourseRecord.objects.create(
            clinic=by.clinic, patient=patient, order=order, opened_at=by.at
        )


@pytest.fixture(autouse=True)
def quick_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prove one claim instead of all, and each once: what is found is tested where it lives."""
    monkeypatch.setattr(proving, "proving", _first_claim)
    monkeypatch.setattr(proving, "impact", _impact)


_PROVED: dict[str, tuple[Finding, ...]] = {}
_COMPARED: dict[tuple[str, str], tuple[Change, ...]] = {}


def _first_claim(loaded: Protocol) -> tuple[Finding, ...]:
    if loaded.sha256 not in _PROVED:
        _PROVED[loaded.sha256] = prove(loaded, CLAIMS[:1])
    return _PROVED[loaded.sha256]


def _impact(old: Protocol, new: Protocol) -> tuple[Change, ...]:
    if (old.sha256, new.sha256) not in _COMPARED:
        _COMPARED[old.sha256, new.sha256] = impact(old, new)
    return _COMPARED[old.sha256, new.sha256]


@pytest.fixture
def looser(house: House, tmp_path: Path) -> ProtocolVersion:
    """Keep a version in the northern clinic in which fever begins two degrees later."""
    folder = tmp_path / "knowledge"
    for name, content in knowledge_files().contents.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    limits = folder / FOLDER / "limits.yaml"
    was, becomes = "fever_axillary: {value: 37.1", "fever_axillary: {value: 39.4"
    assert was in limits.read_text()
    limits.write_text(limits.read_text().replace(was, becomes))
    call_command("import_protocol", str(folder), "--clinic", "north")
    shutil.rmtree(folder)
    with in_clinic(house.north):
        return ProtocolVersion.objects.get()


def test_every_name_of_the_protocol_has_a_page(house: House) -> None:
    """A rule nobody can read is a rule nobody can question."""
    client = house.client("north", "lead")
    names = names_to_explain(protocol(), Origins({}, {}))
    for name in names[::9]:
        assert client.get(f"/c/north/protocol/about/{name}/").status_code == 200, name


@pytest.mark.parametrize("page", ["", "numbers/", "questions/", "sessions/", "versions/"])
@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_every_list_speaks_every_language(house: House, page: str, language: str) -> None:
    """The lead reads the protocol in the language of the house."""
    client = house.client("north", "lead")
    client.cookies["language"] = language
    answer = client.get(f"/c/north/protocol/{page}")
    assert answer.status_code == 200
    assert f'lang="{language}"' in answer.content.decode()


def test_searching_narrows_the_rules(house: House) -> None:
    """Ninety rules are found by a word or an id, not by scrolling."""
    client = house.client("north", "lead")
    body = client.get("/c/north/protocol/", {"q": "S22"}).content.decode()
    assert "S22" in body
    assert "S33" not in body


def test_an_unknown_name_is_nothing(house: House) -> None:
    """Only what the protocol names has a page."""
    client = house.client("north", "lead")
    assert client.get("/c/north/protocol/about/S9999/").status_code == 404


def test_people_concerned_are_named_only_to_those_who_see_charts(house: House) -> None:
    """A lead learns how many, a physician also who."""
    patient = house.patient("north", family_name="Concernedson")
    by = house.acting("north", "physician")
    give_answers(
        by,
        patient,
        {"temp_site": "axillary", "temperature_c": 38.4},
        author_kind="physician",
        origin="office",
    )
    with in_clinic(house.north):
        assert affected_by("S22") == (patient.pk,)
    seen = house.client("north", "physician").get("/c/north/protocol/about/S22/").content.decode()
    counted = house.client("north", "lead").get("/c/north/protocol/about/S22/").content.decode()
    assert "Concernedson" in seen
    assert "Concernedson" not in counted


def test_a_version_says_what_changed_in_words(house: House, looser: ProtocolVersion) -> None:
    """The lead compares numbers with their units, not files."""
    with in_clinic(house.north):
        running = keep_running_version(house.acting("north", "lead"))
        changes = compare(edition_of(running, "en"), edition_of(looser, "en"))
    (limit,) = [change for change in changes if change.kind == "limit"]
    assert limit.name == "fever_axillary"
    assert "39.4" in limit.lines[0].new


def feverish_on_a_course(house: House) -> Patient:
    """Give somebody whom only a moderate fever stops an open course."""
    patient = house.patient("north")
    by = house.acting("north", "physician")
    answers = {**answers_of("ready-for-session"), "temp_site": "axillary", "temperature_c": 38.4}
    give_answers(by, patient, answers, author_kind="physician", origin="office")
    open_course(by, patient)
    return patient


def test_the_people_a_version_changes_are_found(house: House, looser: ProtocolVersion) -> None:
    """Nobody else's verdict says what a new number does to ours."""
    feverish_on_a_course(house)
    by = house.acting("north", "lead")
    with in_clinic(house.north):
        found = impact_on_open_courses(looser, by.at)
    assert found.counts == {"looser": 1, "stricter": 0, "unreadable": 0, "same": 0}


def test_two_different_people_approve(house: House, looser: ProtocolVersion) -> None:
    """One person's slip does not change the treatment of everybody."""
    lead, physician = house.acting("north", "lead"), house.acting("north", "physician")
    assert approve(lead, looser, accepts_looser=True) == Approved(complete=False)
    assert approve(lead, looser, accepts_looser=True) == NotApproved("own_twice")
    with in_clinic(house.north):
        looser.refresh_from_db()
        assert looser.status == DRAFT
    assert approve(physician, looser, accepts_looser=True) == Approved(complete=True)
    with in_clinic(house.north):
        looser.refresh_from_db()
        assert looser.status == APPROVED


def test_a_looser_version_needs_it_said(house: House, looser: ProtocolVersion) -> None:
    """Whoever lets a verdict become looser has to say that they saw it."""
    feverish_on_a_course(house)
    lead = house.acting("north", "lead")
    assert approve(lead, looser, accepts_looser=False) == NotApproved("looser_not_named")
    assert approve(lead, looser, accepts_looser=True) == Approved(complete=False)


def test_a_looser_version_needs_it_said_even_if_nobody_is_concerned_today(
    house: House, looser: ProtocolVersion
) -> None:
    """The solver finds somebody who could exist, and the page shows them."""
    lead = house.acting("north", "lead")
    assert approve(lead, looser, accepts_looser=False) == NotApproved("looser_not_named")
    page = house.client("north", "lead").get(f"/c/north/protocol/versions/{looser.pk}/")
    assert "accepts_looser" in page.content.decode()
    assert "Body temperature: 37" in page.content.decode().replace("\N{NO-BREAK SPACE}", " ")


def test_a_version_is_not_approved_before_it_is_proved(
    house: House, looser: ProtocolVersion
) -> None:
    """Nobody signs what nobody has looked through; the job proves what waits."""
    lead = house.acting("north", "lead")
    with in_clinic(house.north):
        looser.proof = None
        looser.save()
    assert proving.has_unproved(house.north, lead.at)
    assert approve(lead, looser, accepts_looser=True) == NotApproved("not_proved_yet")
    count = proving.prove_waiting(house.north, lambda: lead.at)
    assert (count.expected, count.done, count.failed) == (1, 1, 0)
    assert not proving.has_unproved(house.north, lead.at)
    assert approve(lead, looser, accepts_looser=True) == Approved(complete=False)


def test_a_proof_against_another_running_version_is_made_anew(
    house: House, looser: ProtocolVersion
) -> None:
    """What a version changes depends on what it would replace."""
    lead = house.acting("north", "lead")
    with in_clinic(house.north):
        looser.proof = {**looser.proof, "against": "0" * 64}
        looser.save()
    assert approve(lead, looser, accepts_looser=True) == NotApproved("not_proved_yet")


def test_a_version_of_which_a_claim_fails_is_not_approved(
    house: House, looser: ProtocolVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page names the claim and the person; nobody can approve it away."""
    lead = house.acting("north", "lead")
    claim, protocol_of = broken("a rule that only claims to stand within another")
    wanted = tuple(one for one in CLAIMS if one.id == claim)
    monkeypatch.setattr(proving, "proving", lambda _loaded: prove(protocol_of, wanted))
    proving.prove_version(lead, looser)
    assert approve(lead, looser, accepts_looser=True) == NotApproved("not_proved")
    page = house.client("north", "lead").get(f"/c/north/protocol/versions/{looser.pk}/")
    assert "For example" in page.content.decode()


def test_a_recalled_version_is_recalled_for_good(house: House, looser: ProtocolVersion) -> None:
    """Nothing starts under a recalled version, and nobody can approve it back."""
    lead = house.acting("north", "lead")
    assert recall(lead, looser)
    assert not recall(lead, looser)
    assert approve(lead, looser, accepts_looser=True) == NotApproved("recalled")
    with in_clinic(house.north):
        assert is_recalled(looser.sha256)


def test_a_folder_with_a_fault_is_not_kept(house: House, tmp_path: Path) -> None:
    """The loader that guards the start guards the import too."""
    (tmp_path / "protocols").mkdir()
    with pytest.raises(CommandError):
        call_command("import_protocol", str(tmp_path), "--clinic", "north")
    with in_clinic(house.north):
        assert not ProtocolVersion.objects.exists()


def test_a_therapist_cannot_approve(house: House, looser: ProtocolVersion) -> None:
    """The page is read by everybody and decided by few."""
    client: Client = house.client("north", "therapist")
    assert client.post(f"/c/north/protocol/versions/{looser.pk}/approve/").status_code == 404
