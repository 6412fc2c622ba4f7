"""Which part of a body a picture shows, and where on the page: mm of the frame to page units."""

from __future__ import annotations

from dataclasses import dataclass

from lumbalis.domain.anatomy import Body, Point
from lumbalis.drawing.body.path import TENTHS


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of the frame in mm: `left` to `right` along x, `bottom` to `top` along y."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Give its width in mm."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Give its height in mm."""
        return self.top - self.bottom

    def holds(self, at: Point) -> bool:
        """Tell whether a place lies in it."""
        return self.left <= at.x <= self.right and self.bottom <= at.y <= self.top

    def shaped(self, width: float, height: float) -> Window:
        """Widen it around its middle, in one direction only, to the shape of a frame."""
        wanted = width / height
        extra_x = max(self.height * wanted - self.width, 0.0) / 2
        extra_y = max(self.width / wanted - self.height, 0.0) / 2
        return Window(
            self.left - extra_x, self.bottom - extra_y, self.right + extra_x, self.top + extra_y
        )


def whole(body: Body, margin_mm: float = 12.0) -> Window:
    """Show a body from head to foot."""
    left, bottom, right, top = body.outline.bounds
    return Window(left - margin_mm, bottom - margin_mm, right + margin_mm, top + margin_mm)


def between(body: Body, upper: str, lower: str, margin_mm: float = 12.0) -> Window:
    """Show the trunk between two landmarks, symmetric about the midline.

    Raises
    ------
    KeyError
        If the body has no such landmark.
    """
    top, bottom = body.landmarks[upper].at.y, body.landmarks[lower].at.y
    hip = max(abs(mark.at.x) for name, mark in body.landmarks.items() if _at_hip(name))
    half = hip + margin_mm
    return Window(-half, bottom - margin_mm, half, top + margin_mm)


def loin(body: Body) -> Window:
    """Show what is treated most: from above the kidneys to below the gluteal folds."""
    return between(body, "T10", "fold_left", 26.0)


def _at_hip(name: str) -> bool:
    return name.startswith(("trochanter_", "crest_"))


@dataclass(frozen=True, slots=True)
class View:
    """A window on a page: its upper left corner in page units, and page units per mm."""

    window: Window
    x: float
    y: float
    scale: float

    @classmethod
    def fitted(cls, window: Window, x: float, y: float, size: tuple[float, float]) -> View:
        """Fill a rectangle of the page; the window grows where its shape is another one."""
        width, height = size
        shaped = window.shaped(width, height)
        return cls(shaped, x, y, width / shaped.width)

    @property
    def width(self) -> float:
        """Give its width in page units."""
        return self.window.width * self.scale

    @property
    def height(self) -> float:
        """Give its height in page units."""
        return self.window.height * self.scale

    def at(self, place: Point) -> tuple[float, float]:
        """Give the page's coordinates of a place."""
        return self.across(place.x), self.down(place.y)

    def across(self, x: float) -> float:
        """Give the page's x of a frame's x."""
        return self.x + (x - self.window.left) * self.scale

    def down(self, y: float) -> float:
        """Give the page's y of a frame's y."""
        return self.y + (self.window.top - y) * self.scale

    def frame(self, inner: str) -> str:
        """Put a drawing in tenths of a mm (see `path`) into this window, cut off at its edges."""
        window = self.window
        box = (window.left, -window.top, window.width, window.height)
        view_box = " ".join(f"{value * TENTHS:.0f}" for value in box)
        return (
            f'<svg x="{self.x:.1f}" y="{self.y:.1f}" width="{self.width:.1f}" '
            f'height="{self.height:.1f}" viewBox="{view_box}">{inner}</svg>'
        )
