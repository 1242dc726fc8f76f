"""What a case makes of one side that is called better or worse than the other."""

from collections.abc import Iterator, Sequence

from soapbench.reading import BetweenSides, between_sides
from soapbench.reference import measures
from soapbench.scorers.known import Judged, Known, contradicted

__all__ = ["of_sides"]


def of_sides(note: str, known: Sequence[Known]) -> Iterator[tuple[BetweenSides, Judged]]:
    """Yield which side a note calls better where the case measured both, and whether it is."""
    for told in between_sides(note):
        today = [k for k in known if k.measure == told.measure and k.when == "now"]
        sign = 1 if measures()[told.measure].better == "higher" else -1
        leads = {
            sign * (mine.value - other.value) > 0
            for mine in today
            for other in today
            if mine.side == told.side
            and other.side in ("right", "left")
            and other.side != mine.side
            and mine.detail == other.detail
            and mine.value != other.value
        }
        if leads == {told.better}:
            yield told, Judged("inferred", "difference")
        elif leads == {not told.better}:
            yield told, contradicted("wrong_side")
