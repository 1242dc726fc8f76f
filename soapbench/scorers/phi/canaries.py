"""Planted identifiers that come through, whatever the model did to their form."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz.distance import Levenshtein

from soapbench.cases import Canary
from soapbench.scorers.phi.lexicon import clinical
from soapbench.scorers.phi.spans import PhiSpan

__all__ = ["find_canaries"]

_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_LONG_NAME = 6
"""From this length on one wrong letter still makes the same name."""
_WORD = re.compile(r"[^\W\d_]+")


def find_canaries(text: str, canaries: Sequence[Canary]) -> Iterator[PhiSpan]:
    """Yield every place where a planted identifier stands, whole, re-formatted or in part."""
    if not canaries:
        return
    squeezed, places = _squeeze(text)
    for canary in canaries:
        yield from _whole(text, squeezed, places, canary)
        if canary.kind.startswith("NAME"):
            yield from _name_parts(text, canary)
        if canary.kind in ("DATE", "AGE_OVER_89"):
            yield from _dates(text, canary)
        if canary.kind in ("FACILITY", "EMPLOYER", "LOCATION"):
            yield from _place_parts(text, canary)


def _squeeze(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits alone, folded, and where each stands in the text."""
    places = [i for i, c in enumerate(text) if c.isalnum()]
    return "".join(text[i].casefold()[:1] for i in places), places


def _whole(text: str, squeezed: str, places: list[int], canary: Canary) -> Iterator[PhiSpan]:
    wanted, _ = _squeeze(canary.text)
    digits = "".join(c for c in wanted if c.isdigit())
    targets = {wanted: "canary"}
    if len(digits) >= 6:
        targets[digits] = "canary digits"
    if canary.kind in ("PHONE", "FAX") and len(digits) >= 10:
        targets[digits[-10:]] = "canary digits"
    for target, rule in targets.items():
        if len(target) < 3:
            continue
        at = squeezed.find(target)
        while at >= 0:
            start, end = places[at], places[at + len(target) - 1] + 1
            # Punctuation may differ, but the identifier must not begin or end inside a word, nor
            # be spread over more than a line.
            if _bounded(text, start, end) and end - start <= 2 * len(target) + 6:
                yield PhiSpan(start, end, canary.kind, rule)
            at = squeezed.find(target, at + 1)


def _bounded(text: str, start: int, end: int) -> bool:
    inside_left = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    inside_right = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not inside_left and not inside_right


def _name_parts(text: str, canary: Canary) -> Iterator[PhiSpan]:
    titles = clinical()["not_names"] | {"mr", "mrs", "ms", "dr", "miss", "mx"}
    tokens = [w for w in _WORD.findall(canary.text) if len(w) >= 3 and w.lower() not in titles]
    for token in tokens:
        lowered = token.lower()
        eponym = lowered in clinical()["eponyms"]
        for match in _WORD.finditer(text):
            word = match.group()
            if word.lower() == lowered:
                # As a word of its own the name must be written like one.
                if word[0].islower() and (token[0].isupper() or len(token) < 4):
                    continue
                if eponym and _names_a_test(text, match.end()):
                    continue
                yield PhiSpan(*match.span(), canary.kind, "canary name")
            elif (
                len(token) >= _LONG_NAME
                and word[0].isupper()
                and abs(len(word) - len(token)) <= 1
                and Levenshtein.distance(word.lower(), lowered, score_cutoff=1) <= 1
                and word.lower().removesuffix("s") != lowered
            ):
                yield PhiSpan(*match.span(), canary.kind, "canary name, one letter off")
            elif word.lower() == lowered + "s" and word[0].isupper():
                yield PhiSpan(*match.span(), canary.kind, "canary name")


_HEAD = re.compile(r"(?:['’]s)?[-–\s]+([A-Za-z]+|\d+/\d+)")


