"""Every page in a real browser: narrow and wide, light and dark, in turn in three languages."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from playwright.sync_api import ConsoleMessage, Error, Page, ViewportSize

from lumbalis.knowledge.locales import LANGUAGES
from web.browser.harness import Opener, Theme, keep_picture, overflow, too_small, violations
from web.browser.pages import ELSEWHERE, PLACES, Place, World

WITH_PAGES = ("lumbalis.", "allauth.")
NARROW: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1400, "height": 900}
Seen = tuple[Theme, ViewportSize]
DAILY: tuple[Seen, Seen] = (("light", WIDE), ("dark", NARROW))
LONG: tuple[Seen, ...] = (*DAILY, ("dark", WIDE), ("light", NARROW))
EVERY_LOOK = bool(os.environ.get("LUMBALIS_DEEP") or os.environ.get("LUMBALIS_SHOTS"))
AREAS = sorted({place.area for place in PLACES})


@pytest.mark.parametrize("area", AREAS)
def test_the_pages_keep_nobody_out(world: World, browser_page: Opener, area: str) -> None:
    """Whoever needs a screen reader, a phone or a dark room has the same right to every page."""
    places = [place for place in PLACES if place.area == area]
    found = [
        complaint
        for number, place in enumerate(places)
        for complaint in complaints(browser_page, place, world, LANGUAGES[number % len(LANGUAGES)])
    ]
    assert not found, "\n".join(found)


def complaints(opener: Opener, place: Place, world: World, language: str) -> list[str]:
    """Open a page in a language and give everything that is wrong with it."""
    page = _opened(opener, place, world, language)
    said: list[str] = []

    def hear(line: ConsoleMessage) -> None:
        if line.type == "error" and "status of 4" not in line.text:
            said.append(line.text)

    def hear_error(error: Error) -> None:
        said.append(str(error))

    page.on("console", hear)
    page.on("pageerror", hear_error)
    response = page.goto(address(place, world))
    status = response.status if response else 0
    if status != place.status:
        said.append(f"answers {status} instead of {place.status}")
    else:
        place.way(page)
        said.extend(in_every_look(page, PLACES.index(place), f"{place.role}-{language}"))
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", hear_error)
    return [f"{place.route} as {place.role} in {language}: {one}" for one in said]


def _opened(opener: Opener, place: Place, world: World, language: str) -> Page:
    """Give a page for a reader, which may have shown other pages before."""
    if place.alone:
        return opener(place.clinic, place.role, language=language)
    page = opener.again(place.clinic, place.role, language, proved=place.proved)
    keys = place.keys(world)
    for phone in world.phones.values():
        known = phone.browser.cookies.get("intake")
        if phone.link == f"/i/{keys.get('token')}/" and known is not None:
            cookie = {"name": "intake", "value": known.value, "url": opener.address + phone.link}
            page.context.add_cookies([cookie])  # type: ignore[list-item]  # as Playwright reads it
    return page


def in_every_look(page: Page, number: int, name: str) -> Iterator[str]:
    """Look at a page wide and light, narrow and dark; a long run takes the other two as well.

    Each day a page is judged by axe in one look, its neighbour in the other; a long run judges all.
    """
    page.wait_for_load_state()
    for turn, (theme, size) in enumerate(LONG if EVERY_LOOK else DAILY):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size(size)
        where = f"{theme} {size['width']}"
        if EVERY_LOOK or turn == number % len(DAILY):
            yield from (f"{where}: {one}" for one in violations(page))
        if stuck := overflow(page):
            yield f"{where}: sticks out: {stuck}"
        if size is NARROW and (small := too_small(page)):
            yield f"{where}: hard to hit: {small}"
        keep_picture(page, f"{number:03}-{name}-{where}")


def address(place: Place, world: World) -> str:
    """Give the address of a page in this world."""
    inside = {"clinic": place.clinic} if place.inside else {}
    return reverse(place.route, kwargs={**inside, **place.keys(world)})


def test_every_page_is_looked_at() -> None:
    """A page nobody opened in a browser is a page somebody cannot use."""
    known = {place.route for place in PLACES} | set(ELSEWHERE)
    assert not sorted(set(_pages(get_resolver())) - known)


def test_no_line_speaks_of_a_page_that_is_gone() -> None:
    """A line without its page would look like a page that was tested."""
    there = set(_names(get_resolver()))
    assert not sorted({place.route for place in PLACES} - there)


def _pages(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Name the routes that answer GET, ours and those of the library that signs people in."""
    for name, pattern in _routes(resolver, before):
        view = pattern.callback
        _, _, methods = getattr(view, "guarded_by", ("", "", ("GET",)))
        shut = view.__name__ == "not_here"
        if name and view.__module__.startswith(WITH_PAGES) and "GET" in methods and not shut:
            yield name


def _names(resolver: URLResolver, before: str = "") -> Iterator[str]:
    return (name for name, _ in _routes(resolver, before))


def _routes(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield before + (one.name or ""), one
        else:
            yield from _routes(one, before + (f"{one.namespace}:" if one.namespace else ""))
