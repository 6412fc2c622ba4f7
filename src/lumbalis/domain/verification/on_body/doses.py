"""How much in all: pressure times time by zone and side, on points, under cups, in a session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

import shapely

from lumbalis.domain.anatomy import Point, Region
from lumbalis.domain.dose import Channel, region_dose
from lumbalis.domain.dose.patch import Field
from lumbalis.domain.verification.findings import no_more_than
from lumbalis.domain.verification.on_body.case import PlanCase
from lumbalis.domain.verification.on_body.findings import (
    BodyCheck,
    BodyFinding,
    amount,
    check,
)
from lumbalis.domain.verification.on_body.ground import LESION, POPLITEAL, SIDES
from lumbalis.domain.verification.words import KIDNEY, LOW_BACK

_DOSE, _IMPULSE = "kPa.s", "N.s"


def zone_dose_too_high(case: PlanCase) -> Iterator[BodyFinding]:
    """No zone gets more on the whole than a zone may."""
    most = case.limit("dose_zone_mean_maximum")
    for zone in case.dosed:
        if case.zone_doses[zone] > most:
            yield _of_zone(case, zone, case.zone_doses[zone], most)


def hottest_dose_too_high(case: PlanCase) -> Iterator[BodyFinding]:
    """Hold the hottest hundredth of every zone below its own limit."""
    most = case.limit("dose_hottest_maximum")
    for zone, found in hottest(case):
        if found > most:
            yield _of_zone(case, zone, found, most)


def point_dose_too_high(case: PlanCase) -> Iterator[BodyFinding]:
    """No point is pressed too long and too hard together."""
    most = case.limit("dose_point_maximum")
    if not _has(case, Channel.POINTS):
        return
    found = float(case.dose.points.max())
    if found > most:
        yield _dose(case, _hottest_place(case, case.dose.points), amount(found, _DOSE), most)


def kidney_dose_too_high(case: PlanCase) -> Iterator[BodyFinding]:
    """Give the kidneys little on the whole."""
    yield from _regions(case, KIDNEY, case.limit("dose_kidney_mean_maximum"))


def popliteal_dose_too_high(case: PlanCase) -> Iterator[BodyFinding]:
    """Give the hollow of the knee next to nothing."""
    yield from _regions(case, POPLITEAL, case.limit("dose_popliteal_mean_maximum"))


def kidney_dose_share(case: PlanCase) -> Iterator[BodyFinding]:
    """Give the kidneys much less than the muscles below them on the same side."""
    share = case.limit("kidney_dose_share_maximum")
    for side in SIDES:
        found, back = kidney_and_back_dose(case, side)
        if back > 0 and found > share * back:
            yield _of_zone(case, f"{KIDNEY}_{side}", found, share * back)


def session_impulse_too_high(case: PlanCase) -> Iterator[BodyFinding]:
    """All hands of a session together press no more than a session may."""
    found, most = case.dose.impulse_ns(), case.limit("session_impulse_maximum")
    if found > most:
        said, allowed = f"{found:.0f} {_IMPULSE}", no_more_than(most, _IMPULSE)
        yield BodyFinding(case.here, "", None, said, allowed)


def vacuum_dose_too_high(case: PlanCase) -> Iterator[BodyFinding]:
    """No spot is under suction too strongly for too long."""
    most = case.limit("cup_vacuum_dose_maximum")
    if not _has(case, Channel.VACUUM):
        return
    found = float(case.dose.vacuum.max())
    if found > most:
        yield _dose(case, _hottest_place(case, case.dose.vacuum), amount(found, _DOSE), most)


def sides_unequal_dose(case: PlanCase) -> Iterator[BodyFinding]:
    """Left and right get alike where the session prescribes them alike."""
    most = case.limit("symmetry_ratio_maximum")
    for region in alike(case):
        left, right = (case.zone_doses[f"{region}_{side}"] for side in SIDES)
        if max(left, right) > most * min(left, right):
            found = f"{region} {left:.0f} : {right:.0f} {_DOSE}"
            yield BodyFinding(case.here, "", None, found, f"≤ {most:g} : 1")


def hottest(case: PlanCase) -> Iterator[tuple[str, float]]:
    """Give the dose that the hottest hundredth of every zone has."""
    raster, field = case.prepared.raster, case.dose.hands
    for zone in case.dosed:
        yield zone, region_dose(field, raster, zone).hottest_kpa_s


def kidney_and_back_dose(case: PlanCase, side: str) -> tuple[float, float]:
    """Give the mean dose of hands over a kidney, and beside the spine below it."""
    means = case.zone_doses
    return means.get(f"{KIDNEY}_{side}", 0.0), means.get(f"{LOW_BACK}_{side}", 0.0)


def alike(case: PlanCase) -> Iterator[str]:
    """Name the regions whose two sides have the same work, on like skin.

    A curved spine makes all sides unlike; a mark on the skin, or a zone excluded on one side
    only, those that hands reach from there.
    """
    if any(case.prepared.body.measures.curve.values()):
        return
    avoided = list(_avoided_on_one_side(case))
    zones = case.protocol.zones.zones
    for region in sorted({zone.region for zone in zones.values() if zone.side in SIDES}):
        left, right = (_work(case, f"{region}_{side}") for side in SIDES)
        if left and left == right and not _near(case, region, avoided):
            yield region


def _avoided_on_one_side(case: PlanCase) -> Iterator[Region]:
    """Give the areas that hands are led around."""
    body, caps = case.prepared.body, case.session.zone_caps
    yield from (area for name, area in body.keep_outs.items() if name.startswith(LESION))
    for zone, other in _mirrored(body.zones):
        if caps.get(zone) == 0 and caps.get(other) != 0:
            yield body.zones[zone]


def _mirrored(zones: Mapping[str, Region]) -> Iterator[tuple[str, str]]:
    for side, other in (SIDES, SIDES[::-1]):
        for zone in zones:
            if zone.endswith(f"_{side}"):
                yield zone, zone.removesuffix(side) + other


def _near(case: PlanCase, region: str, areas: list[Region]) -> bool:
    """Tell whether a hand that works a region could reach one of the areas."""
    tools = case.protocol.contact.tools.values()
    hand = max(max(tool.length_mm, tool.width_mm) for tool in tools)
    sides = [case.prepared.body.zones[f"{region}_{side}"] for side in SIDES]
    return any(shapely.dwithin(zone, area, hand) for zone in sides for area in areas)


def _work(case: PlanCase, zone: str) -> Counter[tuple[object, ...]]:
    steps = (step for step in case.session.steps if zone in step.zones and step.manipulations)
    return Counter(
        (step.manipulations, step.level, step.seconds, len(step.zones), step.cups is None)
        for step in steps
    )


def _has(case: PlanCase, channel: Channel) -> bool:
    patches = case.dose.patches.values()
    return any(patch.channel is channel for of_stroke in patches for patch in of_stroke)


def _regions(case: PlanCase, region: str, most: float) -> Iterator[BodyFinding]:
    for side in SIDES:
        found = case.zone_doses.get(f"{region}_{side}", 0.0)
        if found > most:
            yield _of_zone(case, f"{region}_{side}", found, most)


def _hottest_place(case: PlanCase, field: Field) -> Point:
    row, column = divmod(int(field.argmax()), field.shape[1])
    x, y = case.prepared.raster.grid.centres()
    return Point(float(x[column]), float(y[row]))


def _of_zone(case: PlanCase, zone: str, found: float, most: float) -> BodyFinding:
    centre = case.prepared.body.zones[zone].representative_point()
    return _dose(case, Point(centre.x, centre.y), f"{zone} {amount(found, _DOSE)}", most)


def _dose(case: PlanCase, at: Point, found: str, most: float) -> BodyFinding:
    return BodyFinding(case.here, "", at, found, no_more_than(round(most, 1), _DOSE))


PLAN_CHECKS: tuple[BodyCheck[PlanCase], ...] = (
    check(zone_dose_too_high, "P"),
    check(hottest_dose_too_high, "P"),
    check(point_dose_too_high, "V37", "P"),
    check(kidney_dose_too_high, "R036", "P"),
    check(popliteal_dose_too_high, "V70", "P"),
    check(kidney_dose_share, "R036", "A06", "P"),
    check(session_impulse_too_high, "P"),
    check(vacuum_dose_too_high, "B09", "P"),
    check(sides_unequal_dose, "A13", "P"),
)
