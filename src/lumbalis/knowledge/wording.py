"""Facts, answers and places in words: what several kinds of page say about a patient."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lumbalis.domain.expressions import NoDate, Value
from lumbalis.domain.facts import CONTEXT, Vocabulary
from lumbalis.domain.protocol import ZoneTable
from lumbalis.knowledge.texts import Quantity, Texts

_PAIR = ("left", "right")
_MM_A_CM = 10


def upper_first(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Begin a text in lower case, unless it begins with an abbreviation such as INR or X-ray."""
    second = text[1:2]
    return text[:1].lower() + text[1:] if second.islower() or second == " " else text


def label_of(fact: str, texts: Texts) -> str:
    """Name a fact or a circumstance."""
    file, keys = _texts_of(fact)
    return texts.get(file, *keys, "label")


def word_of(fact: str, word: str, texts: Texts) -> str:
    """Say one of the words that a fact or a circumstance may hold."""
    if fact == "phase":
        return texts.get("screening", "phases", word, "name")
    if fact == "credentials":
        return texts.get("screening", "credentials", word)
    file, keys = _texts_of(fact)
    return texts.get(file, *keys, "values", word)


def _texts_of(fact: str) -> tuple[str, tuple[str, ...]]:
    return ("interface", ("context", fact)) if fact in CONTEXT else ("facts", (fact,))


def answer(fact: str, value: Value, vocabulary: Vocabulary, texts: Texts) -> str:
    """Say an answer in words, numbers with their unit."""
    match value:
        case bool():
            return texts.get("interface", "answer", "yes" if value else "no")
        case str():
            return word_of(fact, value, texts)
        case date():
            return texts.value(value)
        case int() | float():
            return _unbroken(_number(fact, value, vocabulary, texts))
        case NoDate():
            return texts.get("interface", "answer", "no_date")
        case frozenset():
            return _set(fact, value, texts)


def _unbroken(text: str) -> str:
    """Keep a number with its unit on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _set(fact: str, words: frozenset[str], texts: Texts) -> str:
    if not words:
        return texts.get("interface", "answer", "nothing")
    return ", ".join(word_of(fact, word, texts) for word in sorted(words))


def _number(fact: str, number: float, vocabulary: Vocabulary, texts: Texts) -> str:
    known = vocabulary.facts.get(fact)
    if known is None:
        return amount(fact, number, vocabulary, texts)
    if known.unit == "{score}" and known.maximum is not None:
        return texts.get("interface", "answer", "of", value=number, maximum=known.maximum)
    return texts.quantity(number, known.unit or "{count}")


def amount(
    fact: str, number: float, vocabulary: Vocabulary, texts: Texts, form: str = "count"
) -> str:
    """Say a number a fact is compared with; numbers of sessions stand alone."""
    known = vocabulary.facts.get(fact)
    unit = (known.unit if known else CONTEXT[fact].unit) or "{count}"
    if unit == "{session}":
        return texts.value(number)
    if unit == "{score}" and known is None:
        return texts.quantity(number, unit, "named_gen" if form == "gen" else "named")
    return texts.quantity(number, unit, form)


def answered(fact: str, value: Value, vocabulary: Vocabulary, texts: Texts) -> str:
    """Say a fact with its answer: `Body temperature: 37.5 °C`. Private ones are marked."""
    said = f"{label_of(fact, texts)}: {answer(fact, value, vocabulary, texts)}"
    known = vocabulary.facts.get(fact)
    if known is not None and known.private:
        return f"{said} ({texts.get('interface', 'answer', 'private')})"
    return said


def places(ids: Iterable[str], zones: ZoneTable, texts: Texts) -> tuple[str, ...]:
    """Name zones by side, in the protocol's order: `both sides: thigh, knee`.

    Left and right are the patient's and are always written.
    """
    wanted = frozenset(ids)
    by_side: dict[str, dict[str, None]] = {}
    for zone in zones.zones.values():
        if zone.id in wanted:
            pair = {f"{zone.region}_{side}" for side in _PAIR}
            side = "both" if zone.side in _PAIR and pair <= wanted else zone.side
            by_side.setdefault(side, {})[zone.region] = None
    return tuple(_place(side, tuple(regions), texts) for side, regions in by_side.items())


def _place(side: str, regions: tuple[str, ...], texts: Texts) -> str:
    names = [texts.get("screening", "zones", region) for region in regions]
    if side != "both" and len(names) == 1:
        zone = regions[0] if side not in _PAIR else f"{regions[0]}_{side}"
        return texts.get("screening", "zones", zone)
    joined = ", ".join(names)
    return joined if side == "midline" else texts.get("interface", "sides", side, zones=joined)


def distance(millimetres: int, texts: Texts) -> str:
    """Say a distance, in centimetres where they are whole."""
    centimetres, rest = divmod(millimetres, _MM_A_CM)
    return texts.value(Quantity(millimetres, "mm") if rest else Quantity(centimetres, "cm"))
