"""What a form or a prompt left in a note: slots that nobody filled in, instructions that stayed."""

import re

__all__ = ["BLANK", "BLANK_SIGNS", "ECHO", "ECHO_SIGNS"]

_DATE = r"(?:\w+[ -])?(?:date|month)\]"
_NAME = r"(?:(?:first|last|pt|patient|client)[ -])?(?:name|patient|pt|client)\]"
_FILLED = (
    r"\s*\d+(?:[.,]\d+)? ?(?:%|/\d+|m/s|s|sec|min(?:ute)?s?|x|reps?|sets?|units?|visits?|wee?ks?|wks?|days?)?"
    r"(?: ?(?:/|per|a) ?(?:week|wk|day))?\s*\]|"
    r"\s*[+−-]\d+(?:\.\d+)?(?: ?(?:%|°|s|m|cm|points?))?\s*\]|"
    r"\s*(?!insert|enter|add|state|list|goal|target|about|e\.?g|example|sample|such as)[a-z][^\]\n_#]{0,40}? \d+(?:\.\d+)?"
    r"(?:/\d+| ?(?:%|°|s|m|m/s|cm|mm|errors?|points?))(?:[:;,][^\]\n_#]{0,40})?\s*\]|"
    r"\s*(?:(?:modified |mod )?independent|supervision|sba|cga|(?:min|mod|max)(?:imal|erate|imum)? ?a(?:ssist)?)\s*\]"
)
"""What a bracket holds that is filled in: [5], [2x/wk], [+3], [FGA 22/30], [CGA]."""
_TAKEN_OUT = (
    rf"(?:(?<![a-z]\s)(?<!\()|(?<=date\s)|(?<=dos\s)|(?<=service\s))\[{_DATE}|"
    r"(?<!\bmr\.\s)(?<!\bmrs\.\s)(?<!\bms\.\s)(?<!\bdr\.\s)(?<!\bfor\s)(?<!\bof\s)(?<!\bwith\s)(?<!\btreated\s)"
    rf"\[{_NAME}(?!(?:['’]s)? (?-i:[a-z]))"
)
"""A date or a name that is a blank: in a sentence it only was taken out."""
# What a bracket quotes, recalls or remarks on is no slot: JSON, [first visit 19/30].
_BRACKET = (
    r"\[(?!\s*[\"{]|(?:first|eval|initial|prior|last|was|prev|start|SOC|baseline|IE|earlier|visit \d{1,2})\b[^\]\n]{0,80}\d|"
    rf"(?:carried|copied|cloned|pulled)\b|{_FILLED}|{_DATE}|{_NAME})[^\]\n]{{0,80}}\](?:/\d+)?|"
    r"\[(?:please |clinician |therapist )?(?:to )?(?:provide|insert|enter|describe|specify|add|document|state|list|include)\b[^\]\n]{80,240}\]|"
    r"\[(?=[^\]\n]{0,240}\b(?:omit|delete|remove|summari[sz]e|if (?:applicable|available|none))\b)[^\]\n]{80,240}\]"
)
_OTHER_SLOT = (
    r"_{2,}|<[a-z][^<>\n]{0,40}>|\$?\{\{[^{}\n]{0,80}\}\}|\$\{[^{}\n]{0,80}\}|\{[^{}\n:]{1,60}:\d{2,}\}|"
    r"\{(?:enter|choose|select|insert|free|click|describe|specify|list|add|pick|type|text|value|\W)[^{}\n\"]{0,80}\}|(?<![*\w])\*{3}(?![*\w])|@{3}|@[A-Z]{2,}@|"
    r"\((?:please )?(?:enter|insert|describe|specify|indicate|fill in) [^()\n]{1,80}\)|"
    r"<< ?[a-z][^<>\n]{0,80}>>|"
    r"\bX{2,}\b|\bTBD\b|\bN/A\b|"
    r"\bnot (?:provided|documented|specified|given(?! way)|stated|recorded|reported|available)\b"
)

