"""A back to point at: areas that carry a word each, for marking where the skin is broken."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from shapely import union_all

from lumbalis.domain.anatomy import Body
from lumbalis.drawing.allowed_zones import SIZE, outlined, views_of
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.body.path import area_path
from lumbalis.drawing.body.speech import BodyWords
from lumbalis.drawing.body.view import View
from lumbalis.drawing.svg import element, escaped

_SMOOTH_MM: Final = 0.8
_SIDES: Final = ("_left", "_right")


def skin_map(
    body: Body,
    words_of_fact: Sequence[str],
    regions: Mapping[str, Collection[str]],
    words: BodyWords,
    key: str = "skin",
) -> str:
    """Draw the back with one area for each word that names a side, or a region without sides.

    An `svg` for a page: each area is a `path` with `data-word`, and colours come by name from
    the page around. It says nothing to a screen reader; the list of words beside it does.
    """
    shown = [word for word in words_of_fact if word in regions and _is_whole(word, words_of_fact)]
    areas = "".join(_areas(body, shown, regions))
    parts = "".join(
        _part(view, key, areas, words, place) for place, view in enumerate(views_of(body))
    )
    width, height = SIZE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="allowed-zones skin-map" '
        f'viewBox="0 0 {width:g} {height:g}" aria-hidden="true">'
        f'<defs><g id="{key}-back">{outlined(body)}</g></defs>{parts}</svg>'
    )


def _is_whole(word: str, known: Sequence[str]) -> bool:
    """Leave out a word that stands for both sides where each side has its own."""
    return not all(f"{word}{side}" in known for side in _SIDES)


def _areas(
    body: Body, shown: Sequence[str], regions: Mapping[str, Collection[str]]
) -> Iterator[str]:
    for word in shown:
        zones = [body.zones[name] for name in sorted(regions[word]) if name in body.zones]
        if zones:
            yield element(
                "path", class_="skin-map__area", data_word=word,
                d=area_path(union_all(zones), _SMOOTH_MM), fill=var("accent"), fill_opacity=0,
                stroke=var("guide"), stroke_width=10,
            )  # fmt: skip


def _part(view: View, key: str, areas: str, words: BodyWords, place: int) -> str:
    y = view.y + 17
    ends = ((view.x + 6, "left_upper", "start"), (view.x + view.width - 6, "right_upper", "end"))
    letters = "".join(
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="15" font-weight="700" text-anchor="{anchor}" '
        f'fill="{var("quiet")}">{escaped(words.say(word))}</text>'
        for x, word, anchor in ends
    )
    return (
        f'<g data-part="{place}">{view.frame(f"""<use href="#{key}-back"/>{areas}""")}{letters}</g>'
    )
