"""What lets a drawing play, pause and begin again without a script.

A page around the drawing may steer it: `--at` on the drawing (`--at:42s`) is the second it
begins with, `--slow` stretches every time (`--slow:2`), the class `paused` on it, or on
anything around it, stops it. A fragment of its address does the same: `#<key>-hold`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from lumbalis.drawing.body.lettering import Ink, Size, line
from lumbalis.drawing.body.palette import var
from lumbalis.drawing.svg import element, escaped

BUTTON: Final = (168.0, 56.0)
_NAMES: Final = {
    "hand": "go",
    "swift": "run,fade",
    "trail": "draw",
    "rest": "stay",
    "shown": "show",
    "last": "come",
    "done": "pale",
}
_PRESS: Final = "press"
_AGAIN: Final = "-b"
_NAMED: Final = re.compile(r"(@keyframes [\w-]+)\{")
_STATES: Final = (("run", "hold"), ("rerun", "rehold"))
_LABEL: Final = Ink(Size.STRONG, bold=True, anchor="middle", colour="halo")
_QUIET: Final = Ink(Size.STRONG, bold=True, anchor="middle")

_FRAMES: Final = """
@keyframes go{0%{offset-distance:0%;opacity:0}8%{opacity:1}92%{opacity:1}100%{offset-distance:100%;opacity:0}}
@keyframes run{0%{offset-distance:0%}100%{offset-distance:100%}}
@keyframes fade{0%{opacity:0}8%,92%{opacity:1}100%{opacity:0}}
@keyframes draw{0%{stroke-dashoffset:1;opacity:.95}100%{stroke-dashoffset:0;opacity:.95}}
@keyframes stay{0%{opacity:0;transform:scale(1.12)}15%{opacity:1;transform:scale(1)}85%{opacity:1;transform:scale(1)}100%{opacity:0;transform:scale(1)}}
@keyframes show{0%,99.9%{visibility:visible}100%{visibility:hidden}}
@keyframes come{0%,100%{visibility:visible}}
@keyframes pale{0%{opacity:1}100%{opacity:.4}}
"""  # noqa: E501
_RULES: Final = """
.mv{animation-duration:calc(var(--d)*var(--slow,1));animation-timing-function:linear;
animation-delay:calc((var(--s) - var(--at,0s))*var(--slow,1));
animation-iteration-count:var(--n,1);animation-fill-mode:both}
.paused .mv,.mv.paused{animation-play-state:paused}
.hand,.swift{offset-rotate:0deg;opacity:0}
.swift{animation-duration:calc(var(--d)*var(--slow,1)),calc(var(--d)*var(--n,1)*var(--slow,1));
animation-iteration-count:var(--n,1),1}
.trail{fill:none;stroke-linecap:round;stroke-linejoin:round;stroke-dasharray:1 2;opacity:0}
.rest{opacity:0}
.shown,.last{visibility:hidden;animation-fill-mode:forwards}
.contact{fill-opacity:.2;stroke-opacity:.95}
.pip{stroke:var(--halo);stroke-width:4}
.faint{opacity:.3}
.moment{fill:var(--ink);stroke:var(--halo);stroke-width:1}
.key{fill:var(--panel);stroke:var(--quiet)}
.key.main{fill:var(--accent);stroke:none}
.still,.rerun-keys,.hold-keys,.rehold-keys{display:none}
a:focus-visible .key{stroke:var(--ink);stroke-width:3}
"""
_STILL: Final = ".film,.keys{display:none}.still{display:block}"


@dataclass(frozen=True, slots=True)
class Labels:
    """What is written on the buttons."""

    pause: str
    play: str
    again: str


@dataclass(frozen=True)
class Player:
    """A drawing that plays; `key` begins the ids of its states."""

    key: str

    def style(self, own_frames: Iterable[str]) -> str:
        """Write the style rules; `own_frames` are keyframes of single strokes, named `key-...`.

        Every animation has a second name: taking the other one begins it anew.
        """
        frames = _FRAMES + "".join(own_frames)
        twice = frames + _NAMED.sub(rf"\1{_AGAIN}{{", frames)
        names = "".join(f".{kind}{{animation-name:{name}}}" for kind, name in _NAMES.items())
        press = f".{_PRESS}{{animation-name:var(--f)}}"
        return (
            f"{_RULES}{twice}{names}{press}{self._states()}"
            f"@media (prefers-reduced-motion:reduce){{{_STILL}}}"
            f"@media print{{{_STILL}}}"
            f"@supports not (offset-path:path('M0 0H1')){{{_STILL}}}"
        )

    def _states(self) -> str:
        (_, hold), (rerun, rehold) = _STATES
        held = ",".join(f"#{self.key}-{state}:target~.film .mv" for state in (hold, rehold))
        anew = "".join(
            f"#{self.key}-{state}:target~.film .{kind}{{animation-name:{_again(name)}}}"
            for state in (rerun, rehold)
            for kind, name in _NAMES.items()
        )
        press = ",".join(f"#{self.key}-{s}:target~.film .{_PRESS}" for s in (rerun, rehold))
        keys = "".join(
            f"#{self.key}-{state}:target~.keys>g{{display:none}}"
            f"#{self.key}-{state}:target~.keys>.{state}-keys{{display:inline}}"
            for state in (hold, rerun, rehold)
        )
        return (
            f"{held}{{animation-play-state:paused}}{anew}{press}{{animation-name:var(--g)}}{keys}"
        )

    def marks(self) -> str:
        """Write the states a link can lead to; they stand before the film."""
        return "".join(f'<g id="{self.key}-{state}"/>' for pair in _STATES for state in pair)

    def buttons(self, labels: Labels, x: float, y: float, width: float) -> str:
        """Draw pause (or play) and `from the start`, side by side, as links to a state."""
        gap = 12.0
        each = (width - gap) / 2
        shown = []
        for mine, other in (_STATES, _STATES[::-1]):
            for playing in (True, False):
                state = mine[0] if playing else mine[1]
                first = self._button(
                    mine[1] if playing else mine[0],
                    labels.pause if playing else labels.play,
                    (x, y, each),
                    _pause_sign if playing else _play_sign,
                )
                second = self._button(other[0], labels.again, (x + each + gap, y, each), None)
                shown.append(f'<g class="{state}-keys">{first}{second}</g>')
        return f'<g class="keys">{"".join(shown)}</g>'

    def _button(
        self,
        leads_to: str,
        label: str,
        place: tuple[float, float, float],
        sign: Callable[[float, float], str] | None,
    ) -> str:
        x, y, width = place
        height = BUTTON[1]
        class_ = "key main" if sign else "key"
        box = element("rect", class_=class_, x=x, y=y, width=width, height=height, rx=8)
        middle, ink = x + width / 2 + (12 if sign else 0), _LABEL if sign else _QUIET
        icon = sign(middle - ink.width(label) / 2 - 20, y + height / 2) if sign else ""
        text = line(middle, y + height / 2 + 5.4, label, ink)
        return f'<a href="#{escaped(self.key)}-{leads_to}">{box}{icon}{text}</a>'


def _again(names: str) -> str:
    """Give the other names of some animations."""
    return ",".join(f"{name}{_AGAIN}" for name in names.split(","))


def _pause_sign(x: float, y: float) -> str:
    return element("path", d=f"M{x - 4:.1f} {y - 7:.1f}h4v14h-4zm8 0h4v14h-4z", fill=var("halo"))


def _play_sign(x: float, y: float) -> str:
    return element("path", d=f"M{x - 4:.1f} {y - 8:.1f}l13 8l-13 8z", fill=var("halo"))
