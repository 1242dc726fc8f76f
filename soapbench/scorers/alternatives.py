"""Words of which one shuts out the others, by what they are of: a joint, a room, who helps."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from soapbench.reference import alternatives

__all__ = ["Alternative", "alternatives_in"]


@dataclass(frozen=True)
class Alternative:
    """One word or phrase of a kind, and where it stands."""

    kind: str
    """What it is of, such as ``joint`` or ``room``."""
    meaning: str
    """What it says or may say; of one kind only one can be true of one thing."""
    plain: bool
    """Whether it says so by itself, or only may."""
    start: int
    end: int


_WORD = re.compile(r"[^\W\d_]+(?:[/'’-][^\W\d_]+)*")
_PART = re.compile(r"[^\W\d_]+")
_LONGEST = 4
"""So many words has the longest phrase."""
_STEM = 3
"""No beginning that a star stands behind is shorter."""


@lru_cache(maxsize=16384)
def alternatives_in(text: str) -> tuple[Alternative, ...]:
    """Return the words of a text that shut out others of their kind, in its order.

    Of words within a phrase of their kind only the phrase: "no rail" is no rail. A word with a
    hyphen that is none of them says what its parts do, but no side: "right-shifted" is of nothing.
    """
    words = [match.span() for match in _WORD.finditer(text)]
    found = []
    for i, (start, end) in enumerate(words):
        found += _meant(text, start, end) or _of_parts(text, start, end)
        for _, last in words[i + 1 : i + _LONGEST]:
            found += _meant(text, start, last, whole_only=True)
    return tuple(_longest(found))


def _of_parts(text: str, start: int, end: int) -> list[Alternative]:
    """Return what the parts of a word with a hyphen say, but no side."""
    parts = [match.span() for match in _PART.finditer(text, start, end)]
    told = [each for part in parts if len(parts) > 1 for each in _meant(text, *part)]
    return [each for each in told if each.kind != "side"]


def _meant(text: str, start: int, end: int, *, whole_only: bool = False) -> list[Alternative]:
    """Return what a word or phrase says, as it stands or by how it begins."""
    whole, stems = _meanings()
    told = text[start:end]
    lower = " ".join(told.lower().split())
    meant = [*whole.get(lower, ()), *(whole.get(told, ()) if told != lower else ())]
    if not whole_only:
        for size in range(_STEM, len(lower) + 1):
            meant += stems.get(lower[:size], ())
    return [Alternative(kind, meaning, plain, start, end) for kind, meaning, plain in meant]


def _longest(found: list[Alternative]) -> list[Alternative]:
    """Return what stands in no longer phrase of its kind."""
    longest: dict[str, Alternative] = {}
    kept = []
    for each in sorted(found, key=lambda a: (a.start, -a.end)):
        over = longest.get(each.kind)
        if over and each.start < over.end and (each.start, each.end) != (over.start, over.end):
            continue
        longest[each.kind] = each
        kept.append(each)
    return kept


_Meanings = dict[str, list[tuple[str, str, bool]]]


@cache
def _meanings() -> tuple[_Meanings, _Meanings]:
    """Return what words and phrases mean, with their kind, and what words so beginning do."""
    whole: _Meanings = {}
    stems: _Meanings = {}
    for kind, meanings in alternatives().items():
        for meaning, forms in meanings.items():
            for plain in (True, False):
                for form in forms.get("says" if plain else "may", ()):
                    entries = stems if form.endswith("*") else whole
                    entries.setdefault(form.removesuffix("*"), []).append((kind, meaning, plain))
    return whole, stems
