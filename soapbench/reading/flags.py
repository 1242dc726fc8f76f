"""How a clause is meant: done, put off, planned, left blank."""

import re

from soapbench.reading.parts import Flag
from soapbench.reading.slots import BLANK, BLANK_SIGNS, ECHO, ECHO_SIGNS

__all__ = ["FLAGS", "FLAG_SIGNS"]

FLAGS: dict[Flag, re.Pattern[str]] = {
    "blank": BLANK,
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
    "echo": ECHO,
    "negated": re.compile(
        r"\b(?:no|not|denies|denied|denying|without|never|none|neither|\w+n't|absence of)\b|\b0/10\b",
        re.IGNORECASE,
    ),
}

FLAG_SIGNS: dict[str, str] = {
    "blank": BLANK_SIGNS,
    "not_done": r"(?:not|n't|never) |deferred|unable to|omitted|declined|refused",
    "deferred": r"deferred",
    "future": r"will|would|could|may|might|should|shall|plan|next|consider|if tolerated|recommend",
    "goal": r"goal|ltg|stg|target|in order to|\bg\d",
    "norm": r"norm|cut-?off|threshold|age-matched|mdc|mcid|reference value",
    "echo": ECHO_SIGNS,
    "negated": r"no|neither|denie|denied|denying|without|never|n't|absence of|0/10",
}
"""Per flag, letters without which its pattern cannot match; see `clauses`."""
