"""JSON Lines: a file with one JSON value a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from soapbench.errors import DataError

__all__ = ["json_lines"]


def json_lines(path: Path) -> Iterator[tuple[int, Any]]:
    """Yield the number and the value of each line of a file; blank lines are left out.

    A line ends at a line feed alone: a text may hold other separators as they are. The mark that
    some editors put before the first line is no part of it.

    Raises:
        DataError: The file is not UTF-8, or a line is no JSON or gives a field twice; names the
            file, and the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, _value(f"{path.name}:{number}", line)


def _value(where: str, line: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise DataError(f"{where}: gives a field twice in one object; give it once")
        return found

    try:
        return json.loads(line, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise DataError(
            f"{where}: not JSON at column {error.colno}; write one JSON object on one line"
        ) from None
    except (ValueError, RecursionError):
        raise DataError(
            f"{where}: nested too deep, or holds too long a number; write one plain JSON object"
        ) from None
