"""Patients' phones for the browser tests: each has come as far as a page that is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from html import unescape

from django.utils import timezone

from intake_phone import MOST_PAGES, Phone, usual_answer
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.wording import say
from web.browser.worlds import Keys, World

_SIGNED = re.compile(r'name="page" value="([^"]+)"')
_KINDS = {
    "lines": say("en", "intake.unsure_line"),
    "ticks": 'class="ticks"',
    "scale": 'class="scale"',
    "number": "data-stepper",
    "date": 'name="year"',
    "yes_no": 'name="value" value="yes"',
    "choice": 'class="answer" name="value"',
}
"""How a kind of question is known by its page: the first sign that is there."""


def on_phone(stage: str) -> Keys:
    """Name a link that somebody has used as far as a page: a kind of question, `done`, `now`."""

    def keys(world: World) -> Mapping[str, object]:
        kind = "asked" if stage in _KINDS else stage
        phone = world.phones.get(kind)
        if phone is None:
            phone = world.phones[kind] = _STAGES[kind](world)
        said: dict[str, object] = {"token": phone.link.strip("/").partition("/")[2]}
        return {**said, "number": world.ids[f"q-{stage}"]} if stage in _KINDS else said

    return keys


def _asked(world: World) -> Phone:
    """Answer every question, and note where each kind was met; one line leads to a choice."""
    phone = Phone(world.house).agreed()
    html = phone.get()
    for _ in range(MOST_PAGES):
        signed = _SIGNED.search(html)
        if signed is None:
            return phone
        number = int(phone.at.rstrip("/").rpartition("/")[2])
        world.ids.setdefault(f"q-{_kind_of(html)}", number)
        said = {"page": unescape(signed[1]), **_answer_to(html, seen=world.ids)}
        response = phone.browser.post(phone.at, said, follow=True)
        html, phone.at = response.content.decode(), response.request["PATH_INFO"]
    raise AssertionError(phone.at)


def _answer_to(html: str, *, seen: Mapping[str, object]) -> dict[str, object]:
    """Say nothing is wrong, but tick one line once the pain has been rated."""
    lines = re.findall(r'name="line" value="([^"]+)"', html)
    if _kind_of(html) == "lines" and "q-scale" in seen and "q-choice" not in seen:
        return {"act": "some", "line": lines[-1]}
    return usual_answer(html)


def _kind_of(html: str) -> str:
    return next(kind for kind, sign in _KINDS.items() if sign in html)


def _finished(world: World) -> Phone:
    """Send the drawing of the phone that has answered everything: its questions are over then."""
    phone = world.phones.pop("asked", None) or _asked(world)
    phone.post("drawing/", act="skip")
    return phone


def _urgent(world: World) -> Phone:
    phone = Phone(world.house).agreed()
    html = phone.get()
    first = re.search(r'name="line" value="([^"]+)"', html)
    assert first is not None, phone.at
    phone.send(act="some", line=first[1])
    assert "/now/" in phone.at, phone.at
    return phone


def _closed(world: World) -> Phone:
    phone = Phone(world.house)
    with in_clinic(world.house.north):
        invitation = phone.invitation
        invitation.expires_at = timezone.now() - timedelta(minutes=1)
        invitation.save(update_fields=["expires_at"])
    return phone


_STAGES: dict[str, Callable[[World], Phone]] = {
    "asked": _asked,
    "terms": lambda world: Phone(world.house).recognised(),
    "done": _finished,
    "now": _urgent,
    "closed": _closed,
}
