"""The treatment time and units a note gives: in all, under timed codes, and code by code.

Minutes of a walk test, of sitting or of symptoms are no treatment time: a number counts only beside
words that say so, or beside a procedure code or the name of its service. A clause is gone through
for services, minutes and units; these belong to the service before them, or to the one after where
they lead: "26 minutes of 97112".
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from soapbench.reading.counts import TENS, counted
from soapbench.reading.parts import Clause, Reading

__all__ = ["Billed", "BilledKind", "treatment_in"]

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


_MIN = r"(?:min(?:ute)?s?\b|')"
_COUNT = rf"(?:\d{{1,3}}|{TENS}|eight|nine)"
_HOURS = {"half": 30, "quarter": 15, "hour": 60}
_NUMBER = (
    rf"(?<![\w./])(\d{{1,3}}|(?:{TENS}|eight|nine)(?=[ -]{_MIN}|\s*(?:$|[,.;])))"
    rf"(?![\w.]*\d|\s?/\s?\d(?!\d*\s?(?:total|{_MIN}))|\s*(?:%|x\b|×))"
)
_GAP = (
    r"(?:[\s:=*_|./–-]|\b(?:is|was|were|of|for|the|this|today|visit|session|code|codes|treatment|"
    r"minutes?|mins?|min|time|spent|came|to|skilled|direct)\b){0,40}?"
)
"""What may stand between the words for a time and its minutes."""
_IN_SUM = r"(?:total|in all|all told|altogether)\b"
_SPELLED: dict[BilledKind, list[str]] = {
    "timed": [
        rf"(?<!\d )(?<!min )(?<!minutes )\b(?:(?:total[ -])?(?:direct )?timed|time-based)(?:[ -]codes?)?"
        rf"(?:[ -](?:treatment|tx|total))?(?:[ -](?:time|minutes|mins?|min))?\b{_GAP}{_NUMBER}",
        rf"\bTCM\b{_GAP}{_NUMBER}",
        rf"\b{_NUMBER}\s*(?:{_MIN}\s*)?(?:of )?(?:direct )?timed\b",
        rf"\b({TENS}) timed\b",
    ],
    "total": [
        rf"\btotal (?:treatment|tx|session|visit|therapy)(?:[ -](?:time|minutes|mins?|min))?\b{_GAP}{_NUMBER}",
        rf"\b(?:treatment|tx|session|visit|encounter) (?:time|minutes|length|total)\b{_GAP}{_NUMBER}",
        rf"(?<!timed )(?<!timed-code )(?<!\d )\btotal(?! timed)(?:[ -](?:time|minutes|mins?|min))?\s*[:=–-]?\s*{_NUMBER}\s*(?:m|$|[.,;|'])",
        rf"\b{_NUMBER}\s*{_MIN}\s*(?:in )?total\b(?!\W+\d| (?:timed|treatment))",
        rf"\b{_NUMBER}\s*{_MIN} (?:of|as) (?:(?:skilled|total|physical) )*(?:treatment|therapy|care)[^.;\n]{{0,12}}\b{_IN_SUM}",
        rf"\b{_NUMBER}\s*{_MIN} (?:\w+ )?as total treatment time\b",
        rf"\btimed\b[^.;\n]{{0,25}}?[\s/,]{_NUMBER}\s*(?:{_MIN}\s*)?{_IN_SUM}",
        rf"\btimed\b\D{{0,12}}\d+[^.;\n]{{0,20}}?\btotal\s+{_NUMBER}",
        rf"\bof {_NUMBER}\s*(?:total|{_MIN}\s*(?:total|in all))",
        rf"\b(?:session|visit)(?: (?:time|length|lasted|took|ran|was|of))?:? {_NUMBER}\s*{_MIN}",
        rf"\b(?:seen|treated) for {_NUMBER}\s*{_MIN}",
    ],
}
_PATTERNS = {
    kind: tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    for kind, patterns in _SPELLED.items()
}
_FULL_HOUR = re.compile(
    rf"\b(?:an|one|1|(?:a )?full) (?:hour|hr) (?:of (?:treatment|therapy|care)|{_IN_SUM})|"
    rf"\btotal[^.;\d\n]{{0,40}}\b(?:one|1) (?:hour|hr)\b",
    re.IGNORECASE,
)
_NAMES = {
    "97112": r"nmre?|neuro(?:muscular)?[ -]?re-?ed(?:ucation)?",
    "97110": r"therapeutic exercises?|ther[ -]?ex|te",
    "97530": r"therapeutic activit(?:y|ies)|ther[ -]?acts?|ta",
    "97140": r"manual(?: (?:therapy|tx))?|man tx|mt",
    "97116": r"gait(?: training)?|gt",
}
"""What services are called where their codes are not told."""
_TOKEN = re.compile(
    r"(?P<code>(?<!\d)9[57]\d{3}(?!\d))(?:[-, ]{1,2}(?:59|95|G[PO]|KX|C[QO]|X[EPSU])\b)*|"
    + "|".join(rf"(?P<c{code}>\b(?:{names})\b)" for code, names in _NAMES.items())
    + rf"|(?<![\w./])(?<!\d[–-])(?P<minutes>{_COUNT})[ -]?(?:{_MIN}(?! ?ea(?:ch)?\b)|m\b(?=\s?\(u?\d))|"
    rf"\bmin(?:ute)?s?\s?[:=]\s?(?P<of_minutes>\d{{1,3}})\b|"
    r"\b(?:(?P<half>half an hour|a half hour)|(?P<quarter>a quarter of an hour))\b|"
    r"(?<![\d.])(?<!\d/)(?P<units>\d|\b(?:one|two|three|four|five))\s?(?:single |billable )?(?:units?|un?)\b(?!, \w+ of (?:them|which))|"
    r"\bunits?\s?[:=]?\s?(?P<of_units>\d)(?![\d/+]|\s?(?:and|\+|:|min|,\s?\d))|"
    r"(?:(?<=units )|(?<=units: )|(?<=, )|(?<=and )|(?<=\+ ))(?P<listed>[1-6])(?=\s(?:97\d{3}|[nmt]|gait|gt))|"
    r"\(u\s?(?P<u>\d)\)|\bqty\W{0,2}(?P<qty>\d)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"[\s*_:]*(?:[x×]\s?(?P<times>[1-6])(?=\s*(?:$|[^\w\s]|(?:units?|u|and)\b|[ (]*\d\d ?(?:m|'))|\s+(?!x\b|×)[a-z9(])|"
    r"\(\s?[x×]?\s?(?P<open>\d)\s?\)|\[(?P<box>\d)\]|(?:[:=,–]|\s-\s|-)\s?(?P<after>\d)(?=\s*(?:$|[,;|.]|\s-\s|-\s))|"
    r"[\s,:–-]{1,3}(?P<word>(?:once|twice|thrice)(?!\s(?:a|per|each|every|weekly|daily|this|in)\b)|"
    r"(?:one|two|three|four)(?=\s?(?:$|[,.;)\n])|\sand\s9)))(?!\d)(?!\s*(?:min|'|×|/(?!\s?\d+ ?min)|\.\d|sets?\b|reps?\b|visits?\b|wks?\b|weeks?\b))",
    re.IGNORECASE,
)
"""Units right beside a service: "x 2", "(2)", ": 2", "twice"."""
_ALONE = re.compile(r"\s(?P<alone>[1-6])(?=\s*(?:$|[,;.]))", re.MULTILINE)
"""Units in a list of them: "Units: NMR 2, TE 1"."""
_AFTER = re.compile(
    r"\s{0,3}(?:\(\s?[x×]?\s?(?P<open>\d)\s?\)|\[(?P<box>\d)\]|[x×]\s?(?P<times>\d)(?=\s*(?:$|[),.;|/]|\s9[57]\d{3}))|"
    r"=\s?(?P<after>\d)(?= *(?:$|[),.;|\n])))",
    re.IGNORECASE,
)
"""Units right after minutes, of which there are ten or more: "38 min (3)", "26 min x2"."""
_BARE = re.compile(
    r"(?:\s?[:=–,(x×/]\s?|\s-\s|\s)(?P<bare>\d\d)(?!\.?\d)(?=\s*(?:$|[,;.|/)(+]|=|and\b|9[57]\d{3}))",
    re.IGNORECASE,
)
"""Minutes right beside a service where the clause says "min" once for all."""
_SAID = re.compile(r"\bmin(?:ute)?s?\b|\btimed\b|\d\s?u\b|\bunits?\b", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:[\W_]|\b(?:neuromuscular|neuro|re-?education|re-?ed|NMR|therapeutic|exercises?|activit(?:y|ies)|"
    r"gait|training|manual|therapy|evaluation|eval|PT|subtotal|total|time|timed|one-on-one|only|code|x|for|was|were|of|"
    r"ran|took|billed|as|delivered|given|provided|performed|lasting|and|units?|two|three|one|four|x ?\d|\d ?u|\d(?!\d)|\d{1,2}:?\d\d ?(?:-|–|to) ?\d{1,2}:?\d\d)\b)*",
    re.IGNORECASE,
)
"""What may stand between a service and its minutes in all: its name and units, not what was done."""
_LEADS = re.compile(
    r"\s?(?:(?:of|for|in|on|under|(?:went|go|goes) to|(?:were |was )?spent on)\s)?(?:(?:skilled|direct|the|CPT)\s)*\(?",
    re.IGNORECASE,
)
"""Between minutes or units and the service after them that they belong to."""
_JOINED = re.compile(r"\s*(?:,|;|\+|/|&|and|,\s?and)\s*", re.IGNORECASE)
_DONE_BEFORE = re.compile(r"[,;(–-]\s*$")
_FEW = r"(?:an?|one|two|three|four|five|\d)"
_IN_ALL = re.compile(
    rf"(?:\b(?:charged?|billed?|bill|put(?:ting)? through|submitted|coded)\s(?P<n>{_FEW})\s(?:single\s)?units?\b|"
    rf"\b(?P<m>{_FEW})\s(?:single\s)?units?\s(?:(?:was|were|is|are)\s)?(?:charged|billed|submitted|in all|altogether|total))"
    r"(?!\s(?:of|for)\b)",
    re.IGNORECASE,
)
"""Units without a code."""
_EACH = re.compile(
    r"\b(an?|one|two|three|four|\d)\s?(?:units?|u)\s(?:apiece|each|of each|per code)\b",
    re.IGNORECASE,
)
"""As many units of each code."""
_LAST = re.compile(rf"[,;(–-]\s*(?P<minutes>\d{{1,3}})\s*{_MIN}[\s.)]*$", re.IGNORECASE)
_ORDERED = re.compile(
    r"\b(?:units?|billed|charged)(?: as)?\s?[:=]?\s?[1-6](?:\s?(?:\+|/|,|and|&)\s?[0-6]){1,4}\b(?!\s?(?:min|x|of\b|/))|"
    r"\b[1-6] ?u(?:nits?)?(?:\s?[+/,]\s?[0-6] ?u(?:nits?)?){1,4}\b|\b[1-6](?:\s?\+\s?[0-6]){1,4} units?\b|"
    r"\b(?:one|two|three|four) units?(?:(?:,|,? and) (?:one|two|three|four)(?: units?)?){1,4}\b(?! (?:of|for)\b)",
    re.IGNORECASE,
)
_FEW_UNITS = re.compile(r"[0-6]|\b(?:one|two|three|four)\b", re.IGNORECASE)
_ROW = re.compile(r"^[^\n]*(?:[|\t]| {3}|\.{3})[^\n]*$", re.MULTILINE)
_CELL = re.compile(r"(?:(?!\||\t| {2}|\.{3}|\n).)+")
_CELL_NUMBER = re.compile(
    rf"(?:(?:min|units?)\s?[:=]\s?)?(\d{{1,3}})\s?(?:{_MIN}|units?|u)?", re.IGNORECASE
)
_NEAR = 40
"""Letters before a number of a list, among which it is said that the list is of units."""
_MOST = 6
"""A code's units in a cell are no more; what is more is its minutes."""
_SIGN = re.compile(
    r"9[57]\d{3}|\btime|total|min|length|\bTCM\b|unit|hour|\d ?u\b|\bvisit|session|\d'|"
    r"(?:nmre?|\bt[ea]|\bmt|\bgt)\W{1,3}\d",
    re.IGNORECASE,
)
"""Without one of these, no pattern above matches."""
_BILLED = re.compile(
    r"\b(?:billed|billing|charged?|charges|cpt|timed|\d ?u|units?)\b", re.IGNORECASE
)
_PLANNED = re.compile(
    r"\b(?:next|each|per|every|weekly|visits?|wks?|weeks?|sessions?|continue|cont|will|request\w*|authori\w*|"
    r"plan(?:ned)?|freq\w*|goal)\b",
    re.IGNORECASE,
)
_NOT_NOW = re.compile(
    r"\b(?:(?:next|last|previous|prior) (?:visit|session|time)|goals?\b|recommend\w*|units?/visit|per visit|scheduled)",
    re.IGNORECASE,
)
"""What tells of another day, or of what is aimed at."""