_SOURCE = (
    r"(?:source|input|intake|referral|record|recording|chart|case|information|info|material|data|note|file|transcript|"
    r"dictation|audio|encounter|prompt|text|document|documentation|flow ?sheet|system|template)s?"
)
_TAKEN = (
    r"(?:provided|supplied|given|documented|recorded|specified|stated|entered|available|furnished|"
    r"captured|submitted|on file)"
)
_WHEN_OR_WHERE = (
    r"(?: (?:at this time|at time of service|today|this (?:visit|session|encounter|date)|yet|"
    rf"(?:in|by|on|from|with|for) (?:the |any |this |what )?(?:\w+ )?(?:{_SOURCE}|therapist|clinician|patient|visit|session|was)"
    rf"(?: {_SOURCE})?(?: {_TAKEN})?))?"
)
_NO_VALUE = (
    r"unknown|n/?[dks]|dnt|null|none?type|nan|undefined|(?:☐[ \w]{1,24}){2,}|nil entered|tb[acd]|\?+|[–—]+|--+|\.{2,}|…|missing|pending|held|deferred|"
    r"(?:left )?blank|empty|no entry|unable to (?:assess|test|measure|obtain|determine|verify)|"
    r"(?:to be|tb|needs to be|needs) (?:determined|confirmed|completed|added|advised|entered|documented|updated|obtained|filled(?: in)?)|"
    r"not (?:provided|documented|specified|given|stated|recorded|reported|available|assessed|addressed|tested|measured|supplied|entered|found|listed|known|mentioned|collected|"
    r"obtained|evaluated|examined|shared|indicated|included|captured|discussed|filled in|completed|on file|charted|noted)|"
    rf"no (?:data|info|information|details?|entry|value|documentation|response|selection)(?: (?:was |were |is )?{_TAKEN})?|"
    rf"none {_TAKEN}|insufficient (?:data|information|details?)(?: to \w+(?: this)? \w+)?|"
    rf"(?:data|details?|values?|info|information) (?:was |were |is )?(?:not {_TAKEN}|unavailable|missing|needed)|"
    r"(?:please )?see (?:the )?(?:\w+ )?(?:flow ?sheet|chart|log|grid|emr|record|attached|attachment|scan)s?|"
    r"(?:please )?(?:describe|enter|insert|add|type|write|specify|list|document|state|complete|fill in)"
    r"(?: here| details?| below| text| value| as (?:needed|appropriate))|"
    r"(?:click|tap|press)(?: or tap)? (?:here |\w+ )?to \w+(?: \w+)?|type here|(?:please )?(?:choose|select|pick) (?:an?|one|from)(?: [\w-]+){0,5}"
)
_UNFILLED = (
    r"(?:(?<=[:|])|(?<=\w [-–—]))[*_ \t]*+(?:[^\w\s] ?)?[(\"]?"
    rf"(?:{_NO_VALUE}){_WHEN_OR_WHERE}[)\"]?(?=[*_ \t.;|!]*$)"
)
"""What stands after a label in a value's place, to the clause's end: "ROM: n/d"."""
_DATUM = (
    r"(?:level|score|value|rating|data|information|info|details?|account|history|status|findings?|"
    r"measurements?|minutes|units|dates?|description|goals?|diagnosis|reason|rationale|frequency|duration|baseline)"
)
_NOT_GIVEN = (
    rf"\bno (?:[\w'/-]+ ){{0,6}}{_DATUM}(?: (?!with|to\b)[\w'/-]+){{0,4}} (?:was|were|is|are) "
    rf"{_TAKEN}{_WHEN_OR_WHERE}(?=[*_ \t.;|!]*$)|"
    rf"\bno (?:[\w'/-]+ ){{1,7}}(?:{_TAKEN} )?in the (?:\w+ )?{_SOURCE}(?: {_TAKEN}| {_SOURCE})?(?=[*_ \t.;|!]*$)|"
    r"^\W*(?:the )?[\w'/, -]{2,80} (?:field|section|box|slot|line|entry|value) (?:is|was|were|has been) (?:left )?(?:blank|empty|missing|incomplete|not \w+)\W*$|"
    r"^\W*\(?(?:no (?:content|data|entry|entries|information)(?: (?:entered|available))?|(?:intentionally )?left blank|blank|empty)\)?\W*$"
)
"""A sentence that says that something was not given."""

BLANK = re.compile(
    rf"{_BRACKET}|{_TAKEN_OUT}|{_OTHER_SLOT}|{_UNFILLED}|{_NOT_GIVEN}", re.IGNORECASE
)
"""A slot, or a remark that stands for what is not there."""
BLANK_SIGNS = (
    r"\[|__|<[a-z<]|\{|\*\*\*|@|xx|tb[acd]|n/[adks]|\bn[dks]\b|dnt|nan\b|type\b|undefined|☐|omit|delete|remove|nil|null|[?–—…]|--|\.\.|unknown|missing|pending|"
    r"held|deferred|blank|empty|incomplete|unable|needs|needed|tb |to be |no |none |not |insufficient|see |here|details|below|text|"
    r"value|as (?:needed|appropriate)|to \w|choose|select|pick|unavailable|"
    r"\((?:please|enter|insert|describe|specify|indicate|fill in) "
)
"""Letters without which `BLANK` cannot match; see `clauses`."""

