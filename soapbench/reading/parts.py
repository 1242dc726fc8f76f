"""What a reading is made of."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from soapbench.reading.sides import Side
from soapbench.reading.times import When

__all__ = [
    "NO_FINDING",
    "Billed",
    "BilledKind",
    "Claim",
    "ClaimKind",
    "Clause",
    "Flag",
    "Quantity",
    "Reading",
    "Section",
    "SectionName",
    "Value",
]

SectionName = Literal["ADM", "S", "O", "A", "P", "AP"]
"""The parts of a SOAP note; ADM is whatever stands before the first heading."""

Flag = Literal["blank", "not_done", "deferred", "future", "goal", "norm", "echo", "negated"]
"""How a clause is meant: a blank left open, a thing not done, also one put off, a plan, a goal, a general norm, an
instruction repeated from the prompt, or a statement that something is not so."""
NO_FINDING: frozenset[Flag] = frozenset(["blank", "not_done", "goal", "future", "norm", "echo"])
"""Flags of clauses that tell of nothing found today."""


@dataclass(frozen=True)
class Section:
    """A part of the note, without its heading."""

    name: SectionName
    start: int
    end: int
    heading: tuple[int, int] | None = None


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, or the name of an outcome measure, and where it stands."""

    kind: str
    """Such as ``score``, ``seconds``, ``minutes``, or ``measure:balance`` for a measure's name."""
    start: int
    end: int
    measure: str = ""
    """Which outcome measure is named, as its id in the reference; empty for numbers."""


@dataclass(frozen=True)
class Clause:
    """A sentence, list item or table row of one section."""

    section: SectionName
    start: int
    end: int
    under: tuple[int, int] | None
    """Where the label stands that the clause is listed under, as "Interventions:" or a heading."""
    flags: frozenset[Flag]
    blanks: tuple[tuple[int, int], ...]
    """Where something was left open, as ``[ROM: not provided]``; what stands there says nothing."""
    quantities: tuple[Quantity, ...]

    def has(self, kind: str) -> bool:
        """Return whether a quantity of this kind stands in the clause."""
        return any(q.kind == kind for q in self.quantities)


@dataclass(frozen=True)
class Reading:
    """What a note says: sections, and clauses in the note's order."""

    text: str
    plain: str
    """The note as its words are read, each in its place; see `soapbench.reading.plain`."""
    sections: tuple[Section, ...]
    clauses: tuple[Clause, ...]

    @property
    def has_sections(self) -> bool:
        """Whether any SOAP heading was found."""
        return bool(self.headed)

    @cached_property
    def headed(self) -> frozenset[SectionName]:
        """Which sections have a heading; what a joint one heads counts for both."""
        names = {section.name for section in self.sections} - {"ADM"}
        return frozenset(names | ({"A", "P"} if "AP" in names else set()))


@dataclass(frozen=True)
class Value:
    """One number given for a measure, and where it stands."""

    measure: str
    """The measure's id in the reference, or ``pain``."""
    value: float
    """In the measure's own unit."""
    when: When
    side: Side | None
    start: int
    end: int
    about: tuple[int, int]
    """The clause or table row, whose words say which motion, muscle or condition is meant."""
    finding: bool = False
    """Whether it is told as found today, in words or by its place, and cannot be an aim."""
    unit: str = ""
    """The unit it is told in where that is not the measure's own."""


ClaimKind = Literal[
    "falls", "plateau", "goal_met", "goal_open", "goals_met", "some_goals_met", "up", "down", "better", "worse", "same",
    "all_better", "all_worse", "none_better", "improvement", "regression", "steady", "real_change",
    "beyond_error", "within_error", "above_cutoff", "below_cutoff", "rom_gain", "pain", "left_side",
    "right_side", "per_week", "weeks", "near_falls", "fell_ago", "sessions", "aim", "home_days",
    "home_times", "hurt", "due", "due_week", "as_often", "more_often", "less_often",
]  # fmt: skip
"""A number of falls; a plateau; a goal reached, or not, or so many of all goals reached, or some; a measure
risen, fallen, better, worse or unchanged, or all of them better or worse, or none better; a patient
better or worse on the whole, going on steadily, or changed by what counts; a measure moved by more
than its measurement error (MDC) or smallest important change, or by less; its value above or below
a cut-off; motion gained; pain; something wrong on one side; how often, how many weeks and how many sessions
treatment goes on; a number of near-falls; how many days ago a fall was; a goal set in words; on how
many days a week, and how many times a day, the home program is done; how badly a fall hurt; in how many
weeks a goal is due, and in which week of care; treatment as often as until now, more often or less."""


@dataclass(frozen=True)
class Claim:
    """One thing claimed, and where."""

    kind: ClaimKind
    start: int
    end: int
    number: float | None = None
    """How many falls, goals, times a week or weeks, or the threshold; None where that is left open.
    Of hurt: 0 for none, 1 for bruises, 2 for worse. Of pain: 0 where it is denied."""
    of: float | None = None
    """Of how many goals; up to how many times or weeks; or within how many days, of falls."""
    measure: str | None = None
    """The measure a goal, a direction or a threshold is about."""
    about: tuple[int, int] | None = None
    """The clause of such a claim, whose words say which one it is."""


BilledKind = Literal["timed", "total", "minutes", "part", "units", "all_units", "each_units"]
"""Minutes under all timed codes, all treatment minutes, minutes of one code, of one intervention
under a code; units of one code, of all together, and of each of them."""


@dataclass(frozen=True)
class Billed:
    """One number of minutes or units, and where it stands."""

    kind: BilledKind
    value: int
    start: int
    end: int
    code: str | None = None
