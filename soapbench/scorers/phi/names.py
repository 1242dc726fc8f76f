"""Names of people: cues first, then lists, then every further mention of a name once found."""

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from soapbench.scorers.phi.lexicon import clinical, given_names, ordinary_words, surnames
from soapbench.scorers.phi.name_rules import (
    AFTER_PT,
    CUED,
    DOTTED,
    DOUBLE_SAYS,
    DOUBLE_TOLD,
    INITIALS,
    LABELLED_INITIALS,
    LAST_FIRST,
    LOWER_CUED,
    PAIR,
    PARTICLE,
    REPORTING,
    RUN,
    SPACE,
    TEST_HEAD,
)
from soapbench.scorers.phi.spans import PhiSpan, Text, Tier

__all__ = ["find_names"]


def _lower_name(word: str) -> bool:
    return word in given_names() or word in surnames()


def _lower_known(word: str) -> bool:
    parts = [p for p in re.split(r"[-'’]", word) if len(p) > 1]
    return all(map(_lower_name, parts)) or (len(parts) > 1 and any(map(_lower_name, parts)))


@lru_cache(maxsize=8192)
def _plain(word: str) -> bool:
    """Return whether a word is no name where only a capital speaks for it."""
    lowered = word.lower().rstrip(".").removesuffix("'s").removesuffix("’s")
    lists = clinical()
    return (
        lowered in lists["not_names"]
        or lowered in lists["brands"]
        or lowered in lists["states"]
        or (word.rstrip(".").upper() in _abbreviations() and word.isupper())
    )


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(word.upper() for word in clinical()["abbreviations"])


def _trim(text: str, start: int, end: int, trust: bool = False) -> tuple[int, int] | None:
    """Cut words that are no name from both ends of a run of capitalised words.

    With ``trust`` the first word may be an ordinary one that is also a name: "her son Will".
    """
    tokens = [(m.start() + start, m.end() + start) for m in re.finditer(r"\S+", text[start:end])]
    if trust and tokens and text[slice(*tokens[0])].strip(",.").lower() in _DOUBLE:
        return tokens[0][0], tokens[0][0] + len(text[slice(*tokens[0])].rstrip(",."))
    while tokens and _plain(text[tokens[0][0] : tokens[0][1]].strip(",")):
        tokens.pop(0)
    for i, (left, right) in enumerate(tokens):
        if _plain(text[left:right].strip(",")):
            tokens = tokens[:i]
            break
    if not tokens:
        return None
    stop = tokens[-1][1]
    words = text[tokens[0][0] : stop]
    stop -= (
        len(words) - len(words.rstrip(",.'’"))
        if not re.search(r"\b[A-Z]\.$|[JS]r\.$", words)
        else 0
    )
    if stop - tokens[0][0] < 2:
        return None
    return tokens[0][0], stop


# Given names that are ordinary words, trusted behind a title or a relation.
_DOUBLE = frozenset(
    "will may june april august mark grace hope faith joy rose art bill sue pat".split()
)


def find_names(text: Text) -> Iterator[PhiSpan]:
    """Yield names of people."""
    found = [*_cued(text), *_listed(text.masked)]
    yield from found
    yield from _again(text.masked, found)


def _cued(text: Text) -> Iterator[PhiSpan]:
    for rule in CUED:
        trusted = rule.name in ("relation", "title", "doctor")
        for match in rule.matches(text):
            place = _trim(text.masked, *match.span(1), trust=trusted)
            if place and (
                rule.name not in _WEAK or _looks_like_name(text.masked[slice(*place)], rule.name)
            ):
                yield PhiSpan(*place, rule.kind, rule.name)
    for rule in LOWER_CUED:
        for match in rule.matches(text):
            words = match.group(1).split()
            known = [w for w in words if _lower_known(w)]
            titled = rule.name.startswith(("doctor", "title"))
            if known == words or (titled and known[:1] == words[:1]):
                length = len(match.group(1)) if known == words else len(words[0])
                yield PhiSpan(match.start(1), match.start(1) + length, rule.kind, rule.name)
    for match in (*DOUBLE_SAYS.finditer(text.masked), *DOUBLE_TOLD.finditer(text.masked)):
        yield PhiSpan(*match.span(1), "NAME_PATIENT", "ordinary word told of")
    for match in PAIR.finditer(text.masked):
        yield PhiSpan(*match.span(1), "NAME_CLINICIAN", "doctors")
    yield from _last_first(text.masked)
    yield from _initials(text.masked)


