"""Through every storm: what a tablet promised is in the clinic, once."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from clinic_people import House
from couch_tablets import about, on_course
from lumbalis.clinic.records.models import RunEvent, SessionRun
from lumbalis.clinic.records.tenancy import in_clinic
from lumbalis.clinic.services.couch import runs
from web.browser.couch_page import enrol
from web.browser.couch_storm import Storm

pytestmark = [pytest.mark.hazard("H06"), pytest.mark.hazard("H07")]
Brew = Callable[[int], Storm]


@pytest.fixture
def brew(
    chromium: Browser, live_server: LiveServer, house: House, tmp_path: Path
) -> Iterator[Brew]:
    """Brew a storm from a number."""
    brewed: list[Storm] = []

    def made(seed: int) -> Storm:
        storm = Storm(
            chromium.browser_type, house, live_server.url, tmp_path, about(on_course(house)),
            str(uuid4()), random.Random(seed),  # noqa: S311 - no secret
        )  # fmt: skip
        brewed.append(storm)
        storm.begin()
        assert storm.page is not None
        enrol(storm.page)
        storm.page.goto("about:blank")
        return storm

    yield made
    for storm in brewed:
        storm.end()


def rage(storm: Storm, flaps: int, kills: int) -> None:
    """Flap and kill, evenly mixed, while the tablet writes."""
    storm.write()
    deaths = {round((number + 1) * flaps / (kills + 1)) for number in range(kills)}
    for flap in range(1, flaps + 1):
        storm.flap()
        if flap in deaths:
            storm.kill()
            storm.begin()
            storm.write()


def judge(storm: Storm, house: House) -> None:
    """Compare what was promised with what arrived."""
    assert not [one for one in storm.promised if one.startswith("broken")]
    assert storm.settle()["unsent"] == 0
    with in_clinic(house.north):
        arrived = Counter(str(one) for one in RunEvent.objects.values_list("event", flat=True))
        assert set(storm.promised) <= set(arrived), "lost"
        assert max(arrived.values()) == 1, "duplicated"
        rows = RunEvent.objects.order_by("seq")
        assert set(rows.values_list("standing", flat=True)) == {"accepted"}
        assert list(rows.values_list("seq", flat=True)) == list(range(len(arrived)))
        run = SessionRun.objects.get(pk=storm.run)
        texts = Counter(str(one["body"]) for one in runs.events_of(run))
        assert max(texts.values()) == 1, "written twice"


def test_a_short_storm_loses_nothing(brew: Brew, house: House) -> None:
    """Thirty times without network, three kills of the browser, every fourth answer lost."""
    storm = brew(1)
    rage(storm, 30, 3)
    judge(storm, house)
    assert storm.lost_answers
    assert len(storm.promised) > 30


@pytest.mark.deep
def test_a_long_storm_loses_nothing(brew: Brew, house: House) -> None:
    """Two hundred times without network and twenty kills; none in 200 proves less than 1.5 %."""
    storm = brew(2)
    rage(storm, 200, 20)
    judge(storm, house)
    assert storm.lost_answers > 20
