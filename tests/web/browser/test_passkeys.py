"""Passkeys, in a real browser with an authenticator of its own: made, used, and enough to sign."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Page, expect

from clinic_people import House
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
    expect(page).to_have_url(re.compile(r"/c/north/$"))


def test_a_passkey_is_made_and_then_opens_the_door(
    house: House, browser_page: Opener, axe: Callable[[Page], None]
) -> None:
    """No password is typed at a counter where everybody looks on."""
    cache.clear()
    user = house.people["north"]["receptionist"]
    user.set_password(PASSWORD)
    user.save()
    page = with_authenticator(browser_page("north", role=None))
    sign_in(page, user.email)
    page.goto("/account/2fa/webauthn/add/")
    expect(page).to_have_url(re.compile("/account/reauthenticate/"))
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button.button--main")
    page.fill("input[name=name]", "The device at the desk")
    axe(page)
    page.click("main button.button--main")
    expect(page).not_to_have_url(re.compile("/webauthn/add/"))
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    page.context.clear_cookies()
    page.goto("/account/login/?next=/c/north/")
    page.click("#passkey_login")
    expect(page).to_have_url(re.compile(r"/c/north/$"))
