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
    r"(?:function(?:al (?:status|mobility|ability|performance))?|mobility|balance|stability|steadiness|"
    r"stance|(?:postural|motor|neuromuscular) (?:control|stability)|performance|symptoms|status|"
    r"(?<!\w\s)condition|gait(?: (?:quality|stability|pattern))?|coordination|endurance|proprioception|position sense)"
)
_AND = r"(?: and [\w /-]{1,40}?)?"
_ADVERB = r"(?:(?!not\b|never\b|yet\b|to\b)\w+ )?"
_IS = (
    r"(?:has|have|is|are|continues? to|'s) "
    r"(?:(?:\w+ly|been|also|now|much|further|overall|both|shown|made) ){0,2}"
)
_SIZE = (
    r"(?:excellent|good|great|significant|steady|marked|clear|notable|measurable|substantial|"
    r"consistent|continued|meaningful|objective|documented|remarkable|strong|functional|overall)"
)
_MADE = r"(?:mak(?:ing|es?)|made|shows?|shown|showed|showing|demonstrat\w+|achieved)"
_SEEN = (
    r"(?:has|have|was|were|is|are) (?:been )?"
    r"(?:made|achieved|documented|seen|noted|observed|evident|apparent|carried over|translated)"
)
_GAINS = r"(?:progress|improvements?|gains?)"
_FELL = r"(?:regressed|declined|deteriorated|worsened)"
_FALL = r"(?:decline|regression|deterioration|setback)"
_MOTION = (
    r"(?:[AP]?ROM|range of motion|flexibility|"
    r"(?:joint|ankle|knee|hip|shoulder|cervical|neck|trunk) (?:mobility|range))"
)
_MORE = r"(?:improved|increased|increasing|improving|better|greater)"
_EACH = (
    r"(?: of the)? (?:(?:balance|standardized|objective|functional|clinical|repeated) )?"
    r"(?:outcome )?(?:measures?|tests?|scores?) (?:(?:has|have|is|are|also) ){0,2}"
)
_EVERY_ONE = r"(?:all|every|each)(?: of)?(?: the)? (?:[\w-]+ ){0,4}(?:measures?|tests?|scores?)"
_SPELLED: dict[ClaimKind, tuple[str, ...]] = {
    "steady": (
        r"progress (?:is|has been|remains) (?:\w+,? (?:but|and) )?(?:steady|good|excellent|consistent)",
        rf"{_MADE} (?:\w+ (?:but|and) )?steady progress",
        r"progressing steadily",
        r"(?:climbing|improving|gaining) steadily(?= since| from|\s*[.;]|\s*$)",
        rf"(?:steady|good|excellent|consistent) {_GAINS}(?= towards?\b|\s*[.;]|\s*$)",
        r"progress\s*:\s*(?:good|excellent|steady)",
        rf"(?:{_WHO}|progress) keeps? (?:gaining|improving|inching ahead|climbing|making gains)",
        r"(?:scores|measures|results|numbers|values) (?:have |has )?(?:kept|keep|keeps) (?:climbing|improving|rising|gaining)",
        r"(?:slow|small|gradual|modest) but (?:definite|steady|sure|real|clear|certain) (?:gains|progress|improvement)",
    ),
    "improvement": (
        rf"{_WHAT}{_AND} {_IS}(?:improv(?:ed|ing|e)|progress(?:ed|ing)(?! (?:to|from)\b)|gained|better)",
        rf"{_WHO} {_IS}(?:improving|improved(?=\s*(?:[.,]|$|since|over|overall|on|across|in all|markedly|"
        r"significantly|under skilled)))",
        rf"(?:{_WHAT}|{_WHO}) (?:\w+ly )?improving(?=\s*(?:[.;]|$))",
        rf"{_SIZE} {_GAINS} since",
        rf"{_WHO} {_IS}progress(?:ed|ing) (?:very )?(?:well|steadily|nicely)",
        rf"{_WHO} is progressing (?:in|across|on|toward)",
        r"(?:have|has) (?:all|each|both) (?:clearly )?improved",
        r"moving in the right direction",
        rf"{_WHO} (?:has|have|is) {_ADVERB}(?:become|becoming|grown) (?:\w+ly )?"
        r"(?:steadier|stronger|more (?:stable|steady|mobile))",
        rf"(?:{_MADE}|producing|produced|brought|yielded) (?:\w+ )?(?:{_SIZE},? (?:and )?){{1,2}}(?:\w+ )?{_GAINS}",
        rf"(?:these|her|his|the) {_GAINS} (?:have|has|are|made|above|to date|so far)",
        rf"{_GAINS} (?:in|across) [^.;]{{0,60}} (?:shows?|demonstrates?|indicates?|confirms?)",
        rf"(?:training|re-education|therapy|treatment) is improving (?:\w+ )?{_WHAT}",
        rf"{_MADE} improved (?:\w+ )?{_WHAT}",
        rf"{_SIZE} {_GAINS}(?: (?:in|of|toward) \w+(?: \w+)?)? {_SEEN}",
        rf"{_GAINS} in (?:\w+ )?{_WHAT}{_AND} {_SEEN}",
        rf"responded well to [^.;]{{0,30}}\bwith {_GAINS} in",
        rf"{_GAINS} (?:has|have) occurred",
        rf"{_GAINS} (?:is|are) (?:real|moderate|modest|consistent|clear|measurable)",
        r"steady (?:measurable )?(?:gains|improvement)",
        rf"demonstrates? {_GAINS} (?:in|relative|since|compared)",
        rf"with (?:\w+ )?{_GAINS} in (?:\w+ )?{_WHAT}",
        r"(?<!all\s)(?<!every\s)(?:objective|outcome|balance) measures have improved",
        r"(?:walking|standing|turning|moving|balance|gait) is (?:\w+ )?(?:easier|steadier|better)\b"
        r"[^,;]{0,20}\b(?:than|since)",
    ),
    "regression": (
        rf"{_WHAT}{_AND} {_IS}(?:{_FELL}|gotten worse|worse than|worsening(?= (?:despite|since|over)|\.|$))",
        rf"{_WHAT}{_AND} {_FELL} since",
        rf"(?:{_WHAT}|{_WHO}) (?:\w+ly )?(?:declining|worsening|deteriorating)(?=\s*(?:[.;]|$))",
        rf"{_WHAT}\s*:\s*worse than",
        rf"{_WHO} (?:has|have) {_ADVERB}{_FELL}",
        rf"{_WHO}(?:['’]s (?:condition|status|function))? (?:is|are) (?:\w+ly |now )?(?:getting worse|declining|worsening|deteriorating|regressing)",
        r"(?:has|have) lost ground",
        rf"{_WHO} (?:has|have|is) {_ADVERB}(?:gone|going) (?:\w+ )?downhill",
        r"has been worse since",
        rf"(?:have|has) (?:all|each|both) {_FELL}",
        rf"current report is a (?:\w+ )?{_FALL}",
        rf"(?:the|this) (?:recent )?{_FALL} (?:followed|occurred|has been|reflects)",
        r"since (?:a|the|his|her) setback",
        rf"(?:status|re-education|training)\s*:\s*{_FALL}",
        r"(?:doing|feel(?:s|ing)?) (?:\w+ )?worse than (?:an?|last|before|at)",
        rf"(?:has|have) (?:shown|had|experienced) (?:an? )?(?:\w+ )?(?:functional |overall )?{_FALL}",
        rf"there (?:has|have) been an? (?:\w+ )?{_FALL}",
        rf"(?:functional |overall ){_FALL} {_SEEN}",
        rf"(?:presents with|shows?|demonstrates?) (?:a )?(?:declining|worsening|deteriorating) {_WHAT}",
    ),
    "plateau": (
        rf"(?:has|have|is|are) {_ADVERB}(?:plateau(?:ed|ing)|at a plateau|in a plateau)",
        r"(?:progress|recovery|improvement|function|rehab\w*|patient|pt|she|he|gains?|status|balance|"
        r"strength|mobility|walking|gait)"
        rf"(?: [^,;]{{0,25}})? (?:has|have|is|are) {_ADVERB}(?:stalled|levell?ed off)",
        r"(?:has|have) reached an? (?:\w+ )?plateau",
        r"(?:status|re-education|training)\s*:\s*plateau",
        r"(?:the|this|her|his) plateau (?:is|was|has|reflects)",
        r"(?:reason|cause)s? (?:for|of) the plateau",
        r"(?:progress|recovery|function|performance|scores|measures|status|gains) (?:has|have|is|are) "
        r"(?:(?:been|remained|stayed|now|essentially) ){0,2}flat",
        r"(?:measures|scores|values) (?:are|remain|have remained) (?:\w+ )?unchanged",
        r"reached (?:maximal|maximum|max) (?:benefit|potential)",
        r"plateau (?:in|of|on|since)",
        r"(?:at|come to) a (?:standstill|dead stop)",
        r"all (?:of )?(?:(?:the|her|his) )?(?:tests|measures|scores) (?:are )?flat (?:since|from)",
        r"(?:hit|reached|come up against) a wall",
        rf"{_WHO} (?:has|have) {_ADVERB}flattened out",
        r"holding (?:level|steady|flat) since",
        r"(?:figures|numbers|scores|measures) (?:are )?no longer moving",
        rf"(?:{_WHO}|progress|recovery|gains?|status|balance|strength|mobility|walking|gait) "
        r"(?:appears?|seems?) to have (?:plateaued|stalled|levell?ed off)",
        r"nothing has (?:shifted|moved|changed)(?: either way)?",
        r"little has (?:shifted|moved|changed) since",
        rf"no (?:measurable |further |real |significant )?{_GAINS} (?:was|were|has been|have been) made"
        r"(?! (?:in|on|with)\b)",
        rf"no (?:\w+ )?{_GAINS} (?:over|during|in|for|since) (?:the |this |last |past |previous |reporting )+"
        r"(?:period|episode|interval|months?|weeks|visits|evaluation)",
        rf"there (?:has|have) been no (?:\w+ )?{_GAINS} since",
        rf"{_WHO} (?:has|have) (?:made|shown|had) no (?:\w+ )?{_GAINS}(?! (?:in|on|with)\b)",
        rf"{_WHO} (?:has|have) not (?:made|shown) (?:any )?(?:\w+ )?{_GAINS}(?! (?:in|on|with)\b)",
    ),
    "real_change": (
        r"(?:clinically|statistically)(?: (?:and|or) (?:clinically|statistically))?[ -]"
        r"(?:meaningful|significant|important|relevant)(?: \w+)? (?:changes?|improvements?|gains?|progress)"
        r"(?! (?:is|are) (?:expected|likely))",
        r"(?:gain|change|improvement)s?\b[^,;.]{0,40} (?:is|are|was|were) (?:both )?(?:clinically|statistically)",
        r"represents? (?:a )?(?:true|real) (?:change|improvement)",
        r"(?:gains?|changes?|changed|scores|improved|improvements?)\b[^,;.\d]{0,30} "
        r"(?:beyond|exceed(?:s|ed)?|surpass(?:es|ed)?|by more than|(?:greater|larger) than) "
        r"(?:(?:the|published|its|their) )*(?:MDC|MCID|minimal(?:ly)?|measurement error|test error)",
    ),
    "rom_gain": (
        rf"(?:improved|increased|greater|gained|{_GAINS} in|increases? in) (?:\w+[ -]){{0,3}}?{_MOTION}",
        rf"{_MOTION}{_AND}(?: of (?:the )?\w+)? (?:(?:has|have|is|are|also|now|steadily) )*{_MORE}",
    ),
    "all_better": (
        rf"(?:all|every|each){_EACH}(?:improved|improving|better)",
        r"gains? on (?:every|all) (?:fronts?|counts?|measures?|tests?)",
        rf"(?:improve(?:d|ments?)|gains?) (?:across|in|on) {_EVERY_ONE}",
    ),
    "all_worse": (
        rf"(?:all|every|each){_EACH}(?:worse|{_FELL})",
        rf"(?:declin|regress|worsen)\w* (?:[\w-]+ ){{0,2}}(?:across|in|on) {_EVERY_ONE}",
    ),
    "none_better": (
        rf"(?:none|no){_EACH}(?:improved|better)",
        r"no (?:change|improvement|gain)s? (?:on|in) any (?:\w+ ){0,2}(?:measure|test|score)s?",
        r"(?:balance|function|gait|mobility) (?:is|are|has been|remains?|stays?) unchanged since "
        r"(?:the )?(?:SOC|IE|initial|eval\w*|start|first)",
    ),
}
_COURSES = {
    kind: re.compile("|".join(rf"\b{p}\b" for p in patterns).replace(" ", r"\s+"), re.IGNORECASE)
    for kind, patterns in _SPELLED.items()
}
_SIGNS = Signs(
    {
        "steady": "progress|kept|keep|steadily|but (?:definite|steady|sure|real|clear|certain)",
        "improvement": "improv|progress|gain|right direction|better|steadier|stronger|more stable|more mobile|easier",
        "regression": "declin|regress|deteriorat|worse|lost ground|setback|downhill",
        "plateau": "plateau|stalled|standstill|a wall|flattened|holding|no longer|dead stop|(?:nothing|little) has|level+ed off|flat|unchanged|reached max|(?:no|not made|not shown) .*(?:gain|progress|improvement)",
        "real_change": "clinically|statistically|represent|(?:exceed|beyond|surpass|than).*(?:m|test )",
        "rom_gain": "(?:improv|increas|greater|better|gain).*(?:rom|range|mobility|flexib)|"
        "(?:rom|range|mobility|flexib).*(?:improv|increas|greater|better)",
        "all_better": "(?:all|every|each) .*(?:measure|test|score)|gains? on ",
        "all_worse": "(?:all|every|each) .*(?:measure|test|score)",
        "none_better": "(?:none|no) .*(?:measure|test|score)|unchanged since",
    },
    any_case=True,
)
"""Per kind, letters without which its pattern cannot match."""
_DENIED = re.compile(
    r"\b(?:no|not|n't|never|nor|neither|none|without|denie[sd]|denying|risk(?:s|ing)? (?:of|a)|rather than|"
    r"unless|if|when|once|until|whether|should|short of|too small|threshold|smaller|than|needed|had|before|"
    r"previous(?:ly)?|prior|initially|expect\w*|likely|potential|so that)\b[^,;]{0,60}$",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"\b(?:sessions?|sets?|trials?|bouts?|reps|repetitions?|cue\w*|cueing|\d minutes?|rest|within|by the end|"
    r"fatigue\w*|when|while|during|under(?! (?:skilled )?(?:care|therapy|treatment))|if|unless|with (?:\w+ )?(?:turns?|tasks?|eyes|exertion|practice)|"
    r"on (?:uneven|compliant|soft)|last visit,)\b",
    re.IGNORECASE,
)
"""What comes and goes within a visit, or under a condition."""
_PASSING = ("improvement", "regression", "steady")
_HEADING = re.compile(r"\s*#|[^.]*\*\*\s*$")


def course_in(words: str, clause: Clause) -> Iterator[Claim]:
    """Yield what a clause says of a patient's course; a heading says nothing."""
    signs = _SIGNS.in_(words)
    if not signs or _HEADING.match(words):
        return
    words = words.replace("*", " ")  # what is set in bold
    for kind, pattern in _COURSES.items():
        match = pattern.search(words) if kind in signs else None
        if match is None or _DENIED.search(words, 0, match.start()):
            continue
        if kind in _PASSING and (clause.section == "O" or _HERE.search(words)):
            continue
        span = (clause.start + match.start(), clause.start + match.end())
        yield Claim(kind, *span, about=(clause.start, clause.end))
