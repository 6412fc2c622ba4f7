"""Which of several answers to the same question counts. Pure.

Within one record the newest answer counts, unless somebody only no longer knows, or knows
less than whoever answered before: then the stricter answer does. Where records turn out to be
about the same person, what they say is united so that nothing gets looser: yes counts more than
unknown, unknown more than no, unless the no is newer and a clinician's (hazards H03 and H05).
Not every fact is answered with yes or no, and not every yes is the cautious answer; so whoever
calls says how strict a choice of answers is, and the strictest choice counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

_CLINICIANS = frozenset({"physician", "therapist"})
_NOTHING, _LESIONS = "none", "lesions"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer that was given: a raw JSON value, when it was true, and who gave it."""

    fact: str
    value: object
    at: datetime
    author_kind: str
    recorded_at: datetime
    number: int


Own = Mapping[str, Candidate]
"""What one record says: the answer that counts for each fact."""

Rank = tuple[tuple[int, ...], ...]
Strictness = Callable[[Own], Rank]
Fresh = Callable[[Candidate], bool]
Stands = Callable[[Candidate, Candidate], bool]


def settled(given: Iterable[Candidate], *, may_stand: Stands, strictness: Strictness) -> Own:
    """Choose the answer that counts for each fact; they come oldest first.

    The newest counts, except where an older one may stand against it: then the stricter of
    them does, so that neither forgetting nor knowing less makes a verdict looser.

    Parameters
    ----------
    may_stand : callable
        Whether an older answer may stand against a newer one to the same fact.
    strictness : callable
        How strict the verdict on a choice of answers is; greater is stricter.
    """
    held: dict[str, list[Candidate]] = {}
    for one in given:
        before = held.get(one.fact, ())
        held[one.fact] = [one, *(older for older in before if may_stand(older, one))]
    sure = {fact: ones[0] for fact, ones in held.items() if len(ones) == 1}
    doubtful = {fact: ones for fact, ones in held.items() if len(ones) > 1}
    if not doubtful:
        return sure
    starts = [{fact: ones[place] for fact, ones in doubtful.items()} for place in (0, -1)]
    return max((_strictest(sure, one, doubtful, strictness) for one in starts), key=strictness)


def united(
    records: Sequence[Own], later: Own, *, strictness: Strictness, is_fresh: Fresh
) -> dict[str, Candidate]:
    """Unite what several records of one person say, so that no verdict gets looser.

    Parameters
    ----------
    records : sequence
        What each record said when they were found to be about one person. A record in which nobody
        ever answered anything says nothing, not "unknown" to everything.
    later : mapping
        Answers given since then; they are about the one person and count as they are.
    strictness : callable
        How strict the verdict on a choice of answers is; greater is stricter.
    is_fresh : callable
        Whether an answer is not too old to count.
    """
    told = [record for record in records if record]
    known = {fact: one for fact, one in later.items() if one.value is not None}
    facts = sorted({fact for record in told for fact in record} - set(known))
    choices = {fact: _alternatives(fact, told, later, is_fresh) for fact in facts}
    settled = {fact: held[0] for fact, held in choices.items() if len(held) == 1} | known
    unsettled = {fact: held for fact, held in choices.items() if len(held) > 1}
    if not unsettled:
        return _without_unknown(settled)
    starts: list[dict[str, Candidate | None]] = [dict.fromkeys(unsettled)]
    starts += [{fact: record.get(fact) for fact in unsettled} for record in told]
    chosen = [_strictest(settled, start, unsettled, strictness) for start in starts]
    return max(chosen, key=strictness)


def united_measures(newest_first: Sequence[Mapping[str, object]]) -> Mapping[str, object] | None:
    """Take the newest measures of a body, and every lesion that any record knows."""
    if not newest_first:
        return None
    lesions: list[dict[str, object]] = []
    for measures in newest_first:
        for one in _list(measures.get(_LESIONS)):
            if isinstance(one, Mapping) and one not in lesions:
                lesions.append({**one, "id": _free(one.get("id"), lesions)})
    return {**newest_first[0], _LESIONS: lesions} if lesions else newest_first[0]


def _free(name: object, lesions: Sequence[Mapping[str, object]]) -> str:
    """Give a name that no other lesion has."""
    taken = {one["id"] for one in lesions}
    others = (f"{str(name)[:36]}-{number}" for number in range(2, len(lesions) + 3))
    return next(one for one in (str(name), *others) if one not in taken)


def _alternatives(
    fact: str, told: Sequence[Own], later: Own, is_fresh: Fresh
) -> list[Candidate | None]:
    """List the answers that may count, the one to prefer where they are equally strict first."""
    given = [record[fact] for record in told if fact in record]
    corrected = _corrected(given, told, fact)
    if corrected is not None and fact not in later:
        return [corrected]
    alike: dict[str, Candidate | None] = {}
    for one in sorted(given, key=lambda one: one.at):
        says = _says(one, is_fresh)
        alike.setdefault(says, one if says != _UNKNOWN else None)
    if len(given) < len(told) or fact in later:
        alike.setdefault(_UNKNOWN, None)
    if len(alike) == 1 and None in alike.values():
        return [max(given, key=lambda one: one.at)]
    sets = [one for one in alike.values() if one is not None and isinstance(one.value, list)]
    if len(sets) > 1:
        union = _union(sets)
        alike.setdefault(_says(union, is_fresh), union)
    return sorted(alike.values(), key=_preference, reverse=True)


_UNKNOWN = "null"


def _says(one: Candidate, is_fresh: Fresh) -> str:
    """Write down what an answer says now; an answer that is too old says nothing."""
    if one.value is None or not is_fresh(one):
        return _UNKNOWN
    value = sorted(map(str, one.value)) if isinstance(one.value, list) else one.value
    return json.dumps(value, ensure_ascii=False)


def _corrected(given: Sequence[Candidate], told: Sequence[Own], fact: str) -> Candidate | None:
    """Find an answer that a clinician gave after all that the other records say."""
    newest = max(given, key=lambda one: one.at)
    if newest.author_kind not in _CLINICIANS or newest.value is None:
        return None
    others = [
        record[fact].at if fact in record else max(one.at for one in record.values())
        for record in told
        if record.get(fact) is not newest
    ]
    return newest if all(moment < newest.at for moment in others) else None


def _union(sets: Sequence[Candidate]) -> Candidate:
    words = {str(word) for one in sets for word in _list(one.value)}
    return replace(sets[0], value=sorted(words - {_NOTHING} or words))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _preference(one: Candidate | None) -> tuple[bool, int, float]:
    """Prefer a yes, then what says most, then what was said last, then unknown."""
    if one is None:
        return (False, -1, 0.0)
    return (one.value is True, len(_list(one.value)), one.at.timestamp())


def _strictest(
    settled: Mapping[str, Candidate | None],
    start: Mapping[str, Candidate | None],
    unsettled: Mapping[str, Sequence[Candidate | None]],
    strictness: Strictness,
) -> dict[str, Candidate]:
    """Choose fact by fact the alternative that makes the verdict strictest."""
    chosen = {**settled, **start}
    for fact, alternatives in unsettled.items():

        def rank(one: Candidate | None, fact: str = fact) -> Rank:
            return strictness(_without_unknown({**chosen, fact: one}))

        chosen[fact] = max(alternatives, key=rank)
    return _without_unknown(chosen)


def _without_unknown(chosen: Mapping[str, Candidate | None]) -> dict[str, Candidate]:
    return {fact: one for fact, one in chosen.items() if one is not None}