def _last_first(text: str) -> Iterator[PhiSpan]:
    for match in LAST_FIRST.finditer(text):
        last, first = match.group(1), match.group(2).split()[0]
        if _plain(last) or _plain(first) or _eponym(text, *match.span()):
            continue
        given, head = _known(first, given_names()), _at_head(text, match.start())
        listed = _known(last, surnames()) and (given or head)
        if listed or (head and (given or _whole_line(text, *match.span()))):
            yield PhiSpan(*match.span(), "NAME_PATIENT", "last, first")


def _initials(text: str) -> Iterator[PhiSpan]:
    for pattern in (INITIALS, LABELLED_INITIALS, AFTER_PT, DOTTED):
        for match in pattern.finditer(text):
            if re.sub(r"[^A-Z]", "", match.group(1)) not in _abbreviations():
                yield PhiSpan(*match.span(1), "NAME_PATIENT", "initials")


# Cues that many other capitalised words follow too: here the word itself must speak for a name.
_WEAK = frozenset(
    {
        "label",
        "relative label",
        "clinician label",
        "clinician role",
        "by whom",
        "signature",
        "with whom",
        "relation",
        "name is",
        "credential",
        "patient name",
        "relation after",
    }
)


def _looks_like_name(words: str, rule: str) -> bool:
    tokens = [t for t in re.split(r"[\s,]+", words) if t]
    real = [t for t in tokens if len(t.rstrip(".")) > 1]
    if any(_is_known(t) for t in real):
        return True
    if all(t.isupper() and len(t.rstrip(".")) <= 4 for t in tokens):
        return False
    if any(t.lower() in _DOUBLE for t in real) and rule == "relation":
        return True
    if any(t.lower() in clinical()["eponyms"] for t in real):
        return rule in ("relation", "credential", "relative label", "relation after")
    if real and all(_foreign(t) for t in real):
        return True
    return len(real) >= 2 and any(map(_foreign, real)) and all(map(_unusual, real))


def _unusual(token: str) -> bool:
    """Return whether a token is capitalised, no ordinary clinical word, and long enough."""
    return token[0].isupper() and not _plain(token) and len(token) >= 2


def _known(token: str, names: Iterable[str]) -> bool:
    parts = [p for p in re.split(r"[-‐'’]", token.lower().rstrip(".")) if len(p) > 1]
    whole = re.sub(r"['’]", "", token.lower().rstrip("."))
    return (
        whole in names
        or (bool(parts) and all(p in names for p in parts))
        or (len(parts) > 1 and any(p in names for p in parts))
    )


def _is_known(token: str) -> bool:
    bare = re.sub(r"['’]s$", "", token)
    return not _plain(bare) and (_known(bare, given_names()) or _known(bare, surnames()))


def _whole_line(text: str, start: int, end: int) -> bool:
    stop = text.find("\n", end)
    return not text[end : len(text) if stop < 0 else stop].strip(" .*")


def _at_head(text: str, start: int) -> bool:
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return not line.strip(" *#->\t") or line.rstrip().endswith(":")


def _eponym(text: str, start: int, end: int) -> bool:
    """Return whether a word is an eponym that stands for a test or a disease."""
    words = [re.sub(r"['’]s$", "", w).lower() for w in re.split(r"[\s-]+", text[start:end])]
    return any(w in clinical()["eponyms"] for w in words)


def _listed(text: str) -> Iterator[PhiSpan]:
    """Yield runs of capitalised words that lists or their strangeness make a name."""
    for match in RUN.finditer(text):
        if not _speaks_for_itself(match.group()):
            continue
        place = _trim(text, *match.span())
        if place is None or _COMPOUND.match(text, place[1]) or _eponym(text, *place):
            continue
        start, end = place
        bare = re.sub(r"['’]s$", "", text[start:end])
        tier = _tier(text, start, start + len(bare), bare.split())
        if tier is not None:
            kind = "LOCATION" if _city_like(text, start) else "NAME_PATIENT"
            yield PhiSpan(start, start + len(bare), kind, "listed or strange", tier)


