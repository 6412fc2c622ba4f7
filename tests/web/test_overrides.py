"""Setting rules aside: only what the protocol allows, by physicians, with a reason and an end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal.auth import TOTP
from django.db import IntegrityError, transaction
from django.test import Client

from clinic_people import CODE_APP, LONG_AGO, House
from lumbalis.clinic.knowledge import protocol
from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import (
    AuditEvent,
    Membership,
    OverrideRecord,
    Patient,
    User,
)
from lumbalis.clinic.records.sealing import seal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import answers, overrides
from lumbalis.clinic.services.acting import Acting, whole
from lumbalis.clinic.services.answers import answers_object
from lumbalis.clinic.services.overrides import (
    NEEDS_SECOND,
    SHORTEST_REASON,
    Kept,
    Refused,
    Wish,
    give,
    longest,
    second,
    standing,
    withdraw,
)
from lumbalis.clinic.services.screening import current_verdict
from lumbalis.domain.protocol import Category
from verdict_people import AT, answer, fit_patient, qualify

NOW = AT + timedelta(minutes=1)
REASON = "Examined today, no bruising, INR stable for a year."
CASES = [(case, rule) for rule in protocol().rules for case in rule.cases]


@pytest.fixture(autouse=True)
def at_the_clinic(house: House) -> Iterator[None]:
    """Let a second physician work in the north, on the day of the answers."""
    qualify(house)
    colleague = User.objects.create_user("second@north.example", name="second physician")
    with in_clinic(house.north):
        TOTP.activate(colleague, CODE_APP)
        Membership.objects.create(
            clinic=house.north, user=colleague, role=Role.PHYSICIAN.value, valid_from=LONG_AGO
        )
    house.people["north"]["colleague"] = colleague
    with time_machine.travel(NOW, tick=False):
        yield


def acting(house: House, who: str = "physician") -> Acting:
    """Let somebody act now; the colleague is a physician too."""
    by = house.acting("north", "physician" if who == "colleague" else who, NOW)
    key = house.people["north"][who].pk
    return Acting(type(by.actor)(key, by.actor.clinic_id, by.actor.roles), by.clinic, NOW)


def wish(case: str = "X16.anticoagulant", **changes: object) -> Wish:
    """Make a decision that may be kept, spoiled where asked."""
    usual: dict[str, object] = {"reason": REASON, "until": NOW + timedelta(days=7)}
    return Wish(case=case, **{**usual, **changes})  # type: ignore[arg-type]  # one field each


def anticoagulated(house: House) -> Patient:
    """Somebody whose only obstacle is an anticoagulant."""
    return fit_patient(house, anticoagulant="doac")


def category(house: House, patient: Patient) -> Category:
    """Screen now."""
    with in_clinic(house.north):
        return current_verdict(patient, NOW).category


@pytest.mark.hazard("H23")
@pytest.mark.parametrize("case", [case.id for case, _ in CASES])
def test_only_what_the_protocol_allows_can_be_set_aside(house: House, case: str) -> None:
    """Every case of every rule is tried; absolute stops have no override in the product."""
    patient = anticoagulated(house)
    outcome = give(acting(house), patient, wish(case))
    found = next(one for one, _ in CASES if one.id == case)
    if found.overridden is None:
        assert outcome == Refused("never")
    else:
        assert outcome == Refused("not_in_the_way") or case == "X16.anticoagulant"
    with in_clinic(house.north):
        assert OverrideRecord.objects.count() == (case == "X16.anticoagulant")


@pytest.mark.hazard("H23")
@pytest.mark.parametrize("case", [case.id for case, _ in CASES if case.overridden is None])
def test_a_row_written_past_the_service_changes_nothing(house: House, case: str) -> None:
    """Even straight into the database: screening itself refuses a decision about such a rule."""
    patient, by = fit_patient(house, temperature_c=38.2), acting(house)
    before = category(house, patient)
    with whole(by):
        row = OverrideRecord.objects.create(
            clinic=by.clinic, patient=patient, rule=case.partition(".")[0], case=case,
            reason=seal(patient, REASON), by_id=by.actor.user_id, at=NOW - timedelta(seconds=1),
            until=NOW + timedelta(days=1), protocol_sha256=protocol().sha256,
        )  # fmt: skip
        verdict = current_verdict(patient, NOW)
    assert verdict.category is before
    assert all(one.set_aside_by is None for one in verdict.reasons), row.case


@pytest.mark.hazard("H23")
@pytest.mark.parametrize("who", ["therapist", "receptionist", "lead", "administrator", "auditor"])
def test_nobody_but_a_physician_sets_a_rule_aside(house: House, who: str) -> None:
    """Not at the door, and not at the service either, should the door fail."""
    patient = anticoagulated(house)
    assert give(acting(house, who), patient, wish()) == Refused("not_a_physician")
    client = house.client("north", who)
    path = f"/c/north/patients/{patient.pk}/set-aside/X16.anticoagulant/"
    assert client.get(path).status_code == 404
    assert client.post(path, {"reason": REASON}).status_code == 404


@pytest.mark.hazard("H23")
def test_it_counts_only_once_a_second_physician_agrees(house: House) -> None:
    """What is grave is decided by two, and waits for the second."""
    patient = anticoagulated(house)
    kept = give(acting(house), patient, wish())
    assert isinstance(kept, Kept)
    assert kept.override.needs_second
    assert kept.verdict.category == "PHYSICIAN_DECISION"
    assert second(acting(house), kept.override) == Refused("same_person")
    assert second(acting(house, "therapist"), kept.override) == Refused("not_a_physician")
    done = second(acting(house, "colleague"), kept.override)
    assert isinstance(done, Kept)
    assert done.verdict.category == "ELIGIBLE_PRECAUTIONS"
    assert second(acting(house, "colleague"), kept.override) == Refused("already")


@pytest.mark.hazard("H23")
def test_a_physician_with_two_accounts_is_still_one(house: House) -> None:
    """Two addresses of one person are no second opinion."""
    kept = give(acting(house), anticoagulated(house), wish())
    assert isinstance(kept, Kept)
    first, other = (house.people["north"][one] for one in ("physician", "colleague"))
    other.name = f" {first.name.upper()} "
    other.save()
    assert second(acting(house, "colleague"), kept.override) == Refused("same_person")


def test_which_decisions_need_two_follows_from_the_category() -> None:
    """Nobody has to remember a list; whoever changes the protocol changes it here too."""
    may = [(case.id, case.category) for case, _ in CASES if case.overridden is not None]
    alone = {name for name, found in may if found not in NEEDS_SECOND}
    assert alone == {"S08", "X04", "X06.trauma", "X07.new_pain", "X09", "X10"}


def test_one_physician_is_enough_where_the_protocol_asks_for_an_examination(house: House) -> None:
    """The missing image is a physician's own question."""
    patient = fit_patient(house, imaging_mri="not_done")
    outcome = give(acting(house), patient, wish("S08"))
    assert isinstance(outcome, Kept), outcome
    assert not outcome.override.needs_second


