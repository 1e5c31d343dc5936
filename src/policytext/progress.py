"""track: items as they come, with a bar that says how many are done, in a notebook or a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sized
from time import monotonic
from typing import Any, TypeVar

Item = TypeVar("Item")
_EVERY = 0.2  # seconds between two looks of a notebook's bar


def track(items: Iterable[Item], total: int | None = None) -> Iterator[Item]:
    """The items, one at a time, behind a bar of how many are done; ``total`` where they have no length.

    In a notebook the bar needs no extension, and only the count is left of it. Where nobody looks, as in
    a job that writes to a file, nothing is shown.

    >>> list(track(["增长5%。", "下降2%。"]))
    ['增长5%。', '下降2%。']
    """
    if total is None and isinstance(items, Sized):
        total = len(items)
    if display := _notebook():
        return _in_notebook(items, total, display)
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import track as in_terminal

        return iter(in_terminal(items, "", total, console=Console(stderr=True), transient=True))
    return iter(items)


def _notebook() -> Any:
    """IPython's ``display`` where a notebook shows HTML, else ``None``."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if type(shell).__name__ != "ZMQInteractiveShell":
        return None
    from IPython.display import display

    return display


def _in_notebook(items: Iterable[Item], total: int | None, display: Any) -> Iterator[Item]:
    begun = shown = monotonic()
    handle, done = display(_Bar(0, total), display_id=True), 0
    try:
        for done, item in enumerate(items, 1):
            yield item
            if (now := monotonic()) - shown > _EVERY:
                left = (total - done) * (now - begun) / done if total else None
                handle.update(_Bar(done, total, left))
                shown = now
    finally:
        handle.update(_Bar(done, done if total is None else total))


class _Bar:
    """How a bar looks: HTML for a notebook, plain words for what cannot show it."""

    def __init__(self, done: int, total: int | None, left: float | None = None) -> None:
        self.done, self.total = done, total
        self.counted = f"{done:,} / {total:,}" if total is not None else f"{done:,}"
        if left is not None and left >= 1:
            minutes, seconds = divmod(round(left), 60)
            self.counted += f" · {minutes}:{seconds:02}"

    def __repr__(self) -> str:
        return self.counted

    def _repr_html_(self) -> str:
        amount = f' value="{self.done}" max="{self.total or 1}"' if self.total is not None else ""
        return f'<progress{amount} style="vertical-align: middle"></progress> {self.counted}'
