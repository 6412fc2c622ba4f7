"""Whether a session that is under way must end now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lumbalis.domain.adaptation.rules import AdaptationRules, StopRules
from lumbalis.domain.truth import Truth, any_of, truth_of

PATIENT_SAYS_STOP = "patient_says_stop"
PAIN_HIGH, PAIN_RISE_STAYS, GUARDING = "pain_high", "pain_rise_stays", "guarding"
MEASURED = (PAIN_HIGH, PAIN_RISE_STAYS, GUARDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observations:
    """What is seen and heard at one moment of a session.

    `signs` answers the observed signs by id; one without an answer is UNKNOWN.
    Pain is 0 to 10, `guarding` 0 to 3. `lightened_for_s` is how many seconds the
    work has been lighter while the pain stayed up, None when it is not lighter yet.
    """

    signs: Mapping[str, Truth] = field(default_factory=dict)
    pain: int | None = None
    pain_before: int | None = None
    lightened_for_s: int | None = None
    guarding: int | None = None


@dataclass(frozen=True, slots=True)
class StopSigns:
    """The signs that are there and those nobody has looked for.

    `stop` is TRUE as soon as one sign is there. UNKNOWN is no permission: ask or look
    first, working no harder. `lighten` tells to work lighter and watch, because the pain
    has risen. `steps` say what to do after a stop, `ask` which emergency rules to go
    through; both are empty as long as no sign is there.
    """

    stop: Truth
    present: tuple[str, ...]
    unclear: tuple[str, ...]
    lighten: bool
    needs_event: bool
    steps: tuple[str, ...]
    ask: tuple[str, ...]


def stop_now(seen: Observations, rules: AdaptationRules) -> StopSigns:
    """Tell whether the session must end at once, by which signs, and what to do then.

    Raises
    ------
    ValueError
        If a sign is not one of the protocol's observed signs, or a score lies outside
        its scale.
    """
    _check(seen, rules)
    answers = {name: _answer(name, seen, rules.stop) for name in rules.stop.signs}
    present = tuple(name for name, answer in answers.items() if answer is Truth.TRUE)
    stop = any_of(answers.values())
    signs = [rules.stop.signs[name] for name in present]
    return StopSigns(
        stop=stop,
        present=present,
        unclear=tuple(name for name, answer in answers.items() if answer is Truth.UNKNOWN),
        lighten=stop is not Truth.TRUE and _rise(seen, rules.stop) is not Truth.FALSE,
        needs_event=any(sign.needs_event for sign in signs),
        steps=rules.stop.steps if present else (),
        ask=tuple(dict.fromkeys(rule for sign in signs for rule in sign.ask)),
    )


def _answer(name: str, seen: Observations, rules: StopRules) -> Truth:
    match name:
        case "pain_high":
            return truth_of(None if seen.pain is None else seen.pain >= rules.pain_high)
        case "pain_rise_stays":
            return _rise(seen, rules) & _stayed(seen, rules)
        case "guarding":
            return truth_of(None if seen.guarding is None else seen.guarding >= rules.guarding)
        case _:
            return seen.signs.get(name, Truth.UNKNOWN)


def _rise(seen: Observations, rules: StopRules) -> Truth:
    if seen.pain is None or seen.pain_before is None:
        return Truth.UNKNOWN
    return truth_of(seen.pain - seen.pain_before >= rules.pain_rise)


def _stayed(seen: Observations, rules: StopRules) -> Truth:
    """Tell whether lighter work has been tried for long enough; before that nobody can know."""
    tried = seen.lightened_for_s is not None and seen.lightened_for_s >= rules.rise_stays_s
    return Truth.TRUE if tried else Truth.UNKNOWN


def _check(seen: Observations, rules: AdaptationRules) -> None:
    for name in seen.signs:
        if name not in rules.stop.signs or name in MEASURED:
            msg = f"No observed stop sign is called {name}; use an id of the protocol's list."
            raise ValueError(msg)
    scales = rules.scales
    scores = ((seen.pain, scales.pain), (seen.pain_before, scales.pain))
    for score, top in (*scores, (seen.guarding, scales.guarding)):
        if score is not None and not 0 <= score <= top:
            msg = "A score of the running session lies outside its scale; enter it anew."
            raise ValueError(msg)
    if seen.lightened_for_s is not None and seen.lightened_for_s < 0:
        msg = "The seconds of lighter work lie below zero; enter them anew."
        raise ValueError(msg)
