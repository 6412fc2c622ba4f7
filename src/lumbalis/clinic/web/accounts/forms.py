"""Forms of signing in that differ from allauth's."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm

from lumbalis.clinic import wording
from lumbalis.clinic.web.templatetags.clinic import language


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A passkey; usually one that opens the account by itself, as people expect of passkeys."""

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - allauth's
        super().__init__(*args, **more)
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = wording.say(language(), "people.passkey.alone")
        alone.help_text = wording.say(language(), "people.passkey.alone_hint")
        self.fields["name"].label = wording.say(language(), "account.second.passkeys.name")
        self.fields["name"].widget.attrs["maxlength"] = "60"
