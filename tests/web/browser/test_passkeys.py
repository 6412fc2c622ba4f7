"""Passkeys, in a real browser with an authenticator of its own: made, used, and enough to sign."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Page, expect

from clinic_people import House
from lumbalis.clinic.records.models import Membership
from web.browser.harness import Opener

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "a quiet morning in the practice"  # noqa: S105 - of people who do not exist


def with_authenticator(page: Page) -> Page:
    """Put a fingerprint reader into the browser that always says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page


def sign_in(page: Page, email: str) -> None:
    """Sign in with a password."""
    page.goto("/account/login/")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button.button--main")
    expect(page).to_have_url(re.compile(r"^[^?]+/c/north/$"))


def test_a_passkey_is_made_opens_the_door_and_signs(
    house: House, browser_page: Opener, axe: Callable[[Page], None]
) -> None:
    """No password is typed where others look on, and none is needed before an act that counts."""
    cache.clear()
    user = house.people["north"]["administrator"]
    Authenticator.objects.filter(user=user).delete()
    user.set_password(PASSWORD)
    user.save()
    page = with_authenticator(browser_page("north", role=None))
    sign_in(page, user.email)
    make_passkey(page, axe)
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1

    page.context.clear_cookies()
    page.goto("/account/login/?next=/c/north/")
    page.click("#passkey_login")
    expect(page).to_have_url(re.compile(r"^[^?]+/c/north/$"))

    colleague = house.people["north"]["therapist"]
    page.goto(f"/c/north/people/{colleague.pk}/")
    page.click("form[action$='/leave/'] button")
    expect(page).to_have_url(re.compile("/account/2fa/webauthn/reauthenticate/"))
    axe(page)
    assert Membership.objects.get(user=colleague).revoked_at is None
    page.click("main button.button--main")
    expect(page).to_have_url(re.compile(r"\?done=all_ended$"))
    assert Membership.objects.get(user=colleague).revoked_at is not None


def make_passkey(page: Page, axe: Callable[[Page], None]) -> None:
    """Make a passkey; who it is, is asked again before."""
    page.goto("/account/2fa/webauthn/add/")
    expect(page).to_have_url(re.compile("/account/reauthenticate/"))
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button.button--main")
    page.fill("input[name=name]", "The device at the desk")
    axe(page)
    page.click("main button.button--main")
    expect(page).not_to_have_url(re.compile("/webauthn/add/"))
    page.goto("/account/2fa/webauthn/")
    axe(page)
    for act in ("edit", "remove"):
        page.goto("/account/2fa/webauthn/")
        page.locator(f"main a[href*='/{act}/']").click()
        axe(page)
