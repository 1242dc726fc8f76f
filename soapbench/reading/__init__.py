"""Reading a note: what it says and where, before anyone judges it.

`read` cuts a note into sections and clauses, says for each clause whether it tells of something
done, put off, planned or left blank, and finds the quantities in it. Everything is a span of the
note. All scorers ask this reading; nothing else parses notes.
"""

from functools import lru_cache

from soapbench.cases import Gap
from soapbench.reading.between_sides import BetweenSides, between_sides_in
from soapbench.reading.claims import claims_in, impressions_in
from soapbench.reading.clauses import clauses
from soapbench.reading.columns import changes
from soapbench.reading.events import Event, events_in
from soapbench.reading.gaps import gap_in
from soapbench.reading.mentions import Mention, mentions_in
from soapbench.reading.numbers import Number, numbers_in, rescaled
from soapbench.reading.parts import (
    NO_FINDING,
    Billed,
    Claim,
    Clause,
    Flag,
    Quantity,
    Reading,
    Section,
    SectionName,
    Value,
)
from soapbench.reading.plain import plain
from soapbench.reading.rates import rates_of as rates
from soapbench.reading.sections import sections
from soapbench.reading.sides import OTHER_SIDE, side_of
from soapbench.reading.treatment import treatment_in
from soapbench.reading.typed import typed
from soapbench.reading.values import values_in

__all__ = [
    "NO_FINDING",
    "OTHER_SIDE",
    "BetweenSides",
    "Billed",
    "Claim",
    "Clause",
    "Event",
    "Flag",
    "Mention",
    "Number",
    "Quantity",
    "Reading",
    "Section",
    "SectionName",
    "Value",
    "between_sides",
    "claims",
    "events",
    "gap_told",
    "impressions",
    "mentions",
    "numbered",
    "numbers",
    "rates",
    "read",
    "rescaled",
    "side_of",
    "treatment",
    "typed",
    "values",
]


@lru_cache(maxsize=512)
def read(note: str) -> Reading:
    """Return what a note says, read once per text.

    A note without SOAP headings has one section, ADM, that holds everything.
    """
    note = typed(note)
    parts, words = sections(note), plain(note)
    rows = list(changes(words))
    found = tuple(clause for part in parts for clause in clauses(words, part, rows))
    return Reading(note, words, parts, found)


@lru_cache(maxsize=512)
def values(note: str) -> tuple[Value, ...]:
    """Return the values a note gives for outcome measures, in its order."""
    return values_in(read(note))


@lru_cache(maxsize=512)
def treatment(note: str) -> tuple[Billed, ...]:
    """Return the treatment minutes and units a note gives, in its order."""
    return treatment_in(read(note))


@lru_cache(maxsize=512)
def claims(note: str) -> tuple[Claim, ...]:
    """Return what a note claims besides values, in its order."""
    return claims_in(read(note), values(note))


@lru_cache(maxsize=512)
def impressions(note: str) -> tuple[Claim, ...]:
    """Return what a note claims of its patient in general words, in its order."""
    return impressions_in(read(note), values(note))


@lru_cache(maxsize=512)
def events(note: str) -> tuple[Event, ...]:
    """Return how often a note says that a joint gave way or buckled, in its order."""
    return tuple(events_in(read(note)))


@lru_cache(maxsize=512)
def gap_told(note: str, gap: Gap) -> tuple[int, int] | None:
    """Return where a note says that what a case lacks is not there, as ``Pain: not assessed``."""
    return gap_in(read(note), gap)


@lru_cache(maxsize=512)
def between_sides(note: str) -> tuple[BetweenSides, ...]:
    """Return which of two sides a note calls the better or the worse, in its order."""
    return tuple(between_sides_in(read(note)))


@lru_cache(maxsize=512)
def mentions(note: str) -> tuple[Mention, ...]:
    """Return the numbers of a note that no value, treatment time or other claim owns."""
    owned = [
        *((value.start, value.end) for value in values(note)),
        *((billed.start, billed.end) for billed in treatment(note)),
        # Weeks may be a goal's or of something else; their words tell.
        *((claim.start, claim.end) for claim in claims(note) if claim.kind != "due"),
    ]
    return mentions_in(read(note), owned)


@lru_cache(maxsize=512)
def numbered(note: str) -> tuple[Mention, ...]:
    """Return every number of a note with its unit or what it counts, whatever owns it."""
    return mentions_in(read(note), ())


@lru_cache(maxsize=512)
def numbers(note: str) -> tuple[Number, ...]:
    """Return what may be a measurement in a note: its numbers with their units, by position."""
    return tuple(numbers_in(read(note).plain, spelled=True))
