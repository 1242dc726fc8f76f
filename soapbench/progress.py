"""One bar for a run: a widget in a notebook, a line in a terminal, else nothing."""

import sys
from types import TracebackType
from typing import Any

__all__ = ["Bar"]


class Bar:
    """How far a run is: done, rate and time left, and a few words beside them."""

    def __init__(self, total: int) -> None:
        self._bar = _open(total)

    def __enter__(self) -> "Bar":
        return self

    def show(self, done: int, words: str) -> None:
        """Show how many are done, and the words; not more often than the eye follows."""
        self._bar.set_postfix_str(words, refresh=False)
        self._bar.update(done - self._bar.n)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()


def _open(total: int) -> Any:
    """Return the bar of tqdm that fits.

    In a notebook it waits a second, so that a run from memory leaves no widget in the outputs.
    """
    if _in_kernel():
        from tqdm.notebook import tqdm as notebook_bar

        return notebook_bar(total=total, desc="notes", unit="note", leave=False, delay=1)
    from tqdm import tqdm

    return tqdm(total=total, desc="notes", unit="note", disable=None, leave=False)


def _in_kernel() -> bool:
    shell = sys.modules.get("IPython")
    return shell is not None and hasattr(shell.get_ipython(), "kernel")
