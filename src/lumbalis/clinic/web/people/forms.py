"""Forms of the colleagues: what can be typed, how it is labelled, and what is wrong with it."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.core.validators import EmailValidator

from lumbalis.clinic.policy import Role
from lumbalis.clinic.records.models import User
from lumbalis.clinic.services.people.joining import LONGEST_NAME, Newcomer
from lumbalis.clinic.services.people.memberships import STAFF
from lumbalis.clinic.services.people.qualifying import KINDS, LONGEST_DOCUMENT, NewCredential
from lumbalis.clinic.web.people.lines import credential_word, end_of, role_word, say

LANGUAGE_NAMES = (("en", "English"), ("ru", "Русский"), ("uk", "Українська"))
_A_DAY = {"type": "date", "autocomplete": "off"}


class _Form(forms.Form):
    """A form whose labels and complaints are our words."""

    hints: tuple[str, ...] = ()

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **more)
        for name, field in self.fields.items():
            field.label = say(f"field.{name}")
            field.help_text = say(f"hint.{name}") if name in self.hints else ""
            wrong = say(f"wrong.{name}")
            field.error_messages = dict.fromkeys(field.error_messages, wrong)
            for validator in field.validators:
                if isinstance(validator, EmailValidator):
                    validator.message = wrong


def _day(*, required: bool = False) -> forms.DateField:
    return forms.DateField(required=required, widget=forms.DateInput(_A_DAY, "%Y-%m-%d"))


def _roles() -> list[tuple[str, str]]:
    return [(role.value, role_word(role)) for role in STAFF]


class InviteForm(_Form):
    """Whom to invite, and as what."""

    hints = ("email", "roles", "until")
    name = forms.CharField(max_length=LONGEST_NAME, widget=forms.TextInput({"autocomplete": "off"}))
    email = forms.EmailField(widget=forms.EmailInput({"autocomplete": "off"}))
    roles = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    until = _day()
    language = forms.ChoiceField(choices=LANGUAGE_NAMES)

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **more)
        self.fields["roles"].choices = _roles()  # type: ignore[attr-defined]  # a choice of several

    def newcomer(self, clinic: Any) -> Newcomer:  # noqa: ANN401 - a Clinic
        """Give what was typed."""
        typed = self.cleaned_data
        until = end_of(typed["until"], clinic) if typed["until"] else None
        roles = [Role(one) for one in typed["roles"]]
        return Newcomer(typed["email"], typed["name"].strip(), typed["language"], roles, until)


class RoleForm(_Form):
    """A role and its last day."""

    role = forms.ChoiceField()
    until = _day()

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **more)
        self.fields["role"].choices = _roles()  # type: ignore[attr-defined]  # a choice


class CredentialForm(_Form):
    """A qualification, as its document says."""

    hints = ("valid_until", "document")
    kind = forms.ChoiceField()
    valid_from = _day(required=True)
    valid_until = _day()
    document = forms.CharField(
        required=False, max_length=LONGEST_DOCUMENT, widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **more)
        kinds = [(kind, credential_word(kind)) for kind in KINDS]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a choice

    def credential(self) -> NewCredential:
        """Give what was typed."""
        return NewCredential(**self.cleaned_data)


class PasswordForm(_Form):
    """A password of one's own, typed twice."""

    hints = ("password",)
    password = forms.CharField(
        strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    again = forms.CharField(
        strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **more)
        self.user = user

    def clean_password(self) -> str:
        """Judge the password as everywhere else."""
        typed = str(self.cleaned_data["password"])
        self.user.name = str(self.data.get("name", self.user.name))
        return str(get_adapter().clean_password(typed, self.user))

    def clean(self) -> dict[str, Any]:
        """Compare the two."""
        typed = super().clean() or {}
        if "password" in typed and typed.get("again") != typed["password"]:
            self.add_error("again", say("wrong.again"))
        return typed


class NewAccountForm(PasswordForm):
    """A name and a password."""

    field_order = ("name", "password", "again")
    name = forms.CharField(
        max_length=LONGEST_NAME, widget=forms.TextInput({"autocomplete": "name"})
    )
