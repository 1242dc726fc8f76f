"""Names among capitalised words, by what each word is and what stands around it."""

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from soapbench.scorers.phi.around import (
    ACTING_AFTER,
    COLON,
    END,
    OF_A_PERSON,
    PERSON,
    REACH,
    TELLING,
    THERE,
    cue_before,
    is_full,
    sentence_start,
    used_clinically,
    whole_line,
)
from soapbench.scorers.phi.lexicon import clinical, given_names, states
from soapbench.scorers.phi.name_cues import (
    CREDENTIAL_AFTER,
    MARKED_AGE,
    RELATION_AFTER,
    REPORTING_ONLY,
    ROLE_AFTER,
    RUN,
    SPACE,
    TITLED,
    Cue,
)
from soapbench.scorers.phi.natures import (
    LINKS,
    MAY_NAME,
    NAMING,
    Nature,
    nature_of,
    without_possessive,
)
from soapbench.scorers.phi.spans import PhiSpan, Tier

__all__ = ["STANDS_ALONE", "runs", "titled"]

STANDS_ALONE = "stands alone"
"""The rule for a word that nothing but itself makes a name; weak evidence."""


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    text: str
    nature: Nature


def titled(text: str) -> Iterator[PhiSpan]:
    """Yield names behind a title."""
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


def runs(text: str) -> Iterator[PhiSpan]:
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


def _words(text: str, start: int, end: int) -> Iterator[_Word]:
    for at, bare, nature in _parts(text[start:end]):
        yield _Word(start + at, start + at + len(bare), bare, nature)


@lru_cache(maxsize=16384)
def _parts(run: str) -> tuple[tuple[int, str, Nature], ...]:
    """Return where the words of a run begin, and what each can be; the same runs come often."""
    parts = []
    for match in re.finditer(r"\S+", run):
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
        if word is not None and (word.nature in MAY_NAME or word.nature in LINKS):
            group.append(word)
            continue
        while group and group[-1].nature in LINKS and not _closes(group):
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
            if word.text.isupper() and word.nature not in LINKS
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


def _judge(text: str, words: list[_Word]) -> tuple[str, str, Tier] | None:
    """Return the class, rule and tier of a name; None where nothing makes it one."""
    start, end = words[0].start, words[-1].end
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    natures = [word.nature for word in words if word.nature not in LINKS]
    naming = any(nature in NAMING for nature in natures)
    if set(natures) == {"word surname"} and words[0].nature != "initial":
        return None
    doubtful = "eponym" in natures or "either" in natures
    full = is_full(natures)
    clinical_use = doubtful and bool(used_clinically(after, cued=full) or not naming)
    if _begins_with_a_side(words, natures) and not ("." in words[0].text and naming):
        # "10 degrees R. Thomas feels ...": the letter ends a sentence.
        return _judge(text, words[1:]) if len(words) > 1 and "." in words[0].text else None
    if CREDENTIAL_AFTER.match(after) and (
        naming or len(words) > 1 or not used_clinically(after, cued=True)
    ):
        return "NAME_CLINICIAN", "credential", "certain"
    cue = cue_before(before)
    if cue is not None and not cue.trusted and natures == ["strange"]:
        cue = None  # "with Similac": a product is used with, too
    if cue is not None and _trusted(cue, natures, naming, after):
        return cue.kind, cue.name, "certain"
    if ROLE_AFTER.match(after) and not used_clinically(after):
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


def _doubtful(natures: list[Nature], after: str) -> tuple[str, str, Tier] | None:
    """Return whether a name that may stand for a test is told of as a person is."""
    full = is_full(natures)
    if used_clinically(after, cued=full):
        return None
    if (full and ACTING_AFTER.match(after)) or ("either" in natures and PERSON.match(after)):
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
        return not (doubtful and used_clinically(after, cued=True))
    if COLON.match(after):
        return False
    if doubtful or cue.name == "patient":
        known = is_full(natures) or (doubtful and cue.name in _FOR_EPONYMS)
        return known and not used_clinically(after, cued=True)
    if not cue.trusted:
        return False
    if cue.name in ("label", "role") and len(natures) == 1:
        return bool(END.match(after) or TELLING.match(after))
    return cue.name != "greeting" or bool(END.match(after) or THERE.match(after))


_FOR_EPONYMS = frozenset({"relation", "name is", "greeting"})


def _several(
    text: str, words: list[_Word], natures: list[Nature], naming: bool, after: str
) -> tuple[str, str, Tier] | None:
    if naming:
        given = natures[0] in ("given", "word name")
        if words[-1].text.isupper() and not given:
            return None
        kind = "LOCATION" if _in_a_place(text, words[0].start) and not given else "NAME_PATIENT"
        return kind, "several words", "certain" if given or TELLING.match(after) else "likely"
    first = sentence_start(text, words[0].start)
    if TELLING.match(after) and not first:
        return "NAME_PATIENT", "told of", "certain"
    if natures == ["word name", "word surname"] and not (
        first and words[0].text in ("Will", "May", "Mark")
    ):
        return "NAME_PATIENT", "several words", "likely"
    return None


def _single(
    text: str, words: list[_Word], nature: Nature, before: str, after: str
) -> tuple[str, str, Tier] | None:
    first = sentence_start(text, words[0].start)
    if words[-1].text.isupper() or nature == "word surname":
        return None
    if nature == "word name":
        said = re.match(rf"{SPACE}(?:\w+ly{SPACE})?{REPORTING_ONLY}\b", after)
        if said and (first or not _DETERMINER.search(before)):
            return "NAME_PATIENT", "word told of", "certain"
        acts = ACTING_AFTER.match(after) if first else TELLING.match(after)
        if acts and (first or _AFTER_WORD.search(before)):
            return "NAME_PATIENT", "word told of", "likely"
        return None
    if used_clinically(after, cued=True) and nature != "given":
        return None
    if words[0].nature == "initial" and nature != "rare":
        return "NAME_PATIENT", "several words", "likely"
    if nature == "rare":
        return ("NAME_PATIENT", "told of", "likely") if ACTING_AFTER.match(after) else None
    person = OF_A_PERSON.match(after) or ACTING_AFTER.match(after)
    if TELLING.match(after) and (nature != "strange" or not first or person):
        kind = "LOCATION" if _in_a_place(text, words[0].start) else "NAME_PATIENT"
        return kind, "told of", "certain" if nature == "given" or PERSON.match(after) else "likely"
    if COLON.match(after) and nature != "given":
        return None
    if first and nature != "given" and not whole_line(text, words[0].start, words[-1].end):
        return None
    if max(len(word.text) for word in words) < 3:
        return None
    kind = "LOCATION" if _in_a_place(text, words[0].start) else "NAME_PATIENT"
    return kind, "given name" if nature == "given" else STANDS_ALONE, "likely"


_DETERMINER = re.compile(r"\b(?:the|a|an|this|that|in|by|last|next|early|late|of|and|or)\s+$", re.I)
_AFTER_WORD = re.compile(r"[a-z,][ \t]+$")


def _in_a_place(text: str, start: int) -> bool:
    return bool(re.search(r"\b(?:in|from|near|outside|to)\s+$", text[max(0, start - 10) : start]))
