"""How something is said to be beside how it was when care began, in words that hold no number.

What is meant is the one measure that a clause names, or what plain words tell of it: that a knee
bends, that a head aches, that somebody stands on one leg.
"""

import re
from collections.abc import Iterator, Sequence

from soapbench.reading.parts import Claim, ClaimKind, Clause, Value
from soapbench.reading.senses import plain_senses_in
from soapbench.reading.visits import BEGAN, FIRST_VISIT

__all__ = ["compared_in"]

_WAYS: tuple[ClaimKind, ...] = ("same", "better", "worse", "down", "up")
_THEN = (
    rf"(?:(?:it|she|he|they|that|we|this|pt|(?:the )?patient) (?:was|did|were|had(?: been)?) )?(?:(?:at|on|in|from|since|when|the|her|his|its) ){{0,3}}"
    rf"(?:{FIRST_VISIT}|(?:last|previous|prior) (?:visit|session|report|note|month|time)|first (?:report|note|time)|"
    rf"starting|(?:the )?beginning|before|visit \d+|v\d+|{BEGAN})\b"
)
_SIZE = r"(?:(?:well|much|slightly|somewhat|clearly|noticeably|considerably|far|a (?:bit|notch|point|little|touch|hair|good deal|lot)) )?"
_PLACES = r"(?:(?:now|at (?:night|rest|bedtime)|[\w-]+) ){0,2}"
_COMPARED = re.compile(
    r"\b(?:(?P<same>(?:the )?same as|no (?:better|worse|different|less|more) (?:than|from)|unchanged (?:from|since)|"
    r"(?:every bit |just |about |almost |nearly |quite )?as (?:badly|bad|much|often|strong(?:ly)?|far|long|fast|well) as|"
    r"(?:has|have|had)(?: not|n't| hardly| barely| scarcely) (?:let up|eased|budged|changed|moved|improved)(?: at all| much)?)|"
    r"(?P<better>(?:better|faster|quicker|steadier|sharper|more accurate|closer to (?:straight|full|normal)|less afraid(?: of falling)?) (?:[\w-]+ ){0,6}?than|improved (?:from|since|on)|"
    rf"(?:has|have) (?:now )?(?:eased|settled|calmed|let up|subsided|lessened)(?: off| down)? {_SIZE}(?:compared (?:with|to)|from|since))|"
    r"(?P<worse>(?:worse|slower|sorer|less (?:accurate|steady|far)) (?:[\w-]+ ){0,6}?than|"
    rf"(?:has|have) (?:now )?(?:worsened|flared(?: up)?) {_SIZE}(?:compared (?:with|to)|from|since))|"
    rf"(?P<down>{_SIZE}(?:down|lower|less|smaller|shorter|narrower|fewer) (?:from|than)|(?:(?:only |about )?half as much as|(?:half|a third|a quarter) (?:of )?what))|"
    rf"(?P<up>{_SIZE}(?:up|higher|more|larger|bigger|wider|longer|greater|further|farther) (?:[\w-]+ ){{0,4}}than|{_SIZE}(?:up|higher) from|"
    r"(?:has|have) (?:crept|come|gone|inched|edged) up (?:from|since)))"
    rf" {_PLACES}(?P<then>{_THEN})",
    re.IGNORECASE,
)
"""How something is now beside how it was."""
_LEFT_OUT = re.compile(r"\b(?:except|apart from|other than)\b", re.IGNORECASE)


def compared_in(
    words: str, clause: Clause, inside: Sequence[Value], named: set[str]
) -> Iterator[Claim]:
    """Yield how the one measure of a clause, or pain, is said to be beside how it was."""
    match = _COMPARED.search(words)
    if match is None or _LEFT_OUT.search(words, match.end()):
        return  # "worse than at SOC in everything apart from stance"
    way = next(kind for kind in _WAYS if match[kind])
    if "negated" in clause.flags and way != "same":
        return
    measures = named | {v.measure for v in inside}
    measures = measures or plain_senses_in(words[: match.end()])
    if len(measures) != 1:
        return
    measure = measures.pop()
    span = (clause.start + match.start(), clause.start + match.end())
    # Pain may ease within a visit; what it is held against here is an earlier one.
    about = (
        (clause.start + match.start("then"), span[1])
        if measure == "pain"
        else (clause.start, clause.end)
    )
    yield Claim(way, *span, measure=measure, about=about)