def _names_a_test(text: str, end: int) -> bool:
    head = _HEAD.match(text, end)
    if head is None:
        return False
    return head.group(1)[0].isdigit() or head.group(1).lower() in clinical()["eponym_heads"]


def _dates(text: str, canary: Canary) -> Iterator[PhiSpan]:
    parsed = _parse(canary.text)
    if parsed is None:
        return
    year, month, day = parsed
    name = _MONTHS[month - 1]
    names = rf"(?:{name}|{name[:3]}\.?|{name[:4]}\.?)"
    m, d = rf"0?{month}", rf"0?{day}"
    suffix = r"(?:st|nd|rd|th)?"
    tail = (
        rf"(?:\s*,?\s*(?:of\s+)?(?:{year}|['’]?{year % 100:02d}))?"
        if year
        else r"(?:\s*,?\s*\d{4})?"
    )
    forms = [
        rf"{names}\s+(?:the\s+)?{d}{suffix}{tail}(?!\d)",
        rf"(?<!\d){d}{suffix}\s*(?:of\s+|-)?{names}(?:-?{tail})",
    ]
    if year:
        short = f"{year % 100:02d}"
        forms += [
            rf"(?<![\d/]){m}\s?[/.-]\s?{d}\s?[/.-]\s?(?:{year}|{short})(?!\d)",
            rf"(?<![\d/]){d}\s?[/.-]\s?{m}\s?[/.-]\s?(?:{year}|{short})(?!\d)",
            rf"(?<!\d){year}\s?[/.-]?\s?{month:02d}\s?[/.-]?\s?{day:02d}(?!\d)",
            rf"\b{names}\s*,?\s+(?:of\s+)?{year}\b",
            rf"(?<![\d/])0?{month}/{year}(?!\d)",
        ]
    else:
        forms += [rf"(?<![\d/]){m}[/-]{d}(?![\d/])"]
    for form in forms:
        for match in re.finditer(form, text, re.IGNORECASE):
            yield PhiSpan(*match.span(), canary.kind, "canary date")


def _parse(text: str) -> tuple[int | None, int, int] | None:
    """Return year, month and day of a date in any common American form; None for anything else."""
    lowered = text.lower()
    if match := re.search(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b", lowered):
        return _valid(int(match[1]), int(match[2]), int(match[3]))
    if match := re.search(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})\b", lowered):
        year = int(match[3])
        return _valid(
            year if year > 99 else (1900 if year > 30 else 2000) + year,
            int(match[1]),
            int(match[2]),
        )
    months = "|".join(name[:3] for name in _MONTHS)
    for pattern, month_first in (
        (rf"\b({months})[a-z]*\.?\s+(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\b,?\s*(\d{{4}})?", True),
        (
            rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?({months})[a-z]*\.?[\s,-]*(\d{{4}})?",
            False,
        ),
    ):
        if match := re.search(pattern, lowered):
            name, day = (match[1], match[2]) if month_first else (match[2], match[1])
            month = [n[:3] for n in _MONTHS].index(name) + 1
            return _valid(int(match[3]) if match[3] else None, month, int(day))
    if match := re.fullmatch(r"\D*(\d{1,2})[-/](\d{1,2})\D*", lowered):
        return _valid(None, int(match[1]), int(match[2]))
    return None


def _valid(year: int | None, month: int, day: int) -> tuple[int | None, int, int] | None:
    if month > 12 >= day:
        month, day = day, month
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _place_parts(text: str, canary: Canary) -> Iterator[PhiSpan]:
    """Yield the telling word of a place or house alone: "Larkfield" of "Larkfield Bakery"."""
    generic = clinical()["facility_generic"] | clinical()["not_names"] | clinical()["states"]
    tokens = [w for w in _WORD.findall(canary.text) if len(w) >= _LONG_NAME and w[0].isupper()]
    if tokens and tokens[0].lower() not in generic:
        for match in re.finditer(rf"\b{re.escape(tokens[0])}\b", text):
            yield PhiSpan(*match.span(), canary.kind, "canary name")
