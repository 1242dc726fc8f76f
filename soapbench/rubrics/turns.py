"""What turns a statement: a denial or what tells of later before its topic, a lead, an end."""

import re
from collections.abc import Iterable

__all__ = ["DENIAL", "NOT_NOW", "PUT_OFF", "UNTOLD", "all_led"]

DENIAL = re.compile(
    r"\b(?:no|not|denies|denied|without|never|none|\w+n't)\b(?!.*\bbut\b)", re.IGNORECASE
)
"""A denial ends at "but"."""
NOT_NOW = re.compile(
    r"\b(?:will(?! not)|would(?! not)|could be|may|might|should|shall|plan(?:s|ned)? to|"
    r"next (?:visit|session)|consider(?:ing)?|goals?|LTG|STG|norm(?:s|ative)?|cut-?offs?|threshold|"
    r"age-matched)\b",
    re.IGNORECASE,
)
"""What tells of later, of an aim, or of people in general."""
_VISIT = r"(?:visit|session|appointment|appt|time|week|treatment|tx|date|dos)s?"
_NEXT = (
    rf"(?:(?:next|following|future|upcoming|subsequent|later|\d{{1,2}}(?:st|nd|rd|th)) (?:\w+ )?{_VISIT}|visit \d{{1,2}}|nv\b|"
    r"f/u(?: visit)?|follow-?up|re-?(?:eval|assess)\w*|pn\b)"
)
_DEFERRED = (
    r"(?:defer(?:red|ring)?|def\.?|postponed?|put off|held(?: over)?|carr(?:y|ied) over|"
    rf"rescheduled|tabled|delayed|awaiting|(?:hold|moved|pushed(?: back)?|saved|reserved)(?= (?:to|until|till|for) (?:the |an? )?{_NEXT}))"
)
_DONE = (
    r"(?:deferred|done|do|completed?|assess(?:ed)?|test(?:ed)?|measured?|address(?:ed)?|taken|perform(?:ed)?|"
    r"examined?|evaluated?|scored?|obtain(?:ed)?|attempt(?:ed)?|check(?:ed)?|determined?|review(?:ed)?)"
)
_UNTIL = r"(?: (?:to|until|till|at|on|in|for|by))?(?: (?:the|an?|pt's))?"
# "Will be addressed next visit: …", "Def. to NV: …", "Next visit, check whether …"
_LATER_LEAD = (
    r"\W*+(?:(?:will|would|to be|next (?:visit|session|time|appointment|tx)|plan(?:s|ned)? to|pending|on hold|tbd|tba|nv)\b|"
    rf"(?:[\w'/-]+ ){{0,4}}?{_DEFERRED}(?= (?:to|until|till|for|->|→|md)|:)|"
    rf"(?:[\w'/-]+ ){{0,3}}?(?:pending|to be {_DONE})\b|"
    rf"(?:at|on|by) (?:the )?{_NEXT}[^:.;]{{0,30}}\b(?:will|to be)\b)[^:.;]{{0,60}}(?::|\b(?:whether|if)\b)|"
    r"\W*+to be [^:.;]{0,60} [–—] |"
    rf"[^\w\[(]*+[\[(](?:{_DEFERRED}|pending)\b[^\[\]()]{{0,60}}[\])]"
)
# "…, deferred until next visit.", "… (deferred)", "…: to be done next visit."
_LATER_END = (
    rf".*(?:[-–—(\[:,;*]|\b(?:is|are|was|were|been)) ?(?:to be |will be )?{_DEFERRED} (?:to|until|till|for) [^.;:]{{0,50}}\W*$|"
    r"[^,;]*[-–—(\[*] ?deferred(?:, [^;:]{0,50})?\W*$|"
    rf".*(?:[-–—(\[:,*]|\b(?:is|are)) ?(?:to be |will be |plan to |will )?{_DONE}(?: (?:it|this|these|them))?{_UNTIL} {_NEXT}(?:, [^;:.]{{0,40}})?\W*$"
)
PUT_OFF = re.compile(rf"{_LATER_LEAD}|{_LATER_END}", re.DOTALL)
"""A lead that puts off all that follows its colon, or an end that puts off all before it."""

