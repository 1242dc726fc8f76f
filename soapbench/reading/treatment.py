"""The treatment time and units a note gives: in all, under timed codes, and code by code.

Minutes of a walk test, of sitting or of symptoms are no treatment time: a number counts only beside
words that say so, or beside a procedure code or the name of its service. A clause is gone through
for services, minutes and units; these belong to the service before them, or to the one after where
they lead: "26 minutes of 97112".
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from soapbench.reading import billing_words as words
from soapbench.reading.billing_sums import OF_MORE, in_lines, in_sum
from soapbench.reading.counts import counted
from soapbench.reading.parts import Billed, BilledKind, Clause, Reading
from soapbench.reference import units_for

__all__ = ["treatment_in"]


def treatment_in(reading: Reading) -> tuple[Billed, ...]:
    """Return the treatment minutes and units a reading gives, in the note's order."""
    rows: dict[tuple[int, int], list[Billed]] = {}
    kinds: tuple[str, ...] = ()
    until, last = 0, (0, 0)
    for line in words.ROW.finditer(reading.plain):
        kinds = kinds if line.start() <= until + 1 else ()  # titles hold for one table
        above = rows.get(last, []) if line.start() <= until + 1 else []
        until = line.end()
        kinds = _titles(*line.span(), reading.plain) or kinds
        rows[line.span()] = _cells(reading.plain, *line.span(), kinds)
        if not rows[line.span()] and (more := _more(reading.plain, *line.span(), above, kinds)):
            rows[last], rows[line.span()] = [_part(billed) for billed in above], [more]
        last = line.span()
    rows = {span: cells for span, cells in rows.items() if cells}
    found = {billed for cells in rows.values() for billed in cells}
    for clause in reading.clauses:
        where = reading.plain, clause.start, clause.end
        if any(start <= clause.start < end for start, end in rows) or not words.SIGN.search(*where):
            continue
        # A bill may stand below the plan; what is planned was not spent.
        planned = words.PLANNED if clause.section == "P" else words.NOT_NOW
        if planned.search(*where) or (clause.section == "P" and not words.BILLED.search(*where)):
            continue
        found.update(_in(*where) or _under(reading, clause))
    for label in {clause.under for clause in reading.clauses if clause.under}:
        if words.TIMED_SIGN.search(reading.plain, *label):
            found.update(in_sum(reading.plain, *label, (), named=True))
    found.update(in_lines(reading, found))
    found.update(_in_order(reading, found))
    found.update(_behind(reading, found))
    return tuple(sorted(found, key=lambda b: (b.start, b.kind, b.code or "")))


def _titles(start: int, end: int, text: str) -> tuple[str, ...]:
    """Return what the columns of a bill hold, minutes, units or else, if a row of titles says it."""
    said = [cell.group().strip(" *.:").lower() for cell in words.CELL.finditer(text, start, end)]
    kinds = tuple(
        "minutes" if re.fullmatch(r"min\w*", cell) else "units" if "unit" in cell else ""
        for cell in said
    )
    return kinds if {"minutes", "units"} <= set(kinds) else ()


def _more(
    text: str, start: int, end: int, above: Sequence[Billed], kinds: tuple[str, ...]
) -> Billed | None:
    """Return the minutes of a row that tells one more intervention under the service above it."""
    codes = {billed.code for billed in above}
    cells = list(words.CELL.finditer(text, start, end))
    if len(codes) != 1 or not cells or not words.NO_LABEL.match(text, start, end):
        return None
    cell = cells[kinds.index("minutes") if len(kinds) == len(cells) else -1]
    number = words.CELL_NUMBER.fullmatch(cell.group().strip(" *.:"))
    if number is None or _SUMS.search(text, start, end):
        return None
    at = cell.start() + cell.group().index(number[1])
    return Billed("part", int(number[1]), at, at + len(number[1]), codes.pop())


def _part(billed: Billed) -> Billed:
    return replace(billed, kind="part") if billed.kind == "minutes" else billed


_SUMS = re.compile(r"\b(?:total|timed|sum|in all)\b", re.IGNORECASE)
"""What makes a row the last one of a bill."""
_FEW_DIGITS = re.compile(r"\d{1,3}")


