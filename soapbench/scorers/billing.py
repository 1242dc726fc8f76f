"""Whether the minutes and units of a note add up, and are those of the visit."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from soapbench.cases import Case, Minutes
from soapbench.reading import Billed, treatment, typed
from soapbench.reference import may_be_billed, timed_codes, units_for, untimed_codes
from soapbench.scorers.base import Check, Score

__all__ = ["BillingStatus", "billing_arithmetic"]

BillingStatus = Literal["agrees", "contradicted", "unstated"]
"""Two numbers fit, or cannot both be; or the note does not give what is needed."""
_EVALUATIONS = frozenset(["97161", "97162", "97163", "97164"])
"""An evaluation by how complex it is, and a re-evaluation: a visit has one of them."""


@dataclass(frozen=True)
class Bill:
    """What a note says of one visit's time, each with where it stands; see `treatment`."""

    timed: Billed | None
    total: Billed | None
    minutes: dict[str, tuple[tuple[int, ...], Billed]]
    """Per code what its minutes may come to, and where they stand."""
    units: dict[str, Billed]
    together: tuple[Billed, ...]
    """Units of all codes at once, or of each of them."""
    parts: tuple[Billed, ...]
    """Minutes of interventions."""

    @classmethod
    def of(cls, told: Sequence[Billed]) -> "Bill":
        """Return what numbers of minutes and units come to."""
        codes = sorted({b.code for b in told if b.code is not None})
        spent = [b for b in told if b.kind in ("minutes", "part")]
        by_code = {code: [b for b in spent if b.code == code] for code in codes}
        return cls(
            next((b for b in told if b.kind == "timed"), None),
            next((b for b in told if b.kind == "total"), None),
            {code: _in_all(found) for code, found in by_code.items() if found},
            {b.code: b for b in reversed(told) if b.kind == "units" and b.code is not None},
            tuple(b for b in told if b.kind in ("all_units", "each_units")),
            tuple(b for b in told if b.kind == "part"),
        )

    @property
    def open(self) -> set[str]:
        """Codes of which only interventions have minutes; others of theirs may not be read."""
        return {code for code, (_, found) in self.minutes.items() if found.kind == "part"}

    @property
    def timed_minutes(self) -> list[dict[str, int]]:
        """What the minutes of the timed codes may be, each way one."""
        timed = {code: sums for code, (sums, _) in self.minutes.items() if code in timed_codes()}
        return [dict(zip(timed, sums, strict=True)) for sums in product(*timed.values())]


def _in_all(told: Sequence[Billed]) -> tuple[tuple[int, ...], Billed]:
    """Return what one code's minutes may come to, and where they stand.

    As told in all, else of its interventions together. The same number twice may be two
    interventions, or one time told twice.
    """
    most = max(told, key=lambda b: b.value)
    if len(told) == 2 and told[0].value == told[1].value:
        twice = 2 * most.value
        apart = all(b.kind == "part" for b in told)
        return (twice,) if apart else (most.value, twice), most
    if most.value * 2 == sum(b.value for b in told):
        return (most.value,), most  # beside all of its parts
    whole = [b for b in told if b.kind == "minutes"] or list(told)
    most = max(whole, key=lambda b: b.value)
    rest = sum(b.value for b in whole) - most.value
    alike = all(b.value == most.value for b in whole) and whole[0].kind == "minutes"
    # A total beside its parts counts once, and so does a total told twice.
    return (most.value if alike or rest == most.value else most.value + rest,), most


def billing_arithmetic(case: Case, note: str) -> Score:
    """Return the share of a note's minutes and units that agree with each other and the case.

    Looks at: timed minutes within total minutes; the minutes of the codes adding up to the timed
    minutes; units that the minutes allow under the case's payer rule, and none below eight timed
    minutes; and timed minutes, total minutes, minutes and units of each code, and minutes of
    interventions as in the case, one unit for an evaluation, however long, and units of all codes
    together. Where the case says that it has no minutes, those that a note gives are
    ``unsupported``, and nothing else is looked at. What the note does not give is ``unstated`` and
    does not count; a note that gives nothing scores 1 here, and loses elsewhere for what it lacks.

    Source: Pub 100-04 ch. 5 section 20.2; the AMA rule as in `timed_units`.
    """
    note = typed(note)
    told = treatment(note)
    bill = Bill.of(told)
    named = frozenset(_CODE.findall(note)) & timed_codes()
    made_up = tuple(_made_up(told, case))
    checks = made_up or (*_within(bill, case, named), *_as_in_case(bill, case))
    counted = [check for check in checks if check.status != "unstated"]
    agreeing = sum(check.status == "agrees" for check in counted)
    return Score(agreeing / len(counted) if counted else 1.0, checks)


_CODE = re.compile(r"(?<!\d)97\d{3}(?!\d)")


