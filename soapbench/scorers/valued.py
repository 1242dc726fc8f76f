"""What a case makes of one value of an outcome measure."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from soapbench.reading import Value, rescaled
from soapbench.reference import measures
from soapbench.scorers.known import STATED, Judged, Known, contradicted, opposed, rounded, same

__all__ = ["is_cost", "is_slowed", "is_step", "of_value"]

_NEAR = 0.02
"""A value in another unit that differs by no more than this share is the same, rounded."""

_FINE = 5
"""On a scale that ends below this, a whole number is no rounding: 1 m/s is not 0.92 m/s."""


def of_value(
    value: Value,
    detail: frozenset[str],
    known: Sequence[Known],
    norms: Collection[float] = (),
    aims: Collection[float] = (),
    *,
    beside: frozenset[str] = frozenset(),
    bounded: bool = False,
    rowed: bool = False,
) -> Judged:
    """Return what the case makes of one value a note gives.

    Args:
        value: The value.
        detail: What the words around name.
        known: What the case gives.
        norms: What is published of the measure for the case's people.
        aims: Goals and norms that the note tells of the measure in the same clause.
        beside: What the words right beside the value name.
        bounded: Whether it is told as a bound, as "at least 12": then it is an aim, and no place
            from which one is aimed at.
        rowed: Whether it stands in a table's row, in a column of its time.
    """
    mine = [k for k in known if k.measure == value.measure]
    equal = [k for k in mine if same(k.value, value.value)]
    times = {k.when for k in equal if k.on_sheet} or {k.when for k in equal}
    if times == {"goal"} and (value.finding or rowed):
        when = "now" if value.when == "now" else "baseline"
        if value.when in ("now", "baseline") and any(k.when == when for k in mine):
            return contradicted("wrong_time")
    if value.unit.startswith("/"):
        if not any(k.when == "goal" and same(k.value, float(value.unit[1:])) for k in mine):
            return contradicted("impossible")
        value = replace(value, unit="")  # "98 of 105 degrees": of its goal
    share = value.unit == "%" and value.when == "change"
    if value.unit and not share and not equal and (told := _of_unit(value, mine)):
        return told
    if value.when == "change":
        return _of_change(value, detail, mine, aims)
    if value.when in ("goal", "norm"):
        aim = value.when == "goal" and bounded and value.measure != "pain"
        if equal and not (aim and all(k.when not in ("goal", "norm") for k in equal)):
            return STATED
        due = [k for k in mine if k.when == "goal"]
        if value.when == "goal" and any(_is_goal_of(k.detail, detail) for k in due):
            return contradicted("wrong_goal")
        if value.when == "norm" and any(same(norm, value.value) for norm in norms):
            return Judged("inferred", "published")
        if value.when == "norm" and _is_most(value):
            return Judged("inferred", "scale")
        return Judged("unsupported", "not_in_case")
    measure = measures().get(value.measure)
    if not equal and measure is not None and not measure.possible(value.value):
        return contradicted("impossible")
    if not mine:
        symmetric = value.measure == "hop_lsi" and _is_symmetry(value.value, known)
        return Judged("inferred", "share") if symmetric else Judged("unsupported", "not_in_case")
    if equal:
        if all(opposed(k.detail, beside) for k in equal) or _is_of_another(beside, equal, mine):
            return contradicted("wrong_condition")
        return _of_given(value, equal, mine)
    if value.measure == "weight_bearing" and _is_rest(value, mine):
        return Judged("inferred", "difference")
    coarse = measure is None or measure.range[1] > _FINE
    if coarse and any(rounded(k.value, value.value) and k.when == value.when for k in mine):
        return Judged("inferred", "rounded")
    return _of_other(value, detail, mine)


def _is_symmetry(index: float, known: Sequence[Known]) -> bool:
    """Return whether an index is the percentage that one side's value is of the other's today."""
    today = [k for k in known if k.when == "now" and k.side in ("right", "left")]
    return any(
        one.measure == other.measure
        and one.side != other.side
        and one.detail == other.detail
        and other.value
        and abs(one.value / other.value * 100 - index) < _ROUNDED_SHARE
        for one in today
        for other in today
    )


def _is_rest(value: Value, mine: Sequence[Known]) -> bool:
    """Return whether a share of weight is what the other leg leaves of it: 62 % where it has 38."""
    rest = [k for k in mine if same(100 - k.value, value.value) and k.when == value.when]
    return any(value.side is None or k.side is None or k.side != value.side for k in rest)


def _is_goal_of(due: frozenset[str], detail: frozenset[str]) -> bool:
    """Return whether a case's goal names nothing, or some of what a note's goal names."""
    return not due or (bool(due & detail) and not opposed(due, detail))


def _is_of_another(beside: frozenset[str], equal: Sequence[Known], mine: Sequence[Known]) -> bool:
    """Return whether what is named beside a value goes with another one of the case alone."""
    same_time = {k.when for k in equal if k.on_sheet}
    others = [k for k in mine if k.on_sheet and k.when in same_time and k not in equal]
    own = frozenset[str]().union(*(k.detail for k in equal))
    those = frozenset[str]().union(*(k.detail for k in others))
    return bool(same_time and beside & (those - own) and not beside & (own - those))


def _is_most(value: Value) -> bool:
    """Return whether a value is the most its measure can be, which needs no case to say so."""
    return value.measure in measures() and same(measures()[value.measure].range[1], value.value)


def _of_unit(value: Value, mine: Sequence[Known]) -> Judged | None:
    """Return what a value is in another unit than the case's; None where it is another value."""
    own = measures()[value.measure].unit
    number = rescaled(value.value, own, value.unit)
    if any(number is not None and same(k.value, number) for k in mine):
        return contradicted("wrong_unit")
    near = any(abs(k.value - value.value) <= _NEAR * k.value for k in mine)
    return Judged("inferred", "rounded") if near else None


