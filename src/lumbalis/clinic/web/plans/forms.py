"""The form of an order: what the verdict forbids is shown with its rules and cannot be chosen."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import protocol, texts
from lumbalis.clinic.services.plans.wishes import Wishes
from lumbalis.domain.anatomy import Build
from lumbalis.domain.planning import CLASSICAL
from lumbalis.domain.screening import Verdict
from lumbalis.explaining.words import session_word, technique_name
from lumbalis.knowledge.texts import Texts

_METHODS = (
    "manual_classical", "oil", "cupping_silicone", "cupping_glass", "acupressure",
    "reflex_segmental", "device", "warming_agent", "honey",
)  # fmt: skip
_ORDER_RULE = "S06"
_NOTE = 1000
_MOST_SESSIONS = 30


class OrderForm(forms.Form):
    """What a physician orders, and the measures of the body."""

    methods = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    severity = forms.ChoiceField(widget=forms.RadioSelect)
    sessions = forms.IntegerField(required=False, min_value=1, max_value=_MOST_SESSIONS)
    script = forms.ChoiceField()
    points = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    leave_out = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(
        required=False, max_length=_NOTE, widget=forms.Textarea(attrs={"rows": 3})
    )
    build = forms.ChoiceField(required=False)
    stature_cm = forms.DecimalField(required=False, min_value=100, max_value=230, decimal_places=1)
    mass_kg = forms.DecimalField(required=False, min_value=25, max_value=300, decimal_places=1)
    l4_confirmed = forms.BooleanField(required=False)
    feasible = forms.BooleanField()

    def __init__(self, *args: object, language: str, verdict: Verdict, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # Django's own arguments
        said = texts(language)
        self._fill(language, said)
        for name, field in self.fields.items():
            field.label = wording.say(language, f"plans.order.{name}")
            field.localize = True
        self.not_now = _not_now(verdict, said)

    def _fill(self, language: str, said: Texts) -> None:
        """Offer what the protocol knows."""
        choices = {
            "methods": [(name, technique_name(name, said)) for name in _METHODS],
            "severity": [
                (name, wording.say(language, f"plans.severities.{name}")) for name in _severities()
            ],
            "script": [(name, session_word(said, "scripts", name)) for name in _scripts()],
            "points": [(name, name) for name in protocol().points],
            "leave_out": [(name, said.get("screening", "zones", name)) for name in _zones()],
            "build": [
                ("", wording.say(language, "plans.order.no_build")),
                *((one.value, wording.say(language, f"plans.builds.{one.value}")) for one in Build),
            ],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered

    @property
    def wishes(self) -> Wishes:
        """Give the order; only for a valid form."""
        given = self.cleaned_data
        return Wishes(
            methods=tuple(given["methods"]),
            severity=given["severity"],
            sessions=given["sessions"],
            script=given["script"],
            points=tuple(given["points"]),
            device="device" in given["methods"],
            leave_out=tuple(given["leave_out"]),
            note=given["note"],
        )

    def measures(self, before: dict[str, object]) -> dict[str, object]:
        """Give the measures of the body: those known, and what was typed over them."""
        given = self.cleaned_data
        typed: dict[str, object] = {}
        if given.get("build"):
            typed["build"] = given["build"]
        for name in ("stature_cm", "mass_kg"):
            if given.get(name) is not None:
                typed[name] = float(given[name])
        if given.get("l4_confirmed"):
            known = before.get("landmarks")
            landmarks = dict(known) if isinstance(known, dict) else {}
            typed["landmarks"] = {**landmarks, "L4": {"trust": "confirmed"}}
        return {**before, **typed}


def _not_now(verdict: Verdict, said: Texts) -> dict[str, tuple[str, ...]]:
    """Name the techniques that could not be used now, besides for not being ordered yet.

    They may be ordered all the same: an order is an upper bound, and each session is
    screened for what is possible then.
    """
    standing = {
        name: [rule for rule in found.rules if rule != _ORDER_RULE]
        for name, found in verdict.techniques.items()
        if not found.allowed
    }
    return {name: tuple(_titles(rules, said)) for name, rules in standing.items() if rules}


def _titles(rules: Iterable[str], said: Texts) -> Iterable[str]:
    for rule in rules:
        yield said.find("screening", "rules", rule, "title") or rule


def _severities() -> tuple[str, ...]:
    return tuple(dict.fromkeys(band.severity for band in protocol().dose.severities))


def _scripts() -> tuple[str, ...]:
    others = sorted(name for name in protocol().scripts if name != CLASSICAL)
    return (CLASSICAL, *others)


def _zones() -> tuple[str, ...]:
    return tuple(name for name in protocol().zones.zones if name != "spine")
