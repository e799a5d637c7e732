"""Several questions at once, bounded, with answers in the order of the questions."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

AHEAD = 2
"""Finished or running questions per thread that wait for their turn: enough to keep threads busy behind a slow one."""


def in_order(work: Callable[[Item], Result], items: Iterable[Item], at_once: int, name: str) -> Iterator[Result]:
    """`work(item)` for each item, at most `at_once` at a time, yielded in the order of `items`.

    What `work` raises is raised at its turn; questions not yet begun are then dropped.
    """
    with ThreadPoolExecutor(at_once, thread_name_prefix=name) as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) >= AHEAD * at_once:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
