"""Names of people: what a word is, what stands around it, and every further mention once found."""

import re
from collections import Counter
from collections.abc import Iterator

from soapbench.scorers.phi.around import REACH, TELLING, used_clinically
from soapbench.scorers.phi.capitalised import runs, titled
from soapbench.scorers.phi.name_cues import BEFORE, CALLED, NICKNAMED
from soapbench.scorers.phi.natures import MAY_NAME, NAMING, Nature, lower_nature, nature_of
from soapbench.scorers.phi.other_forms import LOWER_WORD, initials, last_first, lower_case
from soapbench.scorers.phi.spans import PhiSpan, Text

__all__ = ["find_names"]


def find_names(text: Text) -> Iterator[PhiSpan]:
    """Yield names of people."""
    words = _recased(text.masked)
    found = [
        *(titled(words) if "#title" in text.signs else ()),
        *runs(words),
        *last_first(words),
        *lower_case(words),
        *(lower_case(text.masked) if words != text.masked else ()),
        *initials(words),
    ]
    if "#called" in text.signs:
        found += [PhiSpan(*m.span(1), "NAME_PATIENT", "called") for m in CALLED.finditer(words)]
    if '"' in words or "“" in words:
        found += _nicknames(words)
    yield from found
    yield from _again(words, found)


_FEW, _MOST = 0.01, 0.8
_ENOUGH = 60
"""A text of so many letters with fewer or more capitals than these shares says nothing by them."""


def _recased(text: str) -> str:
    """Return a text written in one case with a capital on each listed name, and any other as it is."""
    counts = Counter(text)
    letters = sum(count for letter, count in counts.items() if letter.isalpha())
    capitals = sum(count for letter, count in counts.items() if letter.isupper())
    share = capitals / max(1, letters)
    if letters < _ENOUGH or _FEW <= share <= _MOST:
        return text
    lowered = text.lower()
    if len(lowered) != len(text):
        return text
    # In capitals a strange word is spelled with care; in lower case it may be shorthand.
    names = NAMING | {"word name"} if share > _MOST else {"given", "family"}
    return LOWER_WORD.sub(
        lambda m: m[0].capitalize() if len(m[0]) > 3 and lower_nature(m[0]) in names else m[0],
        lowered,
    )


def _nicknames(text: str) -> Iterator[PhiSpan]:
    for match in NICKNAMED.finditer(text):
        before = text[max(0, match.start() - REACH) : match.start()]
        cue = next(
            (c for c in BEFORE if c.name in ("relation", "name is") and c.stands(before)), None
        )
        if cue is not None:
            yield PhiSpan(*match.span(1), cue.kind, "nickname")


def _again(text: str, found: list[PhiSpan]) -> Iterator[PhiSpan]:
    """Yield further mentions of each certain name, by its parts."""
    parts: dict[str, tuple[str, Nature]] = {}
    for span in found:
        if span.tier != "certain" or span.rule == "initials":
            continue
        for token in _LETTERS.findall(text[span.start : span.end]):
            nature = lower_nature(token) if token.islower() else nature_of(token)
            if len(token) >= 3 and (nature in MAY_NAME or span.rule in ("title", "relation")):
                parts.setdefault(token, (span.kind, nature))
    for word, (kind, nature) in parts.items():
        flags = re.IGNORECASE if nature in NAMING and len(word) > 3 else 0
        for match in re.finditer(rf"(?<![\w-]){re.escape(word)}(?!\w|-\w)", text, flags):
            after = text[match.end() : match.end() + REACH]
            told = TELLING.match(after) and not used_clinically(after, cued=True)
            if nature not in ("eponym", "either") or told:
                yield PhiSpan(*match.span(), kind, "again")


_LETTERS = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*(?<!['’]s)")
