"""Forms of the register: what can be typed and how it is labelled; the services judge it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django import forms

from lumbalis.clinic import wording
from lumbalis.clinic.records.models import Patient
from lumbalis.clinic.services.register_fields import FIELDS, LONGEST, SEXES, Problem
from lumbalis.clinic.web.templatetags.clinic import language

_HINTS = ("birth_date", "language", "phone", "note")
LANGUAGE_NAMES = (("en", "English"), ("ru", "Русский"), ("uk", "Українська"))


def say(key: str, **values: object) -> str:
    """Give words of the register in the language of the page."""
    return wording.say(language(), f"patients.{key}", **values)


def sentence(problem: Problem) -> str:
    """Say what is wrong with a field and what to do."""
    what = (
        "missing_part" if problem.what == "missing" and problem.field in _NUMBER else problem.what
    )
    return say(f"problem.{what}", limit=problem.limit)


_NUMBER = ("system", "value")


class PatientForm(forms.Form):
    """Everything the register says of a patient, as it is typed."""

    family_name = forms.CharField(required=True)
    given_name = forms.CharField(required=False)
    patronymic = forms.CharField(required=False)
    birth_date = forms.CharField(required=False)
    sex = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    phone = forms.CharField(required=False, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    email = forms.CharField(required=False, widget=forms.TextInput(attrs={"inputmode": "email"}))
    language = forms.ChoiceField(choices=LANGUAGE_NAMES)
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # Django's own
        sexes = [("", say("sex.unsaid")), *((sex, say(f"sex.{sex}")) for sex in SEXES)]
        self.fields["sex"].choices = sexes  # type: ignore[attr-defined]  # a ChoiceField
        _dress(self.fields, {name: say(f"field.{name}") for name in self.fields})
        for name in _HINTS:
            self.fields[name].help_text = say(f"field.{name}_hint")

    def typed(self) -> dict[str, object]:
        """Give what was typed, as text; the service reads it."""
        return {name: str(self.data.get(name, "")) for name in FIELDS if name in self.data}

    def blame(self, problems: Iterable[Problem]) -> None:
        """Put each problem at its field, in place of what the form itself found."""
        self.full_clean()
        self._errors = forms.utils.ErrorDict()
        for problem in problems:
            self.add_error(
                problem.field if problem.field in self.fields else None, sentence(problem)
            )


class NumberForm(forms.Form):
    """A number somebody is known by."""

    system = forms.CharField(required=False)
    value = forms.CharField(required=False)

    def __init__(self, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # Django's own
        _dress(self.fields, {name: say(f"field.{name}") for name in self.fields})
        self.fields["system"].help_text = say("field.system_hint")

    def typed(self) -> tuple[str, str]:
        """Give the kind and the number as typed."""
        return str(self.data.get("system", "")), str(self.data.get("value", ""))

    def blame(self, problems: Iterable[Problem]) -> None:
        """Put each problem at its field."""
        self.full_clean()
        for problem in problems:
            if problem.field in self.fields:
                self.add_error(problem.field, sentence(problem))


def _dress(fields: Mapping[str, forms.Field], labels: Mapping[str, str]) -> None:
    """Label fields, limit their length, and keep the browser's memory of other people away."""
    for name, field in fields.items():
        field.label = labels[name]
        field.widget.attrs["autocomplete"] = "off"
        if name in LONGEST and isinstance(field.widget, forms.TextInput | forms.Textarea):
            field.widget.attrs["maxlength"] = str(LONGEST[name])


def initial_of(patient: Patient) -> dict[str, object]:
    """Give what the register says now, as it is typed."""
    return {name: as_typed(getattr(patient, name)) for name in FIELDS}


def as_typed(value: object) -> str:
    """Write a value as somebody would type it."""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "" if value is None else str(value)


_SHOWN: Mapping[str, Callable[[str], str]] = {
    "sex": lambda value: say(f"sex.{value or 'unsaid'}") if value in ("", *SEXES) else value,
    "language": lambda value: dict(LANGUAGE_NAMES).get(value, value),
}


def differences(patient: Patient, typed: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """List the fields in which what was typed differs from what is saved now."""
    rows = []
    for name in (field for field in FIELDS if field in typed):
        now, yours = as_typed(getattr(patient, name)), str(typed[name])
        if now != yours:
            show = _SHOWN.get(name, str)
            rows.append((say(f"field.{name}"), show(now), show(yours)))
    return rows
