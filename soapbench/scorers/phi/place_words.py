"""Capitalised words as they make the names of places, houses and firms."""

import re
from collections.abc import Iterator

from soapbench.scorers.phi.lexicon import clinical, states
from soapbench.scorers.phi.spans import PhiSpan, Rules, Text

__all__ = [
    "CAPITAL",
    "CAPITALS",
    "capital_words",
    "named_house",
    "no_state",
    "told_outside_headings",
]

# Bounded, and never begun inside a word, so that no text makes a pattern try for long.
CAPITAL = (
    r"(?:(?<![\w-])(?:(?:St|Mt|Ft|Dr|[A-Z])\.|[A-ZÀ-Þ][\w'’]{0,30}+(?:-[A-Z]?\w{1,30}+){0,3}+))"
)
CAPITALS = rf"{CAPITAL}(?:[ \t]+(?:(?:of|the|de|del|la|las|los|el|on|&)[ \t]+)?{CAPITAL}){{0,3}}"


def capital_words(pattern: str) -> str:
    """Return the words that begin with a capital in a pattern, for a rule's ``needs``."""
    words = re.findall(r"([A-Z][A-Za-z]*?)([A-Za-z])(\?)?(?![A-Za-z])", pattern)
    return " ".join(sorted({w for a, b, mark in words for w in ({a, a + b} if mark else {a + b})}))


def told_outside_headings(rules: Rules, text: Text) -> Iterator[PhiSpan]:
    """Yield what rules find; not in headings, which have more capitals than they mean, if unsure."""
    for span in rules.spans(text):
        line = text.masked[text.masked.rfind("\n", 0, span.start) + 1 : span.start]
        if span.tier == "certain" or not line.lstrip().startswith("#"):
            yield span


def no_state(words: str) -> bool:
    """Return whether words are no state, no clinical word and no abbreviation."""
    first = words.split()[0].lower().strip(".,")
    return (
        words.lower() not in states()
        and first not in clinical()["not_names"]
        and first not in _PLAIN
        and not any(word.isupper() for word in words.split())
    )


# Capitalised words after "in" or "from" that are no town.
_PLAIN = frozenset(
    "mondays tuesdays wednesdays thursdays fridays saturdays sundays eo ec english spanish stg ltg parallel airex bosu room tandem phase stage week visit romberg quadruped".split()
)


def named_house(words: str) -> bool:
    """Return whether the first word may be a house's own, and not only what kind of house."""
    tokens = [w.strip(".,").lower() for w in words.split()]
    generic = clinical()["facility_generic"] | clinical()["brands"] | clinical()["not_names"]
    return (
        tokens[0] not in generic | states()
        and not tokens[0].endswith(("-based", "-level", "-type"))
        and not words.split()[0].isupper()
    )