_LABEL = r"[a-z][\w /,'’-]{1,60}:[*_ \t]*"
_ITEM = rf"[\s\-*•\"'>(/<!]*(?:\d{{1,2}}[.)] )?(?:{_LABEL})?"
_FREE = r"(?:describe|summari[sz]e|specify|mention|outline)"
"""What nobody plans to do with a patient, so that it needs no object to be an instruction."""
_WRITE = (
    r"(?:document|describe|include|capture|list|summari[sz]e|insert|provide|specify|state|record|enter|"
    r"mention|explain|outline|detail|note)"
)
_WRITTEN = r"(?:documented|included|recorded|stated|specified|described|listed|noted|entered|completed|filled in|updated)"
_AUTHOR = r"(?:clinician|therapist|provider|user|author|clinical staff|documenter|reviewer|writer)"
ECHO = re.compile(
    rf"^[\s\-*•\"'>(]*(?:[a-z][a-z /]{{1,30}}:[*_ \t]*)?{_WRITE} "
    r"(?:any|the|all|how|what|whether|each|specific|measurable|patient)\b|"
    rf"^[\s\-*•\"'>(]*{_LABEL}(?:(?:briefly |clearly |always )?(?:(?:write|explain|indicate) \w|replace (?:this|with|text)|press (?:f\d|enter|tab)|type (?:\.|the|your|in|text|here)|complete (?:this|the|all|if|before|prior)\b)|e\.g\.|"
    r"required field|(?:must|should|needs? to) be (?:completed|filled)|(?:list|give|use) \d|"
    r"(?:include|provide|use) (?:objective|specific|measurable|relevant|clear)\b)|"
    rf"^{_ITEM}(?:{_FREE} (?-i:[a-z])|(?:complete|fill (?:in|out)) (?:this|the) (?:section|field|part|line)|"
    r"(?:[\w ]{2,20} [-–—] ?)?please (?:add|specify|provide|include|describe|list|enter|insert|complete|fill|document|state|record|clarify|update|edit|remove|delete)\b|"
    r"(?:remember|be sure|make sure|don't forget|do not forget)(?: (?:to|that)\b| the\b)|"
    rf"(?:ensure|confirm|verify)(?: that)? [^:;]{{2,80}} (?:is|are) (?:clearly )?{_WRITTEN}\b|"
    rf"(?:the )?{_AUTHOR} (?:(?:must|should|needs? to) (?:add|provide|state|describe|record)|"
    r"(?:must|should|needs? to|is to|to) (?:complete|enter|fill|insert|document|specify|confirm|verify|add))\b|"
    r"(?:the|this|your) (?:note|section|entry|documentation|field) (?:should|must|needs? to) "
    r"(?:include|state|describe|contain|mention|document|cover|be)\b|"
    rf"(?:to-?do|reminder|instructions?|hint|tip|note to (?:self|{_AUTHOR})|{_AUTHOR} note|prompt)\W{{0,3}}:|"
    rf"(?:add|enter|insert|list|provide|include|record|note|document|state|fill in) [^:;\d]{{2,80}} "
    r"(?:here|below|with (?:numbers|dates|units)|(?:if|as|when|where) (?:applicable|available|known|any))\W*$|"
    r"(?:enter|insert|list|record|document|state) [^:;\d]{2,80} as (?:appropriate|needed|indicated)\W*$)|"
    rf"(?<!if )(?<!when )\b(?:should|must|needs? to) be (?:clearly )?{_WRITTEN}(?: here)?\W*$|"
    rf"^[^:;\d.]{{2,80}} \((?:(?:if|as|when|where) (?:applicable|available|known|any|appropriate)|"
    rf"(?:must|should|to|needs to) be {_WRITTEN}[^()\n]{{0,40}}|required|mandatory|optional)\)[*: _]*$|"
    r"^[\s\-*•\"'>(]*(?:what the patient reports, such as|measurable changes in range of motion, and|"
    r"where neuromuscular re-education and proprioceptive training stand|the next steps, including how|"
    r"make clear why|use objective measurements wherever)",
    re.IGNORECASE,
)
"""An instruction of a template or a prompt, repeated instead of followed."""
ECHO_SIGNS = (
    r"\b(?:any|the|all|how|what|whether|each|specific|measurable|patient|why|objective|"
    r"describe|summari[sz]e|specify|mention|outline|please|remember|sure|forget|ensure|confirm|verify|"
    r"must|should|needs? to|is to|to (?:complete|enter|fill|insert|document|specify|confirm|verify|add)|"
    r"to-?do|reminder|instructions?|hint|tip|note|prompt|here|below|"
    r"write|replace|press|type|completed?|indicate|e\.g|list|give|briefly|fill|include|provide|use|"
    r"as (?:appropriate|needed|applicable|indicated)|with (?:numbers|dates|units)|"
    r"(?:if|as|when|where) (?:applicable|available|known|any|appropriate)|required|mandatory|optional)\b"
)
"""Letters without which `ECHO` cannot match."""
