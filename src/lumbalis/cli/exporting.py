"""`lumbalis export`: the protocol for other systems, as CQL and a FHIR R4 package."""

from __future__ import annotations

import shutil
import subprocess
from argparse import Namespace
from pathlib import Path

from lumbalis.cli.folder import refuse_occupied, workplace_of, write_folder
from lumbalis.domain.protocol import Case, Rule
from lumbalis.exchange.cql.library import library_text
from lumbalis.exchange.errors import InputError
from lumbalis.exchange.package.folder import package_files, resources
from lumbalis.exchange.package.words import PackageWords
from lumbalis.explaining.parts import Origins
from lumbalis.explaining.rules import rule_sentence
from lumbalis.knowledge.library import load_provenance
from lumbalis.surfaces.workplace import Workplace

DONE = 0
TRANSLATOR = Path(__file__).parents[3] / "tools" / "cql"
_TRANSLATION_S = 120
_REMARK = """The rules of Lumbalis, written from the protocol; edit the protocol, not this file.
Draft: no physician has signed these rules. They support a physician and do not replace one.
Facts are parameters; null is unknown and stays unknown. "x age" is the age of an answer in
seconds, without which an answer that may grow old does not count."""


def export_act(arguments: Namespace) -> int:
    """Write the package into a new folder; with the ELM where the translator is at hand."""
    refuse_occupied(arguments.out)
    workplace = workplace_of(arguments)
    protocol = workplace.protocol
    cql = library_text(protocol, _REMARK)
    elm = translated(cql)
    found = resources(protocol, cql, elm, package_words(workplace))
    write_folder(arguments.out, package_files(protocol, found, cql, elm))
    texts = Workplace(arguments.lang).texts
    print(texts.get("package", "kept", file=arguments.out.name, count=len(found)))
    if elm is None:
        print(texts.get("package", "no_elm", file="tools/cql"))
    return DONE


def package_words(workplace: Workplace) -> PackageWords:
    """Give the words of the package in the language of the workplace."""
    provenance = load_provenance(workplace.files)
    origins = Origins(provenance.sources, provenance.requirements)
    protocol, texts = workplace.protocol, workplace.texts

    def tell(rule: Rule, case: Case) -> str:
        del rule
        return rule_sentence(case, protocol, texts)

    return PackageWords(protocol, texts, tell, lambda name: origins.spelled_out(name, texts))


def translated(cql: str) -> str | None:
    """Translate CQL to ELM; None where Node.js or the translator is not there.

    Raises
    ------
    InputError
        If the translator finds an error.
    """
    node = shutil.which("node")
    if node is None or not (TRANSLATOR / "node_modules" / "@cqframework").is_dir():
        return None
    done = subprocess.run(  # noqa: S603 - our own script
        [node, TRANSLATOR / "translate.mjs"],
        input=cql,
        capture_output=True,
        text=True,
        check=False,
        timeout=_TRANSLATION_S,
    )
    if done.returncode:
        complaint = done.stderr.strip().splitlines()[0][:200]
        where, what = "the CQL", f"cannot be translated ({complaint})"
        raise InputError(where, what, "report the protocol that does this")
    return done.stdout[done.stdout.index("{") :]
