"""Texts and durations as iCalendar wants them, whatever a text holds."""

from __future__ import annotations

from datetime import timedelta

from icalendar import vDuration, vText

_NEWLINES = str.maketrans(dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"))
_FORBIDDEN = str.maketrans(
    dict.fromkeys((*range(9), *range(0x0E, 0x20), 0x7F, *range(0xD800, 0xE000)))
)
"""Control characters, which RFC 5545 forbids in a text, and halves of surrogate pairs."""

_ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


class EscapedText(vText):
    r"""A text that comes back as it was; the library's own would lose a backslash before N."""

    def to_ical(self) -> bytes:
        """Escape what has a meaning of its own in a text (RFC 5545, section 3.3.11)."""
        return str(self).translate(_ESCAPED).encode()


def plain(text: str) -> str:
    """Give a text with one kind of line break and without characters that no file may hold."""
    return text.replace("\r\n", "\n").translate(_NEWLINES).translate(_FORBIDDEN)


def text_in(language: str, text: str) -> EscapedText:
    """Make a text that says which language it is in (a BCP 47 tag)."""
    return EscapedText(plain(text), params={"LANGUAGE": language})


def duration(minutes: int) -> vDuration:
    """Make a duration; a negative one is before something."""
    return vDuration(timedelta(minutes=minutes))


def in_parameter(text: str) -> str:
    """Give a text that may stand in a parameter: one line, without double quotes."""
    return " ".join(plain(text).replace('"', "'").split())
