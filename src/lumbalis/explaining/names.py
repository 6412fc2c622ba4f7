"""Explaining on a terminal what is not a rule: facts, limits, techniques, phases, sources."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from lumbalis.domain.expressions import Limit, facts_read, limits_read
from lumbalis.domain.facts import Fact, FactType, Policy
from lumbalis.domain.protocol import Modifiers, PhaseRule, Protocol, Requirement, Technique
from lumbalis.explaining.page import Gap, Page, Rows, line
from lumbalis.explaining.parts import (
    Origins,
    Row,
    bulleted,
    cases_of,
    condition_rows,
    foot,
    head,
    row,
)
from lumbalis.explaining.words import technique_name
from lumbalis.knowledge.sentences import as_prose, sentence
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import answer, label_of, upper_first, word_of

_ENGLISH = "en"
_DAYS_A_YEAR = 365
_SECONDS_AN_HOUR = 3600


def fact_page(fact: Fact, protocol: Protocol, origins: Origins, texts: Texts) -> Page:
    """Explain a fact: its questions and answers, what silence means, who is asked."""
    rows = (
        row("asks_clinician", texts.get("facts", fact.id, "clinician"), texts),
        row("asks_patient", texts.get("facts", fact.id, "patient"), texts),
        *_kind(fact, texts),
        *_silence(fact, protocol, texts),
        *_validity(fact, texts),
        row(
            "who", ", ".join(texts.get("screening", "askers", who) for who in fact.asked_of), texts
        ),
        *_read_by(fact.id, protocol, texts),
    )
    title = label_of(fact.id, texts)
    return (
        *head(fact.id, title, "", texts),
        Rows(rows),
        *foot(fact.source, None, origins, texts),
    )


def _kind(fact: Fact, texts: Texts) -> Iterator[Row]:
    if fact.values:
        words = [f"{word}: {word_of(fact.id, word, texts)}" for word in fact.values]
        key = "one_of" if fact.type is FactType.ENUM else "several_of"
        yield from bulleted(key, words, texts)
    elif fact.minimum is not None and fact.maximum is not None:
        low = texts.value(fact.minimum)
        high = texts.quantity(fact.maximum, fact.unit or "{count}", "short")
        yield row("kind", f"{low}–{high}", texts)
    else:
        yield row("kind", texts.get("interface", "kinds", fact.type.value), texts)
    if fact.private:
        yield row("private", texts.get("interface", "explain", "need_to_know"), texts)


def _silence(fact: Fact, protocol: Protocol, texts: Texts) -> Iterator[Row]:
    silence = fact.silence
    said = [texts.get("screening", "policies", silence.policy.value)]
    if silence.policy is Policy.DEFAULT and silence.default is not None:
        word = answer(fact.id, silence.default, protocol.vocabulary, texts)
        said.append(texts.get("interface", "explain", "assumed", answer=word))
    if silence.when is not None:
        told = as_prose(sentence(silence.when.expression, protocol.vocabulary, texts))
        said.append(texts.get("interface", "explain", "only_where", condition=told))
    yield row("missing", " ".join(said), texts)
    if silence.because is not None and texts.language == _ENGLISH:
        yield row("because", silence.because, texts)


def _validity(fact: Fact, texts: Texts) -> Iterator[Row]:
    if fact.valid_for is not None:
        yield row("valid_for", _duration(fact.valid_for, texts), texts)


def _duration(time: timedelta, texts: Texts) -> str:
    if time.seconds:
        return texts.quantity(time.total_seconds() / _SECONDS_AN_HOUR, "h")
    years, days = divmod(time.days, _DAYS_A_YEAR)
    return texts.quantity(time.days, "d") if days else texts.quantity(years, "a")


def _read_by(fact: str, protocol: Protocol, texts: Texts) -> Iterator[Row]:
    rules = [case.id for case in cases_of(protocol) if fact in facts_read(case.when.expression)]
    phases = [p.phase for p in protocol.phases if fact in facts_read(p.when.expression)]
    if users := [*rules, *phases]:
        yield row("read_by", ", ".join(users), texts)


def limit_page(limit: Limit, protocol: Protocol, origins: Origins, texts: Texts) -> Page:
    """Explain a limit: its value, how sure it is, and what hangs on it."""
    users = list(_users(limit, protocol))
    used = (row("read_by", ", ".join(users), texts),) if users else ()
    rows = (row("value", texts.value(limit, "named"), texts, "strong"), *used)
    return (
        *head(limit.id, "", limit.status, texts),
        Rows(rows),
        *foot(limit.source, limit.certainty, origins, texts),
    )


def _users(limit: Limit, protocol: Protocol) -> Iterator[str]:
    for case in cases_of(protocol):
        ends = case.release is not None and case.release.after == limit
        if ends or limit in limits_read(case.when.expression):
            yield case.id
    for phase in protocol.phases:
        if limit in limits_read(phase.when.expression):
            yield phase.phase
    for technique in protocol.techniques.values():
        if limit in (technique.from_session, technique.from_level):
            yield technique.id


def technique_page(
    technique: Technique, protocol: Protocol, origins: Origins, texts: Texts
) -> Page:
    """Explain a technique: when it may be used, by whom, and which rules take it away."""
    against = [
        case.id
        for case in cases_of(protocol)
        if any(_takes_away(m, technique.id) for m in (case.modifiers, case.overridden) if m)
    ]
    rows = (
        row("phases", ", ".join(_phase_names(technique, protocol, texts)), texts),
        *_gate(technique, texts),
        *((row("taken_away_by", ", ".join(against), texts),) if against else ()),
    )
    return (
        *head(technique.id, technique_name(technique.id, texts), technique.status, texts),
        Rows(rows),
        *foot(technique.source, None, origins, texts),
    )


def _takes_away(modifiers: Modifiers, technique: str) -> bool:
    only = modifiers.only_techniques
    return technique in modifiers.exclude_techniques or (only is not None and technique not in only)


def _phase_names(technique: Technique, protocol: Protocol, texts: Texts) -> list[str]:
    ordered = [rule.phase for rule in protocol.phases if rule.phase in technique.phases]
    return [texts.get("screening", "phases", phase, "name") for phase in ordered]


def _gate(technique: Technique, texts: Texts) -> Iterator[Row]:
    if technique.part_of is not None:
        yield row("part_of", technique_name(technique.part_of, texts), texts)
    if technique.from_session is not None:
        yield row("from_session", texts.value(technique.from_session, "number"), texts)
    if technique.from_level is not None:
        yield row("from_level", texts.value(technique.from_level, "number"), texts)
    if technique.credentials is not None:
        needed = sorted(technique.credentials.credentials)
        names = [texts.get("screening", "credentials", name) for name in needed]
        yield from bulleted("credentials", names, texts)
    if technique.needs_site_flag is not None:
        yield row("site_flag", label_of(technique.needs_site_flag, texts), texts)


def phase_page(phase: PhaseRule, protocol: Protocol, origins: Origins, texts: Texts) -> Page:
    """Explain a phase: what it means and when it is found."""
    name = upper_first(texts.get("screening", "phases", phase.phase, "name"))
    return (
        *head(phase.phase, name, protocol.status, texts),
        line(texts.get("screening", "phases", phase.phase, "sentence")),
        Gap(),
        Rows(tuple(condition_rows(phase.when.expression, protocol, texts))),
        *foot(phase.source, None, origins, texts),
    )


def requirement_page(requirement: Requirement, origins: Origins, texts: Texts) -> Page:
    """Explain a statement of the source article: what it says, and where it lives here."""
    place = texts.get("interface", "explain", "line_of_article", line=requirement.line)
    rows = (
        row("states", origins.spelled_out(requirement.id, texts), texts),
        row("use", texts.get("interface", "uses", requirement.use), texts),
        *bulleted("lives_in", requirement.lives_in, texts),
        *((row("not_used", requirement.not_used, texts),) if requirement.not_used else ()),
    )
    return (*head(requirement.id, place, "", texts), Rows(rows), Gap())


def source_page(name: str, origins: Origins, texts: Texts) -> Page:
    """Explain a source id."""
    return (*head(name, "", "", texts), line(origins.spelled_out(name, texts)), Gap())
