"""Words for what an outcome measure is of, such as confidence, where a note does not name it."""

import re
from collections.abc import Iterator

__all__ = ["plain_senses_in", "senses_in"]

_JOINT = r"(?:knee|hip|shoulder|ankle|neck|back|heel)"
_SENSES = {
    "pain": r"pain(?! (?:rating )?scale)|headaches?",
    "mas": r"(?:[a-z]+flexor |flexor |extensor |calf )?(?:tone|spasticity)"
    r"(?! (?:reduc|manag|inhib|normal))",
    "fes_i": r"(?:fear of|worry about|concern about) falling(?:,? (?:the|on the|by the)? ?FES-I)?",
    "abc": r"(?:balance )?confidence(?! (?:in|scale|to)\b)",
    "tug_cog": r"dual[- ]task (?:mobility|walking|gait|performance)",
    "rom": rf"(?:{_JOINT} )?(?:(?:dorsi|plantar)?flexion|extension|abduction|"
    r"(?:external|internal|cervical|neck) rotation|DF|ER|IR|[AP]?ROM|range of motion)|"
    rf"{_JOINT} (?:motion|range)",
    "jps": r"(?<!joint )position sense(?: error|(?!\s+(?:of|in|is impaired)\b))",
}
"""What a measure is of, by the words of the trade: they may be all that is said of it."""
_PLAIN = {
    "pain": rf"{_JOINT}\b[^.;]{{0,40}}\b(?:bothers?|troubles?)|aches?|aching|sore(?:ness|r)?|"
    r"hurts?|hurting|burn(?:s|ing)?|throb(?:s|bing)|sting(?:s|ing)",
    "rom": r"bends?|straightens?|(?:can be |is )?(?:raised|lifted)|closer to straight",
    "sls": r"(?:stands?|standing|stood|balances?|balancing) on (?:(?:the|her|his|one) )?"
    r"(?:(?:left|right) )?(?:leg|foot)",
    "dhi": r"dizziness (?:questionnaire|inventory|index)",
    "mctsib": r"on (?:the |a )?(?:foam|firm)",
    "fes_i": r"(?:afraid|worried) (?:of|about) falling",
    "weight_bearing": r"share of (?:her |his |the )?(?:body ?)?weight|of (?:her|him)self through",
    "tug_cog": r"count(?:s|ing) (?:down|backwards?) while",
    "six_mwt": r"(?:in|over|within) (?:the )?(?:six|6) min(?:ute)?s?",
}
"""And by plain words, which may as well be about a moment of the visit."""


def _patterns(words: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"\b(?:{said})\b", re.IGNORECASE) for name, said in words.items()}


_OF_TRADE, _ALL = _patterns(_SENSES), _patterns(
    {name: "|".join(said[name] for said in (_SENSES, _PLAIN) if name in said)
     for name in _SENSES | _PLAIN}
)  # fmt: skip
_SIGN = re.compile(
    r"ain|eadache|tone|pasticity|alling|onfidence|ask|xion|xtension|uction|otation|DF|ER|IR|ROM|"
    r"ange|otion|osition",
    re.IGNORECASE,
)
"""Letters without which no word of the trade can stand in a clause."""
_NO_RANGE = re.compile(
    r"/\s?5\b|\b(?:MMT|strength|grade|weak\w*|error|sense|sensed?)\b", re.IGNORECASE
)
"""What makes a motion one whose strength or sense is told."""


def senses_in(words: str) -> Iterator[tuple[int, int, str]]:
    """Yield where words of the trade tell what a measure is of, with the measure."""
    if _SIGN.search(words):
        for measure, pattern in _OF_TRADE.items():
            if measure != "rom" or not _NO_RANGE.search(words):
                yield from ((*match.span(), measure) for match in pattern.finditer(words))


def plain_senses_in(words: str) -> set[str]:
    """Return the measures that words tell the sense of, be it in plain words."""
    return {measure for measure, pattern in _ALL.items() if pattern.search(words)}
