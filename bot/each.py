"""Work on many rows, each by itself: one that fails keeps no other back, and the run counts as failed."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

log = logging.getLogger(__name__)

Item = TypeVar("Item")


def each_alone(items: Iterable[Item], do: Callable[[Item], int], what: str) -> int:
    """Call `do` for every item, each in a transaction that `do` opens. Returns the sum of what it returns.

    What fails is logged by `what` and the item, an id, and never by its words; the next run tries it
    again. Raises the first failure after the last item: no heartbeat, so that the watch finds it.
    """
    done, problem = 0, None
    for item in items:
        try:
            done += do(item)
        except Exception as error:  # noqa: BLE001 - one row must not keep the others waiting
            log.error("one failed, the others go on", extra=_about(what, item, error))
            problem = problem or error
    if problem is not None:
        raise problem
    return done


def _about(what: str, item: object, error: Exception) -> dict[str, str]:
    return {"what": what, "item": str(item), "kind": type(error).__name__}
