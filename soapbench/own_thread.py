"""A run on an event loop and a thread of its own.

So it works inside Jupyter, whose own loop cannot be entered twice, exactly as outside, and an
interrupt is the caller's to handle.
"""

import asyncio
import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from soapbench.interrupts import told_of_interrupts

__all__ = ["finish"]

_BEAT_S = 0.5
"""How often a wait that cannot be interrupted ends by itself."""


class _Run(Protocol):
    """What can be finished, and stopped while it goes on."""

    async def finish(self) -> None:
        """Do all that is to be done."""

    def stop(self) -> None:
        """Begin nothing more."""

    def drop(self) -> None:
        """Wait for nothing."""

    def so_far(self) -> str:
        """Say what was reached."""


def finish(run: _Run, concurrency: int) -> None:
    """Run to the end on a thread, passing interrupts on.

    Args:
        run: What to finish.
        concurrency: How many threads its blocking calls take at most.

    Raises:
        KeyboardInterrupt: It was interrupted: a first time `stop` was called, then `drop`.
        BaseException: Whatever finishing it raised.
    """
    loop = asyncio.new_event_loop()
    over = threading.Event()
    raised: list[BaseException] = []

    def work() -> None:
        # One more thread than requests in flight, for the disk.
        threads = ThreadPoolExecutor(concurrency + 1)
        loop.set_default_executor(threads)
        try:
            loop.run_until_complete(run.finish())
        except BaseException as error:
            raised.append(error)
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()
            threads.shutdown(wait=False)
            over.set()

    interrupts = 0

    def interrupted() -> None:
        nonlocal interrupts
        interrupts += 1
        with contextlib.suppress(RuntimeError):  # it ended in this very moment
            loop.call_soon_threadsafe(run.stop if interrupts == 1 else run.drop)

    with told_of_interrupts(interrupted):
        threading.Thread(target=work, name="soapbench-generation", daemon=True).start()
        try:
            while not over.wait(_BEAT_S):  # where a wait cannot be interrupted, its end can
                pass
        except BaseException:  # raised by a handler that somebody else has set
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(run.drop)
            raise
    if interrupts:
        raise KeyboardInterrupt(run.so_far()) from next(
            (error for error in raised if isinstance(error, Exception)), None
        )
    if raised:
        raise raised[0]
