"""Numbers that carry a digit by which they can be checked."""

import re

__all__ = ["card", "dea", "npi", "vin"]


def card(value: str) -> bool:
    """Return whether the digits carry the checksum of a payment card."""
    return _luhn(re.sub(r"\D", "", value))


def npi(value: str) -> bool:
    """Return whether ten digits are a provider number: Luhn over the prefix 80840 and the digits."""
    return _luhn("80840" + value)


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(digits))]
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def dea(value: str) -> bool:
    """Return whether two letters and seven digits carry the checksum of a DEA number."""
    d = [int(c) for c in value[2:]]
    return (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 == d[6]


_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", [*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)], strict=True)
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin(value: str) -> bool:
    """Return whether 17 characters carry the check digit of a vehicle number."""
    values = [int(c) if c.isdigit() else _VIN_VALUES.get(c, -100) for c in value]
    remainder = sum(v * w for v, w in zip(values, _VIN_WEIGHTS, strict=True)) % 11
    return value[8] == ("X" if remainder == 10 else str(remainder))
