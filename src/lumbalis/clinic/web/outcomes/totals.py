"""Sums worked out on paper: of a licensed form, or of the official one."""

from __future__ import annotations

from django import forms

from lumbalis.clinic import wording
from lumbalis.clinic.knowledge import texts
from lumbalis.clinic.records.models import Clinic, Course
from lumbalis.clinic.services.acting import Acting
from lumbalis.clinic.services.clocks import zone_of
from lumbalis.clinic.services.outcomes import asking
from lumbalis.clinic.services.outcomes.rules import instrument_of, licences_of, outcome_rules
from lumbalis.clinic.services.outcomes.schedule import Due
from lumbalis.domain.outcomes.instruments import Instrument, Scoring
from lumbalis.domain.outcomes.rules import Moment
from lumbalis.domain.outcomes.scoring import recorded_score

_ON_PAPER = (Scoring.COUNT, Scoring.PERCENT, Scoring.START_BACK)


def on_paper(clinic: Clinic) -> tuple[str, ...]:
    """Name the instruments whose sum may be entered: free ones, and those licensed here."""
    held = licences_of(clinic)
    return tuple(
        name
        for name, one in outcome_rules().instruments.items()
        if one.scoring in _ON_PAPER and (not one.licence.needed or name in held)
    )


class TotalForm(forms.Form):
    """One sum: of which form, at which moment."""

    instrument = forms.ChoiceField()
    moment = forms.ChoiceField()
    total = forms.DecimalField(max_digits=5, decimal_places=1, localize=True)
    distress = forms.IntegerField(required=False, localize=True)

    def __init__(self, *args: object, clinic: Clinic, language: str, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # Django's own arguments
        self._language = language
        said = texts(language)
        names = [
            (name, said.get("outcomes", "instruments", name, "name")) for name in on_paper(clinic)
        ]
        choices = {"instrument": names, "moment": _moments(language)}
        for name, field in self.fields.items():
            field.label = wording.say(language, f"outcomes.total.{name}")
            if isinstance(field, forms.ChoiceField):
                field.choices = choices[name]
        if not any(instrument_of(name).start_back for name, _ in names):
            del self.fields["distress"]

    def clean(self) -> dict[str, object]:
        """Refuse a sum the form cannot give."""
        given = super().clean() or {}
        name, total = given.get("instrument"), given.get("total")
        if not name or total is None:
            return given
        instrument = instrument_of(name)
        try:
            recorded_score(instrument, total)
        except ValueError:
            low, high = int(instrument.range.minimum), int(instrument.range.maximum)
            self.add_error("total", self._say("range", low=low, high=high))
        self._check_distress(instrument, given)
        return given

    def _check_distress(self, instrument: Instrument, given: dict[str, object]) -> None:
        """Refuse a part that is larger than its whole, or missing where a group hangs on it."""
        rule, distress, total = instrument.start_back, given.get("distress"), given.get("total")
        if rule is None or "total" in self.errors:
            return
        most = min(len(rule.distress_items), int(str(total).partition(".")[0]))
        if not isinstance(distress, int) or not 0 <= distress <= most:
            self.add_error("distress", self._say("range", low=0, high=most))

    def _say(self, key: str, **values: object) -> str:
        return wording.say(self._language, f"outcomes.faults.{key}", **values)

    @property
    def totals(self) -> dict[str, object]:
        """Give the sums; only for a valid form."""
        given = self.cleaned_data
        number = float(given["total"])
        totals: dict[str, object] = {"total": int(number) if number.is_integer() else number}
        if instrument_of(given["instrument"]).start_back is not None:
            totals["distress"] = given["distress"]
        return totals


def keep(by: Acting, course: Course, form: TotalForm) -> None:
    """Keep the sum of a valid form."""
    moment, _, visit = form.cleaned_data["moment"].partition(":")
    today = by.at.astimezone(zone_of(by.clinic)).date()
    due = Due(form.cleaned_data["instrument"], (), moment, int(visit or 0), today)
    asking.enter_totals(by, course, due, form.totals)


def _moments(language: str) -> list[tuple[str, str]]:
    usual = [
        (one, wording.say(language, f"outcomes.moments.{one}"))
        for one in ("baseline", "mid", "end")
    ]
    visits = outcome_rules().schedule[Moment.FOLLOW_UP].months_after_end
    later = [
        (f"follow_up:{one}", wording.say(language, "outcomes.total.months", n=one))
        for one in visits
    ]
    return [*usual, *later]
