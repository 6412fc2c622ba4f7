"""What allauth asks the house: accounts come from an administrator, passwords are one's own."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from lumbalis.clinic import wording
from lumbalis.clinic.records.models import User
from lumbalis.clinic.services.people import passwords
from lumbalis.clinic.web.accounts import keys
from lumbalis.clinic.web.templatetags.clinic import language

_YEAR_S = 365 * 24 * 3600


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts with an e-mail address and a password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: nobody makes their own account."""
        del request
        return False

    def get_user_search_fields(self) -> list[str]:
        """Name what a password may not resemble."""
        return ["email", "name"]

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Refuse a password that was only for the first time."""
        cleaned: str = super().clean_password(password, user)
        if user is not None and user.must_change_password and user.check_password(cleaned):
            raise ValidationError(wording.say(language(), "people.join.same_password"))
        return cleaned

    def set_password(self, user: User, password: str) -> None:
        """Keep the password somebody chose."""
        passwords.choose_password(user, password)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go to work afterwards."""
        del request
        return "/"

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Offer the second factor alone to those who have one: a password can be watched."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        second = [one for one in methods if one["id"] != "reauthenticate"]
        return sorted(second, key=_passkey_first) or methods

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:  # noqa: ANN401 - allauth's
        """Write the sign-in down, and speak the language of whoever signs in."""
        response: HttpResponse = super().post_login(request, user, **how)
        passwords.note_signed_in(user, timezone.now(), _method(request))
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=_YEAR_S,
                secure=settings.SECURE,
                samesite="Lax",
            )
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ANN401 - allauth's
        """Write down that somebody could not sign in."""
        super().authentication_failed(request, **credentials)
        passwords.note_not_signed_in(timezone.now())

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing: a link in a letter nobody asked for would be a way in."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is untyped
    """Second factors, whose secrets a copy of the database alone does not give away."""

    def encrypt(self, text: str) -> str:
        """Seal a secret of an app or of recovery codes."""
        return keys.sealed(text, keys.SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it."""
        return keys.opened(encrypted_text, keys.SECOND_FACTOR)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Signing in through the identity provider of the installation, with an account one has."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Refuse: whoever has no account here gets none by signing in elsewhere."""
        del request, sociallogin
        return False


def _method(request: HttpRequest) -> str:
    done = request.session.get("account_authentication_methods") or [{}]
    return "+".join(str(one.get("type") or one.get("method", "")) for one in done)


def _passkey_first(method: dict[str, Any]) -> bool:
    return "webauthn" not in str(method["id"])
