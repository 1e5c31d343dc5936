"""Where the time of an extraction goes, step by step."""

from __future__ import annotations

import time


class Clock:
    """Sums the seconds between calls of :meth:`lap` under the name of the step that has just ended.

    ``seconds`` maps the names to their sums in the order in which they first came.

    >>> clock = Clock()
    >>> clock.lap("passages")
    >>> list(clock.seconds)
    ['passages']
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.start()

    def start(self) -> None:
        """What came before does not count."""
        self._last = time.perf_counter()

    def lap(self, step: str) -> None:
        """A step has ended."""
        now = time.perf_counter()
        self.seconds[step] = self.seconds.get(step, 0.0) + now - self._last
        self._last = now

    def shares(self) -> dict[str, float]:
        """The share of each step in the whole."""
        whole = sum(self.seconds.values()) or 1.0
        return {step: seconds / whole for step, seconds in self.seconds.items()}
