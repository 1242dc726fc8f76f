"""Which elements a note holds, in which words, and in what state."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Literal, get_args

from soapbench.cases import Gap
from soapbench.reading import Clause, Reading, gap_told, read
from soapbench.rubrics.cues import Cues, Seen
from soapbench.rubrics.search import Wanted
from soapbench.rubrics.sought import Sought, sought_by
from soapbench.rubrics.turns import DENIAL, NOT_NOW, all_led

if TYPE_CHECKING:
    from soapbench.rubrics import Element, Rubric

__all__ = ["STATUSES", "Found", "Status", "find_elements", "in_place"]

Status = Literal[
    "met",
    "partial",
    "not_applicable",
    "wrong_section",
    "placeholder",
    "negated",
    "deferred",
    "echo",
    "missing",
]
STATUSES: tuple[Status, ...] = get_args(Status)
"""What an element can be in a note, best first: of several clauses the best one counts."""
_PARTIAL, _MISSING = STATUSES.index("partial"), STATUSES.index("missing")
_OPEN = frozenset(["echo", "blank", "not_done"])
"""Flags of clauses that count for what they do not say."""
_WISHED = frozenset(["goal", "norm", "future"])
"""Flags of clauses whose numbers are no finding."""
_WHOLE = re.compile(r"\d+")
By = Literal["cues", "weights"]
"""What found a clause: cues, or the weights of what labelled notes have taught alone."""
_SURE, _LIKELY, _DOUBT, _HOPELESS = 1.5, 0.0, -2.0, -8.0
"""Log odds that a clause meets an element. Above the first it needs no cue, above the second it
counts half without one; under the third it counts half at most, under the last it is not looked at
unless it says that something is not there.
On labelled notes that neither cues nor weights were made from, cues and weights together then find
more than cues alone and are right as often: `tests.benchmarks.learning`."""


@dataclass(frozen=True)
class Found:
    """What was found of one element: its state, and the clause that decided."""

    element: str
    status: Status
    span: tuple[int, int] | None = None
    negated: bool = False
    """Whether the deciding clause says that something is not so."""
    by: By = "cues"
    """What found that clause."""


@lru_cache(maxsize=1024)
def find_elements(rubric: "Rubric", note: str, absent: tuple[Gap, ...]) -> tuple[Found, ...]:
    """Return one result per element of the rubric, in its order.

    Args:
        rubric: Which elements to look for.
        note: The text.
        absent: What the case lacks: where a note says so, the element is not applicable.
    """
    reading, (cues, all_sought) = read(note), sought_by(rubric)
    sectioned = rubric.sectioned and reading.has_sections
    odds = rubric.weights.odds(note) if rubric.weights else {}
    page = _Page(reading, cues, cues.see(reading), frozenset(absent), sectioned, odds)
    found = [page.best(sought) for sought in all_sought]
    found = [
        _gap(element, each, note, absent)
        for element, each in zip(rubric.elements, found, strict=True)
    ]
    by_id = {each.element: each for each in found}
    return tuple(
        _conditional(element, each, by_id)
        for element, each in zip(rubric.elements, found, strict=True)
    )


def _gap(element: "Element", found: Found, note: str, absent: tuple[Gap, ...]) -> Found:
    """Return the result, or not applicable where the note says that what it asks for is lacking."""
    if found.status != "missing" or element.gap is None or element.gap not in absent:
        return found
    span = gap_told(note, element.gap)
    return Found(element.id, "not_applicable", span) if span else found


def _conditional(element: "Element", found: Found, by_id: dict[str, Found]) -> Found:
    """Return the result, or not applicable where what the element depends on is not claimed."""
    if element.only_after is None or found.status in ("met", "partial"):
        return found
    reason = by_id[element.only_after]
    claimed = reason.status in ("met", "partial", "placeholder") and not reason.negated
    return found if claimed else Found(element.id, "not_applicable")


@dataclass(frozen=True)
class _Page:
    """A note as the elements look at it."""

    reading: Reading
    cues: Cues
    seen: tuple[Seen, ...]
    absent: frozenset[Gap]
    sectioned: bool
    odds: Mapping[str, Sequence[float]]
    """Per element that weights were learnt for, the log odds that each clause meets it."""
    places: dict[tuple[str, bool, bool], tuple[list[int], list[int]]] = field(default_factory=dict)
    """Where elements of a kind may be met, once it was asked; see `_places`."""

    @cached_property
    def open(self) -> frozenset[int]:
        """The clauses that count for what they do not say."""
        return frozenset(i for i, c in enumerate(self.reading.clauses) if c.flags & _OPEN)

    def best(self, sought: Sought) -> Found:
        """Return the best that the clauses about an element make of it."""
        element = sought.element
        inside, outside = self._places(element)
        rank, i = self._first(sought, inside)
        if rank > _PARTIAL:  # elsewhere it is partial at best
            rank, i = min((rank, i), self._first(sought, outside))
        by: By = "cues"
        if element.several > 1:
            rank, i, by = self._counted(sought, inside, (rank, i))
        elif rank and element.id in self.odds:
            likely, odds = self._likely(sought, inside)
            told = 0 if odds > _SURE else _PARTIAL if odds > _LIKELY else _MISSING
            if told < rank:
                rank, i, by = told, likely, "weights"
        if rank == _MISSING:
            return Found(element.id, "missing")
        clause = self.reading.clauses[i]
        return Found(
            element.id, STATUSES[rank], (clause.start, clause.end), "negated" in clause.flags, by
        )

    def _likely(self, sought: Sought, inside: Iterable[int]) -> tuple[int, float]:
        """Return the clause in place that most likely meets an element without cues, and its odds.

        Where no clause is likely to, the odds are no more than `_LIKELY`.
        """
        odds = self.odds[sought.element.id]
        likely = [i for i in inside if odds[i] > _LIKELY]
        likely.sort(key=odds.__getitem__, reverse=True)
        best = next((i for i in likely if self._tells(sought, i)), None)
        return (len(odds), _LIKELY) if best is None else (best, odds[best])

    def _tells(self, sought: Sought, i: int) -> bool:
        """Return whether a clause says that something is so now, and not what takes it out."""
        element, flags = sought.element, self.reading.clauses[i].flags
        done = element.negation_ok or "not_done" not in flags
        filled = element.placeholder_ok or ("blank" not in flags and not self.seen[i].bare)
        plain = done and filled and "echo" not in flags and not self._barred(sought, i)
        return plain and self._turned(sought, i) is None

    def _first(self, sought: Sought, places: Iterable[int]) -> tuple[int, int]:
        """Return the best of what some clauses make of an element, by rank, and the first to."""
        best, at = _MISSING, len(self.seen)
        odds = self.odds.get(sought.element.id)
        if odds is not None:
            hopeful = [i for i in places if odds[i] > _HOPELESS or i in self.open]
            places = sorted(hopeful, key=odds.__getitem__, reverse=True)
        topics, seen = sought.topics, self.seen
        for i in places:
            # Most clauses hold no sign of a topic, and asking them is most of the work.
            if not seen[i].leads & topics.signs or not seen[i].holds(topics):
                continue
            status = self._status(sought, i)
            rank = _MISSING if status is None else STATUSES.index(status)
            if not rank and odds is not None and odds[i] < _DOUBT:
                rank = _PARTIAL  # it likely means something else
            if rank < best and not self._barred(sought, i):
                best, at = rank, i
                if not best:
                    break
        return best, at

    def _places(self, element: "Element") -> tuple[list[int], list[int]]:
        """Return the clauses in which an element may be met, and the others."""
        key = element.section, element.anywhere, element.placeholder_ok
        if key not in self.places:
            inside: list[int] = []
            outside: list[int] = []
            for i, clause in enumerate(self.reading.clauses):
                there = not self.sectioned or in_place(element, clause, self.reading)
                there = there or (element.placeholder_ok and "blank" in clause.flags)
                (inside if there else outside).append(i)
            self.places[key] = inside, outside
        return self.places[key]

    def _counted(
        self, sought: Sought, inside: Iterable[int], seen: tuple[int, int]
    ) -> tuple[int, int, By]:
        """Return what an element that asks for several outcome measures comes to.

        A measure that no cue names counts where the weights are sure of its clause.

        Args:
            sought: The element.
            inside: The clauses in place.
            seen: What cues make of it, by rank, and the clause.
        """
        named: set[str] = set()
        first: tuple[int, By] | None = None
        scales: set[str] = set()
        for i in inside:
            measured = self._measured(sought, i)
            by: By = "cues" if measured else "weights"
            told = self._scales(i)
            if not measured and self._valued(sought, i) and scales.isdisjoint(told):
                measured = frozenset([str(i)])
            if measured and first is None:
                first = i, by
            named |= measured
            scales |= told
            if len(named) >= sought.element.several:
                break
        if first is None:
            return max(seen[0], _PARTIAL), seen[1], "cues"
        return (0 if len(named) >= sought.element.several else _PARTIAL), *first

    def _scales(self, i: int) -> set[str]:
        """Return the scales of a clause's scores, ``56`` of ``41/56``: one measure has one."""
        scores = [q for q in self.reading.clauses[i].quantities if q.kind == "score"]
        return {_WHOLE.findall(self.reading.plain[q.start : q.end])[-1] for q in scores}

    def _valued(self, sought: Sought, i: int) -> bool:
        """Return whether a clause likely gives a measure's value, as it is and not as wished."""
        odds, clause, here = self.odds.get(sought.element.id), self.reading.clauses[i], self.seen[i]
        if odds is None or odds[i] <= _SURE or clause.flags & _WISHED:
            return False
        if any(quantity.kind == "pain" for quantity in clause.quantities):
            return False
        carried = sought.ways[0][1][0]
        return here.filled is not None and here.filled.holds(carried) and self._tells(sought, i)

    def _measured(self, sought: Sought, i: int) -> frozenset[str]:
        """Return the outcome measures that carry a value where a clause meets an element."""
        about = self.seen[i].holds(sought.topics) and not self._barred(sought, i)
        if not about or self._status(sought, i) != "met":
            return frozenset()
        measures, carried, *_ = sought.element.all
        clause, words = self.reading.clauses[i], self.seen[i].words
        values = sorted(clause.start + at for at in self.cues.starts(carried, words, clause))
        named = [(q.start, q.end, q.measure) for q in clause.quantities if q.measure]
        taken = {at for start, end, _ in named for at in range(start, end)}
        for match in self.cues.matches(measures, words):
            start, end = clause.start + match.start(), clause.start + match.end()
            if taken.isdisjoint(range(start, end)):
                named.append((start, end, match.group()))
        if not named:  # the measure is only spelled nearly right
            return frozenset()
        named.sort()
        starts, ends = [n[0] for n in named], [n[1] for n in named]
        after = zip(starts, [*starts[1:], clause.end], strict=True)
        before = zip([clause.start, *ends[:-1]], starts, strict=True)  # "41/56 on the Berg"
        orders: list[frozenset[str]] = [
            frozenset(
                n[2]
                for n, (since, until) in zip(named, spans, strict=True)
                if bisect_left(values, since) < bisect_left(values, until)
            )
            for spans in (after, before)
        ]
        return max(orders, key=len)

    def _status(self, sought: Sought, i: int) -> Status | None:
        """Return what a clause that holds a topic of an element makes of it; None if nothing."""
        element, clause, filled = sought.element, self.reading.clauses[i], self.seen[i].filled
        if "echo" in clause.flags:
            return "echo"
        complete = self._complete(sought, i)
        half = not complete and filled is not None and filled.holds(sought.halves)
        if not complete and not half and "blank" in clause.flags:
            return self._open(element, "met" if element.placeholder_ok else "placeholder")
        if "not_done" in clause.flags and not element.negation_ok:
            return self._open(element, "deferred" if "deferred" in clause.flags else "negated")
        turned = self._turned(sought, i)
        if turned is not None:
            return turned
        if self.sectioned and not in_place(element, clause, self.reading):
            return "wrong_section" if complete or half else None
        if complete:
            return "met"
        return "partial" if half or element.partial else None

    def _barred(self, sought: Sought, i: int) -> bool:
        """Return whether a clause says something by which it is about something else."""
        return self.seen[i].holds(sought.barred)

    def _open(self, element: "Element", status: Status) -> Status:
        """Return what saying that something is not there counts as."""
        declared = element.gap is not None and element.gap in self.absent
        return "not_applicable" if declared and status != "met" else status

    def _complete(self, sought: Sought, i: int) -> bool:
        """Return whether a clause has a topic, and the rest stands in it or, if allowed, near."""
        here = self.seen[i].filled
        if here is None or (here.bare and not sought.element.placeholder_ok):
            return False
        ways = []
        for topic, others in sought.ways:
            if here.holds(topic):
                if all(map(here.holds, others)):
                    return True
                ways.append(others)
        if not ways or not sought.element.near:
            return False
        around = self._around(sought, i)
        return any(
            all(any(self._says(sought, j, group) for j in around) for group in others)
            for others in ways
        )

    def _around(self, sought: Sought, i: int) -> list[int]:
        """Return a clause and those near enough to hold what it lacks, the clause first."""
        near, clauses = sought.element.near, self.reading.clauses
        numbers = range(max(0, i - near), min(len(self.seen), i + near + 1))
        return [i, *(j for j in numbers if j != i and clauses[j].section == clauses[i].section)]

    def _says(self, sought: Sought, i: int, group: Wanted) -> bool:
        """Return whether a clause that is about an element has a group of it."""
        filled = self.seen[i].filled
        return filled is not None and filled.holds(group) and not self._barred(sought, i)

    def _turns(self, element: "Element", i: int) -> tuple[bool, bool]:
        """Return whether a denial, or what tells of later, may stand before an element's topic."""
        seen = self.seen[i]
        return (
            seen.denies and not element.negation_ok,
            seen.later and element.section in ("S", "O"),
        )

    def _turned(self, sought: Sought, i: int) -> Status | None:
        """Return what a denial or a plan before every mention of the topic makes of it."""
        element, clause, words = sought.element, self.reading.clauses[i], self.seen[i].words
        if self.seen[i].untold:
            return self._open(element, "negated")
        if self.seen[i].put_off and element.section in ("S", "O"):
            return self._open(element, "deferred")
        deniable, early = self._turns(element, i)
        if not deniable and not early:
            return None

        def starts() -> Iterator[int]:
            return chain.from_iterable(self.cues.starts(t, words, clause) for t in sought.heads)

        if deniable and all_led(DENIAL, starts(), words):
            return "negated"
        if early and all_led(NOT_NOW, starts(), words, after=14):
            return "deferred"
        return None


def in_place(element: "Element", clause: Clause, reading: Reading) -> bool:
    """Return whether a clause of a note with sections stands where an element counts.

    What stands before the first heading counts for each section that has none of its own.
    """
    if element.section == "ADM" or element.anywhere:
        return True
    if clause.section == "ADM" and element.section not in reading.headed:
        return True
    return clause.section == element.section or (
        clause.section == "AP" and element.section in ("A", "P")
    )
