"""Whether words of a fact stand in a note with their opposite in the place of one of them.

"Stands with the foot turned in" has nearly all words of "foot turned out". A fact's word is turned
where the note has its opposite beside the words that the fact has beside it, and the word itself
nowhere there; and what a fact denies is turned where the note tells it without denying it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from soapbench.scorers.words import tokens

__all__ = ["turned"]

_WORD = re.compile(r"[A-Za-z]+|\+(?=\s)")
_MEANT = {
    "r": "right", "rt": "right", "l": "left", "lt": "left", "+": "positive", "pos": "positive",
    "neg": "negative", "dec": "decreased", "inc": "increased",
}  # fmt: skip
_GROUPS: Sequence[tuple[frozenset[str], frozenset[str]]] = [
    (frozenset(one.split()), frozenset(other.split()))
    for one, other in (
        ("right", "left"),
        ("wide wider widened", "narrow narrowed narrower"),
        ("in inward", "out outward"),
        ("positive", "negative"),
        ("intact normal full", "reduced diminished impaired decreased absent lost abnormal"),
        ("increased higher more", "decreased lower less fewer"),
        ("anterior", "posterior"),
        ("horizontal lateral", "posterior medial anterior"),
        ("hamstring", "patellar quadriceps"),
        ("flexed", "extended straight"),
        ("forward forwards", "backward backwards"),
        ("early", "late"),
        ("improved better", "worse worsened declined"),
        ("slower", "faster"),
        ("unchanged", "down up fewer more less"),
        ("upright", "stooped flexed"),
        ("external", "internal"),
        ("alone independent independently", "assisted supervised"),
        ("able", "unable"),
        ("open", "closed shut"),
    )
]
"""Words of which one or the other holds; what is called lateral by one is no opposite by itself."""
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
    for i, word in enumerate(fact):
        for group in _GROUPS:
            for own, other in (group, group[::-1]):
                if word not in own or not other.isdisjoint(fact):
                    continue
                beside = _beside(fact, i)
                mine = any(beside & _beside(told, j) for j in _at(told, own))
                if not mine and any(beside & _beside(told, j) for j in _at(told, other)):
                    return True
    return False


def _at(words: Sequence[str], wanted: frozenset[str]) -> Iterator[int]:
    return (i for i, word in enumerate(words) if word in wanted)


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
