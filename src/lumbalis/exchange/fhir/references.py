"""Whose a resource is: references to the patient, resolved or refused, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lumbalis.exchange.fields import Fields

_VERSION = re.compile(r"/_history/[^/]+\Z")
_RELATIVE = re.compile(r"([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})\Z")
_ABSOLUTE = re.compile(r"https?://.+/([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})\Z")

SUBJECT = {"AllergyIntolerance": "patient"}
"""The element that names the patient, where it is not `subject`."""


@dataclass(frozen=True, slots=True)
class Target:
    """A resource that references may point to: its type, id, and the address it came from."""

    kind: str
    id: str | None
    url: str | None

    def is_meant_by(self, reference: str) -> bool:
        """Tell whether a reference points here.

        An absolute reference must be the very address, where that is known: the same
        id on another server is another person.
        """
        plain = _VERSION.sub("", reference)
        if plain == self.url:
            return True
        if self.id is None:
            return False
        relative, absolute = _RELATIVE.match(plain), _ABSOLUTE.match(plain)
        if absolute is not None:
            return self.url is None and absolute.groups() == (self.kind, self.id)
        return relative is not None and relative.groups() == (self.kind, self.id)


def reference_under(resource: Fields, key: str) -> str | None:
    """Read the reference text under a key; None where there is none."""
    if not resource.has(key):
        return None
    reference = resource.below(key).tree.get("reference")
    return reference if isinstance(reference, str) and reference else None


def subject_of(resource: Fields, kind: str) -> str:
    """Read whom a resource is about.

    Raises
    ------
    InputError
        If it names nobody.
    """
    key = SUBJECT.get(kind, "subject")
    reference = reference_under(resource, key)
    if reference is None:
        what = "names no patient by a reference"
        resource.refuse(key, what, "add the reference or remove the resource")
    return reference


def id_in(reference: str, kind: str) -> str | None:
    """Take the id out of a reference to a resource of some type; None if it is none."""
    plain = _VERSION.sub("", reference)
    match = _RELATIVE.match(plain) or _ABSOLUTE.match(plain)
    return match.group(2) if match is not None and match.group(1) == kind else None
