"""Hearing an interrupt where an exception would do harm."""

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator

__all__ = ["told_of_interrupts"]


@contextlib.contextmanager
def told_of_interrupts(tell: Callable[[], None]) -> Iterator[None]:
    """Call `tell` at an interrupt, instead of raising wherever the program stands.

    A KeyboardInterrupt raised while a lock is being taken leaves it taken: who waits for it next
    waits for ever. A handler that somebody else has set stays.
    """
    ours = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
    if ours:
        signal.signal(signal.SIGINT, lambda *_: tell())
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)