def _cells(text: str, start: int, end: int, kinds: tuple[str, ...] = ()) -> list[Billed]:
    """Return the minutes and units of a service that have cells of their own in its row.

    Where a row above says what the columns hold, ``kinds``, only those of minutes and units count.
    """
    found: dict[tuple[str, BilledKind], Billed] = {}
    code = None
    cells = list(words.CELL.finditer(text, start, end))
    for column, cell in enumerate(cells):
        said = cell.group().strip(" *.:")
        if len(kinds) == len(cells) and _FEW_DIGITS.fullmatch(said) and not kinds[column]:
            continue
        number = words.CELL_NUMBER.fullmatch(said)
        if number and code:
            value, at = int(number[1]), cell.start() + cell.group().index(number[1])
            kind: BilledKind = "minutes" if value > words.MOST else "units"
            found.setdefault((code, kind), Billed(kind, value, at, at + len(number[1]), code))
        elif not number:
            labelled = words.LABEL.match(said)
            token = words.TOKEN.match(said) or (
                words.TOKEN.fullmatch(said, labelled.end()) if labelled else None
            )
            named = _service(token) if token else None
            code = named or code
    return list(found.values()) if any(kind == "minutes" for _, kind in found) else []


def _service(token: re.Match[str]) -> str | None:
    """Return the code of a service that is told by it or by name; None of another token."""
    if token["code"]:
        return token["code"]
    return next((code for code in words.NAMES if token[f"c{code}"]), None)


def _in(text: str, start: int, end: int) -> list[Billed]:
    """Return what a clause tells."""
    tokens = list(words.TOKEN.finditer(text, start, end))
    services = _services(text, tokens)
    _give(text, services, [token for token in tokens if _service(token) is None])
    told = [*_of_all(services), *_of_services(text, end, services)]
    return [*told, *in_sum(text, start, end, told, bool(services))]


def _under(reading: Reading, clause: Clause) -> list[Billed]:
    """Return the minutes that an item ends with in the list of a service's interventions."""
    label = words.TOKEN.search(reading.plain, *clause.under) if clause.under else None
    code = _service(label) if label else None
    if code is None:
        return []
    last = words.LAST.search(reading.plain[clause.start : clause.end])
    if last is None:
        return []
    start, end = (clause.start + at for at in last.span("minutes"))
    return [Billed("part", int(last["minutes"]), start, end, code)]


def _behind(reading: Reading, found: Collection[Billed]) -> Iterator[Billed]:
    """Yield units behind a semicolon that part them from the one service of their line.

    As in "97116, gait training (20 min; 2 units)".
    """
    text = reading.plain
    for clause in reading.clauses:
        units = words.LEADING_UNITS.match(text, clause.start, clause.end)
        line = text.rfind("\n", 0, clause.start) + 1
        if units is None or not text[line : clause.start].rstrip().endswith((";", ".")):
            continue
        here = [b for b in found if line <= b.start < clause.start]
        codes = {b.code for b in here}
        if len(codes) == 1 and None not in codes and all(b.kind != "units" for b in here):
            yield Billed("units", int(counted(units[1])), *units.span(1), here[0].code)


def _in_order(reading: Reading, found: Collection[Billed]) -> Iterator[Billed]:
    """Yield units that are told in the order of the services: "Units 2 + 1"."""
    spent = sorted((b for b in found if b.kind in ("minutes", "part")), key=lambda b: b.start)
    codes = list(dict.fromkeys(b.code for b in spent if b.code))
    lists = list(words.ORDERED.finditer(reading.plain))
    if len(lists) != 1 or any(b.kind == "units" for b in found):
        return
    numbers = list(words.FEW_UNITS.finditer(reading.plain, *lists[0].span()))
    if len(numbers) == len(codes):
        for number, code in zip(numbers, codes, strict=True):
            yield Billed("units", int(counted(number[0])), *number.span(), code)


@dataclass(frozen=True)
class _Service:
    """A service that a clause names, and the numbers that are its own, in the clause's order."""

    code: str
    start: int
    end: int
    by_code: bool
    minutes: list[re.Match[str]]
    units: list[re.Match[str]]


