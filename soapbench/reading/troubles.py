"""Pain that a note tells of now, and a side of the body on which it says that something is wrong."""

import re
from collections.abc import Iterator

from soapbench.reading.parts import Claim, ClaimKind, Clause

__all__ = ["troubles_in"]

_HURTS = (
    r"(?:pain(?! (?:scale|rating|management|science|free|medic\w+|pills?|level)\b)(?!-)|soreness)"
)
_PLACE = r"(?:knee|ankle|hip|shoulder|leg|arm|hand|foot|elbow|wrist|lower extremity|upper extremity|LE|UE)"
_PAIN = re.compile(
    r"\b(?:reports?|states?|complain(?:s|ed|ing) of|c/o|notes?|describes?|endorses?|experienc(?:es|ing)|has|having|"
    rf"continues to have|presents with)\s+(?:[\w-]+\s+){{0,4}}?{_HURTS}\b|"
    rf"\b{_HURTS}\s+(?:(?:and|or)\s+\w+\s+)?(?:limits?|persists?|remains|interferes|is (?:present|worse|reported|elicited)|continues)\b|"
    r"\b(?:is|are|remains?|still) (?:painful|sore)\b|\bhurts?\b",
    re.IGNORECASE,
)
_RATED = re.compile(r"\d\s?(?:/|out of)\s?10\b")
"""Pain with its rating is judged by that."""
_NO_PAIN = re.compile(
    r"\b(?:no|not|n't|never|without|denie[sd]|denying|nor|none|free|absence|resolved|absent|less|0\s?/\s?10|zero|"
    r"if|when|unless|should|until|monitor\w*|had|was|were|before|previous(?:ly)?|prior|initially|history|hx|past|"
    r"risk|avoid\w*|prevent\w*|wheth\w*|without)\b|\b\w+n't\b",
    re.IGNORECASE,
)
_WRONG = (
    r"(?:hemipar\w+|hemipleg\w+|weakness|paresis|ataxia|neglect|incoordination|instability|hypofunction|"
    r"(?:vestibular )?(?:loss|neuritis|weakness|hypofunction)|tremor|spasticity|sprain|impingement|"
    r"(?:total knee |knee |hip )?(?:arthroplasty|replacement)|TKA|ACLR?|amputation|rotator cuff repair)\b"
)
_SIDED = (
    r"\bSIDE(?:[- ]sided?)?\s+(?:(?!and\b|or\b|to\b|with\b)[\w-]+\s+){0,2}?WRONG|"
    r"\bWRONG\s+(?:of|in|on|at)\s+(?:the |her |his )?SIDE\b|"
    rf"\bSIDE\s+{_PLACE}\s+(?:is|remains|stays)\s+(?:\w+ )?(?:weak|unstable|stiff|painful|limited|impaired)\b"
).replace("WRONG", _WRONG)
_KINDS: dict[ClaimKind, str] = {"left_side": "left", "right_side": "right"}
_SIDES = {
    kind: re.compile(_SIDED.replace("SIDE", side), re.IGNORECASE) for kind, side in _KINDS.items()
}
_NO_SIDE = re.compile(
    r"\b(?:no|not|without|denie[sd]|none|neither|if|absent|negative)\b", re.IGNORECASE
)


def troubles_in(words: str, clause: Clause) -> Iterator[Claim]:
    """Yield the pain and the sides of a clause."""
    low = words.lower()
    if "pain" in low or "sore" in low or "hurt" in low:
        match = _PAIN.search(words)
        if match and not _RATED.search(words) and not _NO_PAIN.search(words):
            yield _claim("pain", match, clause)
    for kind, side in _KINDS.items():
        match = _SIDES[kind].search(words) if side in low else None
        if match and not _NO_SIDE.search(words, 0, match.start()):
            yield _claim(kind, match, clause)


def _claim(kind: ClaimKind, match: re.Match[str], clause: Clause) -> Claim:
    span = (clause.start + match.start(), clause.start + match.end())
    return Claim(kind, *span, about=(clause.start, clause.end))
