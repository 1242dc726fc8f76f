"""What turns a statement: a denial or what tells of later before its topic, a lead, an end."""

import re
from collections.abc import Iterable
from typing import Literal

from soapbench.reading.gaps import NO_NUMBER
from soapbench.reading.signs import Signs

__all__ = ["DENIAL", "NOT_NOW", "REMARK", "Turn", "all_led", "turns_in"]

Turn = Literal["put_off", "untold"]
"""What a lead or an end makes of the whole statement."""

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
# "Expected by end of POC, not at present: …", "It remains to be established that …"
_SOME_DAY_LEAD = (
    r"\W*(?:expected|anticipated|draft|plan for|planned for|queued?|await\w*|pending|outstanding|to follow|target statement)\b(?:(?!: )[^.;\n]){0,70}: |"
    r"[^.;:]{0,40}\b(?:remains? to be|still (?:needs?|has|have) to|(?:has|have) yet to|needs? to be) (?:be )?(?:establish|check|confirm|verif|determin|clarif|see|find)\w*(?: \w+){0,3} (?:that|whether|if)\b|"
    r"[^:]{0,80}\b(?:leave|left|leaving|kept|keep) (?:this |it )?open\b[^:.]{0,20}:|"
    r"\W*(?:let's |let us |we will |will )?(?:defer|postpone|save|hold off on|put off|come back to|return to|wait on|reschedule)\b(?!red|d\b)|"
    r"\W*(?:results?|findings|scores?|report) (?:of|for|on) [^.;:]{0,50}\bto follow\b|"
    r"\W*(?:arrangements|plans?) (?:are|is) being made (?:for|to)\b|"
    r"\W*per protocol,? no\b[^.;:]{0,50}\buntil\b"
)
# "… (to be confirmed once …)", "… >>> carry over to …", "… -- ask again at …", "… - addendum forthcoming"
_SOME_DAY_END = (
    r".*[-–—(\[:,] ?(?:to be|will be|yet to be|must be|needs to be) (?:\w+ )?(?:confirmed|verified|completed|determined|finali[sz]ed|entered|updated|established|obtained|clarified|reviewed) (?:once|when|after|as soon as|upon|following|on receipt|pending)\b|"
    r".*(?:>{2,}|[-–—]{2}|->|→) ?(?:to )?(?:carr(?:y|ied) over|move|moved|hold|held|defer\w*|postpone\w*|ask again|re-?check|re-?test|re-?visit|re-?address|follow up)\b|"
    r".*[-–—(\[:;,] ?(?:addendum|update|results?|entry|details|more) (?:is |are )?(?:forthcoming|to follow|pending|to come|expected|outstanding)\b|"
    r"(?:[^;:]*\b(?:is|was|has been|have been|are|were) |.*[;,] (?:[^;:,]{1,40} )?)"
    r"(?:rescheduled|postponed|tabled|pushed back|put on hold)(?=\W*$|\W+(?:to|until|till|for|due|because|pending|accordingly)\b)|"
    r".*\b(?:can ?not|can't|will not) be (?:entered|scored|completed|determined|done|assessed) until\b|"
    r".*\b(?:to (?:be )?(?:enter|add|complete|determine|taken|measured|assessed|tested|entered|completed)\w*)\b[^.;:]{0,40}\b(?:upon|on return|later in|at a later|in a later|when (?:she|he|they|pt))\b|"
    r".*\bfor another (?:day|visit|time|session)\b|.*\bfalls on (?:day|visit|session) (?:two|three|\d)\b|"
    r".*\"(?:status|state)\": ?\"(?:pending|deferred|open|todo)\"|"
    r".*[-–—(\[] ?not before (?:then|that)\b"
)

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
# "Refused x2: …", "Pasted here by mistake: …"
_DISOWNED_LEAD = (
    r"(?:(?:pt|patient|client|he|she)(?: has)? )?(?:refused|declined|withheld)\b(?:(?!: )[^.;\n]){0,40}: |"
    r"(?:(?!: )[^.;\n]){0,60}\b(?:contraindicated|nobody (?:witnessed|observed|measured|checked|tested|asked|saw)|"
    r"wrong (?:date|patient|chart|visit|note|record|line|entry)|(?:pasted|copied)\b[^.;:]{0,30}\b(?:by mistake|in error)|"
    r"no recollection)\b(?:(?!: )[^.;\n]){0,60}(?:: |>>)"
)
# "Unknown whether …", "could not recall if …", "We have no information to suggest that …"
_UNKNOWN_IF = (
    r"\W*(?:it is |it's )?(?:unknown|unclear|unsure|uncertain|not (?:clear|known|sure))(?: \w+){0,4}? (?:whether|if|that)\b|"
    r"[^.;:]{0,40}\b(?:could not|can ?not|couldn't|can't|did not|didn't|unable to) (?:recall|remember|establish|determine)\b[^.;:]{0,70}\b(?:whether|if)\b|"
    r"[^.;:]{0,40}\bno (?:information|info|data|record|documentation|evidence|indication)(?: \w+){0,3} that\b|"
    rf"\W*(?:(?:the|this|our) )?(?:\w+ )?{_TOLD_BY} (?:does|did|do) ?n[o']t support\b"
)
# "No pain score given", of numbers alone: what is denied of a patient is a finding
_NO_NUMBER = rf"[^,;:.]{{0,40}}{NO_NUMBER}"
# "… was not addressed during this encounter", "… - patient not asked"
_NOT_LOOKED_AT = (
    r"[^,;:.]{0,60}(?:\b(?:was|were) (?:not|never)|[-–—] ?(?:\w+ )?(?:not|never)) (?:yet |able to be |formally )?(?:addressed|asked|covered|assessed|"
    r"tested|examined|evaluated|checked|obtained|captured|screened|questioned|discussed|carried out)\b|"
    r"[^,;:.]{0,60}\bno (?:formal |specific )?(?:exam\w*|assessment|testing|evaluation|measurement|screening|inquiry) of\b|"
    r"\W*(?:neither|nobody|no one)\b[^.;:]{0,60}\b(?:asked|questioned|assessed|tested|checked|measured|observed|witnessed)\b|"
    r"\W*(?:attempted|tried)\b[^.;:]{0,60}\b(?:aborted|abandoned|given up|discontinued) before\b|"
    r"[^.;]{0,60}(?::|[-–—]|\bis|\bwas) (?:insufficient|inadequate|not enough) (?:information|data|detail)|"
    r"[^.;:]{0,60}\b(?:unavailable|not available|broken),? (?:so|and|hence|therefore)\b|"
    r"[^.;:]{0,40}: ?n/?t\W*$"
)
# "… but I did not check it", "… could not be reproduced and is not accepted"
_DISOWNED_END = (
    r".*\bbut (?:I|we|this|it|that) (?:\w+ )?(?:did not|didn't|never|was not|wasn't|was never|could not|couldn't) (?:\w+ ){0,2}?(?:check|test|measur|observ|verif|confirm|assess|see|ask|happen|done)\w*\b|"
    r".*\b(?:could|can) ?not be (?:reproduced|verified|confirmed|substantiated|corroborated)\b|"
    r".*[-–—(\[;,] ?(?:and )?(?:is |was )?not accepted\b"
)
# Words of an editor, wherever they stand.
_DISOWNED = (
    r".*(?:\b(?:entered|documented|charted|dictated|recorded|pasted|typed|carried forward) (?:\w+ ){0,2}?(?:in error|by mistake|erroneously)|"
    r"\b(?:should be|please|to be) (?:ignored?|disregard(?:ed)?|deleted?|struck|retracted)\b|\b(?:is|was|are|were|be) retracted\b|"
    r"\b(?:ignore|disregard|delete|strike|do not rely on|do not use) (?:the |this |that )?(?:above|following|line|entry|statement|sentence|next)\b|"
    r"\bnot this patient|\b(?:another|a different|the wrong) patient's\b|\bhypothetical\b|\bfor illustration\b|"
    r"\b(?:unsupported|not supported|not borne out) by\b|\bno (?:basis|support|source) (?:in|for|from)\b|"
    r"\b(?:added|invented|assumed|generated|filled in) by (?:the |an )?(?:AI|scribe|template|system|model|software)\b|"
    r"\bauto-?(?:filled|populated|generated) with\b|\bremoved by (?:the )?(?:reviewer|editor|author)|<del>|~~)"
)
_TURNS: dict[Turn, dict[str, str]] = {
    "put_off": {
        "later_lead": _LATER_LEAD,
        "later_end": _LATER_END,
        "some_day_lead": _SOME_DAY_LEAD,
        "some_day_end": _SOME_DAY_END,
    },
    "untold": {
        "untold_lead": _UNTOLD_LEAD,
        "untold_by": _UNTOLD_BY,
        "taken_back": _TAKEN_BACK,
        "disowned_lead": _DISOWNED_LEAD,
        "unknown_if": _UNKNOWN_IF,
        "no_number": _NO_NUMBER,
        "not_looked_at": _NOT_LOOKED_AT,
        "disowned_end": _DISOWNED_END,
        "disowned": _DISOWNED,
    },
}
"""A lead turns what follows it, an end what stands before it."""
_PATTERNS = {
    turn: {name: re.compile(p, re.DOTALL | re.IGNORECASE) for name, p in patterns.items()}
    for turn, patterns in _TURNS.items()
}
_LATER = "def|postpone|put off|held|hold|carr[yi]|reschedul|tabled|delayed|awaiting|moved|pushed|saved|reserved"
_NOT = "not|never|n't|no |n/?t\\b"
_SIGNS = Signs(
    {
        "later_lead": f"{_LATER}|will|would|to be|next|plan|pending|tb[da]|nv",
        "later_end": f"{_LATER}|next|following|future|upcoming|subsequent|later|\\d(?:st|nd|rd|th) |visit \\d|"
        "f/u|follow-?up|re-?eval|re-?assess|\\b(?:nv|pn)\\b",
        "some_day_lead": "(?:expected|anticipated|draft|plan|queue|await|pending|outstanding|to follow|target).*: |"
        "(?:remains? to|still|yet to|needs? to) |open|defer|postpone|save|hold off|put off|come back|return to|"
        "wait on|reschedule|to follow|being made|per protocol",
        "some_day_end": "be .*(?:once|when|after|as soon as|upon|following|receipt|pending)|"
        "[>–—→-].*(?:carr[yi]|move|hold|held|defer|postpone|ask again|re-?check|re-?test|re-?visit|re-?address|follow up)|"
        "forthcoming|to follow|pending|to come|expected|outstanding|rescheduled|postponed|tabled|pushed back|"
        'put on hold|until|to .*(?:upon|on return|later in|a later|when)|for another|falls on|"(?:status|state)"|not before',
        "untold_lead": f"{_NOT}|unable|information|info|data|detail|lacking|missing|without|insufficient|omitted|"
        "skipped|missed|unknown|unclear|uncertain|unverified|unconfirmed",
        "untold_by": f"{_NOT}|unable",
        "taken_back": r"[–—(\[-] ?(?:d/?n|n/?t|not|un|never|can ?not|could|yet|no )|[;,] ?(?:this|it|that|these|which) ",
        "disowned_lead": "refused|declined|withheld|contraindicated|nobody|wrong |pasted|copied|recollection",
        "unknown_if": "(?:un|not|n't|no ).*(?:whether|if|that)|n[o']t support",
        "no_number": "no .*(?:given|provided|recorded|obtained|available|taken|documented)",
        "not_looked_at": "(?:was|were) (?:not|never)|[–—-].*(?:not|never)|neither|nobody|no one|(?:attempted|tried).*before|"
        "(?:exam.*|assessment|testing|evaluation|measurement|screening|inquiry) of|: ?n/?t|"
        "(?:insufficient|inadequate|enough) (?:information|data|detail)|unavailable|not available|broken",
        "disowned_end": "but (?:i|we|this|it|that) |not be |not accepted",
        "disowned": "in error|by mistake|erroneously|ignore|disregard|delete|struck|strike|retracted|do not|"
        "not this patient|patient's|hypothetical|illustration|supported by|borne out|no (?:basis|support|source)|"
        "by .*(?:ai|scribe|template|system|model|software)|auto-?(?:filled|populated|generated)|removed by|<del>|~~",
    },
    any_case=True,
)
"""Letters without which a pattern cannot match."""


