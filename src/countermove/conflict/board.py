"""The option form while it is being written: which combinations a section's rules strike out, solved or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from pydantic import ValidationError

from countermove.conflict.model import ConflictModel
from countermove.conflict.options import ExpressionError, Options, UnknownOptionError
from countermove.conflict.states import MAX_OPTIONS, TooManyStatesError, feasible_codes, label, where
from countermove.document.expressions import Expression
from countermove.document.text import Text
from countermove.kind import Board, BoardColumn, BoardEdit

MOST_COLUMNS = 64
MOST_COUNTED = 20  # options; past that, counting could take longer than a keystroke
NEEDED = ("options", "infeasible", "status_quo")
TODAY = Text("This is today’s state", "这是当前状态")
NEVER = Text("This cannot be", "不可能出现")

Rules = Sequence[tuple[str, Expression]]


def board(section: Mapping[str, object], tried: Sequence[str] | None = None) -> Board | None:
    """Return the option form of a section as far as it is written; ``None`` where there are no sound options.

    Parameters
    ----------
    section : mapping
        A model's part of the document, as parsed; only options, infeasible combinations and status quo are looked at.
    tried : sequence of str, optional
        Full names (``actor.option``) of the options that are on in the combination to try out; the status quo where
        left out.

    Notes
    -----
    O(combinations shown × rules); a rule that cannot be read yet strikes nothing out.
    """
    try:
        model = ConflictModel.model_validate({**{key: section[key] for key in NEEDED if key in section},
                                              "preferences": {}})  # fmt: skip
    except ValidationError:
        return None
    options = Options.of(model)
    if not options.keys or len(options.keys) > MAX_OPTIONS:
        return None
    rules = list(_rules(model, options))
    today = _today(model, options)
    on = today if tried is None else sum(1 << place for place, key in enumerate(options.keys) if key in tried)
    count = len(options.keys)
    codes = range(2**count) if 2**count <= MOST_COLUMNS else sorted({today, on})
    columns = _columns(np.array(codes, dtype=np.int64), options, rules, today)
    return Board(
        tuple(zip(options.keys, options.owners, (detail.name for detail in options.details), strict=True)),
        columns,
        _columns(np.array([on], dtype=np.int64), options, rules, today)[0],
        _edits(options, on, today),
        2**count,
        _feasible(options, rules),
    )


def _rules(model: ConflictModel, options: Options) -> Sequence[tuple[str, Expression]]:
    found = []
    for rule in model.infeasible:
        try:
            found.append((rule.rule, options.resolve(rule.rule)))
        except (ExpressionError, UnknownOptionError):
            continue
    return found


def _today(model: ConflictModel, options: Options) -> int:
    code = 0
    for name in model.status_quo if not isinstance(model.status_quo, str) else ():
        try:
            code |= 1 << options.index(name)
        except UnknownOptionError:
            continue
    return code


def _columns(codes: np.ndarray, options: Options, rules: Rules, today: int) -> tuple[BoardColumn, ...]:
    struck = [""] * len(codes)
    for words, rule in reversed(rules):
        for place in np.flatnonzero(where(rule, codes, options.keys)):
            struck[place] = words
    count = len(options.keys)
    return tuple(
        BoardColumn(
            label(int(code), count),
            tuple(bool(int(code) >> place & 1) for place in range(count)),
            words,
            int(code) == today,
        )
        for code, words in zip(codes, struck, strict=True)
    )


def _edits(options: Options, on: int, today: int) -> tuple[BoardEdit, ...]:
    """Return what can be written of a combination; what stands today cannot be called impossible."""
    if on == today:
        return ()
    bare = options.names
    known = [name if bare.count(name) == 1 else key for name, key in zip(bare, options.keys, strict=True)]
    taken = [name for place, name in enumerate(known) if on >> place & 1]
    rule = " and ".join(name if on >> place & 1 else f"not {name}" for place, name in enumerate(known))
    return (BoardEdit(TODAY, ("status_quo",), taken), BoardEdit(NEVER, ("infeasible",), rule, adds=True))


def _feasible(options: Options, rules: Rules) -> int | None:
    if len(options.keys) > MOST_COUNTED:
        return None
    try:
        return int(feasible_codes(options.keys, [rule for _, rule in rules], {}).size)
    except TooManyStatesError:
        return None
