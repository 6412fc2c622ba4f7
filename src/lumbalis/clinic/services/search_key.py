"""How a name, a number or a telephone is written down so that a search finds it. Pure.

Databases fold the case of Latin letters only, so the folding is done here, once, for both engines.
A patient is found by words: those of the name as they are (`петров`), identifiers after `#`, how
the name sounds after `~`, and telephone numbers from where people begin to read them out after `+`.
The search key is the place of each letter in the alphabet; people are listed in its order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

NUMBER_MARK, SOUND_MARK, PHONE_MARK = "#", "~", "+"
LONGEST_KEY = 400
COMPARED_DIGITS = 9
"""So many last digits of a telephone number are compared: what stands before differs by country."""

_LONGEST_WORD = 80
_SPOKEN_ENDINGS = (4, 7, COMPARED_DIGITS, 10)

_APOSTROPHES = dict.fromkeys(map(ord, "'`´‘’‛ʼʹʻ′＇"))
_SAME_LETTER = str.maketrans({"ё": "е", "ґ": "г"})
_WORDS = re.compile(r"[^\W_]+")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LETTERS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z",
    "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
    "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f", "х": "h", "ц": "c",
    "ч": "ch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
_ROW = "\x000123456789abcdefghijklmnopqrstuvwxyzабвгґдеєжзиіїйклмнопрстуўфхцчшщъыьэюя"
_WORD_END = "00"
_SOUNDS = (
    ("shch", "sh"), ("sch", "sh"), ("tch", "ch"), ("kh", "h"), ("ts", "c"), ("tz", "c"),
    ("ph", "f"), ("ck", "k"), ("x", "ks"), ("w", "v"), ("q", "k"), ("j", "i"), ("y", "i"),
)  # fmt: skip
_SAME_SOUND = (("ie", "e"), ("io", "e"), ("zh", "z"), ("g", "h"), ("f", "v"))
_TWICE = re.compile(r"(.)\1+")


def words_of(text: str) -> tuple[str, ...]:
    """Split a name into folded words: `Д’Артаньян-Пётр` is `дартаньян`, `петр`."""
    return tuple(_WORDS.findall(_folded(text)))


def sound_of(word: str) -> str:
    """Write how a folded word sounds in coarse Latin, so that Petrov and Петров are the same."""
    sound = "".join(_LETTERS.get(letter, letter) for letter in word)
    for written, same in (*_SOUNDS, *_SAME_SOUND):
        sound = sound.replace(written, same)
    return _TWICE.sub(r"\1", sound)


def number_of(text: str) -> str:
    """Write an identifier without its spaces and dashes: `АК 123-456` is `ак123456`."""
    return "".join(words_of(text))


def digits_of(phone: str) -> str:
    """Give the digits of a telephone number in any format."""
    return "".join(
        str(unicodedata.digit(sign)) for sign in phone if unicodedata.digit(sign, None) is not None
    )


def compared_digits(digits: str) -> str:
    """Give the digits that make two numbers the same telephone, wherever it is called from."""
    return digits[-COMPARED_DIGITS:]


def found_by(
    names: Iterable[str], numbers: Iterable[str] = (), phones: Iterable[str] = ()
) -> tuple[str, ...]:
    """List the words a patient is found by, each once, those of the name first."""
    words = [word for name in names for word in words_of(name)]
    marked = [NUMBER_MARK + number_of(number) for number in numbers]
    sounds = [SOUND_MARK + sound for word in words if (sound := sound_of(word))]
    spoken = [PHONE_MARK + ending for phone in phones for ending in _spoken(digits_of(phone))]
    found = (word[:_LONGEST_WORD] for word in (*words, *marked, *sounds, *spoken))
    return tuple(dict.fromkeys(found))


def _spoken(digits: str) -> list[str]:
    """Give a number whole, and from where it is read out without its prefixes."""
    return [digits, *(digits[-length:] for length in _SPOKEN_ENDINGS if length < len(digits))]


def search_key(names: Iterable[str]) -> str:
    """Write a name so that the order of such keys is the order of the alphabet.

    Ukrainian and Russian letters stand in one row that keeps the order of both alphabets, after
    the Latin ones; `ё` counts as `е`. Written in digits and a to f, which every database on every
    system compares alike, whatever its collation makes of letters and spaces.
    """
    words = (_WORDS.findall(_bare(name)) for name in names)
    key = "".join(_WORD_END + "".join(map(_place, word)) for some in words for word in some)
    return key[:LONGEST_KEY]


def _place(sign: str) -> str:
    place = _ROW.find("е" if sign == "ё" else sign)
    return f"{place:02x}" if place >= 0 else f"f{ord(sign):06x}"


def _folded(text: str) -> str:
    return _bare(text).translate(_SAME_LETTER)


def _bare(text: str) -> str:
    """Take case, apostrophes and accents away, and what cannot be seen."""
    composed = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()
    seen = "".join(sign for sign in composed if unicodedata.category(sign) != "Cf")
    return "".join(map(_without_accent, seen))


def _without_accent(sign: str) -> str:
    """Take accents off a letter, except that й and ї are letters of their own."""
    if unicodedata.combining(sign):
        return ""
    if _CYRILLIC.match(sign):
        return sign
    return unicodedata.normalize("NFD", sign)[0]
