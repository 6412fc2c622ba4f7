"""The note of a session as facts under headings, each as short as it can be said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lumbalis.domain.truth import Truth
from lumbalis.knowledge.wording import upper_first
from lumbalis.surfaces.note import Told, Writer

if TYPE_CHECKING:
    from lumbalis.knowledge.texts import Texts

_GOT_UP = {Truth.TRUE: "well", Truth.FALSE: "not_well"}


def note_facts(told: Told, texts: Texts) -> dict[str, tuple[str, ...]]:
    """Give what was noted under each heading; nothing noted is an empty heading, never left out.

    What differed from the plan is left to the sentences, so that it is read once.
    """
    facts = _Facts(told, texts)
    return {
        "events": tuple(facts.events()),
        "media": tuple(facts.media()),
        "cups": tuple(facts.cups()),
        "points": tuple(facts.points()),
        "palpation": tuple(facts.palpation()),
        "got_up": tuple(facts.got_up()),
    }


class _Facts(Writer):
    """Says the facts of a note without the sentences around them."""

    def events(self) -> Iterator[str]:
        """Say what went wrong, and why the work ended before its time."""
        account = self._account
        yield from (self._reason(one.kind) for one in account.adverse)
        known = {one.kind for one in account.adverse}
        for one in sorted((account.stopped_for or frozenset()) - known):
            yield self._reason(one)
        if account.stopped and not account.stopped_for:
            yield self._say("stop_unsaid")

    def media(self) -> Iterator[str]:
        """Say what was on the skin, with its batch."""
        yield from map(self._medium, self._account.media)

    def cups(self) -> Iterator[str]:
        """Say where cups stood and how long; those nobody noted as taken off as well."""
        for one in self._account.cups:
            where = upper_first(self._zones(one.zones))
            if one.removed_ms is None:
                yield where
            else:
                yield f"{where}: {self._time((one.removed_ms - one.placed_ms) / 1000)}"

    def points(self) -> Iterator[str]:
        """Say each point and its time."""
        for one in self._account.points:
            yield self._say("point", point=one.point, time=self._time(one.seconds))

    def palpation(self) -> Iterator[str]:
        """Say what the hands found, zone by zone."""
        for one in self._account.palpation:
            zone = upper_first(self._words.name("zone", one.zone))
            yield f"{zone}: {self._say('findings', one.finding)}"

    def got_up(self) -> Iterator[str]:
        """Say how somebody rested and stood up."""
        if self._account.rest_s is not None:
            yield self._say("rest", time=self._time(self._account.rest_s))
        if self._account.got_up in _GOT_UP:
            yield self._say("got_up", _GOT_UP[self._account.got_up])