def _of_given(value: Value, equal: Sequence[Known], mine: Sequence[Known]) -> Judged:
    """Return what a value is that the case gives, perhaps of another time or side."""
    sides = {k.side for k in equal if k.on_sheet} or {k.side for k in equal}
    told = value.side in ("right", "left") and None not in sides and "bilateral" not in sides
    if told and value.side not in sides:
        return contradicted("wrong_side")
    times = {k.when for k in equal if k.on_sheet} or {k.when for k in equal}
    if value.measure == "pain":  # rated more than once in a visit
        times = {k.when for k in equal}
    timed = value.when in ("now", "baseline") and times <= {"now", "baseline"}
    both = {"now", "baseline"} <= {k.when for k in mine if k.on_sheet or value.measure != "pain"}
    if value.when in times or not (timed and both):
        return STATED
    return contradicted("wrong_time")


def _of_other(value: Value, detail: frozenset[str], mine: Sequence[Known]) -> Judged:
    """Return what a value is that the case does not give for this measure."""
    those = [k for k in mine if value.when in (k.when, "other") and not opposed(k.detail, detail)]
    those = [k for k in those if k.on_sheet] or those
    if value.side in ("right", "left"):
        those = [k for k in those if k.side in (None, value.side)]
        those = [k for k in those if k.side == value.side] or those
    if len({k.value for k in those}) > 1:  # of several motions or conditions, the one named
        best = max(_alike(k.detail, detail) for k in those)
        those = [k for k in those if _alike(k.detail, detail) == best]
    # With one value of its kind in the case there is nothing else it could be; with several it may
    # be one the case does not give.
    if len({k.value for k in those}) == 1:
        return contradicted("wrong_value")
    return Judged("unsupported", "not_in_case")


def is_step(value: Value, known: Sequence[Known]) -> bool:
    """Return whether a value is how far its measure went, as the first of "grew 2.1° to 7.3°".

    So is how far its two sides are apart.
    """
    mine = [k for k in known if k.measure == value.measure]
    now, before = ([k for k in mine if k.when == when] for when in ("now", "baseline"))
    return any(
        _is_apart(value, one, other)
        for one in now
        for other in (*before, *now)
        if one.when == other.when or (one.side, one.detail) == (other.side, other.detail)
    )


