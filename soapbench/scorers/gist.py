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
    "qc": "quad cane", "sx": "surgery", "weekly": "week", "sls": "single leg stance",
    "tug": "timed up", "bbs": "berg", "arom": "active range motion", "prom": "passive range motion",
    "soc": "start care", "ie": "evaluation", "eval": "evaluation", "dtr": "daughter",
    "bid": "twice day", "tid": "3 day", "qd": "day", "lbp": "low back pain",
    "tka": "total knee replacement", "stm": "soft tissue mobilization", "eob": "edge bed",
    "bos": "base support", "fxn": "function", "trng": "training", "elev": "elevation",
    "gastroc": "calf", "fog": "freezing", "nmr": "neuromuscular education", "sts": "sit stand",
    "cst": "chair stand", "shldr": "shoulder", "incis": "incision", "rehab": "rehabilitation",
    "appt": "appointment", "trek": "trekking", "rot": "rotation", "therex": "exercise",
    "dizz": "dizziness", "vestib": "vestibular",
}  # fmt: skip
"""What abbreviations stand for, here in full."""
_SAME = {
    "thirteen": "13", "fourteen": "14", "sixteen": "16", "seventeen": "17", "eighteen": "18",
    "nineteen": "19", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80",
    "ninety": "90", "first": "1", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6",
    "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10",
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
    "rose": "rise", "yesterday": "day", "swam": "swim", "drove": "drive", "ran": "run",
    "froze": "freeze", "taught": "teach", "threw": "throw", "sits": "sit", "seated": "sit",
    "sleeping": "sleep", "slept": "sleep", "unable": "cannot", "bathtub": "tub", "rim": "edge",
    "wife": "spouse", "husband": "spouse", "fatigue": "tired", "fatigued": "tired",
    "tiredness": "tired", "hurt": "pain", "hurts": "pain", "ache": "pain", "aches": "pain",
    "aching": "pain", "sore": "pain", "soreness": "pain", "painful": "pain",
    "nocturnal": "night", "recurrent": "repeated", "plantar": "sole", "scapula": "blade",
    "scapular": "blade", "patellar": "kneecap", "patella": "kneecap", "straightening": "extension",
    "bend": "flexion", "bending": "flexion", "bends": "flexion", "flexes": "flexion",
    "inside": "indoors", "outside": "outdoors", "somebody": "someone", "recovered": "regained",
    "bicycle": "bike", "bicycling": "bike", "cycling": "bike", "raise": "lift", "raises": "lift",
    "raised": "lift", "raising": "lift", "top": "upper", "pace": "speed", "velocity": "speed",
    "achieved": "met", "attained": "met", "continues": "ongoing",
    "continuing": "ongoing", "big": "large", "hardly": "barely",
    "lying": "supine", "veers": "drift", "aid": "device", "alongside": "beside",
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
        _WHOLE.sub("", each) if each[0].isdigit() else _stem(each)[:_LONG]
        for each in said.split()
        if each not in _EMPTY and (len(each) > 2 or each[0].isdigit())
    )


_ENDED = re.compile(r"(?<=\w{3})(?:ing|ed)$|(?<=\w{2}[^sui])s$")
_TWICE = re.compile(r"([bdgmnprt])\1$")


def _stem(word: str) -> str:
    """Return a word without the end that its use gives it: "steps" and "stepping" are one."""
    stem = _ENDED.sub("", word)
    return _TWICE.sub(r"\1", stem).removesuffix("e") if stem != word else word.removesuffix("e")
