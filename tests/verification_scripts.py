"""The five scripts as tables, written by hand: who does what where, for how many seconds.

A row is a step: id, zones, manipulation, at most which level, seconds. Zones ending in
`*` are worked on both sides at once; zones ending in `_` are worked side after side, with
the seconds given for each side.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from lumbalis.domain.protocol import Script, Stage, StageStep


@dataclass(frozen=True, slots=True)
class Row:
    """One step of a script; `extra` holds what only some steps have."""

    id: str
    where: str
    what: str
    at_most: int
    seconds: int
    technique: str = "manual_classical"
    amplitude: str | None = None
    manner: str | None = None
    mode: str | None = None
    medium: str | None = None

    @property
    def each_side(self) -> bool:
        """Tell whether the step is done on one side after the other."""
        return self.where.endswith("_")

    @property
    def whole_seconds(self) -> int:
        """The seconds of the step, both sides together."""
        return self.seconds * (2 if self.each_side else 1)

    @property
    def regions(self) -> tuple[str, ...]:
        """The unsided regions of the step."""
        parts = (part.rstrip("*_") for part in self.where.split())
        return tuple(part.removesuffix("_left") for part in parts)


WHOLE_BACK = "paravertebral* kidney* lower_thoracic*"
BESIDE = "lower_thoracic* lateral_lumbar* iliac_crest*"
OPENING = (
    Row("flat", WHOLE_BACK, "stroking.flat", 1, 50),
    Row("circular", WHOLE_BACK, "stroking.circular", 1, 40),
)
PREPARATION = (
    Row("combined", BESIDE, "stroking.combined", 2, 50),
    Row("squeeze", BESIDE, "squeezing.double_ring", 2, 60),
    Row("smooth", BESIDE, "stroking.flat", 2, 40),
)
GLUTEAL = (
    Row("combined", "gluteal_", "stroking.combined", 2, 20),
    Row("squeeze", "gluteal_", "squeezing.transverse", 3, 20),
    Row("knead", "gluteal_", "kneading.double_ring", 3, 30),
    Row("pat", "gluteal_", "patting.cupped", 3, 10, manner="light"),
    Row("smooth", "gluteal_", "stroking.flat", 2, 10),
)
LEGS = (
    Row("thigh_stroke", "thigh_", "stroking.flat", 2, 15),
    Row("thigh_squeeze", "thigh_", "squeezing.transverse", 3, 10),
    Row("thigh_knead", "thigh_", "kneading.ordinary", 3, 20),
    Row("knee_rub", "knee_", "rubbing.four_finger", 2, 15),
    Row("calf_knead", "lower_leg_", "kneading.ordinary", 3, 15),
    Row("calf_stroke", "lower_leg_", "stroking.flat", 2, 15),
)
SACRUM = (
    Row("spiral", "sacrum", "rubbing.spiral", 3, 40),
    Row("transverse", "sacrum", "rubbing.transverse", 3, 30),
    Row("smooth", "sacrum", "stroking.flat", 2, 20),
)
RUBBING = (
    Row("spasm", "paravertebral_", "rubbing.four_finger", 4, 30),
    Row("edge", "paravertebral_", "rubbing.straight", 4, 25),
    Row("kidney", "kidney_", "rubbing.four_finger", 4, 20),
)
KNEADING = (
    Row("lift", "paravertebral_", "kneading.lifting", 4, 40),
    Row("press", "paravertebral_", "kneading.point_pressing", 4, 30),
    Row("kidney", "kidney_", "kneading.ordinary", 4, 20),
)
VIBRATION = (
    Row("low", "paravertebral_", "vibration.continuous", 3, 15, amplitude="low"),
    Row("sacrum", "sacrum", "vibration.continuous", 3, 20, amplitude="low"),
    Row("high", "paravertebral_", "vibration.continuous", 3, 20, amplitude="high"),
)
PATTING = (
    Row("back", "paravertebral_", "patting.cupped", 1, 8, manner="light"),
    Row("gluteal", "gluteal_", "patting.cupped", 1, 7, manner="light"),
)
CLOSING = (Row("smooth", "paravertebral* gluteal*", "stroking.flat", 1, 60),)

SHORT_OPENING = (
    Row("flat", WHOLE_BACK, "stroking.flat", 1, 60),
    Row("combined", BESIDE, "stroking.combined", 2, 60),
    Row("squeeze", BESIDE, "squeezing.double_ring", 2, 60),
    Row("knead", "gluteal_", "kneading.double_ring", 2, 60),
    Row("smooth", "gluteal_", "stroking.flat", 2, 30),
)
SHORT_CLOSING = (
    Row("knead", "paravertebral*", "kneading.ordinary", 2, 120),
    Row("smooth", "paravertebral* gluteal*", "stroking.flat", 1, 240),
)
ITEMS = ("trained", "extinguisher", "alcohol_closed", "cotton_squeezed", "flame_out", "rim_cool")


def _prepared(technique: str, place: Row) -> dict[str, tuple[Row, ...]]:
    """Oil comes before silicone cups, and after the last flame of glass ones."""
    test = Row("test", "paravertebral_left", "cupping.test", 1, 10, technique, mode="test")
    oil = Row("oil", "paravertebral* gluteal*", "stroking.flat", 1, 50, medium="oil")
    if technique == "cupping_glass":
        around = Row("oil", "paravertebral*", "stroking.flat", 1, 50, technique, medium="oil")
        return {
            "fire_and_test": (test,),
            "suction_on": (place, replace(around, mode="static")),
        }
    return {"oil_and_test": (oil, test), "suction_on": (place,)}


def _cup_rows(technique: str) -> dict[str, tuple[Row, ...]]:
    def cup(name: str, where: str, what: str, seconds: int, mode: str) -> Row:
        return Row(name, where, f"cupping.{what}", 2, seconds, technique, mode=mode)

    return {
        "warm_up": SHORT_OPENING,
        **_prepared(technique, cup("place", "paravertebral_", "placing", 15, "static")),
        "moving_cups": (
            cup("lines", "paravertebral_", "straight", 70, "moving"),
            cup("circles", "gluteal_", "circular", 40, "moving"),
            cup("spirals", "paravertebral_", "spiral", 40, "moving"),
        ),
        "removal": (cup("release", "paravertebral* gluteal*", "release", 30, "none"),),
        "closing": SHORT_CLOSING,
        "skin_check": (Row("look", "", "", 0, 60, technique),),
    }


ROWS: dict[str, dict[str, tuple[Row, ...]]] = {
    "classical": {
        "opening": OPENING,
        "preparation": PREPARATION,
        "gluteal": GLUTEAL,
        "legs": LEGS,
        "sacrum": SACRUM,
        "rubbing": RUBBING,
        "kneading": KNEADING,
        "vibration": VIBRATION,
        "patting": PATTING,
        "closing": CLOSING,
    },
    "cupping_silicone": _cup_rows("cupping_silicone"),
    "cupping_glass": _cup_rows("cupping_glass"),
    "acupressure": {
        "warm_up": (
            Row("flat", WHOLE_BACK, "stroking.flat", 1, 60),
            Row("combined", BESIDE, "stroking.combined", 2, 50),
            Row("squeeze", BESIDE, "squeezing.double_ring", 2, 50),
            Row("rub", "paravertebral_", "rubbing.four_finger", 3, 50),
            Row("knead", "paravertebral_", "kneading.lifting", 3, 50),
        ),
        "points": tuple(
            Row(name, f"{region}*", "acupressure.press", most, 120, "acupressure", mode="point")
            for name, region, most in (
                ("BL22", "kidney", 2),
                ("BL23", "kidney", 2),
                ("BL24", "kidney", 2),
                ("BL25", "paravertebral", 3),
                ("BL26", "paravertebral", 3),
            )
        ),
        "closing": (
            Row("rub", "paravertebral*", "rubbing.straight", 1, 100),
            Row("smooth", "paravertebral* gluteal*", "stroking.flat", 1, 140),
        ),
    },
    "combined": {
        "opening_preparation_gluteal": SHORT_OPENING,
        "manual_lumbar": (
            Row("rub", "paravertebral_", "rubbing.four_finger", 2, 60),
            Row("knead", "paravertebral_", "kneading.lifting", 2, 60),
        ),
        "device": (
            Row("back", "paravertebral_", "device.moving", 3, 90, "device"),
            Row("gluteal", "gluteal_", "device.moving", 3, 60, "device"),
        ),
        "closing": (
            Row("knead", "paravertebral*", "kneading.ordinary", 2, 100),
            Row("smooth", "paravertebral* gluteal*", "stroking.flat", 1, 200),
        ),
    },
}
_NEEDS = {"combined": ("manual_classical", "device"), "acupressure": ("manual_classical",)}
_MAIN = {"classical": "manual_classical", "combined": "device"}
_ASKS = {"gluteal", "sacrum", "kneading", "vibration", "points", "device", "moving_cups"}
_DROPPABLE = {"legs", "patting"}
_ABSORBS = {"opening": 30, "closing": 90}
"""The opening takes less than the protocol lets any stage take, the closing would take more."""


def _stage_step(row: Row, total: int) -> StageStep:
    return StageStep(
        id=row.id,
        technique=row.technique,
        regions=row.regions,
        sides="each" if row.each_side else "both",
        manipulations=(row.what,) if row.what else (),
        tools=(),
        direction="",
        tempo="",
        amplitude=row.amplitude,
        manner=row.manner,
        share=row.whole_seconds / total,
        at_most=row.at_most,
        symptomatic_less=1,
        needs=("percussion",) if row.what.startswith("patting") else (),
        optional=False,
        medium=row.medium,
    )


def _stage(script: str, name: str, rows: tuple[Row, ...]) -> Stage:
    total = sum(row.whole_seconds for row in rows)
    return Stage(
        id=name,
        seconds=total,
        least_s=total // 2,
        droppable=name in _DROPPABLE,
        drop_order=1 if name in _DROPPABLE else None,
        checkpoint=name in _ASKS,
        absorbs_s=_ABSORBS.get(name, 0) if script == "classical" else 0,
        checklist=ITEMS if script == "cupping_glass" and name == "fire_and_test" else (),
        steps=tuple(_stage_step(row, total) for row in rows),
    )


def _script(name: str) -> Script:
    stages = tuple(_stage(name, stage, rows) for stage, rows in ROWS[name].items())
    return Script(
        id=name,
        technique=_MAIN.get(name, name),
        needs_techniques=_NEEDS.get(name, ("manual_classical",)),
        target_s=sum(stage.seconds for stage in stages),
        stages=stages,
        source=("E",),
        certainty="expert-opinion",
        status="draft",
    )


SCRIPTS = {name: _script(name) for name in ROWS}
