"""A patient's phone for tests: opens the link, knows the date of birth, taps answers."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

from django.test import Client
from django.utils import timezone

from clinic_people import House
from lumbalis.clinic.records.models import Answer, Invitation, Patient
from lumbalis.clinic.records.sealing import unseal
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services import intake, invitations

BORN = date(1980, 3, 5)
MOST_PAGES = 60
_USUAL: dict[str, object] = {}
"""What the first phone answered that went all the way, by fact."""
_PAGE = re.compile(r'name="page" value="([^"]+)"')


class Phone:
    """A patient's phone: opens the link, knows the date of birth, taps answers."""

    def __init__(self, house: House, clinic: str = "north", **fields: object) -> None:
        self.house, self.clinic = house, house.clinics[clinic]
        person = {"birth_date": BORN, "sex": "male", **fields}
        self.patient: Patient = house.patient(clinic, None, **person)
        self.link = self.invited()
        self.browser = Client()

    def invited(self) -> str:
        """Let the desk make a link; give its path."""
        by = self.house.acting(self.clinic.slug, "receptionist")
        outcome = invitations.invite(by, self.patient, "en")
        assert isinstance(outcome, invitations.Invited)
        return f"/i/{outcome.token}/"

    def recognised(self) -> Phone:
        """Say the date of birth."""
        sent = {"day": "5", "month": "3", "year": "1980"}
        response = self.browser.post(self.link, sent)
        assert response.status_code == 302, response.content
        return self

    def agreed(self) -> Phone:
        """Say the date of birth, and agree to the terms."""
        self.recognised()
        self.browser.post(f"{self.link}terms/", {"agree": "yes"})
        return self

    def get(self, path: str = "") -> str:
        """Open a page of the link, wherever that leads."""
        response = self.browser.get(self.link + path, follow=True)
        self.at = response.request["PATH_INFO"]
        return response.content.decode()

    def send(self, **sent: object) -> str:
        """Answer the page one stands on."""
        page = _PAGE.search(self.get())
        assert page is not None, self.at
        signed = unescape(page[1])
        response = self.browser.post(self.at, {"page": signed, **sent}, follow=True)
        self.status = response.status_code
        self.at = response.request["PATH_INFO"]
        return response.content.decode()

    def post(self, path: str, **sent: object) -> int:
        """Send a form to a page of the link; give the status."""
        return self.browser.post(self.link + path, sent).status_code

    def signed(self) -> str:
        """Give the signature of the page one stands on."""
        page = _PAGE.search(self.get())
        assert page is not None, self.at
        return unescape(page[1])

    def until(self, title: str) -> str:
        """Answer as usual until a page with these words comes up."""
        html = self.get()
        for _ in range(MOST_PAGES):
            if title in html:
                return html
            self.send(**usual_answer(html))
            html = self.get()
        raise AssertionError(title)

    def answered(self) -> Phone:
        """Answer everything as usual: the first phone page by page, those after it at once."""
        if not _USUAL:
            self.until("Where does it hurt?")
            _USUAL.update(self.facts())
            return self
        invitation = self.invitation
        with in_clinic(self.clinic):
            by = intake.holder(invitation, timezone.now())
            kept = intake.answer(by, invitation, tuple(_USUAL), _USUAL)
        assert isinstance(kept, intake.Kept)
        return self

    def facts(self) -> dict[str, object]:
        """Give what was answered last, by fact."""
        with in_clinic(self.clinic):
            rows = Answer.objects.filter(patient=self.patient).order_by("number")
            return {row.fact: unseal(self.patient, row.value) for row in rows}

    def count(self) -> int:
        """Count all answers ever kept."""
        with in_clinic(self.clinic):
            return Answer.objects.filter(patient=self.patient).count()

    @property
    def invitation(self) -> Invitation:
        """Read the newest invitation."""
        with in_clinic(self.clinic):
            newest = invitations.newest(self.patient)
        assert newest is not None
        return newest


def usual_answer(html: str) -> dict[str, object]:
    """Answer a page as somebody without problems would."""
    agreeing = "Do you agree to this massage" in html or "examined you" in html
    low = re.search(r'data-low="(\d+)"', html)
    answers: list[tuple[bool, dict[str, object]]] = [
        ('name="line"' in html and 'value="none"' in html, {"act": "none"}),
        ('value="all"' in html, {"act": "all"}),
        ('class="scale"' in html, {"value": "2"}),
        (low is not None, {"act": "typed", "value": str(max(40, int(low[1]) if low else 0))}),
        (agreeing, {"value": "yes"}),
        ('value="yes"' in html, {"value": "no"}),
    ]
    return next((said for here, said in answers if here), {"act": "unsure"})
