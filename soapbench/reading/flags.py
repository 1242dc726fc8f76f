"""How a clause is meant: done, put off, planned, left blank."""

import re

from soapbench.reading.parts import Flag

__all__ = ["FLAGS", "FLAG_SIGNS"]

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

FLAGS: dict[Flag, re.Pattern[str]] = {
    "blank": re.compile(
        # What a bracket quotes, recalls or remarks on is no slot: JSON, [first visit 19/30].
        r"\[(?!\s*[\"{]|(?:first|eval|initial|prior|last|was|prev|start|SOC|baseline|IE|earlier|visit \d{1,2})\b[^\]\n]{0,80}\d|(?:carried|copied|cloned|pulled)\b|"
        rf"{_FILLED}|{_DATE}|{_NAME})"
        rf"[^\]\n]{{0,80}}\](?:/\d+)?|{_TAKEN_OUT}|_{{2,}}|<[a-z][^<>\n]{{0,40}}>|\bX{{2,}}\b|\bTBD\b|\bN/A\b|"
        r"\bnot (?:provided|documented|specified|given(?! way)|stated|recorded|reported|available)\b",
        re.IGNORECASE,
    ),
    "not_done": re.compile(
        r"\b(?:not|\w+n't|never) (?:\w+ly )?(?:yet )?(?:been )?"
        r"(?:assess|test|measur|perform|administer|complet|evaluat|examin|re-?test|done|obtain|captur|repeat|taken|"
        r"timed|tried|attempted|(?:re-?)?scored|returned(?! to\b)|filled (?:in|out)|look(?:ed)? at)\w*|\bomitted\b|"
        r"\b(?:deferred|unable to (?:assess|test|measure)|"
        r"(?:pt|patient|resident|he|she) (?:declined|refused)(?! (?:from|by|in|over|since|after|despite)\b))\b",
        re.IGNORECASE,
    ),
    "deferred": re.compile(r"\bdeferred\b", re.IGNORECASE),
    "future": re.compile(
        r"\b(?:will(?! not)|would|could(?! not)|may|might|should|shall|plan(?:s|ned)? to|"
        r"next (?:visit|session)|consider(?:ing)?|if tolerated|recommend(?:ed)? to)\b",
        re.IGNORECASE,
    ),
    "goal": re.compile(
        r"\b(?:goals?|[LS]TG\d?|target(?:s|ed)?|in order to reach)\b|\bG\d(?=[\s:.)])",
        re.IGNORECASE,
    ),
    "norm": re.compile(
        r"\b(?:norm(?:s|ative)?|cut-?offs?|threshold|age-matched|MDC|MCID|reference value)\b",
        re.IGNORECASE,
    ),
    "echo": re.compile(
        r"^[\s\-*•\"'>(]*(?:[a-z][a-z /]{1,30}:[*_ \t]*)?(?:document|describe|include|capture|list|summari[sz]e|insert|provide|"
        r"specify|state|record|enter|mention|explain|outline|detail|note) "
        r"(?:any|the|all|how|what|whether|each|specific|measurable|patient)\b|"
        r"^[\s\-*•\"'>(]*(?:what the patient reports, such as|measurable changes in range of motion, and|"
        r"where neuromuscular re-education and proprioceptive training stand|the next steps, including how|"
        r"make clear why|use objective measurements wherever)",
        re.IGNORECASE,
    ),
    "negated": re.compile(
        r"\b(?:no|not|denies|denied|denying|without|never|none|neither|\w+n't|absence of)\b|\b0/10\b",
        re.IGNORECASE,
    ),
}

FLAG_SIGNS: dict[str, str] = {
    "blank": r"\[|__|<[a-z]|xx|tbd|n/a|not (?:provided|documented|specified|given|stated|recorded|reported|available)",
    "not_done": r"(?:not|n't|never) |deferred|unable to|omitted|declined|refused",
    "deferred": r"deferred",
    "future": r"will|would|could|may|might|should|shall|plan|next|consider|if tolerated|recommend",
    "goal": r"goal|ltg|stg|target|in order to|\bg\d",
    "norm": r"norm|cut-?off|threshold|age-matched|mdc|mcid|reference value",
    "echo": r"\b(?:any|the|all|how|what|whether|each|specific|measurable|patient|why|objective)\b",
    "negated": r"no|neither|denie|denied|denying|without|never|n't|absence of|0/10",
}
"""Per flag, letters without which its pattern cannot match; see `clauses`."""