def _tier(text: str, start: int, end: int, tokens: list[str]) -> Tier | None:
    """Return how sure it is that these capitalised words are a name; None where they are not."""
    telling = bool(_TELLING.match(text, end)) and not _city_like(text, start)
    given = _known(tokens[0], given_names()) and not _plain(tokens[0])
    if all(t.isupper() and len(t.rstrip(".")) > 1 for t in tokens):
        listed = len(tokens) > 1 and given and all(map(_listed_word, tokens[1:]))
        return "certain" if listed else None
    if len(tokens) == 1:
        if telling and (given or _foreign(tokens[0]) or _is_known(tokens[0])):
            return "certain"
        return "likely" if given and not _sentence_start(text, start) else None
    named = [t for t in tokens if _named(t)]
    if tokens[0].rstrip(".") in _SIDES and len(named) == 1:
        return None
    if len(named) < len(tokens) - sum(_initial(t) or bool(_LINK.fullmatch(t)) for t in tokens):
        return None
    if given or telling or _listed_word(tokens[0]):
        return "certain"
    return "likely"


def _named(token: str) -> bool:
    """Return whether a token can be part of a name by itself."""
    return not _initial(token) and (_is_known(token) or _foreign(token))


def _initial(token: str) -> bool:
    return len(token.rstrip(".")) == 1


# An initial of these stands for a side or a section more often than for a person.
_SIDES = frozenset("LRSOAP")
_LINK = re.compile(PARTICLE)
_TELLING = re.compile(rf"['’]s\b|{SPACE}(?:\w+ly{SPACE})?{REPORTING}\b")


def _speaks_for_itself(run: str) -> bool:
    """Return whether a run of capitalised words is worth a closer look."""
    return any(_listed_word(token) or _foreign(token) for token in run.split())


@lru_cache(maxsize=8192)
def _listed_word(token: str) -> bool:
    bare = re.sub(r"['’]s$", "", token)
    return _known(bare, given_names()) or _known(bare, surnames())


_COMPOUND = re.compile(r"-[a-z]")


@lru_cache(maxsize=8192)
def _foreign(token: str) -> bool:
    """Return whether a word is written like a name and is neither English nor clinical."""
    bare = re.sub(r"['’]s$", "", token).strip(".,")
    parts = [part for part in re.split(r"[-‐'’]", bare.lower()) if len(part) > 1]
    return (
        len(bare) > 2
        and bare[0].isupper()
        and not bare.isupper()
        and not _CAMEL.search(bare)
        and not _plain(bare)
        and not any(
            p in clinical()["eponyms"] | clinical()["brands"] for p in (*parts, bare.lower())
        )
        and not all(_ordinary(part) for part in parts)
    )


def _ordinary(word: str) -> bool:
    """Return whether a word, or its stem without a common ending, is an ordinary one."""
    known = ordinary_words()
    if word in known:
        return True
    return any(word.endswith(end) and word.removesuffix(end) in known for end in _ENDINGS)


# A capital inside a word makes an acronym of it, but for McKay, DeLuca and their like.
_CAMEL = re.compile(r"\d|(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bVan)(?<!\bLe)(?<!\bO)(?<=[a-z])[A-Z]")
_ENDINGS = ("s", "es", "ed", "ing", "ly", "al", "ally", "ness", "ity", "ic", "ist", "er", "ers")


def _city_like(text: str, start: int) -> bool:
    return bool(re.search(r"\b(?:in|from|near|outside|to)\s+$", text[max(0, start - 10) : start]))


def _sentence_start(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t*_\"'“(-•#>")
    return not before or before[-1] in ".!?:;\n|"


def _again(text: str, found: list[PhiSpan]) -> Iterator[PhiSpan]:
    """Yield further mentions of each certain name, by its parts."""
    parts: dict[str, str] = {}
    for span in found:
        if span.tier != "certain" or span.rule == "initials":
            continue
        for token in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text[span.start : span.end]):
            word = re.sub(r"['’]s$", "", token)
            if (
                len(word) >= 3
                and not _plain(word)
                and (word[0].isupper() or span.rule.endswith("lower case"))
            ):
                parts.setdefault(word, span.kind)
    for word, kind in parts.items():
        forms = {word, word.upper()} | ({word.capitalize()} if word.islower() else set())
        ordinary = word.lower() in clinical()["eponyms"] or not _is_known(word.capitalize())
        for form in forms:
            for match in re.finditer(rf"(?<![\w-]){re.escape(form)}(?![\w]|-\w)", text):
                head = TEST_HEAD.match(text, match.end())
                if (
                    ordinary
                    and head
                    and head.group(1).lower() in clinical()["eponym_heads"]
                    and word.lower() in clinical()["eponyms"]
                ):
                    continue
                yield PhiSpan(*match.span(), kind, "again")
