"""Scales: from what is shown to where it stands."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """Equal steps for a list of things, in order.

    Examples
    --------
    >>> Band(("a", "b"), start=40, step=22)["b"]
    62
    """

    items: Sequence[Hashable]
    start: float
    step: float

    def __getitem__(self, item: Hashable) -> float:
        return self.start + self.step * list(self.items).index(item)

    @property
    def end(self) -> float:
        """Where the next step would begin."""
        return self.start + self.step * len(self.items)


@dataclass(frozen=True, slots=True)
class Linear:
    """A straight scale from a domain of numbers to a range of pixels.

    Examples
    --------
    >>> Linear(0, 100, 270, 660)(50)
    465.0
    """

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value."""
        width = self.high - self.low
        return self.start + (self.end - self.start) * ((value - self.low) / width if width else 0.5)

    def ticks(self, count: int = 5) -> list[float]:
        """Return about ``count`` round values inside the domain."""
        width = self.high - self.low
        if width <= 0:
            return [self.low]
        raw = width / max(count, 1)
        power = 10.0 ** math.floor(math.log10(raw))
        step = min((power * factor for factor in (1, 2, 2.5, 5, 10)), key=lambda size: abs(size - raw))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [index * step for index in range(first, last + 1)]
