"""Numbers that one thing beside them pins down: the whole they are part of, or one word."""

from soapbench.scorers.told import Given, Told, in_common

__all__ = ["other_of_noun", "other_often", "other_part", "other_today"]

_COMMON = frozenset([4.0, 5.0, 10.0, 100.0])
"""Wholes of which a case has many parts."""
_NO_LEAD = frozenset(
    "secon minut point perce degre ongoi goal met weeks visit over after about least every "
    "last".split()
) | {""}
"""Words before a number that say nothing of what it is of."""
_SIZED = frozenset(["span", "angle", "length", "weight", "percent", "number visi", "time"])
"""Kinds of numbers that say how long or how much of the word behind them."""
_ANY = frozenset(
    "visit sessi treat thera minut secon total left right each time more less over with from "
    "durin after befor ago old post turns goal pain today week month year days hour eval "
    "per".split()
)
"""How words begin that say nothing of what is counted."""


def other_today(told: Told, given: Given) -> bool:
    """Return whether the case has one number of so many today, as 3 of 5, and it is another."""
    mention = told.mention
    if mention.kind != "share" or told.when != "now":
        return False
    theirs = [o for o in given.told.get("share", ()) if o.mention.of == mention.of]
    today = [o for o in theirs if o.when == "now"]
    return len(today) == 1 and all(o.mention.amount != mention.amount for o in theirs)


def other_part(told: Told, given: Given) -> bool:
    """Return whether the case has other parts only of a whole that is rare, as 14 of 24."""
    mention = told.mention
    if mention.kind != "share" or mention.of in _COMMON or mention.of is None:
        return False
    theirs = [o for o in given.told.get("share", ()) if o.mention.of == mention.of]
    amounts = {float(o.mention.amount) for o in theirs}
    amounts |= {mention.of - amount for amount in amounts}  # what is left of them
    alike = any(in_common(told, o) for o in theirs)
    return alike and float(mention.amount) not in {*amounts, 0.0, mention.of}


def other_of_noun(told: Told, given: Given, *, sure: bool = True) -> bool:
    """Return whether the case has the word beside a number only with other numbers of its kind.

    That is a word behind it, or the one before: "3° quad lag" is a "quad lag of 3°" too.
    """
    mention = told.mention
    nouns, lead = told.nouns - _ANY, told.beside[0]
    if mention.kind not in _SIZED or told.bound:
        return False
    like = given.told.get(mention.kind, ())
    led = sure and lead not in _NO_LEAD
    theirs = [
        o
        for o in like
        if o.nouns & nouns
        or (led and lead in {o.beside[0], *o.nouns - _ANY})
        or (sure and o.beside[0] in nouns - _NO_LEAD)
    ]
    theirs += given.told.get(f"{mention.kind} a day", ()) if theirs else ()  # told without "daily"
    return (
        mention.amount != 0
        and bool(theirs)
        and all(o.mention.amount != mention.amount for o in theirs)
    )


def other_often(told: Told, given: Given) -> bool:
    """Return whether the case has a level of help so often of as many, but with another number."""
    number, _, whole = told.often.partition(" of ")
    if not whole:
        return False
    alike = [o for o in given.told.get("assist", ()) if o.mention.told == told.mention.told]
    theirs = {o.often.partition(" of ")[0] for o in alike if o.often.endswith(f" of {whole}")}
    return bool(theirs) and number not in theirs