def treatment_in(reading: Reading) -> tuple[Billed, ...]:
    """Return the treatment minutes and units a reading gives, in the note's order."""
    rows = {line.span(): _cells(reading.text, *line.span()) for line in _ROW.finditer(reading.text)}
    rows = {span: cells for span, cells in rows.items() if cells}
    found = {billed for cells in rows.values() for billed in cells}
    for clause in reading.clauses:
        where = reading.text, clause.start, clause.end
        if any(start <= clause.start < end for start, end in rows) or not _SIGN.search(*where):
            continue
        # A bill may stand below the plan; what is planned was not spent.
        planned = _PLANNED if clause.section == "P" else _NOT_NOW
        if planned.search(*where) or (clause.section == "P" and not _BILLED.search(*where)):
            continue
        found.update(_in(*where) or _under(reading, clause))
    found.update(_in_order(reading, found))
    return tuple(sorted(found, key=lambda b: (b.start, b.kind, b.code or "")))


def _cells(text: str, start: int, end: int) -> list[Billed]:
    """Return the minutes and units of a service that have cells of their own in its row."""
    found: dict[tuple[str, BilledKind], Billed] = {}
    code = None
    for cell in _CELL.finditer(text, start, end):
        said = cell.group().strip(" *.:")
        number = _CELL_NUMBER.fullmatch(said)
        if number and code:
            value, at = int(number[1]), cell.start() + cell.group().index(number[1])
            kind: BilledKind = "minutes" if value > _MOST else "units"
            found.setdefault((code, kind), Billed(kind, value, at, at + len(number[1]), code))
        elif not number:
            token = _TOKEN.match(said.removeprefix("Code: "))
            named = _service(token) if token else None
            code = named or code
    return list(found.values()) if any(kind == "minutes" for _, kind in found) else []


