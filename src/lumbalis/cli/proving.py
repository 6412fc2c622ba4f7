"""`lumbalis prove`: every claim about a protocol, for every person that could exist."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING

from lumbalis.cli.folder import refuse_occupied, workplace_of, write_folder
from lumbalis.exchange.answers_json import answers_object
from lumbalis.exchange.errors import InputError
from lumbalis.knowledge.library import load_protocol
from lumbalis.proof.claims.claim import Claim
from lumbalis.proof.prove import CLAIMS, Fault, Finding, proving
from lumbalis.proof.spaces import AS_OF
from lumbalis.surfaces.workplace import Workplace

if TYPE_CHECKING:
    from rich.console import Console

    from lumbalis.domain.protocol import Protocol
    from lumbalis.knowledge.texts import Texts

ALL_HOLD, SOME_FAIL = 0, 3


def prove_act(arguments: Namespace) -> int:
    """Prove the shipped protocol or another; the status says whether every claim holds."""
    if arguments.out is not None:
        refuse_occupied(arguments.out)
    workplace = workplace_of(arguments)
    protocol = load_protocol(workplace.files)
    texts = Workplace(arguments.lang).texts
    claims = _chosen(arguments.claims)
    if arguments.json:
        findings = list(proving(protocol, claims))
        print(json.dumps(_object(protocol, findings), ensure_ascii=False, indent=2))
    else:
        findings = _told(protocol, claims, texts)
    if arguments.out is not None:
        write_folder(arguments.out, _files(protocol, findings))
    if not arguments.json:
        _tell_end(findings, protocol, texts, arguments)
    return ALL_HOLD if all(finding.holds for finding in findings) else SOME_FAIL


def _chosen(names: list[str]) -> tuple[Claim, ...]:
    """Give the claims somebody names, or all of them.

    Raises
    ------
    InputError
        If there is no such claim.
    """
    known = {claim.id: claim for claim in CLAIMS}
    for name in names:
        if name not in known:
            raise InputError(name[:40], "is no claim", f"use one of {', '.join(known)}")
    return tuple(known[name] for name in names) or CLAIMS


def _told(protocol: Protocol, claims: tuple[Claim, ...], texts: Texts) -> list[Finding]:
    """Prove claim by claim, each printed as soon as it is known, with a bar below."""
    from rich.progress import Progress

    from lumbalis.cli.console import console_for
    from lumbalis.cli.printing import print_page
    from lumbalis.explaining.page import heading
    from lumbalis.explaining.proofs import claim_line

    console = console_for()
    name = f"{protocol.id} {protocol.version} ({protocol.status}, {protocol.sha256[:12]})"
    print_page(heading(texts.get("proof", "title", name=name)), console)
    found = []
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(texts.get("proof", "claiming"), total=len(claims))
        for finding in proving(protocol, claims):
            found.append(finding)
            print_page((claim_line(finding, texts),), console)
            bar.advance(task)
    return found


def _tell_end(
    findings: list[Finding], protocol: Protocol, texts: Texts, arguments: Namespace
) -> None:
    from lumbalis.cli.console import console_for
    from lumbalis.cli.printing import print_page
    from lumbalis.explaining.page import Gap, line

    console = console_for()
    failed = [finding for finding in findings if not finding.holds]
    for finding in failed:
        _tell_faults(finding, protocol, texts, console, arguments)
    key = "some_fail" if failed else "all_hold"
    said = texts.get("proof", key, **({"count": len(failed)} if failed else {}))
    quiet = line(texts.get("proof", "not_signed"), "dim")
    print_page((Gap(), line(said, "strong"), quiet, Gap()), console)


def _tell_faults(
    finding: Finding, protocol: Protocol, texts: Texts, console: Console, arguments: Namespace
) -> None:
    from lumbalis.cli.printing import print_page
    from lumbalis.explaining.page import line
    from lumbalis.explaining.proofs import claim_line, fault_page

    print_page((claim_line(finding, texts),), console)
    for place, fault in enumerate(finding.faults):
        print_page(fault_page(fault, protocol, texts), console)
        if fault.person is not None and arguments.out is not None:
            said = texts.get("proof", "file", command=_command(finding, place, arguments))
            print_page((line(said, "dim", indent=2),), console)
    if finding.failed > len(finding.faults):
        rest = texts.get("proof", "more", count=finding.failed - len(finding.faults))
        print_page((line(rest, "dim", indent=2),), console)


def _command(finding: Finding, place: int, arguments: Namespace) -> str:
    file = arguments.out / _file_name(finding, place)
    folder = "" if arguments.knowledge is None else f" --knowledge {arguments.knowledge}"
    return f"lumbalis screen {file} --at {AS_OF.isoformat()}{folder}"


def _file_name(finding: Finding, place: int) -> str:
    return f"{finding.claim}-{place + 1}.json"


def _files(protocol: Protocol, findings: list[Finding]) -> dict[str, bytes]:
    """Write the people who show what fails, and the findings themselves."""
    files = {"proof.json": _bytes(_object(protocol, findings))}
    for finding in findings:
        for place, fault in enumerate(finding.faults):
            if fault.person is not None:
                files[_file_name(finding, place)] = _bytes(person_object(fault, protocol))
    return files


def _bytes(tree: object) -> bytes:
    return (json.dumps(tree, ensure_ascii=False, indent=2) + "\n").encode()


def person_object(fault: Fault, protocol: Protocol) -> dict[str, object]:
    """Write a counterexample as `lumbalis screen` reads it."""
    person = fault.person
    if person is None:
        msg = "nobody shows this fault"
        raise ValueError(msg)
    answers = person.answers(protocol.vocabulary)
    return answers_object(answers, person.encounter(), person.overrides())


def _object(protocol: Protocol, findings: list[Finding]) -> dict[str, object]:
    return {
        "protocol": {
            "id": protocol.id,
            "version": protocol.version,
            "sha256": protocol.sha256,
            "status": protocol.status,
        },
        "as_of": AS_OF.isoformat(),
        "claims": [
            {
                "claim": finding.claim,
                "holds": finding.holds,
                "questions": finding.questions,
                "failed": finding.failed,
                "faults": list(_faults(finding, protocol)),
            }
            for finding in findings
        ],
    }


def _faults(finding: Finding, protocol: Protocol) -> Iterator[dict[str, object]]:
    for fault in finding.faults:
        shown: dict[str, object] = {"about": list(fault.about)}
        if fault.person is not None:
            if fault.usual is not None:
                shown["differs_in"] = list(fault.person.differs_from(fault.usual))
            shown["person"] = person_object(fault, protocol)
        yield shown
