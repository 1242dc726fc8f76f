"""Numbers of a case's measures in a unit that measures something else: minutes for seconds.

A value in another unit of its own kind, such as feet for metres, is read and judged as a value.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from soapbench.cases import Case, Measure
from soapbench.reading import NO_FINDING, mentions, read
from soapbench.scorers.gist import gist
from soapbench.scorers.known import same

__all__ = ["of_other_units"]

_UNITS: Mapping[str, str] = {
    "min": r"min(?:ute)?s?",
    "km/h": r"km/h|kph|kilomet(?:er|re)s? (?:per|an) hour|mph|miles? (?:per|an) hour",
    "ft/s": r"ft/s(?:ec)?|f(?:ee|oo)t (?:per|a) second",
    "m/s": r"m/s(?:ec)?|met(?:er|re)s? (?:per|a|each) second",
    "s": r"s(?:ec(?:ond)?s?)?",
    "%": r"%|percent",
    "°": r"°|deg(?:ree)?s?",
    "cm": r"cm|centimet(?:er|re)s?|mm|millimet(?:er|re)s?",
    "in": r"inch(?:es)?",
    "lb": r"lbs?|pounds?|kg|kilos?",
}
_FOREIGN: Mapping[str, str] = {
    "s": "min % ° cm in lb km/h",
    "%": "min s ° cm in lb",
    "°": "min s % cm in lb",
    "m/s": "km/h ft/s min %",
    "m": "min s % ° lb",
    "points": "min s ° cm in lb",
    "grade": "min s ° cm in lb",
    "stands": "min s % °",
    "cm": "min s % ° lb",
    "in": "min s % ° lb",
}
"""In which units a measure of a unit cannot be told."""
_NUMBER = re.compile(
    r"(?<![\w./(-])(?P<number>\d+(?:\.\d+)?)[\s-]?(?:"
    + "|".join(f"(?P<u{i}>{words})" for i, words in enumerate(_UNITS.values()))
    + r")(?!\w)(?!\s?[x×] ?\d|[ -](?:walk|chair|stand))",
    re.IGNORECASE,
)
_DOSED = re.compile(
    r"(?<!\d)9[57]\d{3}(?!\d)|\d\s?[x×]\s?\d|\b(?:sets?|trials?|reps?|bouts?|holds?|rounds?|passes|"
    r"times) of\b|\btimes \d|\b(?:step|block|hurdle|band|billed|units?|timed(?! up))\b",
    re.IGNORECASE,
)
"""What makes a clause one about what was done, whose numbers are doses and minutes."""
_BOUND = re.compile(r"[<>≤≥]=? ?$")
"""What makes a number a bound, as in "settled in <=3 min"."""
_ALIKE = 2
"""So many words of a measure stand where it is told, if its name does not."""


def of_other_units(case: Case, note: str) -> Iterator[tuple[str, int, int]]:
    """Yield the measure, and where its number stands in a unit that is not its own."""
    free = {mention.start for mention in mentions(note)}
    for clause in read(note).clauses:
        if clause.flags & NO_FINDING or _DOSED.search(note, clause.start, clause.end):
            continue
        said = gist(note[clause.start : clause.end])
        names = [(q.end, q.measure) for q in clause.quantities if q.measure]
        for match in _NUMBER.finditer(note, clause.start, clause.end):
            if match.start() not in free or _BOUND.search(note, clause.start, match.start()):
                continue
            number = float(match["number"])
            unit = next(name for i, name in enumerate(_UNITS) if match[f"u{i}"])
            mine = [m for m in case.measures if _has(m, number)]
            named = _named(names, note, match.start())
            told = [m for m in mine if m.name == named or (not named and _shares(m, said))]
            if told and all(unit in _FOREIGN.get(m.unit, "").split() for m in told):
                yield told[0].name, match.start(), match.end()


def _has(measure: Measure, number: float) -> bool:
    given = (measure.value, measure.baseline)
    return any(n is not None and same(abs(n), number) for n in given)


def _named(names: Sequence[tuple[int, str]], note: str, at: int) -> str:
    """Return the measure named last before a number, if no other number stands between."""
    place = bisect_right(names, at, key=lambda name: name[0])
    if not place:
        return ""
    end, measure = names[place - 1]
    return "" if any(letter.isdigit() for letter in note[end:at]) else measure


def _shares(measure: Measure, said: frozenset[str]) -> bool:
    """Return whether a clause has enough of the words of a measure."""
    common = gist(f"{measure.words} {measure.detail or ''}") & said
    return sum(not token[0].isdigit() for token in common) >= _ALIKE