def _of_all(services: Sequence[_Service]) -> Iterator[Billed]:
    """Take units from the last of several services that are too many for its minutes alone.

    Only one number of units stands there, and it is of all: "97112 28 min, 97110 12 min, 3 units".
    """
    given = [unit for service in services for unit in service.units]
    if len(services) < 2 or len(given) != 1 or not all(service.minutes for service in services):
        return
    last, (_, units, span) = services[-1], _value(given[0])
    if last.units and units > units_for(_value(last.minutes[-1])[1]):
        last.units.clear()
        yield Billed("all_units", units, *span)


def _of_services(text: str, end: int, services: Sequence[_Service]) -> Iterator[Billed]:
    """Yield the minutes and units of each service that a clause names."""
    starts = [*(service.start for service in services[1:]), end]
    joined = [
        i
        for i, (service, until) in enumerate(zip(services, starts, strict=False))
        if i + 1 < len(services) and words.JOINED.fullmatch(text, service.end, until)
    ]
    shared = {*joined, *(i + 1 for i in joined)}  # whose minutes and units are not told apart
    for i, (service, until) in enumerate(zip(services, starts, strict=False)):
        if i not in shared:
            yield from _spent(text, service, until)
            yield from _billed(text, service, until)


def _services(text: str, tokens: Sequence[re.Match[str]]) -> list[_Service]:
    """Return the services a clause names by code, or by name where it holds no code."""
    coded = any(token["code"] for token in tokens)
    services: list[_Service] = []
    name: re.Match[str] | None = None
    for token in tokens:
        code = _service(token)
        if code is None:
            continue
        start = token.start()
        if (
            token["code"]
            and name
            and _service(name) == code
            and words.AGAIN.fullmatch(text, name.end(), start)
        ):
            start = name.start()  # "NMR (97112)"
        name = None if token["code"] else token
        last = services[-1] if services else None
        again = last and last.code == code
        if last and again and words.AGAIN.fullmatch(text, last.end, token.start()):
            services[-1] = _Service(code, last.start, token.end(), True, [], [])  # told twice
        elif token["code"] or not coded:
            services.append(_Service(code, start, token.end(), bool(token["code"]), [], []))
    return services


def _give(text: str, services: Sequence[_Service], numbers: Sequence[re.Match[str]]) -> None:
    """Give each number of a clause to the service it belongs to."""
    leading = {"minutes": False, "units": False}
    starts, ends = [s.start for s in services], [s.end for s in services]
    for number in numbers:
        if number["listed"] and not _of_units(text, number.start()):
            continue
        if words.BOUND.search(text, max(0, number.start() - words.NEAR), number.start()):
            continue  # "97116 under 8 min"
        if words.OF_ALL.search(text, max(0, number.start() - words.NEAR), number.start()):
            continue
        if words.DOSE.search(text, max(0, number.start() - words.NEAR), number.start()):
            continue
        if words.OF_SUM.search(text, max(0, number.start() - words.NEAR), number.start()):
            continue
        kind = "units" if _value(number)[0] == "units" else "minutes"
        line = text.rfind("\n", 0, number.start()) + 1
        if words.TOTAL_BEHIND.match(text, number.end()) and words.TIMED.search(
            text, line, number.start()
        ):
            continue  # "38 timed minutes (3 units NMR), 42 min total"
        last, first = bisect_right(ends, number.start()), bisect_left(starts, number.end())
        before = services[last - 1] if last else None
        after = services[first] if first < len(services) else None
        leads = after and words.LEADS.fullmatch(text, number.end(), after.start)
        if before is None and leads:
            leading[kind] = True
        told = leads and (leading[kind] or re.search(r"[a-z]", leads.group()))
        owner = after if told else None if leading[kind] else before
        if owner is before and owner and _is_of_more(text, owner, number):
            continue
        if owner:
            (owner.units if kind == "units" else owner.minutes).append(number)


_ITS_UNITS = re.compile(r"\bunits?\b[^;\n]{0,12}\band\s$", re.IGNORECASE)


def _is_of_more(text: str, owner: "_Service", number: re.Match[str]) -> bool:
    """Return whether minutes are of something else: "97140, one unit, and 7 minutes of flexion"."""
    told = owner.minutes or _ITS_UNITS.search(text, owner.end, number.start())
    return bool(told) and OF_MORE.match(text, number.end()) is not None


