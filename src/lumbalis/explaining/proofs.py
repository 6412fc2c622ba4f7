"""A proof in words: what holds for everybody, and the person who shows what does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lumbalis.domain.protocol import Protocol
from lumbalis.explaining.page import Gap, Line, Page, Rows, Span, Spans, line, span
from lumbalis.knowledge.texts import Texts
from lumbalis.knowledge.wording import answer
from lumbalis.proof.prove import Fault, Finding
from lumbalis.proof.somebody import Somebody

_HOLDS, _FAILS = Span("●", "go"), Span("⬣", "stop")


def claim_line(finding: Finding, texts: Texts) -> Line:
    """Say in one line whether a claim holds."""
    said = texts.get("proof", "claims", finding.claim)
    count = texts.get("proof", "questions", count=finding.questions)
    return Line(span(said), mark=_HOLDS if finding.holds else _FAILS, note=Span(count, "dim"))


def fault_page(fault: Fault, protocol: Protocol, texts: Texts) -> Page:
    """Say of whom or of what a claim is not true, and what that person is like."""
    about = line(", ".join(_named(name, texts) for name in fault.about), "strong", indent=2)
    if fault.person is None:
        return (about, line(texts.get("proof", "nobody"), "dim", indent=2), Gap())
    rows = tuple(rows_of_person(fault.person, fault.usual, protocol, texts))
    lead = texts.get("proof", "counterexample" if rows else "usual_person")
    return (about, line(lead, "dim", indent=2), Rows(rows, indent=4), Gap())


def _named(name: str, texts: Texts) -> str:
    title = texts.find("screening", "rules", name, "title")
    return name if title is None else f"{name} ({title})"


def rows_of_person(
    person: Somebody, usual: Somebody | None, protocol: Protocol, texts: Texts
) -> Iterator[tuple[Span, Spans]]:
    """Say in what a person differs from the usual one: facts, their age, overrides."""
    names = person.values if usual is None else person.differs_from(usual)
    for name in names:
        yield Span(_label(name, texts)), span(_said(name, person, protocol, texts))
    for rule in sorted(person.set_aside):
        yield Span(texts.get("proof", "set_aside")), span(_named(rule, texts))


def _label(name: str, texts: Texts) -> str:
    known = texts.find("facts", name, "label") or texts.find("interface", "context", name, "label")
    return known or name


def _said(name: str, person: Somebody, protocol: Protocol, texts: Texts) -> str:
    value = person.values.get(name)
    if value is None:
        return texts.get("proof", "unknown")
    said = answer(name, value, protocol.vocabulary, texts)
    return texts.get("proof", "too_old", value=said) if name in person.ages else said


def person_in_words(
    person: Somebody, usual: Somebody | None, protocol: Protocol, texts: Texts
) -> str:
    """Say in one line in what a person differs from the usual one."""
    rows = rows_of_person(person, usual, protocol, texts)
    return "; ".join(f"{label.text}: {''.join(part.text for part in said)}" for label, said in rows)


def people_in_words(faults: Sequence[Fault], protocol: Protocol, texts: Texts) -> list[str]:
    """Say each counterexample in one line, for a program or a page."""
    return [
        person_in_words(fault.person, fault.usual, protocol, texts)
        for fault in faults
        if fault.person is not None
    ]
