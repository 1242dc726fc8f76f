"""Whether words of a fact stand in a note with their opposite in the place of one of them.

"Stands with the foot turned in" has nearly all words of "foot turned out". A fact's word is turned
where the note has its opposite beside the words that the fact has beside it, and the word itself
nowhere there; and what a fact denies is turned where the note tells it without denying it.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from soapbench.scorers.alternatives import alternatives_in
from soapbench.scorers.words import tokens

__all__ = ["turned"]

_WORD = re.compile(r"[A-Za-z]+|\+(?=\s)")
_MEANT = {
    "r": "right", "rt": "right", "l": "left", "lt": "left", "+": "positive", "pos": "positive",
    "neg": "negative", "dec": "decreased", "inc": "increased",
}  # fmt: skip
_PAIRS = (
    ("positive", "negative"),
    ("intact normal full", "reduced diminished impaired decreased absent lost abnormal"),
    ("increased higher more", "decreased lower less fewer"),
    ("hamstring", "patellar quadriceps"),
    ("unchanged", "down up fewer more less"),
    ("alone independent independently", "assisted supervised"),
    ("able", "unable"),
    ("open", "closed shut"),
)
"""Opposites that are none of `alternatives`, since one may be true of a thing beside the other."""
_SIDE_OF_PAIR = [
    (word, (f"pair {number}", side))
    for number, pair in enumerate(_PAIRS)
    for side, words in zip(("one", "other"), pair, strict=True)
    for word in words.split()
]
_DENIES = frozenset(
    "no not without denies denied denying none never nor neither negative absent free lacks "
    "lacking missing unable t".split()
)
_DENIED = ("no", "without", "denies", "denied", "absent")
"""What a fact denies with, right before what it denies."""
_TELLS = frozenset("one two three but episode episodes".split())
_BESIDE, _BEFORE, _BEHIND = 3, 6, 3
"""So many words beside a word say what it is of; so many before it, or behind, may deny it."""
_UNABLE = re.compile(
    r"\b(?:can ?not|can['’]t|could(?:n['’]t| not)|won['’]t|will not|(?:is |was )?not able)\b",
    re.IGNORECASE,
)
_ABLE = re.compile(r"\b(?:can|could|manages)\b", re.IGNORECASE)
_AROUND = 30


def turned(fact: str, note: str, span: tuple[int, int]) -> bool:
    """Return whether a fact's words stand turned in a part of a note."""
    told = _words(note[max(0, span[0] - _AROUND) : span[1] + _AROUND])
    return _opposite(_words(fact), told) or _undenied(_words(fact), told)


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    text = _ABLE.sub("able", _UNABLE.sub("unable", text))
    found = (word.lower() for word in _WORD.findall(text))
    return tuple(_MEANT.get(word, word) for word in found)


def _opposite(fact: Sequence[str], told: Sequence[str]) -> bool:
    """Return whether another of a word's kind stands beside the same words, and not the word."""
    mine, theirs = _kinds(fact), _kinds(told)
    for i, kind, meaning in mine:
        own = {m for _, k, m in mine if k == kind}
        beside = _beside(fact, i)
        there = {m for j, k, m in theirs if k == kind and beside & _beside(told, j)}
        if there and meaning not in there and there.isdisjoint(own):
            return True
    return False


@lru_cache(maxsize=4096)
def _kinds(words: Sequence[str]) -> tuple[tuple[int, str, str], ...]:
    """Return where words stand of which one shuts out others, their kinds and what they mean."""
    starts = list(accumulate((len(word) + 1 for word in words), initial=0))
    found = [
        (bisect_left(starts, each.start), each.kind, each.meaning)
        for each in alternatives_in(" ".join(words))
        if each.plain
    ]
    found += [
        (i, *told) for i, word in enumerate(words) for own, told in _SIDE_OF_PAIR if own == word
    ]
    return tuple(found)


def _beside(words: Sequence[str], i: int) -> frozenset[str]:
    """Return the words that say much beside one, by their beginnings."""
    near = [*words[max(0, i - _BESIDE) : i], *words[i + 1 : i + 1 + _BESIDE]]
    return tokens(" ".join(near))


def _undenied(fact: Sequence[str], told: Sequence[str]) -> bool:
    """Return whether something that a fact denies is told without being denied."""
    for i, word in enumerate(fact):
        if word not in _DENIED or i + 1 >= len(fact):
            continue
        named = tokens(fact[i + 1]) or (tokens(fact[i + 2]) if i + 2 < len(fact) else frozenset())
        places = [j for j, other in enumerate(told) if named & tokens(other)]
        if places and not any(
            _is_denied(told[max(0, j - _BEFORE) : j])
            or not _DENIES.isdisjoint(told[j + 1 : j + 1 + _BEHIND])
            for j in places
        ):
            return True
    return False


def _is_denied(before: Sequence[str]) -> bool:
    """Return whether words before another deny it, and nothing between tells of one."""
    denials = [i for i, word in enumerate(before) if word in _DENIES]
    return bool(denials) and _TELLS.isdisjoint(before[denials[-1] :])
