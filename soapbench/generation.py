"""Asking a model for what a recording does not hold yet."""

import asyncio
import inspect
import sys
import threading
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from soapbench.models import Completion, Model, Request
from soapbench.recording import Key, PlannedRequest, Recording

__all__ = ["generate"]

T = TypeVar("T")


def generate(
    planned: Sequence[PlannedRequest],
    model: Model,
    recording: Recording | None = None,
    concurrency: int = 8,
) -> dict[Key, Completion]:
    """Return an answer to every planned request, each recorded the moment it comes.

    Works inside a running event loop, as in Jupyter, and outside one. When the model fails, no
    further request is sent, those in flight are awaited and recorded, and the failure is raised.

    Args:
        planned: What to ask; nothing here is in the recording yet.
        model: Any callable from a request to a completion, sync or async.
        recording: Where answers are kept, open for writing; None keeps them in memory only.
        concurrency: How many requests are in flight at most.

    Raises:
        ModelError: The model cannot be asked. What was answered stays recorded.
    """
    if not planned:
        return {}
    return _block_on(_generate(planned, model, recording, concurrency))


async def _generate(
    planned: Sequence[PlannedRequest],
    model: Model,
    recording: Recording | None,
    concurrency: int,
) -> dict[Key, Completion]:
    answers: dict[Key, Completion] = {}
    failures: list[Exception] = []
    waiting = iter(planned)
    bar = _bar(len(planned))

    async def worker() -> None:
        for each in waiting:  # one iterator for all workers: each request goes to one of them
            if failures:
                return
            try:
                answers[each.key] = await _ask(model, each.request)
                if recording is not None:
                    recording.append(each, answers[each.key])
            except Exception as error:
                failures.append(error)
                return
            bar.update()

    try:
        await asyncio.gather(*(worker() for _ in range(min(concurrency, len(planned)))))
    finally:
        bar.close()
        if hasattr(model, "aclose"):
            await model.aclose()
    if failures:
        raise failures[0]
    return answers


async def _ask(model: Model, request: Request) -> Completion:
    if inspect.iscoroutinefunction(model) or inspect.iscoroutinefunction(type(model).__call__):
        answer = model(request)
    else:
        # A plain function may block; in a thread it does not hold up the others.
        answer = await asyncio.to_thread(model, request)
    return await answer if inspect.isawaitable(answer) else answer


def _bar(total: int) -> Any:
    """Return a progress bar: a widget in a notebook, a line in a terminal, else nothing.

    It waits a second, so that a run from memory leaves no widget in a notebook's outputs.
    """
    if "ipykernel" in sys.modules:
        from tqdm.notebook import tqdm as notebook_bar

        return notebook_bar(total=total, desc="notes", unit="note", leave=False, delay=1)
    from tqdm import tqdm

    return tqdm(total=total, desc="notes", unit="note", disable=None, leave=False)


def _block_on(work: Coroutine[Any, Any, T]) -> T:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    return _block_on_thread(work)


def _block_on_thread(work: Coroutine[Any, Any, T]) -> T:
    """Run ``work`` on a loop of its own: Jupyter's is already running and cannot be re-entered."""
    outcome: list[T] = []
    failure: list[BaseException] = []
    loop = asyncio.new_event_loop()

    def run() -> None:
        asyncio.set_event_loop(loop)
        try:
            outcome.append(loop.run_until_complete(work))
        except BaseException as error:
            failure.append(error)
        finally:
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

    thread = threading.Thread(target=run, name="soapbench-generation")
    thread.start()
    try:
        thread.join()
    except KeyboardInterrupt:
        loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(loop)])
        thread.join()
        raise
    if failure:
        raise failure[0]
    return outcome[0]