@pytest.mark.hazard("H23")
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"reason": "too short"}, "reason_short"),
        ({"reason": " " * 40}, "reason_short"),
        ({"reason": "x" * 1001}, "reason_long"),
        ({"until": NOW}, "past"),
        ({"until": NOW + longest() + timedelta(seconds=1)}, "too_long"),
        ({"zones": ("head",)}, "zones"),
        ({"case": "Z99"}, "no_such_rule"),
        ({"case": "S22"}, "never"),
        ({"case": "X19"}, "not_in_the_way"),
    ],
)
def test_a_decision_has_a_reason_and_an_end(
    house: House, changes: dict[str, object], why: str
) -> None:
    """Whatever is missing is named, and nothing is kept."""
    patient = anticoagulated(house)
    outcome = give(acting(house), patient, wish(**{"case": "X16.anticoagulant", **changes}))  # type: ignore[arg-type]  # spoiled
    assert isinstance(outcome, Refused)
    assert outcome.why == why
    assert category(house, patient) is Category.PHYSICIAN_DECISION


def test_the_longest_decision_is_kept(house: House) -> None:
    """The bound itself is allowed."""
    assert isinstance(give(acting(house), anticoagulated(house), wish(until=NOW + longest())), Kept)


def test_the_same_rule_is_not_set_aside_twice(house: House) -> None:
    """A double submit makes one decision."""
    patient = anticoagulated(house)
    give(acting(house), patient, wish())
    assert give(acting(house), patient, wish()) == Refused("already")


