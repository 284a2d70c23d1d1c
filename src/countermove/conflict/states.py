"""Feasible states of an option form: which combinations of options can be, their codes and labels.

A state's code is Σ 2^index over the options that are on, the first option being the least significant bit; its label
is the Y/N string in the order of the options.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from countermove.document.expressions import Expression, Name, holds, may_hold, names_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Codes = NDArray[np.int64]
    Truth = NDArray[np.bool_]

MAX_OPTIONS = 62
MAX_STATES = 2**24


class TooManyStatesError(ValueError):
    """More combinations than this program keeps in memory."""


def feasible_codes(options: Sequence[str], rules: Iterable[Expression], fixed: Mapping[str, bool]) -> Codes:
    """Return the codes of the states in which no rule holds, ascending.

    Options are decided one after the other; a partial combination is dropped as soon as some rule must hold in it
    (Kleene's three values), so that 40 options with narrow rules are as quick as their feasible states are few.

    Parameters
    ----------
    options : sequence of str
        Option names, least significant bit first; names in ``rules`` are resolved to these.
    rules : iterable of Expression
        Conditions that describe states which cannot be.
    fixed : mapping
        Options that keep one value (those above the layer of a cut game).

    Raises
    ------
    TooManyStatesError
        Where more than 2^24 combinations survive at some option.

    Notes
    -----
    O(options × combinations × names in rules) time.

    Examples
    --------
    >>> from countermove.document.expressions import parse_expression
    >>> feasible_codes(["a", "b"], [parse_expression("a and b")], {})
    array([0, 1, 2])
    """
    place = {name: index for index, name in enumerate(options)}
    awaiting = [(rule, {place[name.option] for name in names_in(rule)}) for rule in rules]
    codes = np.zeros(1, dtype=np.int64)
    for index, option in enumerate(options):
        bit = np.int64(1) << np.int64(index)
        if option in fixed:
            codes = codes | bit if fixed[option] else codes
        else:
            if 2 * codes.size > 2 * MAX_STATES:
                raise TooManyStatesError(f"more than {MAX_STATES:,} states are feasible")
            codes = np.concatenate([codes, codes | bit])
        for rule, needs in awaiting:
            if index in needs:
                certain = _must_hold(rule, codes, place, index)
                codes = codes[~certain]
    if codes.size > MAX_STATES:
        raise TooManyStatesError(f"more than {MAX_STATES:,} states are feasible")
    return codes


def _must_hold(rule: Expression, codes: Codes, place: Mapping[str, int], decided: int) -> Truth:
    def value(name: Name) -> tuple[Truth, Truth]:
        index = place[name.option]
        if index > decided:
            maybe = np.ones(codes.size, dtype=np.bool_)
            return maybe, maybe
        on = (codes >> np.int64(index)) & 1 == 1
        return on, ~on

    _, may_fail = may_hold(rule, value)
    return np.asarray(~may_fail, dtype=np.bool_)


def where(rule: Expression, codes: Codes, options: Sequence[str]) -> Truth:
    """Return, for each state, whether a condition holds in it.

    Examples
    --------
    >>> from countermove.document.expressions import parse_expression
    >>> where(parse_expression("b if a"), np.array([0, 1, 3]), ["a", "b"])
    array([ True, False,  True])
    """
    place = {name: index for index, name in enumerate(options)}

    def value(name: Name) -> Truth:
        on: Truth = (codes >> np.int64(place[name.option])) & 1 == 1
        return on

    return holds(rule, value)


def clashing_rules(options: Sequence[str], rules: Sequence[Expression]) -> list[int]:
    """Return a minimal set of rules (their indices) that leave no feasible state.

    Taking any one of them away leaves some state. One enumeration a rule (deletion filter of Chinneck & Dravnieks
    1991, *ORSA Journal on Computing* 3:157).

    Raises
    ------
    ValueError
        If the rules do leave a state.
    """
    if feasible_codes(options, rules, {}).size:
        raise ValueError("the rules leave a feasible state")
    kept = list(range(len(rules)))
    for index in range(len(rules)):
        fewer = [other for other in kept if other != index]
        try:
            empty = feasible_codes(options, [rules[other] for other in fewer], {}).size == 0
        except TooManyStatesError:
            empty = False
        if empty:
            kept = fewer
    return kept


def label(code: int, count: int) -> str:
    """Return the Y/N string of a code, first option first.

    Examples
    --------
    >>> label(6, 3)
    'NYY'
    """
    return "".join("Y" if code >> index & 1 else "N" for index in range(count))


def code_of(text: str) -> int:
    """Return the code of a Y/N string.

    Raises
    ------
    ValueError
        If there is another letter in it.

    Examples
    --------
    >>> code_of("NYY")
    6
    """
    if set(text) - {"Y", "N"}:
        raise ValueError(f"{text!r} is no state label: write Y or N for each option")
    return sum(1 << index for index, letter in enumerate(text) if letter == "Y")