def _service(token: re.Match[str]) -> str | None:
    """Return the code of a service that is told by it or by name; None of another token."""
    if token["code"]:
        return token["code"]
    return next((code for code in _NAMES if token[f"c{code}"]), None)


def _in(text: str, start: int, end: int) -> list[Billed]:
    """Return what a clause tells."""
    tokens = list(_TOKEN.finditer(text, start, end))
    told = list(_of_services(text, end, tokens))
    return [*told, *_in_sum(text, start, end, told, any(map(_service, tokens)))]


def _in_sum(
    text: str, start: int, end: int, told: Sequence[Billed], named: bool
) -> Iterator[Billed]:
    """Yield the minutes and units of all services together, some of which may be named."""
    taken = {billed.start for billed in told}  # "97112, 38 min total" is one code's total
    for kind, patterns in _PATTERNS.items():
        for pattern in patterns:
            for match in pattern.finditer(text, start, end):
                if match.start(1) not in taken:
                    yield Billed(kind, int(counted(match[1])), *match.span(1))
    for match in _FULL_HOUR.finditer(text, start, end):
        yield Billed("total", _HOURS["hour"], *match.span())
    each = _EACH.search(text, start, end)
    if each:
        yield Billed("each_units", int(counted(each[1])), *each.span(1))
    elif not named:
        for match in _IN_ALL.finditer(text, start, end):
            told_by = "n" if match["n"] else "m"
            yield Billed("all_units", int(counted(match[told_by])), *match.span(told_by))