def test_withdrawing_counts_at_once(house: House) -> None:
    """The next verdict is part of the same act."""
    patient = anticoagulated(house)
    kept = give(acting(house), patient, wish())
    assert isinstance(kept, Kept)
    second(acting(house, "colleague"), kept.override)
    done = withdraw(acting(house), kept.override)
    assert isinstance(done, Kept)
    assert done.verdict.category == "PHYSICIAN_DECISION"
    with in_clinic(house.north):
        assert standing(patient, NOW) == ()
    assert withdraw(acting(house), kept.override) == Refused("withdrawn")


@pytest.mark.hazard("H23")
def test_a_decision_ends_by_itself(house: House) -> None:
    """To the second."""
    patient = fit_patient(house, imaging_mri="not_done")
    until = NOW + timedelta(minutes=5)
    outcome = give(acting(house), patient, wish("S08", until=until))
    assert isinstance(outcome, Kept), outcome
    with in_clinic(house.north):
        found = [
            current_verdict(patient, moment).category
            for moment in (until - timedelta(seconds=1), until + timedelta(seconds=1))
        ]
    assert [one.allows_session for one in found] == [True, False]


def test_zones_of_a_decision_are_left_out(house: House) -> None:
    """A physician may allow the rest of the back."""
    patient = fit_patient(house, imaging_mri="not_done")
    give(acting(house), patient, wish("S08", zones=("gluteal_left",)))
    with in_clinic(house.north):
        assert "gluteal_left" in current_verdict(patient, NOW).excluded_zones


def test_a_decision_is_for_one_case_alone(house: House) -> None:
    """A decision about one case of a rule is none about another case of it."""
    patient = fit_patient(house, trauma_minor_6wk=True, osteoporosis=True)
    with in_clinic(house.north):
        mine = {one.case for one in current_verdict(patient, NOW).reasons if one.rule == "X06"}
    assert mine == {"X06.trauma", "X06.bone"}
    kept = give(acting(house), patient, wish("X06.bone"))
    assert isinstance(kept, Kept)
    second(acting(house, "colleague"), kept.override)
    with in_clinic(house.north):
        reasons = current_verdict(patient, NOW).reasons
    assert {one.case for one in reasons if one.set_aside_by} == {"X06.bone"}


@pytest.mark.hazard("H23")
def test_every_act_is_in_the_audit(house: House) -> None:
    """Tries that were refused are there too; nothing of the patient is."""
    patient = anticoagulated(house)
    give(acting(house, "therapist"), patient, wish())
    kept = give(acting(house), patient, wish())
    assert isinstance(kept, Kept)
    second(acting(house, "colleague"), kept.override)
    withdraw(acting(house), kept.override)
    with in_clinic(house.north):
        events = list(AuditEvent.objects.filter(action__startswith="override.").order_by("seq"))
    acts = [event.action.removeprefix("override.") for event in events]
    assert acts == ["refused", "given", "seconded", "withdrawn"]
    assert REASON not in str([event.detail for event in events])


@pytest.mark.hazard("H23")
def test_the_database_refuses_a_second_who_is_the_first(house: House) -> None:
    """Should the service fail, the row is refused."""
    patient, by = anticoagulated(house), acting(house)
    kept = give(by, patient, wish())
    assert isinstance(kept, Kept)
    with in_clinic(house.north), pytest.raises(IntegrityError), transaction.atomic():
        OverrideRecord.objects.filter(pk=kept.override.pk).update(
            second_by=by.actor.user_id, second_at=NOW
        )


def test_an_open_reason_is_answered_not_set_aside(house: House) -> None:
    """Who does not know whether there is an anticoagulant cannot decide that it is harmless."""
    patient = fit_patient(house, anticoagulant=None)
    assert give(acting(house), patient, wish()) == Refused("not_in_the_way")


def code() -> str:
    """Give the code of the moment."""
    counter = next(totp.yield_hotp_counters_from_time())
    return str(totp.format_hotp_value(totp.hotp_value(CODE_APP, counter)))


def prove(client: Client) -> None:
    """Say who one is, by the code of the moment."""
    done = client.post("/account/2fa/reauthenticate/?next=/", {"code": code()})
    assert done.status_code == 302, done.content


def token(client: Client, path: str) -> str:
    """Read the token of the page's form."""
    page = client.get(path).content.decode()
    return page.split('name="form_token" value="')[1].split('"')[0]


