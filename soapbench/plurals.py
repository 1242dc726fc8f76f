"""How many of something there are, as people say it."""

__all__ = ["plural"]


def plural(count: int, what: str, several: str = "") -> str:
    """Return a count with its noun, such as ``1 case`` or ``1,024 cases``.

    Args:
        count: How many.
        what: The noun for one.
        several: The noun for any other number, where it is not ``what`` with an s.
    """
    return f"{count:,} {what if count == 1 else several or f'{what}s'}"