_LOOKED = (
    r"(?:assessed|tested|measured|evaluated|examined|documented|recorded|addressed|covered|asked|checked|reviewed|"
    r"obtained|captured|verified|confirmed|reported|stated|said|told|mentioned|known|provided|discussed|given|"
    r"specified|included|listed|established|determined|observed)\b"
)
_LOOK = (
    r"(?:assess|test|measure|evaluate|examine|document|record|address|get to|cover|ask|check|review|obtain|capture|"
    r"verify|confirm|report|state|say|tell|mention|know|provide|discuss|give|specify|include|contain|list|determine|establish|show|indicate)\b"
)
_TOLD_BY = r"(?:source|note|transcript|recording|record|chart|document|documentation|referral|input|case|information|intake|dictation|data|it|i|we|there)"
# "Not assessed today: …", "No information regarding: …"; what a patient could not do is a finding.
_UNTOLD_LEAD = (
    r"\W*+(?:[a-z][\w'/-]* ){0,6}?(?:"
    rf"(?<!if )(?:not|never|\w+n't)(?: \w+ly)?(?: been)? {_LOOKED}|"
    rf"(?<!he )(?<!pt )(?<!patient )(?<!they )(?:(?:does|did|do|could|can) ?not|\w+n't|unable to)(?: \w+ly)? {_LOOK}|"
    r"(?:no|lacking|missing|without|insufficient) (?:information|info|data|details?|record|documentation|mention|basis|evidence)|"
    r"(?:omitted|skipped|missed)(?= (?:today|this|for|due|because|secondary|2/2|at|per|by)| ?:)|"
    r"(?:information|info|data|details?) (?:still |is |are )?(?:missing|lacking|needed|unavailable)|d/?n/?t\b|n/?t\b|"
    r"unknown\b|(?:it is |it's )?(?:unclear|uncertain|unverified|unconfirmed)\b)"
    r"(?:,? [^\s:.;]+){0,9}? ?(?::|>>|(?<=following)(?: \w+){0,2} ?[-–—])"
)
# "The transcript does not state that …", "It is not known whether …"
_UNTOLD_BY = (
    rf"\W*+(?:(?:the|this|our) )?(?:\w+ )?{_TOLD_BY} (?:\w+ )?(?:(?:is|was|were|are) )?(?:(?:does|did|do|could|can) ?not|\w+n't|not|no|unable to)"
    rf"(?: (?:{_LOOK}|{_LOOKED}|information|mention|record|documentation|indication|evidence|basis))(?: (?!to\b)[\w']+){{0,5}}? (?:whether|if|that|for stating)\b"
)
# "… (n/t)", unless of a list's last item alone; "…; this was not done"; "… [not verified]"
_TAKEN_BACK = (
    r"[^,;]*[-–—(\[] ?(?:d/?n/?t|n/?t|not (?:tested|assessed|measured|examined))(?:, [^;:]{0,50})?\W*$|"
    r".*[;,] ?(?:this|it|that|these|which) (?:was|were|is|are|has been|have been) not (?:\w+ )?(?:done|performed|assessed|tested|measured|observed|confirmed|verified|documented)\b[^;]{0,60}$|"
    r".*[-–—(\[] ?(?:(?:not|un|never|can ?not be|could not be|unable to be|yet to be) ?(?:verified|confirmed)|unable to (?:verify|confirm)|no data|no information)"
    r"[^()\[\]]{0,60}[)\]]?\W*$"
)
UNTOLD = re.compile(rf"{_UNTOLD_LEAD}|{_UNTOLD_BY}|{_TAKEN_BACK}", re.DOTALL)
"""A lead by which all that follows it is not told, or an end that takes all before it back."""

_REACH = 32
"""How many characters before its topic such a word still governs it."""


def all_led(pattern: re.Pattern[str], starts: Iterable[int], words: str, after: int = 0) -> bool:
    """Return whether a pattern stands before each start, and there is one."""
    led = False
    for start in starts:
        led = pattern.search(words[max(0, start - _REACH) : start + after]) is not None
        if not led:
            return False
    return led
