"""Signing in through an identity provider: for those who have an account here, and nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from clinic_people import House
from lumbalis.clinic import environment
from lumbalis.clinic.environment import SettingError, identity_provider
from lumbalis.clinic.records.models import User

GIVEN = {
    "OIDC_SERVER": "https://login.hospital.example/realms/staff",
    "OIDC_CLIENT_ID": "lumbalis",
    "OIDC_CLIENT_SECRET": "s3cret",
    "OIDC_NAME": "Hospital",
}


@pytest.fixture(autouse=True)
def _given(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:  # noqa: ANN401 - pytest-django's
    """Set a provider up, as the environment does."""
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)
    settings.SOCIALACCOUNT_PROVIDERS = identity_provider().providers


def come_back(email: str, *, verified: bool = True) -> tuple[Any, Any]:
    """Come back from the provider as somebody; give the answer and the session."""
    request: Any = RequestFactory().get("/account/oidc/oidc/login/callback/")
    request.session, request.user = SessionStore(), AnonymousUser()
    request._messages = FallbackStorage(request)
    stands_for = SocialLogin(
        provider=get_adapter().get_provider(request, "oidc"),
        user=User(email=email, name="From elsewhere"),
        account=SocialAccount(provider="oidc", uid=email, extra_data={}),
        email_addresses=[EmailAddress(email=email, verified=verified, primary=True)],
    )
    with context.request_context(request):
        answer = complete_social_login(request, stands_for)
    return answer, request.session


def test_without_a_provider_nobody_is_sent_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The usual house has none."""
    for name in GIVEN:
        monkeypatch.delenv(name)
    assert identity_provider() == environment.IdentityProvider()


def test_the_provider_of_the_environment_is_used() -> None:
    """Its origin is where forms may lead, and the exchange is bound to the browser."""
    known = identity_provider()
    assert known.origins == ("https://login.hospital.example",)
    assert "'oauth_pkce_enabled': True" in str(known.providers)


@pytest.mark.parametrize("missing", ["OIDC_SERVER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
def test_half_a_provider_is_refused(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """Found out at the start, not by the first person who wants to sign in."""
    monkeypatch.delenv(missing)
    if missing == "OIDC_CLIENT_ID":
        monkeypatch.setenv("OIDC_CLIENT_ID", "")
    with pytest.raises(SettingError):
        identity_provider()


def test_a_provider_without_https_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever listens could be anybody."""
    monkeypatch.setenv("OIDC_SERVER", "http://login.hospital.example")
    with pytest.raises(SettingError):
        identity_provider()


@pytest.mark.django_db
def test_somebody_with_an_account_signs_in(house: House) -> None:
    """By the address the provider has verified."""
    user = house.people["north"]["receptionist"]
    answer, session = come_back(user.email)
    assert answer.status_code == 302
    assert session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db
def test_a_second_step_is_asked_for_here_as_well(house: House) -> None:
    """Whatever the provider asked, signing stays bound to this house."""
    answer, session = come_back(house.people["north"]["physician"].email)
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert "_auth_user_id" not in session


@pytest.mark.django_db
def test_an_address_nobody_verified_opens_nothing(house: House) -> None:
    """Else everybody could call themselves the physician."""
    _, session = come_back(house.people["north"]["receptionist"].email, verified=False)
    assert "_auth_user_id" not in session


@pytest.mark.django_db
def test_whoever_has_no_account_gets_none(house: House) -> None:
    """An administrator of a clinic lets people in."""
    before = User.objects.count()
    _, session = come_back("stranger@hospital.example")
    assert "_auth_user_id" not in session
    assert User.objects.count() == before
    assert house.people
