"""Asking a model for what a recording does not hold yet.

What to ask next, what an answer or a failure means for the others, and when to stop.
"""

import asyncio
import contextlib
import gc
import inspect
import time
from collections.abc import Awaitable, Iterator, Mapping, Sequence

from soapbench.costs import Budget, Share, Spending
from soapbench.errors import BudgetReached, ModelError, RecordingError, RequestRejected, Unavailable
from soapbench.models import Completion, Model, Request
from soapbench.own_thread import finish
from soapbench.pace import Pace, backoff_s
from soapbench.progress import Bar
from soapbench.recording import Key, PlannedRequest, Recording
from soapbench.reference.prices import Price

__all__ = ["generate"]

_TRIES = 8
_PATIENCE_S = 900.0
_MOMENT_S = 0.05
"""How often a request asks again whether the budget holds it."""
_BEAT_S = 0.5
"""How often the bar moves and the disk is asked to keep what was written."""
_GRACE_S = 30.0
"""How long an interrupted run waits for what is in flight."""
_FAILURES = 50
"""Where so many requests failed and none was answered, it is not the requests. Fewer would do for
that, but those that always fail come first when a run goes on, and must not end it."""
_FIRST_TRIES = 4
"""How often one request is sent where no model was ever reached: an address that is wrong stays
wrong, and an endpoint that only just starts is there by then."""


def generate(
    planned: Sequence[PlannedRequest],
    model: Model,
    recording: Recording | None = None,
    concurrency: int = 8,
    budget: Budget | None = None,
    prices: Mapping[str, Price] | None = None,
) -> dict[Key, Completion]:
    """Return an answer to every planned request, each recorded the moment it comes.

    A request that a model may yet answer (`Unavailable`) is asked again, later each time. One that
    it rejects is put aside and the others go on, unless none is answered. On any other failure no
    further request is sent, those in flight are awaited and recorded, and the failure is raised.

    Args:
        planned: What to ask; nothing here is in the recording yet.
        model: Any callable from a request to a completion, sync or async. Its ``tries`` and
            ``patience_s``, where it has them, bound how often and how long one request is tried.
        recording: Where answers are kept, open for writing; None keeps them in memory only.
        concurrency: How many requests are in flight at most; fewer while the model says that it
            is asked too often.
        budget: What the run may take at most; it stops before that.
        prices: Prices of your own, by model.

    Raises:
        BudgetReached: The next request could exceed the budget.
        ValueError: A budget of money for a model whose price is unknown, or a concurrency below 1;
            nothing was sent.
        ModelError: The model cannot be asked, or some requests were not answered. What was
            answered stays recorded.
        KeyboardInterrupt: The run was stopped; what was answered stays recorded. A first interrupt
            waits for what is in flight, half a minute at most; a second one does not.
    """
    if not isinstance(concurrency, int) or concurrency < 1:
        raise ValueError(
            f"concurrency {concurrency!r}: a whole number; let at least one be in flight"
        )
    if budget is not None and not isinstance(budget, Budget):
        raise ValueError("budget: give a Budget, such as Budget(usd=5)")
    if not planned:
        return {}
    spending = Spending(planned[0].request.model, budget, prices)
    run = _Run(planned, model, recording, concurrency, spending)
    with _settled_memory():
        finish(run, concurrency)
    return run.answers


