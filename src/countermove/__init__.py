"""countermove: moves, countermoves and what holds."""

from countermove._version import __version__

__all__ = ["__version__"]
