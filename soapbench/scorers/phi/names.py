"""Names of people: what a word is, what stands around it, and every further mention once found."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from soapbench.scorers.phi.lexicon import clinical, given_names, states
from soapbench.scorers.phi.name_cues import (
    ACTING,
    BEFORE,
    CALLED,
    CREDENTIAL_AFTER,
    INITIALS,
    INITIALS_BEFORE,
    LAST_FIRST,
    LOWER_CASE,
    MARKED_AGE,
    NICKNAMED,
    RELATION_AFTER,
    REPORTING,
    REPORTING_ONLY,
    ROLE_AFTER,
    RUN,
    SPACE,
    TITLED,
    Cue,
)
from soapbench.scorers.phi.natures import (
    MAY_NAME,
    NAMING,
    Nature,
    abbreviations,
    forename,
    lower_nature,
    nature_of,
    without_possessive,
)
from soapbench.scorers.phi.spans import PhiSpan, Text, Tier

__all__ = ["STANDS_ALONE", "find_names"]

STANDS_ALONE = "stands alone"
"""The rule for a word that nothing but itself makes a name; weak evidence."""

_LINKS = frozenset({"initial", "particle"})


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str
    nature: Nature


def find_names(text: Text) -> Iterator[PhiSpan]:
    """Yield names of people."""
    words = _recased(text.masked)
    found = [
        *(_titled(words) if "#title" in text.signs else ()),
        *_runs(words),
        *_last_first(words),
        *_lower_case(words),
        *(_lower_case(text.masked) if words != text.masked else ()),
        *_initials(words),
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
    return _LOWER_WORD.sub(
        lambda m: m[0].capitalize() if len(m[0]) > 3 and lower_nature(m[0]) in names else m[0],
        lowered,
    )


def _nicknames(text: str) -> Iterator[PhiSpan]:
    for match in NICKNAMED.finditer(text):
        before = text[max(0, match.start() - _REACH) : match.start()]
        cue = next(
            (c for c in BEFORE if c.name in ("relation", "name is") and c.stands(before)), None
        )
        if cue is not None:
            yield PhiSpan(*match.span(1), cue.kind, "nickname")


# --- Capitalised words --------------------------------------------------------------------------


def _titled(text: str) -> Iterator[PhiSpan]:
    for match in TITLED.finditer(text):
        kind = "NAME_CLINICIAN" if match["doctor"] else "NAME_PATIENT"
        for group in ("name", "other"):
            if not match[group]:
                continue
            words = list(_words(text, *match.span(group)))
            while len(words) > 1 and words[-1].nature in ("plain", "acronym"):
                words.pop()
            named = next((word for word in words if word.nature != "initial"), None)
            vague = match["doctor"] is not None and match["vague"] is not None
            if named is None or not _no_person(named, vague):
                yield PhiSpan(words[0].start, words[-1].end, kind, "title")


def _no_person(word: _Word, vague: bool) -> bool:
    """Return whether not even a title names a person: "Dr. Scholl's", "saw the Dr. Plan: ..."."""
    bare = word.text.lower().rstrip(".")
    lists = clinical()
    if vague:
        return bare in lists["not_names"] or word.nature == "plain"
    return bare in _ROLES or (bare in lists["brands"] and word.nature == "plain")


_ROLES = frozenset(
    "patient pt client name last first note plan order scholl assessment objective subjective report".split()
)


def _runs(text: str) -> Iterator[PhiSpan]:
    """Yield names among the capitalised words, by what they are and what stands around them."""
    for match in RUN.finditer(text):
        if not any(nature in MAY_NAME for _, _, nature in _parts(match.group())):
            continue
        words = list(_words(text, *match.span()))
        if CREDENTIAL_AFTER.match(text, match.end()) and (whole := _credited(words)):
            yield PhiSpan(whole[0].start, whole[-1].end, "NAME_CLINICIAN", "credential")
            continue
        for group in _groups(words):
            seen = _judge(text, group)
            if seen is not None:
                kind, rule, tier = seen
                yield PhiSpan(group[0].start, group[-1].end, kind, rule, tier)


def _credited(words: list[_Word]) -> list[_Word]:
    """Return the words a credential belongs to: all but what begins the sentence."""
    lists = clinical()["not_names"]
    while words and (
        words[0].nature in ("acronym", "particle")
        or (words[0].nature == "plain" and words[0].text.lower() in lists)
    ):
        words = words[1:]
    return words if len(words) > 1 else []


_NON_SPACE = re.compile(r"[^\s]+")


def _words(text: str, start: int, end: int) -> Iterator[_Word]:
    for at, bare, nature in _parts(text[start:end]):
        yield _Word(start + at, start + at + len(bare), bare, nature)


@lru_cache(maxsize=16384)
def _parts(run: str) -> tuple[tuple[int, str, Nature], ...]:
    """Return where the words of a run begin, and what each can be; the same runs come often."""
    parts = []
    for match in _NON_SPACE.finditer(run):
        token = match.group().rstrip(",")
        if token.endswith((".", "'", "’")) and not re.search(r"\b[A-Z]\.$|^[JS]r\.$|^St\.$", token):
            token = token.rstrip(".'’")
        parts.append((match.start(), without_possessive(token), nature_of(token)))
    return tuple(parts)


def _groups(words: list[_Word]) -> Iterator[list[_Word]]:
    """Yield the stretches of words that can be part of a name, without links at their ends."""
    words = _beside_others(words)
    group: list[_Word] = []
    for word in [*words, None]:
        if word is not None and (word.nature in MAY_NAME or word.nature in _LINKS):
            group.append(word)
            continue
        while group and group[-1].nature in _LINKS and not _closes(group):
            group.pop()
        while group and group[0].nature == "particle":
            group.pop(0)
        if any(w.nature in MAY_NAME for w in group) and not _lone_brand(group):
            yield group
        group = []


def _beside_others(words: list[_Word]) -> list[_Word]:
    """Return the words of a run, some of another nature than each has by itself."""
    if len({word.text.isupper() for word in words if len(word.text.rstrip(".")) > 1}) > 1:
        # Among words in lower case, one in capitals is an abbreviation.
        words = [
            dataclasses.replace(word, nature="acronym")
            if word.text.isupper() and word.nature not in _LINKS
            else word
            for word in words
        ]
    # A state before a name is a given name: Virginia Nguyen.
    return [
        dataclasses.replace(word, nature="either")
        if after.nature in MAY_NAME and word.text.lower() in _named_states()
        else word
        for word, after in pairwise(words)
    ] + words[-1:]


@cache
def _named_states() -> frozenset[str]:
    return states() & given_names()


def _lone_brand(group: list[_Word]) -> bool:
    """Return whether a brand that is a given name too stands without any other name."""
    return len(group) == 1 and group[0].text.lower() in clinical()["brands"]


def _closes(group: list[_Word]) -> bool:
    """Return whether an initial ends a name: "Osgood T", "Mary K."."""
    return len(group) > 1 and group[-1].nature == "initial" and group[-1].text[0] not in _SIDES


# An initial of these stands for a side or a section more often than for a person.
_SIDES = frozenset("LRSOAPC")
_REACH = 60


def _judge(text: str, words: list[_Word]) -> tuple[str, str, Tier] | None:
    """Return the class, rule and tier of a name; None where nothing makes it one."""
    start, end = words[0].start, words[-1].end
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    natures = [word.nature for word in words if word.nature not in _LINKS]
    naming = any(nature in NAMING for nature in natures)
    if set(natures) == {"word surname"} and words[0].nature != "initial":
        return None
    doubtful = "eponym" in natures or "either" in natures
    full = _is_full(natures)
    clinical_use = doubtful and bool(_used_clinically(after, cued=full) or not naming)
    if _begins_with_a_side(words, natures) and not ("." in words[0].text and naming):
        # "10 degrees R. Thomas feels ...": the letter ends a sentence.
        return _judge(text, words[1:]) if len(words) > 1 and "." in words[0].text else None
    if CREDENTIAL_AFTER.match(after) and (
        naming or len(words) > 1 or not _used_clinically(after, cued=True)
    ):
        return "NAME_CLINICIAN", "credential", "certain"
    cue = _cue(before)
    if cue is not None and not cue.trusted and natures == ["strange"]:
        cue = None  # "with Similac": a product is used with, too
    if cue is not None and _trusted(cue, natures, naming, after):
        return cue.kind, cue.name, "certain"
    if ROLE_AFTER.match(after) and not _used_clinically(after):
        return "NAME_CLINICIAN", "role after", "certain"
    if RELATION_AFTER.match(after) and (naming or "word name" in natures):
        return "NAME_RELATIVE", "relation after", "certain"
    aged = MARKED_AGE.match(after) and words[-1].text[-2:-1] != "-"
    if aged and (naming or full or (len(natures) > 1 and not clinical_use)):
        return "NAME_PATIENT", "age after", "certain"
    if clinical_use:
        return _doubtful(natures, after)
    if len(natures) > 1:
        return _several(text, words, natures, naming, after)
    return _single(text, words, natures[0], before, after)


def _cue(before: str) -> Cue | None:
    return next((cue for cue in BEFORE if cue.stands(before)), None)


def _is_full(natures: list[Nature]) -> bool:
    """Return whether another name follows a given name, which few tests and diseases have."""
    return len(natures) > 1 and natures[0] in ("given", "either", "word name")


def _doubtful(natures: list[Nature], after: str) -> tuple[str, str, Tier] | None:
    """Return whether a name that may stand for a test is told of as a person is."""
    full = _is_full(natures)
    if _used_clinically(after, cued=full):
        return None
    if (full and _ACTING.match(after)) or ("either" in natures and _PERSON.match(after)):
        return "NAME_PATIENT", "told of", "certain"
    if len(natures) > 1 and natures[0] in ("given", "either"):
        return "NAME_PATIENT", "several words", "likely"
    return None


def _begins_with_a_side(words: list[_Word], natures: list[Nature]) -> bool:
    first = words[0]
    return first.nature == "initial" and first.text[0] in _SIDES and "given" not in natures


def _trusted(cue: Cue, natures: list[Nature], naming: bool, after: str) -> bool:
    doubtful = "eponym" in natures or "either" in natures
    if naming:
        return not (doubtful and _used_clinically(after, cued=True))
    if _COLON.match(after):
        return False
    if doubtful or cue.name == "patient":
        known = _is_full(natures) or (doubtful and cue.name in _FOR_EPONYMS)
        return known and not _used_clinically(after, cued=True)
    if not cue.trusted:
        return False
    if cue.name in ("label", "role") and len(natures) == 1:
        return bool(_END.match(after) or _TELLING.match(after))
    return cue.name != "greeting" or bool(_END.match(after) or _THERE.match(after))


_FOR_EPONYMS = frozenset({"relation", "name is", "greeting"})


def _several(
    text: str, words: list[_Word], natures: list[Nature], naming: bool, after: str
) -> tuple[str, str, Tier] | None:
    if naming:
        given = natures[0] in ("given", "word name")
        if words[-1].text.isupper() and not given:
            return None
        kind = "LOCATION" if _in_a_place(text, words[0].start) and not given else "NAME_PATIENT"
        return kind, "several words", "certain" if given or _TELLING.match(after) else "likely"
    first = _sentence_start(text, words[0].start)
    if _TELLING.match(after) and not first:
        return "NAME_PATIENT", "told of", "certain"
    if natures == ["word name", "word surname"] and not (
        first and words[0].text in ("Will", "May", "Mark")
    ):
        return "NAME_PATIENT", "several words", "likely"
    return None


def _single(
    text: str, words: list[_Word], nature: Nature, before: str, after: str
) -> tuple[str, str, Tier] | None:
    first = _sentence_start(text, words[0].start)
    if words[-1].text.isupper() or nature == "word surname":
        return None
    if nature == "word name":
        said = re.match(rf"{SPACE}(?:\w+ly{SPACE})?{REPORTING_ONLY}\b", after)
        if said and (first or not _DETERMINER.search(before)):
            return "NAME_PATIENT", "word told of", "certain"
        acts = _ACTING.match(after) if first else _TELLING.match(after)
        if acts and (first or _AFTER_WORD.search(before)):
            return "NAME_PATIENT", "word told of", "likely"
        return None
    if _used_clinically(after, cued=True) and nature != "given":
        return None
    if words[0].nature == "initial" and nature != "rare":
        return "NAME_PATIENT", "several words", "likely"
    if nature == "rare":
        return ("NAME_PATIENT", "told of", "likely") if _ACTING.match(after) else None
    person = _OF_A_PERSON.match(after) or _ACTING.match(after)
    if _TELLING.match(after) and (nature != "strange" or not first or person):
        kind = "LOCATION" if _in_a_place(text, words[0].start) else "NAME_PATIENT"
        return kind, "told of", "certain" if nature == "given" or _PERSON.match(after) else "likely"
    if _COLON.match(after) and nature != "given":
        return None
    if first and nature != "given" and not _whole_line(text, words[0].start, words[-1].end):
        return None
    if max(len(word.text) for word in words) < 3:
        return None
    kind = "LOCATION" if _in_a_place(text, words[0].start) else "NAME_PATIENT"
    return kind, "given name" if nature == "given" else STANDS_ALONE, "likely"


_COLON = re.compile(r"\**\s*:")
_END = re.compile(r"\s*(?:[.,;)\"”\n|]|$|\s[-–(])")
_THERE = re.compile(r"\s(?:in|at|from|with|re|about)\b")
_PERSON = re.compile(rf"{SPACE}(?:\w+ly{SPACE})?{REPORTING_ONLY}\b")
_OF_A_PERSON = re.compile(rf"['’]s\b|{_PERSON.pattern}")
_ACTING = re.compile(rf"{SPACE}(?:\w+ly{SPACE})?{ACTING}\b")
_TELLING = re.compile(rf"['’]s\b|{SPACE}(?:\w+ly{SPACE})?{REPORTING}\b")
_DETERMINER = re.compile(r"\b(?:the|a|an|this|that|in|by|last|next|early|late|of|and|or)\s+$", re.I)
_AFTER_WORD = re.compile(r"[a-z,][ \t]+$")
_HEAD = re.compile(
    r"(?:['’]s?)?[-–\s(]*([^\W\d_]+)|['’]?s?[-–\s]*(?:[\d+/\[]|\((?=[-+–\d]|pos|neg))"
)


def _used_clinically(after: str, *, cued: bool = False) -> bool:
    """Return whether a test, a sign, a disease or a score follows.

    Behind a cue for a person a mere "and" or "was" says nothing.
    """
    head = _HEAD.match(after)
    if head is None:
        return False
    word = (head.group(1) or "").lower()
    return not word or (word in clinical()["eponym_heads"] and not (cued and word in _WEAK_HEADS))


_WEAK_HEADS = frozenset("and at on was is of today improved remains for to with".split())


def _in_a_place(text: str, start: int) -> bool:
    return bool(re.search(r"\b(?:in|from|near|outside|to)\s+$", text[max(0, start - 10) : start]))


def _sentence_start(text: str, start: int) -> bool:
    before = text[max(0, start - 40) : start].rstrip(" \t*_\"'“(-•#>")
    return not before or before[-1] in ".!?:;\n|"


def _whole_line(text: str, start: int, end: int) -> bool:
    stop = text.find("\n", end)
    line = text[text.rfind("\n", 0, start) + 1 : len(text) if stop < 0 else stop]
    return not line.replace(text[start:end], "", 1).strip(" .,!*-_#")


# --- Other forms --------------------------------------------------------------------------------


def _last_first(text: str) -> Iterator[PhiSpan]:
    for match in LAST_FIRST.finditer(text):
        last, first = nature_of(match[1]), nature_of(match[2].split()[0])
        head = _at_head(text, match.start())
        if _is_full([first, last]) and last in MAY_NAME and _introduced(text, match):
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
            or (head and known and (first == "given" or _whole_line(text, *match.span())))
        ):
            yield PhiSpan(*match.span(), "NAME_PATIENT", "last, first")


def _introduced(text: str, name: re.Match[str]) -> bool:
    """Return whether a label before a name or an age behind it speaks of a person."""
    start, end = name.span()
    cue, after = _cue(text[max(0, start - _REACH) : start]), text[end : end + _REACH]
    if cue is not None and cue.name in ("label", "name is", "time slot"):
        return not _used_clinically(after, cued=True)
    return _at_head(text, start) and MARKED_AGE.match(after) is not None


def _at_head(text: str, start: int) -> bool:
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return not line.strip(" *#->\t0123456789:)") or line.rstrip(" *").endswith((":", "|"))


def _lower_case(text: str) -> Iterator[PhiSpan]:
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
                and _TELLING.match(text, match.end(1))
            ):
                yield PhiSpan(*match.span(1), kind, "relation, lower case")


@lru_cache(maxsize=16384)
def _plain(token: str) -> bool:
    words = _LOWER_WORD.findall(token)
    return all(lower_nature(word) == "plain" and not forename(word) for word in words)


_LOWER_PAIR = re.compile(r"(?<![^\W\d_'’-])([a-z]{3,})[ \t](?=([a-z]{3,}))\2(?![^\W\d_-])")
_LOWER_WORD = re.compile(r"(?<![^\W\d_])[a-zà-öø-ÿ]{3,}")
_FIRM_LOWER = frozenset({"doctor", "title", "relation", "name is"})
"""Cues after which one lower-case word is enough, and may be an ordinary word that is a name."""


_ALONE = frozenset({"label", "patient", "start", "time slot", "reason", "role", "tell"})
"""Cues after which one lower-case word is enough where it is long and no ordinary one."""
_BEFORE_FULL = frozenset({"label", "patient", "start", "time slot"})
"""Cues after which two lower-case words are a name, were each the name of a test too."""


def _lower_name(words: str, cue: str) -> int:
    """Return how many characters of the lower-case words are a name, 0 where they are none."""
    tokens = list(_NON_SPACE.finditer(words))
    names = [lower_nature(token.group()) for token in tokens]
    if cue in _FIRM_LOWER:
        if names[0] in NAMING:
            long = len(tokens) > 1 and names[1] in NAMING | {"word name", "particle"}
            return tokens[-1].end() if long else tokens[0].end()
        return tokens[0].end() if names[0] == "word name" and cue in ("doctor", "title") else 0
    if len(tokens) > 1 and all(n in NAMING | {"word name", *_LINKS} for n in names):
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
    known = family and not _used_clinically(text[end : end + _REACH], cued=True)
    return end - start if known else 0


def _initials(text: str) -> Iterator[PhiSpan]:
    for match in INITIALS.finditer(text):
        start, end = match.span()
        letters = re.sub(r"[^A-Z]", "", match.group()).lower()
        if letters in abbreviations() or letters in clinical()["not_names"]:
            continue
        after = text[end : end + _REACH]
        if (
            _OF_A_PERSON.match(after)
            or (match.group().count(".") > 1 and not _DEGREE.match(after))
            or INITIALS_BEFORE.search(text[max(0, start - 40) : start])
            or (_sentence_start(text, start) and _AGE.match(after))
        ):
            yield PhiSpan(start, end, "NAME_PATIENT", "initials")


_DEGREE = re.compile(r"\w|[ \t]+(?:degree|license)")
_AGE = re.compile(r",?[ \t]+\d{1,2}\s?(?:[MF]\b|y/?o|yrs?\b|year)")


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
            after = text[match.end() : match.end() + _REACH]
            told = _TELLING.match(after) and not _used_clinically(after, cued=True)
            if nature not in ("eponym", "either") or told:
                yield PhiSpan(*match.span(), kind, "again")


_LETTERS = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*(?<!['’]s)")