@contextlib.contextmanager
def _settled_memory() -> Iterator[None]:
    """Leave what was there before a run out of its searches for garbage.

    With a data frame or two in memory they take a fifth of a run's time, and hold up every answer.
    """
    if gc.get_freeze_count():  # somebody decided about it already
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class _Run:
    """One run: what waits, what is answered, what failed."""

    def __init__(
        self,
        planned: Sequence[PlannedRequest],
        model: Model,
        recording: Recording | None,
        concurrency: int,
        spending: Spending,
    ) -> None:
        self.total = len(planned)
        self.answers: dict[Key, Completion] = {}
        self.concurrency = concurrency
        self._waiting: Iterator[PlannedRequest] = iter(planned)
        self._model, self._recording, self._spending = model, recording, spending
        self._waits = inspect.iscoroutinefunction(model) or inspect.iscoroutinefunction(
            type(model).__call__
        )
        self._tries: int = getattr(model, "tries", _TRIES)
        self._patience_s: float = getattr(model, "patience_s", _PATIENCE_S)
        self._pace = Pace(concurrency)
        self._over = asyncio.Event()
        self._retries = 0
        self._reached = False
        self._unavailable: Unavailable | None = None
        self._given_up_in_a_row = 0
        self._over_budget = False
        self._failed: list[tuple[PlannedRequest, ModelError]] = []
        self._stopped_by: Exception | None = None

    async def finish(self) -> None:
        """Ask until all is answered, or nothing more is to be sent.

        Raises:
            ModelError: As `generate`; and whatever else a model or a recording raised.
        """
        beat = asyncio.create_task(self._beat())
        # Twice as many as may be in flight, so that those that wait to try again hold nobody up.
        workers = [
            asyncio.create_task(self._work()) for _ in range(min(2 * self.concurrency, self.total))
        ]
        try:
            await asyncio.gather(*workers)
        finally:
            self._over.set()
            *_, told = await asyncio.gather(*workers, beat, return_exceptions=True)
            if hasattr(self._model, "aclose"):
                await self._model.aclose()
        if isinstance(told, Exception):
            self._stop_for(told)
        if isinstance(self._stopped_by, ModelError) and self._recording is None and self.answers:
            raise ModelError(f"{self._stopped_by}; {self._how_to_go_on}") from self._stopped_by
        if self._stopped_by is not None:
            raise self._stopped_by
        if self._over_budget:
            raise BudgetReached(self._budget_words())
        if self._failed:
            raise ModelError(self._failures())

    def stop(self) -> None:
        """Send nothing more, and wait a little for what is in flight."""
        self._pace.close()
        asyncio.get_running_loop().call_later(_GRACE_S, self.drop)

    def drop(self) -> None:
        """Wait for nothing."""
        self._pace.close()
        for task in asyncio.all_tasks():
            task.cancel()

    def so_far(self) -> str:
        """Say what an interrupted run has reached, and how to go on."""
        done = f"stopped: {len(self.answers)} of {self.total} requests were answered"
        if self._recording is None:
            return f"{done} and are lost; name a recording to keep them another time"
        return f"{done} and are in {self._recording.path.name}; run the same again to go on"

    async def _work(self) -> None:
        for each in self._waiting:  # one iterator for all: each request goes to one worker
            try:
                await self._answer(each)
            except Exception as error:
                self._stop_for(error)
            if self._pace.closed:
                return

    async def _answer(self, each: PlannedRequest) -> None:
        tries, begun = 0, time.monotonic()
        while (share := await self._turn(each.request)) is not None:
            completion, tries, sent_at = None, tries + 1, time.monotonic()
            try:
                completion = await self._ask(each.request)
            except Unavailable as error:
                failure = self._unavailable = error
                self._reached |= not error.unreached
            except RequestRejected as error:
                self._reached = True
                self._put_aside(each, error)
                return
            else:
                self._keep(each, completion)
                return
            finally:
                self._spending.settle(share, each.request, completion)
                self._hold_until(getattr(self._model, "resume_at", 0.0))
                self._pace.leave()
            wait = self._wait(failure, sent_at, tries)
            spent = time.monotonic() - begun
            if tries >= self._tries_now or spent + wait > self._patience_s:
                self._give_up(each, failure, tries, spent)
                return
            self._retries += 1
            await self._pace.pause(wait)

    @property
    def _tries_now(self) -> int:
        """How often one request is sent: once while the model may answer none at all."""
        if self._given_up_in_a_row >= 2:
            return 1
        return self._tries if self._reached else min(self._tries, _FIRST_TRIES)

    async def _turn(self, request: Request) -> Share | None:
        """Wait for a turn that the budget holds; return its share, None if nothing more is sent."""
        while await self._pace.enter():
            share = self._spending.share(request)
            fits = self._spending.fits(share)
            if fits == "now":
                self._spending.send(share)
                return share
            self._pace.leave()
            if fits == "never":
                self._over_budget = True
                self._pace.close()
            await self._pace.pause(_MOMENT_S)
        return None

    def _wait(self, failure: Unavailable, sent_at: float, tries: int) -> float:
        """Return how long to wait before the next try; where all are limited, all wait."""
        wait = backoff_s(tries, failure.wait_s)
        if failure.limited:
            self._pace.limited(sent_at)
            self._hold_until(time.monotonic() + (failure.wait_s or 0.0))
        return wait

    def _hold_until(self, moment: float) -> None:
        """Send nothing before then; where that is too long to wait, stop."""
        done = len(self.answers) + len(self._failed)
        if self.total - done < self._pace.in_flight:
            return  # nothing is left to be sent
        wait = moment - time.monotonic()
        if wait > self._patience_s:
            self._stop_for(
                ModelError(f"the endpoint takes no more for {wait:.0f} s; run again then")
            )
        else:
            self._pace.hold_until(moment)

    async def _ask(self, request: Request) -> Completion:
        # A plain function may block; in a thread it does not hold up the others.
        answer = (
            self._call(request) if self._waits else await asyncio.to_thread(self._call, request)
        )
        try:
            completion = await answer if inspect.isawaitable(answer) else answer
        except (SystemExit, KeyboardInterrupt) as error:
            raise _ended(error) from error
        if not isinstance(completion, Completion):
            raise ModelError(
                f"the model returned a {type(completion).__name__}; return a Completion, such as "
                f"Completion(text, model={request.model!r})"
            )
        return completion

    def _call(self, request: Request) -> Completion | Awaitable[Completion]:
        """Call the model; where that would end the thread and never the run, raise an error."""
        try:
            return self._model(request)
        except (StopIteration, SystemExit, KeyboardInterrupt) as error:
            raise _ended(error) from error

    def _keep(self, each: PlannedRequest, completion: Completion) -> None:
        if self._recording is not None:
            self._recording.append(each, completion)
        self.answers[each.key] = completion
        self._reached, self._given_up_in_a_row = True, 0
        self._pace.answered()

    def _give_up(
        self, each: PlannedRequest, failure: Unavailable, tries: int, spent_s: float
    ) -> None:
        often = "1 try" if tries == 1 else f"{tries} tries"
        said = f"{failure}; given up after {often} in {spent_s:.0f} s"
        if not self._reached:  # it is no matter of this case
            self._stop_for(ModelError(f"{said}; no request was answered"))
            return
        self._put_aside(each, ModelError(said))
        self._given_up_in_a_row += 1
        # Two in a row, and no answer between them: where it is no matter of the request, nothing
        # more is sent. Else the others are tried, once each, before that is concluded.
        sure = failure.limited or failure.unreached or self._given_up_in_a_row >= _FAILURES
        if sure and self._given_up_in_a_row >= 2:
            self._pace.close()

    @property
    def _how_to_go_on(self) -> str:
        if self._recording is not None or not self.answers:
            return "run again to go on"
        return f"the {len(self.answers)} answers so far are lost; name a recording to keep them"

    def _put_aside(self, each: PlannedRequest, error: ModelError) -> None:
        self._failed.append((each, error))
        if len(self._failed) >= _FAILURES and not self.answers:
            self._pace.close()

    def _failures(self) -> str:
        each, error = self._failed[0]
        where = f"repeat {each.repeat} of {each.template} on case {each.case_id!r}"
        left = self.total - len(self.answers)
        said = f"{where}: {error}"
        if left > 1:
            said = (
                f"{left} of {self.total} requests were not answered, {len(self._failed)} of them "
                f"failed. The first, {said}"
            )
        return f"{said}; {self._how_to_go_on}"

    def _budget_words(self) -> str:
        left = self.total - len(self.answers)
        said = (
            f"the budget of {self._spending.budget} is reached: {len(self.answers)} of "
            f"{self.total} requests were answered for {self._spending}; {left} are left"
        )
        if not self.answers and self._unavailable:
            said += f"; the last try failed: {self._unavailable}"
        if self.answers and self._spending.price is not None:
            said += f", for about {self._spending.usd / len(self.answers) * left:,.2f} USD more"
        if self._recording is None:
            return f"{said}. The answers are lost; name a recording to keep them another time"
        return f"{said}. Run again with another budget to go on"

    def _stop_for(self, error: Exception) -> None:
        self._stopped_by = self._stopped_by or error
        self._pace.close()

    async def _beat(self) -> None:
        with Bar(self.total) as bar:
            while not self._over.is_set():
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._over.wait(), _BEAT_S)
                bar.show(len(self.answers), self._words())
                try:
                    if self._recording is not None:
                        await asyncio.to_thread(self._recording.sync)
                except RecordingError as error:
                    self._stop_for(error)

    def _words(self) -> str:
        words = ["stopping"] if self._pace.closed else []
        words.append(f"{self._pace.in_flight} in flight")
        if self._pace.held_s >= 1:
            words.append(f"held for {self._pace.held_s:.0f} s")
        if self._retries:
            words.append(f"{self._retries} retries")
        words.append(str(self._spending))
        return ", ".join(words)


def _ended(error: BaseException) -> ModelError:
    return ModelError(
        f"the model raised {type(error).__name__}; a model returns a Completion for every request, "
        "or raises a ModelError"
    )
