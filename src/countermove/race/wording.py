"""How a race words dates, shares, amounts and knowledge, in both languages."""

from __future__ import annotations

import math

from countermove.document.text import Text

KNOWLEDGE = {
    "none": Text("nobody knows how capable anyone is", "谁也不知道任何一方的能力"),
    "private": Text("each knows its own capability only", "各方只知道自己的能力"),
    "public": Text("all know how capable everyone is", "各方能力人人皆知"),
}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip


def date_text(date: float, unit: str) -> Text:
    """Return a date in words: a month where the clock counts years of the calendar, else a number with its unit.

    Examples
    --------
    >>> date_text(2031.4, "year")
    Text(en='May 2031', zh='2031年5月')
    """
    if unit == "year" and 1800 <= date <= 2300:
        year = int(date)
        month = min(int((date - year) * 12 + 1e-6), 11)
        return Text(f"{MONTHS[month]} {year}", f"{year}年{month + 1}月")
    return Text(f"{unit} {date:.4g}", f"第{date:.4g}{'年' if unit == 'year' else unit}")


def share_text(share: float) -> str:
    """Return a share in per cent, with one decimal only where it matters."""
    percent = 100 * share
    if abs(percent) < 0.05:
        return "0%"
    return f"{percent:.0f}%" if abs(percent) >= 9.95 else f"{percent:.1f}%"


def amount(value: float, unit: str) -> Text:
    """Return an amount with its unit; plain numbers have none, and years are a word.

    Examples
    --------
    >>> amount(1.85, "year"), amount(3, "GW")
    (Text(en='1.85 years', zh='1.85年'), Text(en='3 GW', zh='3 GW'))
    """
    number = f"{value:.3g}"
    if unit == "year":
        return Text(f"{number} years" if number != "1" else "1 year", f"{number}年")
    return Text.both(number if unit in ("", "1") else f"{number} {unit}")


def finite(value: float) -> float | None:
    """Return a number as JSON can write it: ``None`` for what is not finite."""
    return value if math.isfinite(value) else None


def joined(*parts: Text) -> Text:
    """Put whole sentences one after another."""
    return Text("".join(part.get("en") for part in parts), "".join(part.get("zh") for part in parts))
