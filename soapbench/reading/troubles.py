"""Pain that a note tells of now, and a side of the body on which it says that something is wrong."""

import re
from collections.abc import Iterator
from dataclasses import replace

from soapbench.reading.parts import Claim, ClaimKind, Clause
from soapbench.reading.signs import Signs

__all__ = ["troubles_in"]

_HURTS = (
    r"(?:pain(?! (?:scale|rating|management|science|free|medic\w+|pills?|level)\b)(?!-)|soreness)"
)
_PLACE = r"(?:knee|ankle|hip|shoulder|leg|arm|hand|foot|elbow|wrist|lower extremity|upper extremity|LE|UE)"
_PAIN = re.compile(
    r"\b(?:reports?|states?|complain(?:s|ed|ing) of|c/o|notes?|describes?|endorses?|experienc(?:es|ing)|has|having|"
    rf"continues to have|presents with)\s+(?:[\w-]+\s+){{0,4}}?{_HURTS}\b|"
    rf"\b{_HURTS}\s+(?:(?:and|or)\s+\w+\s+)?(?:limits?|restricts?|affects|hinders|impairs|persists?|remains|interferes|is (?:present|worse|reported|elicited)|continues)\b|"
    rf"\b(?:persistent|ongoing|constant|increased)\s+(?:\w+\s+){{0,2}}?{_HURTS}\b|"
    r"\b(?:is|are|remains?|still) (?:painful|sore)\b|\bhurts?\b",
    re.IGNORECASE,
)
_RATED = re.compile(r"\d\s?(?:/|out of)\s?10\b")
"""Pain with its rating is judged by that."""
_NO_PAIN = re.compile(
    r"\b(?:no|not|n't|never|without|denie[sd]|denying|nor|none|nothing|free|absence|resolved|absent|less|0\s?/\s?10|zero|"
    r"if|when|unless|should|until|monitor\w*|had|was|were|before|previous(?:ly)?|prior|initially|history|hx|past|"
    r"risk|avoid\w*|prevent\w*|wheth\w*|without)\b|\b\w+n't\b",
    re.IGNORECASE,
)
_PAINLESS = re.compile(
    rf"\b(?:denie[sd]|denying|no|without)\s(?:any\s)?(?:current\s)?(?:complaints?\sof\s)?(?:{_PLACE}\s)?{_HURTS}"
    r"(?:\s(?:today|now|currently|at (?:present|this time)|this (?:visit|morning)|reported))*"
    r"(?=\s*(?:[.;|]|$))|\b(?:is|are|remains?) pain[- ]free(?=\s*(?:[.;|]|$|today|now))",
    re.IGNORECASE,
)
"""Pain denied altogether, and not under a condition or of a kind."""
_EASED = re.compile(
    r"\b(?:knees?|hips?|shoulder|ankle|foot|feet|elbow|wrist|heel|soles?|back|neck|headaches?|tailbone)\b"
    r"[^.;,\d]{0,40}?\b(?:no longer (?:bothers?|troubles?|hurts?|aches?|(?:is|are) sore)|(?:is|are|stays?) comfortable|"
    r"hardly registers?|(?:does|do)(?: not|n't) (?:hurt|ache|bother|trouble))\b"
    r"(?: (?:her|him|them|the patient))?(?P<when>[^.;,\d]{0,30})",
    re.IGNORECASE,
)
"""A place that is said not to hurt, and what it is said of."""
_WRONG = (
    r"(?:hemipar\w+|hemipleg\w+|weakness|paresis|ataxia|neglect|incoordination|dysmetria|instability|"
    r"hypofunction|vestibular loss|neuritis|tremor|spasticity|sprain|impingement|arthroplasty|"
    r"knee replacement|TK[AR]|ACLR|ACL reconstruction|amputation|rotator cuff repair)\b"
)
_BAD = r"(?:weak|unstable|stiff|painful|limited|impaired)\b"
_SIDED = (
    r"\bSIDE(?i:[- ]sided?)?\s+(?:(?!(?i:and|or|to|with|left|right)\b|[LR]\b)[\w-]+\s+){0,2}?"
    rf"(?i:{_WRONG})|"
    rf"\b(?i:{_WRONG}\s+(?:of|in|on|at)\s+(?:the |her |his )?)SIDE\b|"
    rf"\bSIDE\s+(?i:{_PLACE}\s+(?:is|remains|stays)\s+(?:\w+ )?{_BAD})"
)
_SIDES: dict[ClaimKind, re.Pattern[str]] = {
    "left_side": re.compile(_SIDED.replace("SIDE", "(?:(?i:left)|L)")),
    "right_side": re.compile(_SIDED.replace("SIDE", "(?:(?i:right)|R)")),
}
_SIGNS = Signs(
    {
        "pain": "pain|sore|hurt",
        "eased": "no longer|comfortable|hardly regist|(?:not|n't) (?:ache|bother|trouble)",
        "side": "hemip|weak|paresis|ataxia|neglect|incoord|dysmetria|unstable|instab|hypofunction|"
        "vestibular loss|neuritis|tremor|spastic|sprain|imping|arthroplasty|replacement|tka|aclr|"
        "tkr|acl reconstruction|amputation|cuff repair|(?:is|remains|stays).*(?:stiff|painful|limited|impaired)",
    },
    any_case=True,
)
"""Letters without which the patterns cannot match."""
_NO_SIDE = re.compile(
    r"\b(?:no|not|without|denie[sd]|none|neither|if|absent|negative)\b", re.IGNORECASE
)


_OVER = re.compile(r"\b(?:resolved|gone|no longer|recovered)\b", re.IGNORECASE)


def troubles_in(words: str, clause: Clause) -> Iterator[Claim]:
    """Yield the pain and the sides of a clause."""
    signs = _SIGNS.in_(words)
    if "pain" in signs:
        match = _PAIN.search(words)
        if match and not _RATED.search(words) and not _NO_PAIN.search(words):
            yield _claim("pain", match, clause)
    if signs & {"pain", "eased"} and clause.section in ("S", "ADM"):
        denied = _PAINLESS.search(words) or _EASED.search(words)
        if denied and not _RATED.search(words):
            yield replace(_claim("pain", denied, clause), number=0.0)
    for kind, pattern in _SIDES.items():
        match = pattern.search(words) if "side" in signs else None
        if match and not (_NO_SIDE.search(words, 0, match.start()) or _OVER.search(words)):
            yield _claim(kind, match, clause)


def _claim(kind: ClaimKind, match: re.Match[str], clause: Clause) -> Claim:
    span = (clause.start + match.start(), clause.start + match.end())
    return Claim(kind, *span, about=(clause.start, clause.end))