def turns_in(words: str) -> frozenset[Turn]:
    """Return whether a statement is put off to a later visit, or is not told, by its own words."""
    signs = _SIGNS.in_(words)
    return frozenset(
        turn
        for turn, patterns in _PATTERNS.items()
        if any(name in signs and pattern.match(words) for name, pattern in patterns.items())
    )


_SETTLED = (
    r"(?:assessed|tested|measured|evaluated|examined|done|performed|completed|attempted|observed|verified|confirmed|"
    r"checked|obtained|addressed|asked|covered|recorded|documented|seen)"
)
REMARK = re.compile(
    r"\W*(?:no,? )?(?:(?:(?:all of )?(?:the above|above|this|that|it|these|those|none of (?:this|these|the above)|I|we)\b )?"
    r"(?:was|were|is|are|has been|have been|had been|could|can|did|do)? ?"
    rf"(?:(?:not|never|n't|yet to be)(?: be| been)?(?: \w+ly)?(?: yet)? (?:{_SETTLED}|assess|test|measure|examine|check|observe|verify|confirm|obtain|get to|address|do)\b(?: (?:it|this|that|them))?|"
    r"(?:put off|postponed|deferred|rescheduled|tabled|on hold|held over|omitted|skipped)\b)|"
    rf"none of (?:this|these|the above) (?:was|were|is|has been) {_SETTLED})"
    r"(?:[ ,;–—-]+(?:today|at this|this|at the|because|due|d/t|2/2|secondary|until|till|pending|as|per|since|yet)\b[^.;:\d]*)?\W*",
    re.IGNORECASE,
)
"""A remark without a topic of its own: what it says is of the statement before it."""

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
