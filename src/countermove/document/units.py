"""Units of measure as a small algebra: products of powers of named units, with a factor to their base units.

Any word is a unit (``GW``, ``FLOP``, ``person``, ``美元``): a race counts things that no registry lists, so a word that
is not defined as a multiple of others measures a dimension of its own. A package such as pint would bring a registry,
a slow start and messages without a column for what is, here, addition of exponents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

Powers = tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of base units, times a factor; ``written`` keeps the symbols it was written with.

    Examples
    --------
    >>> speed = Unit.base("km") / Unit.base("hour")
    >>> str(speed), str(speed * Unit.base("hour"))
    ('km/hour', 'km')
    """

    powers: Powers = ()
    scale: Fraction = Fraction(1)
    written: Powers = field(default=(), compare=False)

    @classmethod
    def base(cls, symbol: str) -> Unit:
        """Return the unit of a dimension of its own."""
        return cls(((symbol, Fraction(1)),), written=((symbol, Fraction(1)),))

    @classmethod
    def derived(cls, symbol: str, of: Unit, factor: Fraction | int) -> Unit:
        """Return the unit that is ``factor`` times another and is written ``symbol``."""
        return cls(of.powers, of.scale * factor, ((symbol, Fraction(1)),))

    def __mul__(self, other: Unit) -> Unit:
        return Unit(
            _product(self.powers, other.powers), self.scale * other.scale, _product(self.written, other.written)
        )

    def __truediv__(self, other: Unit) -> Unit:
        return self * other.to_power(Fraction(-1))

    def to_power(self, power: Fraction) -> Unit:
        """Raise to a rational power.

        Raises
        ------
        ValueError
            If the factor has no such rational power (a root of 1000, for example).
        """
        whole = self.scale**power.numerator
        scale = (
            Fraction(float(whole) ** (1 / power.denominator)).limit_denominator(10**6)
            if power.denominator > 1
            else whole
        )
        if scale**power.denominator != whole:
            raise ValueError(f"a factor of {self.scale} has no exact power {power}")
        raised = tuple((symbol, own * power) for symbol, own in self.powers)
        return Unit(raised, scale, tuple((symbol, own * power) for symbol, own in self.written))

    def measures_like(self, other: Unit) -> bool:
        """Say whether both measure the same thing, though perhaps in other steps (GW and MW)."""
        return self.powers == other.powers

    @property
    def is_plain(self) -> bool:
        """Whether it is the unit of plain numbers."""
        return not self.powers and self.scale == 1

    def __str__(self) -> str:
        above = "*".join(_power(symbol, power) for symbol, power in self.written if power > 0)
        below = "".join("/" + _power(symbol, -power) for symbol, power in self.written if power < 0)
        return (above or "1") + below


def _product(first: Powers, second: Powers) -> Powers:
    powers = dict(first)
    for symbol, power in second:
        powers[symbol] = powers.get(symbol, Fraction(0)) + power
    return tuple(sorted((symbol, power) for symbol, power in powers.items() if power))


def _power(symbol: str, power: Fraction) -> str:
    return symbol if power == 1 else f"{symbol}^{power}" if power.denominator == 1 else f"{symbol}^({power})"


PLAIN = Unit()
_YEAR, _WATT = Unit.base("year"), Unit.base("W")
KNOWN: Mapping[str, Unit] = {
    symbol: Unit.derived(symbol, of, factor)
    for symbol, of, factor in (
        ("%", PLAIN, Fraction(1, 100)),
        ("quarter", _YEAR, Fraction(1, 4)),
        ("month", _YEAR, Fraction(1, 12)),
        ("week", _YEAR, Fraction(7 * 400, 146097)),
        ("day", _YEAR, Fraction(400, 146097)),  # 365.2425 days, the mean year of the calendar
        ("hour", _YEAR, Fraction(400, 146097 * 24)),
        ("kW", _WATT, 10**3),
        ("MW", _WATT, 10**6),
        ("GW", _WATT, 10**9),
        ("TW", _WATT, 10**12),
    )
}
"""Multiples that every document may use; a document's own ``units`` come on top."""


def unit_named(symbol: str, defined: Mapping[str, Unit]) -> Unit:
    """Return the unit that a symbol stands for: defined here, known everywhere, or a dimension of its own."""
    return defined.get(symbol) or KNOWN.get(symbol) or (PLAIN if symbol == "1" else Unit.base(symbol))