def _within(bill: Bill, case: Case, named: frozenset[str]) -> Iterator[Check]:
    """Yield how the note's own numbers fit each other; of codes, where all it names have some."""
    timed, total = bill.timed, bill.total
    codes = set(bill.minutes) & timed_codes()
    ways = bill.timed_minutes if codes else []
    sums = [sum(spent.values()) for spent in ways]
    if timed and total:
        yield _check("timed within total", timed.value <= total.value, timed)
    else:
        yield Check("timed within total", "unstated")
    units = {code: b for code, b in bill.units.items() if code in timed_codes()}
    left = timed.value - max(sums, default=0) if timed else 0
    # The rest may be told without its service's name, or be left out.
    rest = _rests(case, named | codes) if not bill.open else {left}
    short = left > 0 and left in rest
    if timed and codes and named | set(units) <= codes and not short:
        yield _check("codes add up", timed.value in sums, timed)
    else:
        yield Check("codes add up", "unstated")
    if bill.open or short:
        ways = []
    if timed:
        ways = [spent for spent in ways if sum(spent.values()) == timed.value] or ways[:1] or [{}]
    if not units or not ways or not named <= set(units):
        yield Check("units fit minutes", "unstated")
        return
    first = next(iter(units.values()))
    fits = any(
        _allowed(units, spent, timed.value if timed else sum(spent.values()), case)
        for spent in ways
    )
    yield _check("units fit minutes", fits, first)


def _rests(case: Case, named: Collection[str]) -> set[int]:
    """Return what the minutes of services that a note does not name may come to."""
    others = [sums for code, sums in _parts(case).items() if code in timed_codes() - {*named}]
    totals = {0}
    for sums in others:
        totals |= {total + more for total in totals for more in sums}
    return totals


def _allowed(units: dict[str, Billed], spent: dict[str, int], minutes: int, case: Case) -> bool:
    """Return whether units follow from minutes under the case's payer rule."""
    billed = {code: b.value for code, b in units.items()}
    if spent and set(billed) <= set(spent):
        return may_be_billed(billed, spent, case.payer_rule)
    # Minutes of the codes are not told apart: only the day's total can be held against them.
    if case.payer_rule == "cms":
        return sum(billed.values()) == units_for(minutes)
    return len(billed) > 1 or sum(billed.values()) == units_for(minutes)


def _as_in_case(bill: Bill, case: Case) -> Iterator[Check]:
    """Yield how the note's numbers fit the visit; nothing where the case gives no minutes."""
    if case.minutes is None:
        return
    parts = _parts(case)
    spent = {code: max(sums) for code, sums in parts.items()}
    for label, found, due in (
        ("timed minutes", bill.timed, case.minutes.timed),
        ("total minutes", bill.total, case.minutes.total),
    ):
        yield _check(label, found.value == due, found) if found else Check(label, "unstated")
    for code, (minutes, found) in sorted(bill.minutes.items()):
        if code in bill.open and max(minutes) < spent.get(code, 0):
            yield Check(f"minutes {code}", "unstated")
        else:
            yield _check(f"minutes {code}", spent.get(code) in minutes, found)
    for found in bill.parts:
        told_apart = sum(other.code == found.code for other in bill.parts)
        if found.code is not None and told_apart <= sum(
            done.code == found.code for done in case.interventions
        ):
            yield _check("minutes of interventions", found.value in parts[found.code], found)
    evaluated = {done.code for done in case.interventions} & _EVALUATIONS
    for code, found in sorted(bill.units.items()):
        if code in timed_codes():
            yield _check(f"units {code}", found.value == case.minutes.units.get(code, 0), found)
        elif code in untimed_codes():
            other = code in _EVALUATIONS and bool(evaluated) and code not in evaluated
            yield _check(f"units {code}", found.value == 1 and not other, found)
    for found in bill.together:
        possible = _units_due(found, case.minutes)
        if possible:
            yield _check("units in all", found.value in possible, found)


def _made_up(told: Sequence[Billed], case: Case) -> Iterator[Check]:
    """Yield the minutes and units of a note whose case says that it has none to tell."""
    if case.minutes is None and "minutes" in case.absent:
        for billed in told:
            yield Check("not in the case", "unsupported", (billed.start, billed.end))


def _parts(case: Case) -> dict[str, set[int]]:
    """Return per code what the minutes of its interventions, of one or of several, come to."""
    sums: dict[str, set[int]] = {}
    for intervention in case.interventions:
        before = sums.setdefault(intervention.code, set())
        before |= {intervention.minutes, *(minutes + intervention.minutes for minutes in before)}
    return sums


def _units_due(found: Billed, minutes: Minutes) -> set[int]:
    """Return what units without a code may come to; nothing where the case does not say."""
    billed = minutes.units
    if not billed and units_for(minutes.timed):
        return set()
    if found.kind == "each_units":
        return set(billed.values()) if len(set(billed.values())) == 1 else {0}
    return {sum(billed.values()), sum(n for code, n in billed.items() if code in timed_codes())}


def _check(label: str, agrees: bool, found: Billed) -> Check:
    status: BillingStatus = "agrees" if agrees else "contradicted"
    return Check(label, status, (found.start, found.end), rule=f"billing/{label}")
