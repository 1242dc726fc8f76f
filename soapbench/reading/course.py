"""How a note says that a patient does on the whole: better, worse, steadily, no further.

Only what is told of now and in general counts: not what came and went within a visit, is likely, or
holds under a condition. Measures by name are another matter; see `directions`.
"""

import re
from collections.abc import Iterator

from soapbench.reading.parts import Claim, ClaimKind, Clause
from soapbench.reading.signs import Signs

__all__ = ["course_in"]

_WHO = r"(?:patient|pt|client|she|he|they)"
_WHAT = (
    r"(?:function(?:al (?:status|mobility|ability|performance))?|(?:overall )?mobility|balance|stability|"
    r"steadiness|stance|(?:postural|motor|neuromuscular) (?:control|stability)|performance|"
    r"(?<!\w )condition|status|gait(?: (?:quality|stability|pattern))?|coordination|endurance|proprioception)"
)
_AND = r"(?:\s+and\s+\w+(?:\s+\w+)?)?"
_IS = r"(?:has|have|is|are|continues? to|'s)\s+(?:(?:\w+ly|been|also|now|much|further|overall|clearly|shown|made)\s+){0,2}"
_SIZE = (
    r"(?:excellent|good|great|significant|steady|marked|clear|notable|measurable|substantial|"
    r"consistent|continued|meaningful|objective|documented|remarkable|strong|functional|overall)"
)
_MADE = r"(?:mak(?:ing|es?)|made|shows?|shown|showed|showing|demonstrat\w+|achieved)"
_SEEN = r"(?:has|have|was|were|is|are)\s+(?:been\s+)?(?:made|achieved|documented|seen|noted|observed|evident|apparent)"
_MOTION = r"(?:[AP]?ROM|range of motion|flexibility|(?:joint|ankle|knee|hip|shoulder|cervical|neck|trunk) (?:mobility|range))"
_ADVERB = r"(?:(?!not\b|never\b|yet\b|to\b)\w+ )?"
_SPELLED: dict[ClaimKind, str] = {
    "steady": r"\bprogress (?:is|has been|remains)\s+(?:\w+,? (?:but|and) )?(?:steady|good|excellent|consistent)\b|"
    rf"\b{_MADE}\s+(?:\w+ (?:but|and) )?steady progress\b|\bprogressing steadily\b",
    "improvement": rf"\b{_WHAT}{_AND}\s+{_IS}(?:improv(?:ed|ing|e)|progress(?:ed|ing)(?! (?:to|from)\b)|gained|better)\b|"
    rf"\b{_WHO}\s+{_IS}(?:improving|improved(?=\s*(?:[.,]|$|since|over|overall|markedly|significantly))|"
    r"(?:progress(?:ed|ing)) (?:very )?(?:well|steadily|nicely))|"
    rf"\b{_WHO}\s+(?:has|have|is) {_ADVERB}(?:become|becoming|grown) (?:\w+ly )?(?:steadier|stronger|more (?:stable|steady|mobile))|"
    rf"\b{_MADE}\s+(?:\w+\s+)?{_SIZE}\s+(?:\w+\s+)?(?:progress|improvements?|gains?)\b|"
    rf"\b{_SIZE}\s+(?:progress|improvements?|gains?)\b(?:\s+(?:in|of|toward)\s+\w+(?:\s+\w+)?)?\s+{_SEEN}|"
    r"\b(?:walking|standing|turning|moving|balance|gait) is (?:\w+ )?(?:easier|steadier|better)\b[^,;]{0,20}\b(?:than|since)\b",
    "regression": rf"\b{_WHAT}{_AND}\s+{_IS}(?:regressed|declined|deteriorated|worsened|gotten worse|worse than)\b|"
    rf"\b{_WHAT}{_AND}\s+(?:regressed|declined|deteriorated|worsened)\s+since\b|"
    rf"\b{_WHO}\s+(?:has|have) {_ADVERB}(?:regressed|declined|deteriorated|worsened)\b|"
    r"\b(?:has|have) lost ground\b|"
    r"\b(?:doing|feel(?:s|ing)?) (?:\w+ )?worse than (?:an?|last|before|at)\b|"
    r"\b(?:has|have) (?:shown|had|experienced) (?:an? )?(?:\w+ )?(?:functional |overall )?(?:decline|regression|deterioration)\b|"
    rf"\b(?:functional |overall )(?:decline|regression|deterioration) {_SEEN}",
    "plateau": r"\b(?:progress|recovery|improvement|function|rehab\w*|patient|pt|she|he|gains?|care)\b[^,;]{0,25}\s"
    rf"(?:(?:has|have|is|are) {_ADVERB}(?:plateau(?:ed|ing)|at a plateau|in a plateau|stalled|levell?ed off)|"
    r"(?:has|have) reached a (?:\w+ )?plateau)\b|"
    r"\bplateau (?:in|of|since)\b|"
    r"\bno (?:measurable |further |real |significant )?(?:gains?|progress|improvement) (?:was|were|has been|have been) made\b(?! (?:in|on|with)\b)|"
    r"\bthere (?:has|have) been no (?:\w+ )?(?:gains?|progress|improvement) since\b",
    "real_change": r"\b(?:clinically|statistically)(?: (?:and|or) (?:clinically|statistically))?[ -](?:meaningful|significant|important)"
    r"(?: \w+)? (?:change|improvement|gain|progress)s?\b(?! (?:is|are) (?:expected|likely))|"
    r"\b(?:gain|change|improvement)s?\b[^,;.]{0,40}\b(?:is|are|was|were) (?:both )?(?:clinically|statistically)\b|"
    r"\brepresents? (?:a )?(?:true|real) (?:change|improvement)\b|"
    r"\b(?:gains?|changes?|scores|improvements?)\b[^,;.\d]{0,30}\b(?:beyond|exceed(?:s|ed)?) (?:(?:the|published) )*"
    r"(?:MDC|MCID|minimal|measurement error|test error)",
    "rom_gain": rf"\b(?:improved|increased|greater|(?:gains?|improvements?|increases?) in)\s+(?:\w+[ -]){{0,3}}?{_MOTION}\b|"
    rf"\b{_MOTION}{_AND}\s+(?:(?:has|have|is|are|also|now|steadily)\s+)*(?:improved|increased|increasing|improving|better|greater)\b",
    "all_better": r"\b(?:(?:all|every|each)(?: of the)?) (?:(?:balance|standardized|objective|functional|clinical|repeated) )?(?:outcome )?(?:measures?|tests?|scores?)\s+"
    r"(?:(?:has|have|is|are|has also|have also)\s+)?(?:improved|improving|better)\b",
    "all_worse": r"\b(?:(?:all|every|each)(?: of the)?) (?:(?:balance|standardized|objective|functional|clinical|repeated) )?(?:outcome )?(?:measures?|tests?|scores?)\s+"
    r"(?:(?:has|have|is|are)\s+)?(?:declined|worsened|worse|regressed)\b",
    "none_better": r"\b(?:none of the|no) (?:(?:balance|standardized|objective|functional|clinical|repeated) )?(?:outcome )?(?:measures?|tests?|scores?)\s+"
    r"(?:(?:has|have|is|are)\s+)?(?:improved|better)\b",
}
_COURSES = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in _SPELLED.items()}
_SIGNS = Signs(
    {
        "steady": "progress",
        "improvement": "improv|progress|gain|better|steadier|stronger|more stable|more mobile|easier",
        "regression": "declin|regress|deteriorat|worse|lost ground",
        "plateau": "plateau|stall|level|no .*(?:gain|progress|improvement)",
        "real_change": "clinically|statistically|represents?|exceed|beyond",
        "rom_gain": "(?:improv|increas|greater|better|gain).*(?:rom|range|mobility|flexib)|"
        "(?:rom|range|mobility|flexib).*(?:improv|increas|greater|better)",
        "all_better": r"(?:all|every|each) .*(?:measure|test|score)",
        "all_worse": r"(?:all|every|each) .*(?:measure|test|score)",
        "none_better": r"(?:none|no) .*(?:measure|test|score)",
    },
    any_case=True,
)
"""Per kind, letters without which its pattern cannot match."""
_DENIED = re.compile(
    r"\b(?:no|not|n't|never|nor|neither|none|without|denie[sd]|denying|risk of|rather than|unless|if|when|"
    r"once|until|whether|should|short of|threshold|smaller|than|needed|had|before|previous(?:ly)?|prior|initially|expect\w*|likely|potential)\b[^,;]{0,60}$",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"\b(?:sessions?|sets?|trials?|bouts?|reps|repetitions?|cue\w*|cueing|minutes?|rest|within|by the end|"
    r"fatigue\w*|when|while|during|under|if|unless|with (?:\w+ )?(?:turns?|tasks?|eyes|exertion|practice)|last visit,)\b",
    re.IGNORECASE,
)
"""What comes and goes within a visit, or under a condition."""
_HEADING = re.compile(r"\s*#|[^.]*\*\*\s*$")
_PASSING = ("improvement", "regression", "steady")


def course_in(words: str, clause: Clause) -> Iterator[Claim]:
    """Yield what a clause says of a patient's course."""
    signs = _SIGNS.in_(words)
    if not signs or _HEADING.match(words):
        return
    for kind, pattern in _COURSES.items():
        match = pattern.search(words) if kind in signs else None
        if match is None or _DENIED.search(words, 0, match.start()):
            continue
        if kind in _PASSING and (clause.section == "O" or _HERE.search(words)):
            continue
        span = (clause.start + match.start(), clause.start + match.end())
        yield Claim(kind, *span, about=(clause.start, clause.end))