@pytest.mark.hazard("H23")
def test_who_they_are_is_asked_again(house: House) -> None:
    """A tablet left open cannot set a rule aside."""
    patient = anticoagulated(house)
    client = house.client("north", "physician")
    path = f"/c/north/patients/{patient.pk}/set-aside/X16.anticoagulant/"
    form = {"form_token": token(client, path), "reason": REASON, "until": "2026-11-25"}
    sent = client.post(path, form)
    assert sent.status_code == 302
    assert "reauthenticate" in sent["Location"]
    with in_clinic(house.north):
        assert not OverrideRecord.objects.exists()
    done = client.post("/account/2fa/reauthenticate/", {"code": code()})
    assert done.status_code == 302
    assert done["Location"].endswith("/verdict/")
    with in_clinic(house.north):
        assert OverrideRecord.objects.count() == 1


def test_the_whole_way_through_the_pages(house: House) -> None:
    """One physician decides, another confirms, and the verdict says so."""
    patient = anticoagulated(house)
    mine, theirs = house.client("north", "physician"), house.client("north", "colleague")
    for client in (mine, theirs):
        prove(client)
    path = f"/c/north/patients/{patient.pk}/set-aside/X16.anticoagulant/"
    form = {"form_token": token(mine, path), "until": "2026-11-25"}
    short = mine.post(path, {**form, "reason": "no"})
    assert short.status_code == 422
    assert f"at least {SHORTEST_REASON} characters" in short.content.decode()
    assert mine.post(path, {**form, "reason": REASON}).status_code == 302
    with in_clinic(house.north):
        row = OverrideRecord.objects.get()
    confirm = f"/c/north/patients/{patient.pk}/decisions/{row.pk}/"
    assert "another physician has to confirm" in mine.get(confirm).content.decode()
    assert theirs.post(confirm, {"form_token": token(theirs, confirm)}).status_code == 302
    page = theirs.get(f"/c/north/patients/{patient.pk}/verdict/").content.decode()
    assert "Set aside by physician of north" in page
    assert REASON in page


def test_the_last_day_counts_to_its_end(house: House) -> None:
    """A day is meant as a whole; the longest one ends at the very second it may."""
    patient = anticoagulated(house)
    client = house.client("north", "physician")
    prove(client)
    path = f"/c/north/patients/{patient.pk}/set-aside/X16.anticoagulant/"
    last = (NOW + longest()).date().isoformat()
    client.post(path, {"form_token": token(client, path), "reason": REASON, "until": last})
    with in_clinic(house.north):
        assert OverrideRecord.objects.get().until == NOW + longest()


def test_absolute_stops_have_no_page(house: House) -> None:
    """An address nobody offers leads nowhere."""
    patient = fit_patient(house, temperature_c=38.2)
    client = house.client("north", "physician")
    for case in ("S22", "E05", "nonsense"):
        path = f"/c/north/patients/{patient.pk}/set-aside/{case}/"
        assert client.get(path).status_code == 404
    assert (
        "set-aside" not in client.get(f"/c/north/patients/{patient.pk}/verdict/").content.decode()
    )


def test_an_answer_after_a_decision_is_screened_with_it(house: House) -> None:
    """The decision is about one rule; whatever else comes up stops the session as ever."""
    patient = fit_patient(house, imaging_mri="not_done")
    give(acting(house), patient, wish("S08"))
    answer(house, patient, NOW, temperature_c=38.2)
    assert category(house, patient) is Category.POSTPONE


@pytest.mark.hazard("H15")
@pytest.mark.hazard("H23")
def test_a_decision_ends_with_the_protocol_it_was_made_under(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever set a rule aside had not read what it says now."""
    patient, waiting = anticoagulated(house), anticoagulated(house)
    kept, other = (give(acting(house), one, wish()) for one in (patient, waiting))
    assert isinstance(kept, Kept)
    assert isinstance(other, Kept)
    assert isinstance(second(acting(house, "colleague"), kept.override), Kept)
    with in_clinic(house.north):
        before = answers_object(patient, NOW)["overrides"]
        newer = replace(protocol(), sha256="0" * 64)
        for module in (answers, overrides):
            monkeypatch.setattr(module, "protocol", lambda: newer)
        assert before
        assert answers_object(patient, NOW)["overrides"] == []
        assert standing(patient, NOW) == ()
    assert second(acting(house, "colleague"), other.override) == Refused("expired")
