"""Words for what an outcome measure is of, such as confidence, where a note does not name it."""

import re
from collections.abc import Iterator

__all__ = ["PLAIN_NAMES", "is_dosed", "named_plainly", "plain_senses_in", "senses_in"]

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


_EYES = r"(?:EC|EO|(?:with |w/ ?)?(?:her |his |the )?eyes[ -](?:closed|open|shut)|without vision)"
_FLOOR = r"(?:foam(?: pad| surface)?|firm(?: floor| ground| surface)?)"
_RISES = r"(?:chair (?:stands?|rises?)|sit[- ]to[- ]stands?|STS)"
_SIDED = r"(?:(?:R|L|right|left) )?"
PLAIN_NAMES = {
    "sls": r"(?:st(?:ands?|ood|anding)|balanc(?:es?|ed|ing)) on (?:(?:the|her|his|one|a|only) ){0,2}"
    r"(?:(?:weak|strong|bad|good|involved|operated|same|other|surgical)(?:er)? )?"
    rf"{_SIDED}(?:leg|foot)(?: alone)?|(?:right|left) leg alone|unipedal stance|"
    r"(?:right|left|R|L)[- ]leg (?:stance|balance)|stance on (?:the |her |his )?(?:right|left|R|L|one) leg|"
    r"(?:one|1|single)[- ](?:leg|limb|foot)(?:ged)? (?:stance|balance|standing|stand|EO|EC)",
    "five_sts": rf"(?:five|5) {_RISES}(?! in (?:30|thirty)\b)|{_RISES},? ?[x×] ?(?:5|five)\b|"
    r"(?:rising|rises?|rose|getting up|gets up|standing up|stood up|up) from (?:a|an|the) (?:\w+ )?chair (?:five|5) times|"
    r"(?:five|5) times up from (?:a|an|the) (?:\w+ )?chair",
    "chair_stand": rf"{_RISES} (?:in|over|within) (?:30|thirty) s\w*|"
    r"(?<!five )(?:30[ -]?s(?:ec(?:ond)?s?)? )?chair (?:stands?|rises?)(?: in (?:30|thirty) s\w*)?|"
    r"(?:30|thirty)[ -]?s(?:ec(?:ond)?s?)?[ -](?:sit[ -]to[ -]stands?|STS|rises?)|30 ?s?STS",
    "gait_speed": r"(?:usual|comfortable|comf|self-selected|ordinary|preferred|fast(?:est)?|hurried|normal) "
    r"(?:walking |gait )?(?:pace|speed)|(?:walking|ambulation) (?:speed|pace)|SSWS|(?:ten|10)[- ]?met(?:er|re)s? (?:walk(?:ing)? )?(?:speed|pace)|(?:ten|10)[- ]?met(?:er|re)s? walk(?: test)?|GS",
    "mini_bestest": r"mini-?best",
    "mctsib": rf"CTSIB|{_FLOOR}(?: stance| standing)?[\s,/]{{1,3}}{_EYES}|"
    rf"{_EYES}(?: stance| standing)?[\s,/]{{1,3}}(?:on )?(?:the |a )?{_FLOOR}",
    "abc": r"balance confidence(?: scale)?",
    "tug": r"(?:timed )?get[ -]up[ -]and[ -]go",
    "cait": r"Cumberland(?: tool| score| scale)?",
    "weight_bearing": rf"weight on (?:the )?(?:prosthesis|prosthetic (?:side|leg)|{_SIDED}(?:leg|side))|"
    r"(?:R|L|right|left)[- ](?:leg|limb|LE) (?:load(?:ing)?|weight share)|"
    rf"(?:loading (?:of|on)|weight (?:through|onto|over)) (?:the |her |his )?{_SIDED}(?:leg|limb|LE)",
}
"""Names in plain words, beside which a number is a value of the measure."""


_ON_ONE_LEG = re.compile(
    r"\b(?:leg|legs|foot|feet(?! together| apart)|tandem|Romberg|heel|SLS|wedge|beam)\b|\d ?s(?:ec\w*)? (?:on|with)\b",
    re.IGNORECASE,
)
"""What makes standing on foam another test, or tells its number before what it is of."""
_DOSE = re.compile(
    r"\b(?:at a time|fingertips?|bouts?|sets?|reps?|repetitions?|rounds?|passes|holds|trials? of|times (?:\d+|two|three|four|five|six)|while (?:she|he|\w+ing))\b|"
    r"\d ?[x×]|[x×] ?\d",
    re.IGNORECASE,
)
"""What makes standing on one leg an exercise."""


def _patterns(words: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"\b(?:{said})\b", re.IGNORECASE) for name, said in words.items()}


_OF_TRADE, _ALL = _patterns(_SENSES), _patterns(
    {name: "|".join(said[name] for said in (_SENSES, _PLAIN) if name in said)
     for name in _SENSES | _PLAIN}
)  # fmt: skip
_PLAINLY = _patterns(PLAIN_NAMES)
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


_FIVE = re.compile(r"\b(?:stands?|rises?|STS),? ?[x×] ?5\b", re.IGNORECASE)
"""A test by its number of rises, which is no dose."""


def is_dosed(words: str) -> bool:
    """Return whether words tell how often or how long something was practised."""
    return _DOSE.search(words) is not None


def named_plainly(words: str) -> list[tuple[int, int, str]]:
    """Return where measures are named in plain words, in order; none where a dose is told."""
    if is_dosed(_FIVE.sub("five", words)):
        return []
    found = [
        (*match.span(), measure)
        for measure, pattern in _PLAINLY.items()
        for match in pattern.finditer(words)
        if measure != "mctsib" or not _ON_ONE_LEG.search(words)
    ]
    return sorted(found)


def plain_senses_in(words: str) -> set[str]:
    """Return the measures that words tell the sense of, be it in plain words."""
    return {measure for measure, pattern in _ALL.items() if pattern.search(words)}
