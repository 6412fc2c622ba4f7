"""The measures of a body on a command line: KEY=VALUE, one measure each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from lumbalis.exchange.bodies import GivenBody, read_body
from lumbalis.exchange.errors import InputError, show_name
from lumbalis.exchange.fields import Fields
from lumbalis.exchange.lesions import KINDS

OPTION: Final = "--body"
_NUMBER = re.compile(r"[+-]?\d{1,6}(?:\.\d{1,6})?\Z")
_SIZES = {"stature": "stature_cm", "mass": "mass_kg"}
_COORDINATES = {"up": "up_mm", "out": "out_mm"}
_LESION = ("landmark", "side", "up_mm", "out_mm", "radius_mm", "margin_mm")
_LEAST_PARTS = len(_LESION) - 1


def read_body_words(words: Sequence[str]) -> GivenBody | None:
    """Read the words given after `--body`; None if there are none.

    `build=female`, `stature=168` (cm), `mass=66` (kg), `L4=confirmed`, `C7.up=452` and
    `psis_left.out=46` (mm), `curve.L2=8` (mm to the right), and for each lesion
    `mole=LANDMARK,SIDE,UP,OUT,RADIUS[,MARGIN]` (mm).

    Raises
    ------
    InputError
        For the first word that cannot be read, and as `read_body` does.
    """
    if not words:
        return None
    tree = _Tree()
    for word in words:
        tree.take(word)
    return read_body(Fields(OPTION, "", tree.as_json()))


class _Tree:
    """The body object that the words say, key by key."""

    def __init__(self) -> None:
        self.plain: dict[str, object] = {}
        self.landmarks: dict[str, dict[str, object]] = {}
        self.curve: dict[str, object] = {}
        self.lesions: list[dict[str, object]] = []

    def as_json(self) -> dict[str, object]:
        """Give the object as the answers would hold it."""
        groups = {"landmarks": self.landmarks, "curve": self.curve, "lesions": self.lesions}
        return {**self.plain, **groups}

    def take(self, word: str) -> None:
        """Put one word where it belongs."""
        key, sign, value = (part.strip() for part in word.partition("="))
        if not (key and sign and value):
            raise InputError(OPTION, "holds a word that is not KEY=VALUE", "write stature=168")
        place, _, part = key.rpartition(".")
        if key == "build":
            _put(self.plain, key, value, key)
        elif key in _SIZES:
            _put(self.plain, _SIZES[key], _number(key, value), key)
        elif key in KINDS:
            self.lesions.append(_lesion(key, value, 1 + len(self.lesions)))
        elif place == "curve":
            _put(self.curve, part, _number(key, value), key)
        elif part in _COORDINATES:
            _put(self._landmark(place), _COORDINATES[part], _number(key, value), key)
        elif "." in key or value not in {"palpated", "confirmed"}:
            raise _not_a_measure(key)
        else:
            _put(self._landmark(key), "trust", value, key)

    def _landmark(self, name: str) -> dict[str, object]:
        return self.landmarks.setdefault(name, {})


def _put(tree: dict[str, object], name: str, value: object, key: str) -> None:
    if name in tree:
        raise _problem(key, "is given twice", "give it once")
    tree[name] = value


def _lesion(kind: str, text: str, number: int) -> dict[str, object]:
    parts = [part.strip() for part in text.split(",")]
    if not _LEAST_PARTS <= len(parts) <= len(_LESION):
        what_to_do = f"write {kind}=L3,left,0,70,4 (landmark, side, up, out, radius in mm)"
        raise _problem(kind, f"does not have {_LEAST_PARTS} or {len(_LESION)} parts", what_to_do)
    landmark, side, *numbers = parts
    sizes = dict(zip(_LESION[2:], (_number(kind, text) for text in numbers), strict=False))
    up_mm, out_mm = sizes.pop("up_mm"), sizes.pop("out_mm")
    at = {"landmark": landmark, "side": side, "up_mm": up_mm, "out_mm": out_mm}
    return {"id": f"{kind}-{number}", "kind": kind, "at": at, **sizes}


def _number(key: str, text: str) -> float:
    if not _NUMBER.match(text):
        what_to_do = "write it in figures, with a point for decimals"
        raise _problem(key, "is not a number", what_to_do)
    return float(text)


def _not_a_measure(key: str) -> InputError:
    what_to_do = (
        "write build, stature, mass, a landmark like L4=confirmed or C7.up=452, "
        "curve.L2=8, or a lesion like mole=L3,left,0,70,4"
    )
    return _problem(key, "is not a measure of a body", what_to_do)


def _problem(key: str, what: str, what_to_do: str) -> InputError:
    return InputError(f"{OPTION} {show_name(key)}", what, what_to_do)
