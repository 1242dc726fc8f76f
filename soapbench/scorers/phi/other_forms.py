"""Names in other forms: the last name first, in lower case, as initials."""

import re
from collections.abc import Iterator
from functools import lru_cache

from soapbench.scorers.phi.around import (
    OF_A_PERSON,
    REACH,
    TELLING,
    cue_before,
    is_full,
    sentence_start,
    used_clinically,
    whole_line,
)
from soapbench.scorers.phi.lexicon import clinical
from soapbench.scorers.phi.name_cues import (
    INITIALS,
    INITIALS_BEFORE,
    LAST_FIRST,
    LOWER_CASE,
    MARKED_AGE,
)
from soapbench.scorers.phi.natures import (
    LINKS,
    MAY_NAME,
    NAMING,
    abbreviations,
    forename,
    lower_nature,
    nature_of,
)
from soapbench.scorers.phi.spans import PhiSpan

__all__ = ["LOWER_WORD", "initials", "last_first", "lower_case"]

LOWER_WORD = re.compile(r"(?<![^\W\d_])[a-zà-öø-ÿ]{3,}")


def last_first(text: str) -> Iterator[PhiSpan]:
    """Yield names whose last part comes first, before a comma."""
    for match in LAST_FIRST.finditer(text):
        last, first = nature_of(match[1]), nature_of(match[2].split()[0])
        head = _at_head(text, match.start())
        if is_full([first, last]) and last in MAY_NAME and _introduced(text, match):
            yield PhiSpan(*match.span(), "NAME_PATIENT", "last, first")
            continue
        if last not in MAY_NAME and not (head and match[1].isupper() and first in NAMING):
            continue
        if last in NAMING and match[1].isupper() and len(match[1]) > 4 and match[2][1:].islower():
            yield PhiSpan(*match.span(), "NAME_PATIENT", "last, first")
            continue
        if first not in MAY_NAME | {"initial"}:
            continue
        known = last in NAMING or first in NAMING
        if (
            (head and last in NAMING and first == "initial" and text[match.end() - 1] == ".")
            or (last in NAMING and first == "given")
            or (head and known and (first == "given" or whole_line(text, *match.span())))
        ):
            yield PhiSpan(*match.span(), "NAME_PATIENT", "last, first")


def _introduced(text: str, name: re.Match[str]) -> bool:
    """Return whether a label before a name or an age behind it speaks of a person."""
    start, end = name.span()
    cue, after = cue_before(text[max(0, start - REACH) : start]), text[end : end + REACH]
    if cue is not None and cue.name in ("label", "name is", "time slot"):
        return not used_clinically(after, cued=True)
    return _at_head(text, start) and MARKED_AGE.match(after) is not None


def _at_head(text: str, start: int) -> bool:
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return not line.strip(" *#->\t0123456789:)") or line.rstrip(" *").endswith((":", "|"))


def lower_case(text: str) -> Iterator[PhiSpan]:
    """Yield names behind a cue that nobody wrote with a capital."""
    # Most texts have no such word at all, which is soon seen.
    if all(map(_plain, set(text.split()))):
        return
    for match in _LOWER_PAIR.finditer(text):
        if [lower_nature(match[1]), lower_nature(match[2])] == ["given", "family"]:
            yield PhiSpan(*match.span(), "NAME_PATIENT", "pair, lower case")
    for name, kind, pattern in LOWER_CASE:
        for match in pattern.finditer(text):
            length = max(_lower_name(match[1], name), _lower_full(text, match.start(1), name))
            if length:
                start = match.start(1)
                yield PhiSpan(start, start + length, kind, f"{name}, lower case")
            elif (
                name == "relation"
                and lower_nature(match[1]) == "word name"
                and TELLING.match(text, match.end(1))
            ):
                yield PhiSpan(*match.span(1), kind, "relation, lower case")


@lru_cache(maxsize=16384)
def _plain(token: str) -> bool:
    words = LOWER_WORD.findall(token)
    return all(lower_nature(word) == "plain" and not forename(word) for word in words)


_LOWER_PAIR = re.compile(r"(?<![^\W\d_'’-])([a-z]{3,})[ \t](?=([a-z]{3,}))\2(?![^\W\d_-])")


_FIRM_LOWER = frozenset({"doctor", "title", "relation", "name is"})
"""Cues after which one lower-case word is enough, and may be an ordinary word that is a name."""


_ALONE = frozenset({"label", "patient", "start", "time slot", "reason", "role", "tell"})
"""Cues after which one lower-case word is enough where it is long and no ordinary one."""
_BEFORE_FULL = frozenset({"label", "patient", "start", "time slot"})
"""Cues after which two lower-case words are a name, were each the name of a test too."""


def _lower_name(words: str, cue: str) -> int:
    """Return how many characters of the lower-case words are a name, 0 where they are none."""
    tokens = list(re.finditer(r"\S+", words))
    names = [lower_nature(token.group()) for token in tokens]
    if cue in _FIRM_LOWER:
        if names[0] in NAMING:
            long = len(tokens) > 1 and names[1] in NAMING | {"word name", "particle"}
            return tokens[-1].end() if long else tokens[0].end()
        return tokens[0].end() if names[0] == "word name" and cue in ("doctor", "title") else 0
    if len(tokens) > 1 and all(n in NAMING | {"word name", *LINKS} for n in names):
        return tokens[-1].end() if NAMING & set(names) else 0
    if len(tokens[0].group()) <= 3 or cue not in _ALONE:
        return 0
    enough = NAMING if cue == "label" else {"given", "family"}
    return tokens[0].end() if names[0] in enough else 0


def _lower_full(text: str, start: int, cue: str) -> int:
    """Return how many characters a given and a family name take, were they a test's too; else 0."""
    pair = _LOWER_PAIR.match(text, start) if cue in _BEFORE_FULL else None
    if pair is None or not forename(pair[1]):
        return 0
    end = pair.end()
    family = nature_of(pair[2].capitalize()) in MAY_NAME - {"rare", "strange"}
    known = family and not used_clinically(text[end : end + REACH], cued=True)
    return end - start if known else 0


def initials(text: str) -> Iterator[PhiSpan]:
    """Yield initials that stand for a person."""
    for match in INITIALS.finditer(text):
        start, end = match.span()
        letters = re.sub(r"[^A-Z]", "", match.group()).lower()
        if letters in abbreviations() or letters in clinical()["not_names"]:
            continue
        after = text[end : end + REACH]
        if (
            OF_A_PERSON.match(after)
            or (match.group().count(".") > 1 and not _DEGREE.match(after))
            or INITIALS_BEFORE.search(text[max(0, start - 40) : start])
            or (sentence_start(text, start) and _AGE.match(after))
        ):
            yield PhiSpan(start, end, "NAME_PATIENT", "initials")


_DEGREE = re.compile(r"\w|[ \t]+(?:degree|license)")
_AGE = re.compile(r",?[ \t]+\d{1,2}\s?(?:[MF]\b|y/?o|yrs?\b|year)")