def _under(reading: Reading, clause: Clause) -> list[Billed]:
    """Return the minutes that an item ends with in the list of a service's interventions."""
    label = _TOKEN.search(reading.text, *clause.under) if clause.under else None
    code = _service(label) if label else None
    if code is None:
        return []
    last = _LAST.search(reading.text[clause.start : clause.end])
    if last is None:
        return []
    start, end = (clause.start + at for at in last.span("minutes"))
    return [Billed("part", int(last["minutes"]), start, end, code)]


def _in_order(reading: Reading, found: Collection[Billed]) -> Iterator[Billed]:
    """Yield units that are told in the order of the services: "Units 2 + 1"."""
    spent = sorted((b for b in found if b.kind in ("minutes", "part")), key=lambda b: b.start)
    codes = list(dict.fromkeys(b.code for b in spent if b.code))
    lists = list(_ORDERED.finditer(reading.text))
    if len(lists) != 1 or any(b.kind == "units" for b in found):
        return
    numbers = list(_FEW_UNITS.finditer(reading.text, *lists[0].span()))
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


def _of_services(text: str, end: int, tokens: Sequence[re.Match[str]]) -> Iterator[Billed]:
    """Yield the minutes and units of each service that a clause names."""
    services = _services(text, tokens)
    _give(text, services, [token for token in tokens if _service(token) is None])
    starts = [*(service.start for service in services[1:]), end]
    joined = [
        i
        for i, (service, until) in enumerate(zip(services, starts, strict=False))
        if i + 1 < len(services) and _JOINED.fullmatch(text, service.end, until)
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
    for token in tokens:
        code = _service(token)
        if code is None:
            continue
        last = services[-1] if services else None
        if (
            last
            and last.code == code
            and re.fullmatch(r"[\s(:,)–-]*", text[last.end : token.start()])
        ):
            services[-1] = _Service(code, last.start, token.end(), True, [], [])  # told twice
        elif token["code"] or not coded:
            services.append(_Service(code, token.start(), token.end(), bool(token["code"]), [], []))
    return services


def _give(text: str, services: Sequence[_Service], numbers: Sequence[re.Match[str]]) -> None:
    """Give each number of a clause to the service it belongs to."""
    leading = {"minutes": False, "units": False}
    for number in numbers:
        if number["listed"] and not _of_units(text, number.start()):
            continue
        kind = "units" if _value(number)[0] == "units" else "minutes"
        before = next((s for s in reversed(services) if s.end <= number.start()), None)
        after = next((s for s in services if s.start >= number.end()), None)
        leads = after and _LEADS.fullmatch(text, number.end(), after.start)
        if before is None and leads:
            leading[kind] = True
        told = leads and (leading[kind] or re.search(r"[a-z]", leads.group()))
        owner = after if told else None if leading[kind] else before
        if owner:
            (owner.units if kind == "units" else owner.minutes).append(number)


def _of_units(text: str, at: int) -> bool:
    """Return whether the list in which a number stands is one of units."""
    return bool(re.search(r"\bunits?\b", text[max(0, at - _NEAR) : at], re.IGNORECASE))


def _value(token: re.Match[str]) -> tuple[str, int, tuple[int, int]]:
    """Return whether a token tells minutes or units, how many, and where."""
    group = str(token.lastgroup)
    if group in _HOURS:
        return "minutes", _HOURS[group], token.span(group)
    kind = "minutes" if group in ("minutes", "of_minutes") else "units"
    return kind, int(counted(token[group])), token.span(group)


def _spent(text: str, service: _Service, until: int) -> Iterator[Billed]:
    """Yield the minutes of a service, or those of its interventions."""
    led = [token for token in service.minutes if token.end() <= service.start]
    here = [token for token in service.minutes if token.start() >= service.end]
    if led or (here and _NAMED.fullmatch(text, service.end, here[0].start())):
        _, value, span = _value((led or here)[0])
        yield Billed("minutes", value, *span, service.code)
        return
    bare = _BARE.match(text, service.end)
    if (
        bare
        and bare.end() <= until
        and _SAID.search(text, text.rfind("\n", 0, service.start) + 1, until + 20)
    ):
        yield Billed("minutes", int(bare["bare"]), *bare.span("bare"), service.code)
    elif service.by_code:
        yield from (
            Billed("part", _value(token)[1], *_value(token)[2], service.code)
            for token in _parts(text, service, here)
        )


def _parts(text: str, service: _Service, here: Sequence[re.Match[str]]) -> Sequence[re.Match[str]]:
    """Return the minutes after a service that are of one of its interventions as a whole.

    In "97112: foam stance, 6 x 20 s, CGA, 11 min" a dose stands between, its time at the end.
    """
    if here and re.fullmatch(r"[^\d\n;]{0,60}", text[service.end : here[0].start()]):
        return here[:1]
    ends = [t for t in here if _DONE_BEFORE.search(text[service.end : t.start()])]
    bracketed = [t for t in ends if text[: t.start()].rstrip().endswith("(")]
    return bracketed or ends[-1:]


def _billed(text: str, service: _Service, until: int) -> Iterator[Billed]:
    """Yield the units of a service."""
    beside = _BESIDE.match(text, service.end)
    found = (beside if beside and beside.end() <= until else None) or next(
        (
            match
            for token in service.minutes
            if _value(token)[1] >= 10 and (match := _AFTER.match(text, token.end()))
        ),
        None,
    )
    alone = _ALONE.match(text, service.end)
    if found is None and alone and _of_units(text, service.start):
        found = alone
    if found:
        group = str(found.lastgroup)
        yield Billed("units", int(counted(found[group])), *found.span(group), service.code)
    elif len(service.units) == 1:  # of several, who could say which are its own
        _, value, span = _value(service.units[0])
        yield Billed("units", value, *span, service.code)
