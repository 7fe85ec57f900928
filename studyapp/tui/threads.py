"""The threads of the app, and waiting for them: cancelling a worker stops the waiting, never its thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Found = TypeVar("Found")


class Threads(ThreadPoolExecutor):
    """Knows what its threads have not ended yet."""

    def __init__(self) -> None:
        super().__init__(thread_name_prefix="studyapp")
        self.running: set[Future[Any]] = set()

    def submit(
        self, function: Callable[Given, Found], /, *given: Given.args, **named: Given.kwargs
    ) -> Future[Found]:
        future = super().submit(function, *given, **named)
        self.running.add(future)
        future.add_done_callback(self.running.discard)
        return future

    async def end(self) -> None:
        """Wait until all of them have ended, those too that begin meanwhile."""
        while running := tuple(self.running):
            await asyncio.wait(map(asyncio.wrap_future, running))
