"""How many requests may be in flight, and when the next may go.

The bound falls when the model says again and again that it is asked too often, and rises with the
answers that follow. A single no is only asked again, later.
"""

import asyncio
import contextlib
import random
import time
from collections import deque

__all__ = ["Pace", "backoff_s"]

_CUT = 0.7
"""What an episode of limits leaves of the bound."""
_EPISODE = 0.15
"""The share of noes, weighing the latest 32 answers most, that makes an episode: below it, asking
again costs less than asking fewer."""
_FIRST_S, _LONGEST_S = 0.5, 60.0
"""Of the waits that nobody asked for."""


def backoff_s(tries: int, asked_s: float | None) -> float:
    """Return how long to wait after so many tries, in seconds.

    At least what the model asked for; else twice as long each time. A random part keeps requests
    that failed together from coming back together.
    """
    if asked_s is not None:
        return asked_s + random.uniform(0, 0.1 * asked_s + 0.05)
    return min(_LONGEST_S, _FIRST_S * 2.0 ** (tries - 1)) * random.uniform(0.75, 1.25)


class Pace:
    """The bound on requests in flight; it belongs to one event loop."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.in_flight = 0
        self._bound = float(most)
        self._cut_at = self._noes = 0.0
        self._resume_at = 0.0
        self._closing = asyncio.Event()
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def bound(self) -> int:
        """How many may be in flight now, from 1 to ``most``."""
        return int(self._bound)

    @property
    def held_s(self) -> float:
        """For how many seconds nothing is sent."""
        return max(0.0, self._resume_at - time.monotonic())

    @property
    def closed(self) -> bool:
        """Whether nothing more is sent."""
        return self._closing.is_set()

    async def enter(self) -> bool:
        """Wait for a turn; return whether there is one, or nothing more is to be sent."""
        if self._waiting or self.in_flight >= self.bound:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            await turn
        else:
            self.in_flight += 1
        while not self.closed:
            if not (held := self.held_s):
                return True
            await self.pause(held)
        self.in_flight -= 1
        return False

    def leave(self) -> None:
        """Give the turn back, however it went; whoever waits longest gets it."""
        self.in_flight -= 1
        self._hand_on(self.bound - self.in_flight)

    def answered(self) -> None:
        """Raise the bound a little: by one for twice as many answers as may be in flight."""
        self._noes *= 31 / 32
        self._bound = min(self.most, self._bound + 0.5 / self._bound)

    def limited(self, sent_at: float) -> None:
        """Lower the bound in an episode of noes, once for all requests that were out already."""
        self._noes += (1 - self._noes) / 32
        if self._noes > _EPISODE and sent_at >= self._cut_at:
            self._bound = max(1.0, self._bound * _CUT)
            self._cut_at = time.monotonic()

    def hold_until(self, moment: float) -> None:
        """Send nothing before ``moment``, by `time.monotonic`."""
        self._resume_at = max(self._resume_at, moment)

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until nothing more is sent."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), seconds)

    def close(self) -> None:
        """Send nothing more; whoever waits learns it at once."""
        self._closing.set()
        self._hand_on(len(self._waiting))

    def _hand_on(self, turns: int) -> None:
        while self._waiting and turns > 0:
            turn = self._waiting.popleft()
            if not turn.done():
                # Taken at once, so that no newcomer slips in before.
                self.in_flight += 1
                turn.set_result(None)
                turns -= 1
