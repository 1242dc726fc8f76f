"""How a status looks: a sign that carries the meaning, and a tone that only helps the eye."""

from __future__ import annotations

from typing import Literal, NamedTuple

__all__ = ["TINTS", "Look", "look"]

Tone = Literal["good", "half", "none", "bad", "loud"]

TINTS: dict[Tone, str] = {
    "none": "rgba(130,130,130,.18)",
    "good": "rgba(46,160,67,.18)",
    "half": "rgba(210,153,34,.25)",
    "bad": "rgba(248,81,73,.18)",
    "loud": "rgba(248,81,73,.40)",
}
"""Translucent, so that they read on light and dark pages; the louder of two marks wins."""


class Look(NamedTuple):
    """The sign before a label, and the tone of its background."""

    sign: str
    tone: Tone


_GOOD, _HALF, _NONE = Look("✓", "good"), Look("◐", "half"), Look("–", "none")
_BAD, _LOUD = Look("✗", "bad"), Look("‼", "loud")
_LOOKS = {
    **dict.fromkeys(["met", "carried", "gap told", "stated", "inferred", "agrees", "yes"], _GOOD),
    **dict.fromkeys(["partial", "part", "likely", "unsupported"], _HALF),
    **dict.fromkeys(["not_applicable", "unstated", "unreadable"], _NONE),
    **dict.fromkeys(
        [
            "missing",
            "left out",
            "placeholder",
            "negated",
            "deferred",
            "echo",
            "wrong_section",
            "no",
        ],
        _BAD,
    ),
    **dict.fromkeys(["echoed", "invented", "contradicted"], _LOUD),
}


def look(status: str) -> Look:
    """Return how a status looks; one that soapbench does not know stays neutral."""
    return _LOOKS.get(status, Look("•", "none"))