def _of_units(text: str, at: int) -> bool:
    """Return whether the list in which a number stands is one of units."""
    return bool(words.OF_UNITS.search(text, max(0, at - words.NEAR), at))


def _value(token: re.Match[str]) -> tuple[str, int, tuple[int, int]]:
    """Return whether a token tells minutes or units, how many, and where."""
    group = str(token.lastgroup)
    if group in words.HOURS:
        return "minutes", words.HOURS[group], token.span(group)
    kind = "minutes" if group in ("minutes", "of_minutes") else "units"
    return kind, int(counted(token[group])), token.span(group)


def _spent(text: str, service: _Service, until: int) -> Iterator[Billed]:
    """Yield the minutes of a service, or those of its interventions."""
    led = [token for token in service.minutes if token.end() <= service.start]
    here = [token for token in service.minutes if token.start() >= service.end]
    first = (led or here)[:1]
    if first:
        _, value, span = _value(first[0])
        added = _added(text, service.end, until).get(span[0])
        begins = added[2] if added else span[0]
        value, span = added[:2] if added else (value, span)
        if led or words.NAMED.fullmatch(text, service.end, begins):
            yield Billed("minutes", value, *span, service.code)
            return
    bare = words.BARE.match(text, service.end)
    if (
        bare
        and bare.end() <= until
        and words.SAID.search(text, text.rfind("\n", 0, service.start) + 1, until + 20)
    ):
        yield Billed("minutes", int(bare["bare"]), *bare.span("bare"), service.code)
    elif service.by_code or words.FIRST.search(text, max(0, service.start - 12), service.start):
        yield from (
            Billed("part", _value(token)[1], *_value(token)[2], service.code)
            for token in _parts(text, service, here)
        )


def _added(text: str, start: int, end: int) -> dict[int, tuple[int, tuple[int, int], int]]:
    """Return sums of minutes, their places and where they begin, by the place of each number."""
    found = {}
    for match in words.SUMMED.finditer(text, start, end):
        numbers = list(re.finditer(r"\d+", match.group()))
        *parts, whole = (int(number.group()) for number in numbers)
        if sum(parts) == whole:
            told = whole, match.span("sum"), match.start()
            found.update({match.start() + number.start(): told for number in numbers})
    for match in words.ADDED.finditer(text, start, end):
        added = list(re.finditer(r"\d+", match.group()))
        both = sum(int(number.group()) for number in added), match.span(), match.start()
        for number in added:
            found.setdefault(match.start() + number.start(), both)
    return found


def _parts(text: str, service: _Service, here: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """Return the minutes after a service that are of one of its interventions as a whole.

    In "97112: foam stance, 6 x 20 s, CGA, 11 min" a dose stands between, its time at the end.
    """
    between = text[service.end : here[0].start()] if here else ""
    if here and service.by_code and re.fullmatch(r"[^\d\n;]{0,60}", between):
        return here[:1]
    ends = [t for t in here if words.DONE_BEFORE.search(text[service.end : t.start()])]
    bracketed = [t for t in ends if text[: t.start()].rstrip().endswith("(")]
    return bracketed or ends[-1:]


def _billed(text: str, service: _Service, until: int) -> Iterator[Billed]:
    """Yield the units of a service."""
    beside = words.BESIDE.match(text, service.end)
    found = (beside if beside and beside.end() <= until else None) or next(
        (
            match
            for i, token in enumerate(service.minutes)
            if _value(token)[1] >= words.LONG
            and not (i and token.group().endswith("'"))  # feet: "30' x 5"
            and (match := words.AFTER.match(text, token.end()))
        ),
        None,
    )
    alone = words.ALONE.match(text, service.end)
    if found is None and alone and _of_units(text, service.start):
        found = alone
    if found:
        group = str(found.lastgroup)
        yield Billed("units", int(counted(found[group])), *found.span(group), service.code)
    elif len(service.units) == 1:  # of several, who could say which are its own
        _, value, span = _value(service.units[0])
        yield Billed("units", value, *span, service.code)
