"""What words say, whatever their form: numbers, beginnings of words, what is short for them.

Looser than `soapbench.scorers.words`: what a note leaves out is asked for in any words, while what
it is accused of must be of the case's own.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from soapbench.scorers.words import SHORT, WORD

__all__ = ["gist", "placed_gist"]

_FULL = SHORT | {
    "b": "bilateral", "bil": "bilateral", "wk": "week", "wks": "week", "secs": "second",
    "hep": "home exercise", "cga": "contact guard", "max": "maximal", "lob": "loss balance",
    "stg": "short term goal", "ltg": "long term goal", "vc": "verbal cue", "vcs": "verbal cue",
    "tc": "tactile cue", "c": "with", "ant": "anterior", "stim": "stimulation", "amb": "walk",
    "ambul": "walk", "ambulates": "walk", "ambulation": "walk", "ambulating": "walk",
    "gait": "walk", "stdg": "stand", "transf": "transfer", "xfer": "transfer",
    "xfers": "transfer", "rx": "treatment", "d": "day", "deg": "degree", "horiz": "horizontal",
    "bkgd": "background", "freq": "frequency", "dc": "discharge", "nxt": "next",
    "resp": "response", "prog": "prognosis", "fb": "feedback", "fdbk": "feedback",
    "rw": "rolling walker", "fww": "front wheel walker", "spc": "single point cane",
    "qc": "quad cane", "sx": "surgery", "weekly": "week",
}  # fmt: skip
"""What abbreviations stand for, here in full."""
_SAME = {
    "one": "1", "once": "1", "single": "1", "twice": "2", "thrice": "3", "eleven": "11",
    "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "shut": "closed",
    "foot": "feet", "metre": "meter", "metres": "meter", "hallway": "hall", "corridor": "hall",
    "couch": "sofa", "banister": "rail", "handrail": "rail", "physician": "doctor",
    "md": "doctor", "neighbour": "neighbor", "stairs": "step", "stair": "step",
    "upstairs": "step", "reminded": "cue", "reminding": "cue", "reminds": "cue",
    "prompt": "cue", "prompts": "cue", "prompted": "cue", "spoken": "verbal", "aloud": "verbal",
    "unhurt": "no injury", "uninjured": "no injury", "phoned": "call", "unaided": "independent",
    "ind": "independent", "help": "assist", "helped": "assist", "assistance": "assist",
    "held": "hold", "caught": "catch", "fell": "fall", "stood": "stand", "sat": "sit",
    "rose": "rise", "yesterday": "day",
}  # fmt: skip
"""Words of one sense, and forms whose beginnings differ."""
_EMPTY = frozenset(
    "the and with for was were has have had that this his her their from into then than but not "
    "are is of to in on at by an a as it he she they who when while since after before today now "
    "patient each per up or will out all over also been other them him only even still did does "
    "done do can could would let me my we you so if any more most some very just about again "
    "because through under onto within without due own get got keep kept take took go went make "
    "want come has came between until".split()
)
_LONG = 5
"""So many letters tell a word, whatever its ending."""
_MINIMAL = re.compile(r"\bmin(?=\.? ?(?:A|assist\w*)\b)", re.IGNORECASE)
"""No minute."""
_WHOLE = re.compile(r"(?<=\d)[.,]0+$")


@lru_cache(maxsize=16384)
def gist(words: str) -> frozenset[str]:
    """Return what words say that can be recognised again: numbers and telling words."""
    return frozenset(token for _, token in _tokens(words))


@lru_cache(maxsize=512)
def placed_gist(text: str) -> tuple[list[int], list[str]]:
    """Return where telling words begin in a text, in order, and the gist of each."""
    found = list(_tokens(text))
    return [start for start, _ in found], [token for _, token in found]


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    least = {match.start() for match in _MINIMAL.finditer(text)}
    for match in WORD.finditer(text):
        word = "minimal" if match.start() in least else match.group().lower()
        for token in _said_by(word):
            yield match.start(), token


@lru_cache(maxsize=16384)
def _said_by(word: str) -> tuple[str, ...]:
    """Return the tokens of a word in lower case, or of what it stands for; none if it is empty."""
    full = _FULL.get(word, word)
    said = " ".join(_SAME.get(each, each) for each in full.split())
    return tuple(
        _WHOLE.sub("", each) if each[0].isdigit() else each[:_LONG]
        for each in said.split()
        if each not in _EMPTY and (len(each) > 2 or each[0].isdigit())
    )
