"""What a case makes of how often a joint is said to have given way."""

from collections.abc import Iterator
from functools import lru_cache

from soapbench.cases import Case
from soapbench.reading import Event, events
from soapbench.scorers.known import STATED, Judged, contradicted

__all__ = ["of_events"]


def of_events(case: Case, note: str) -> Iterator[tuple[Event, Judged]]:
    """Yield the events of a note that the case tells of too, and whether it tells the same."""
    given = _given(tuple(case.inputs.values()))
    for event in events(note):
        theirs = [other for other in given if other.kind == event.kind]
        if event.within is not None:  # what the case tells of the same days counts
            theirs = [o for o in theirs if o.within == event.within] or theirs
        if any(_alike(event, other) for other in theirs):
            yield event, STATED
        elif any(_against(event, other) for other in theirs):
            yield event, contradicted("wrong_value")


def _alike(one: Event, other: Event) -> bool:
    """Return whether two tell of one time the same number, or one of them no number."""
    same = one.number == other.number
    open_ = None in (one.number, other.number) and 0 not in (one.number, other.number)
    return (same or open_) and (one.within == other.within or None in (one.within, other.within))


def _against(one: Event, other: Event) -> bool:
    """Return whether two tell of one time, of which it happened in one only, or so many times."""
    return one.within == other.within or (one.within is None and 0 in (one.number, other.number))


@lru_cache(maxsize=256)
def _given(texts: tuple[str, ...]) -> tuple[Event, ...]:
    return tuple(event for text in texts for event in events(text))