def is_cost(value: Value, known: Sequence[Known]) -> bool:
    """Return whether a value is by how much a second task slows the Timed Up and Go."""
    plain, double = ([k for k in known if k.measure == name] for name in ("tug", "tug_cog"))
    timed = value.measure in ("tug", "tug_cog")
    return timed and any(
        _is_apart(value, one, other) for one in plain for other in double if one.when == other.when
    )


def is_slowed(told: Sequence[Value], known: Sequence[Known]) -> bool:
    """Return whether two values are today's Timed Up and Go, without and with a second task."""
    plain, double = ([k for k in known if k.measure == name] for name in ("tug", "tug_cog"))
    pair = sorted(told, key=lambda v: v.start)
    return [v.when for v in pair] == ["baseline", "now"] and all(
        any(k.when == "now" and same(k.value, v.value) for k in mine)
        for v, mine in zip(pair, (plain, double), strict=True)
    )


def _is_apart(value: Value, one: Known, other: Known) -> bool:
    return same(round(abs(one.value - other.value), 6), value.value)


def _alike(one: frozenset[str], other: frozenset[str]) -> tuple[int, int]:
    return len(one & other), -len(one ^ other)


def _is_share(size: float, before: float, now: float) -> bool:
    """Return whether a percentage is the one by which a value went from what it was."""
    return bool(before) and abs(abs(now - before) / abs(before) * 100 - size) < _ROUNDED_SHARE


_ROUNDED_SHARE = 1
"""By less than so many percent a share may be rounded."""


def _of_share(size: float, pairs: Sequence[tuple[float, float]], *, alone: bool) -> Judged:
    """Return what the percentage of a change is, ``alone`` where it can be of one pair only."""
    if any(_is_share(size, before, now) for before, now in pairs):
        return Judged("inferred", "difference")
    return contradicted("wrong_change") if alone else Judged("unsupported", "not_in_case")


def _of_change(
    value: Value, detail: frozenset[str], mine: Sequence[Known], aims: Collection[float]
) -> Judged:
    """Return what the size of a change is: the difference of two values, or their percentage."""
    size = abs(value.value)
    now, before = ([k for k in mine if k.when == when] for when in ("now", "baseline"))
    pairs = [(b.value, n.value) for n in now for b in before]
    alone = len(set(pairs)) == 1  # of several, a value itself may be meant
    meant = {
        (b.value, n.value)
        for n in now
        for b in before
        if n.detail & detail and (n.side, n.detail) == (b.side, b.detail)
    }
    measure = measures().get(value.measure)
    percent = measure is not None and measure.unit == "%"
    if value.unit == "%" and not percent:
        return _of_share(size, pairs, alone=alone or len(meant) == 1)
    if any(same(abs(k.value), size) for k in mine if k.when == "change" or not alone):
        return STATED
    coarse = measure is not None and measure.range[1] > _FINE and measure.step < 1
    rises = measure is not None and measure.better == "higher" and measure.range[0] >= 0
    if value.value < 0 and rises and pairs and all(n > b for b, n in pairs):
        return contradicted("wrong_direction")
    near = 0.5 if coarse and size == round(size) else 0.051
    if any(abs(abs(n - b) - size) <= near for b, n in pairs):
        return Judged("inferred", "difference")
    if any(
        abs(abs(a.value - b.value) - size) <= 0.051 for a in now for b in now if a.side != b.side
    ):
        return Judged("inferred", "difference")
    ends = [k.value for k in mine if k.when == "goal"]
    ends += [measures()[value.measure].range[1]] if value.measure in measures() else []
    if any(abs(abs(end - n.value) - size) <= near for n in now for end in (*ends, *aims)):
        return Judged(
            "inferred", "difference"
        )  # how far it is to a goal, to the most, or to a norm
    every = {k.value for k in mine if k.when in ("now", "baseline")}
    if any(abs(abs(a - b) - size) <= 0.051 for a in every for b in every):
        return Judged("inferred", "difference")  # from a visit between
    own = {(b, n) for n in now for b in before if (n.side, n.detail) == (b.side, b.detail)}
    if alone or len(meant) == 1 or len(own) == 1:
        return contradicted("wrong_change")
    return Judged("unsupported", "not_in_case")
