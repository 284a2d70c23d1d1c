"""Arithmetic that an analyst writes: one grammar, checked for names and units, computed over all draws at once.

Loosest first: ``if c then a else b``; ``or``; ``and``; ``not``; comparisons ``< <= > >= = <>``; ``+ -``; ``* /``; the
sign ``-``; ``^`` (to the right); functions, names, numbers. A number may carry its unit, ``0.5 [GW/year]``; without one
it is plain. Names may be dotted and in any script. Full-width punctuation and × ÷ ≤ ≥ ≠ are accepted. Text is parsed,
never evaluated as a program.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from countermove.document.faults import did_you_mean
from countermove.document.units import PLAIN, Unit, unit_named
from countermove.numeric.aggregates import constant_elasticity, interpolated

if TYPE_CHECKING:
    from lark import Lark, Token
    from numpy.typing import NDArray

GRAMMAR: Final = r"""
?start: formula
?formula: "if" either "then" formula "else" formula -> choose
    | either
?either: both | either "or" both -> either
?both: denied | both "and" denied -> both
?denied: "not" denied -> denied | compared
?compared: sum | sum COMPARISON sum -> compared
?sum: product | sum PLUS product -> binary | sum MINUS product -> binary
?product: signed | product TIMES signed -> binary | product SLASH signed -> binary
?signed: MINUS signed -> negative | PLUS signed -> same | power
?power: atom | atom POWER signed -> binary
?atom: NUMBER -> number
    | NUMBER "[" unit "]" -> measured
    | NAME "(" [formula ("," formula)*] ")" -> call
    | NAME -> name
    | "(" formula ")"
unit: measure
?measure: factor | measure TIMES factor -> unit_times | measure SLASH factor -> unit_over
?factor: symbol | symbol POWER exponent -> unit_power
?symbol: NAME -> unit_name | SIGN -> unit_name | NUMBER -> unit_number | "(" measure ")"
exponent: NUMBER | MINUS NUMBER | "(" NUMBER ")" | "(" MINUS NUMBER ")" | "(" NUMBER SLASH NUMBER ")"
COMPARISON: "<=" | ">=" | "<>" | "!=" | "==" | "≤" | "≥" | "≠" | "<" | ">" | "="
PLUS: "+"
MINUS: "-"
TIMES: "*"
SLASH: "/"
POWER: "^" | "**"
SIGN: "%" | "$" | "€" | "¥" | "£"
NUMBER: /(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?/
NAME: /[^\W\d]\w*(\.[^\W]\w*)*/
%ignore /[ \t\r\n]+/
"""
WIDE = str.maketrans(
    {"（": "(", "）": ")", "，": ",", "＋": "+", "－": "-", "−": "-", "×": "*", "·": "*", "÷": "/", "／": "/",
     "＊": "*", "＾": "^", "＜": "<", "＞": ">", "＝": "=", "［": "[", "］": "]", "％": "%", "　": " ", "．": "."}
)  # fmt: skip
SYNONYMS: Final = {"!=": "<>", "==": "=", "**": "^", "≤": "<=", "≥": ">=", "≠": "<>"}
LONGEST, DEEPEST = 4_000, 100  # characters and nesting of one expression: what recursion bears on any machine
RESERVED: Final = frozenset({"if", "then", "else", "or", "and", "not", "iff"})


class ExpressionError(ValueError):
    """An expression is wrong: where (characters from its start), what, and the cure.

    Examples
    --------
    >>> parse("power * (1 - loss")
    Traceback (most recent call last):
    ...
    countermove.document.arithmetic.ExpressionError: column 18: the expression ends too early; close the bracket or ...
    """

    def __init__(self, offset: int, wrong: str, cure: str = "") -> None:
        super().__init__(offset, wrong, cure)
        self.offset, self.wrong, self.cure = offset, wrong, cure

    @property
    def column(self) -> int:
        """The column, counted from 1."""
        return self.offset + 1

    def __str__(self) -> str:
        return f"column {self.column}: {self.wrong}" + (f"; {self.cure}" if self.cure else "")


@dataclass(frozen=True, slots=True)
class Number:
    """A number, with the unit written beside it; ``unit`` is ``None`` for a plain number."""

    value: float
    unit: Unit | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A quantity referred to by name."""

    id: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Apply:
    """An operator or function on its arguments; ``op`` is a key of ``OPERATIONS``."""

    op: str
    args: tuple[Node, ...]
    at: int = field(default=0, compare=False)


Node = Number | Name | Apply


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression: callable with values by name, arrays or numbers.

    Examples
    --------
    >>> demand = parse("power / efficiency")
    >>> demand.names
    ('efficiency', 'power')
    >>> demand(power=np.array([1.0, 3.0]), efficiency=2.0)
    array([0.5, 1.5])
    """

    text: str
    root: Node

    @property
    def names(self) -> tuple[str, ...]:
        """Every name used, sorted."""
        return tuple(sorted({node.id for node in walk(self.root) if isinstance(node, Name)}))

    def __call__(self, **values: float | NDArray[np.float64]) -> Any:
        """Compute with these values; division by zero gives inf or nan, which the caller must judge."""
        with np.errstate(all="ignore"):
            return _compute(self.root, values)

    def check_names(self, known: Iterable[str]) -> None:
        """Refuse a name that is not known.

        Raises
        ------
        ExpressionError
            At the first unknown name, with the nearest known one.
        """
        allowed = set(known)
        for node in walk(self.root):
            if isinstance(node, Name) and node.id not in allowed:
                raise ExpressionError(node.at, f"no quantity {node.id!r}", did_you_mean(node.id, allowed))

    def unit(self, units: Mapping[str, Unit]) -> Unit:
        """Return the unit of the result, given the units of the names.

        Raises
        ------
        ExpressionError
            Where quantities that do not measure the same are added or compared, or a function needs a plain number.
        """
        found = _unit(self.root, units)
        if found is TRUTH:
            raise ExpressionError(self.root.at, "this is true or false, not a number", "write `if … then 1 else 0`")
        return found or PLAIN


def walk(node: Node) -> Iterator[Node]:
    """Visit a node and everything below it, left to right."""
    yield node
    if isinstance(node, Apply):
        for part in node.args:
            yield from walk(part)


# Operations: how each computes and what it does to units -----------------------------------------------------------

TRUTH: Final = Unit((("truth", Fraction(1)),))
FIRST, REST = slice(0, 1), slice(1, None)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator or function: how many arguments, how it computes, how it treats units.

    ``units``: ``same`` (all alike, the result too), ``plain`` (plain in, plain out), ``compare`` (alike in, truth out),
    ``truth`` (truth in and out), or the name of a rule of its own.
    """

    compute: Callable[..., Any]
    least: int
    most: int | None
    units: str


def _least(*values: Any) -> Any:
    found = values[0]
    for value in values[1:]:
        found = np.minimum(found, value)
    return found


def _greatest(*values: Any) -> Any:
    found = values[0]
    for value in values[1:]:
        found = np.maximum(found, value)
    return found


def _clip(value: Any, low: Any, high: Any) -> Any:
    return np.minimum(np.maximum(value, low), high)


def _choose(condition: Any, yes: Any, no: Any) -> Any:
    return np.where(condition, yes, no)[()]


OPERATIONS: Final[Mapping[str, Operation]] = {
    "+": Operation(np.add, 2, 2, "same"),
    "-": Operation(np.subtract, 2, 2, "same"),
    "*": Operation(np.multiply, 2, 2, "times"),
    "/": Operation(np.divide, 2, 2, "over"),
    "^": Operation(np.float_power, 2, 2, "power"),
    "neg": Operation(np.negative, 1, 1, "same"),
    "<": Operation(np.less, 2, 2, "compare"),
    "<=": Operation(np.less_equal, 2, 2, "compare"),
    ">": Operation(np.greater, 2, 2, "compare"),
    ">=": Operation(np.greater_equal, 2, 2, "compare"),
    "=": Operation(np.equal, 2, 2, "compare"),
    "<>": Operation(np.not_equal, 2, 2, "compare"),
    "and": Operation(np.logical_and, 2, 2, "truth"),
    "or": Operation(np.logical_or, 2, 2, "truth"),
    "not": Operation(np.logical_not, 1, 1, "truth"),
    "if": Operation(_choose, 3, 3, "choose"),
    "min": Operation(_least, 1, None, "same"),
    "max": Operation(_greatest, 1, None, "same"),
    "clip": Operation(_clip, 3, 3, "same"),
    "abs": Operation(np.abs, 1, 1, "same"),
    "exp": Operation(np.exp, 1, 1, "plain"),
    "ln": Operation(np.log, 1, 1, "plain"),
    "sqrt": Operation(np.sqrt, 1, 1, "root"),
    "ces": Operation(constant_elasticity, 2, None, "after-plain"),
    "table": Operation(interpolated, 5, None, "table"),
}
FUNCTIONS: Final = tuple(
    name for name in OPERATIONS if name.isalpha() and name not in {"and", "or", "not", "if", "neg"}
)


def _compute(node: Node, values: Mapping[str, Any]) -> Any:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return values[node.id]
    return OPERATIONS[node.op].compute(*(_compute(part, values) for part in node.args))


def _unit(node: Node, units: Mapping[str, Unit]) -> Unit | None:
    """Return a node's unit; ``None`` for a bare zero, which fits every unit."""
    if isinstance(node, Number):
        return node.unit or (None if node.value == 0 else PLAIN)
    if isinstance(node, Name):
        return units[node.id]
    found = [_unit(part, units) for part in node.args]
    rule = OPERATIONS[node.op].units
    if rule in ("compare", "truth"):
        _alike(node, found, TRUTH) if rule == "truth" else _alike(node, found)
        return TRUTH
    if rule == "choose":
        _alike(node, found, TRUTH, FIRST)
        return _alike(node, found, None, REST)
    _refuse_truth(node, found)
    if rule == "same":
        return _alike(node, found)
    if rule == "plain":
        return _alike(node, found, PLAIN)
    if rule == "after-plain":
        _alike(node, found, PLAIN, FIRST)
        return _alike(node, found, None, REST)
    if rule == "table":
        return PLAIN
    first = found[0] or PLAIN
    if rule == "times":
        return None if None in found else first * (found[1] or PLAIN)
    if rule == "over":
        return None if found[0] is None else first / (found[1] or PLAIN)
    return _powered(node, first, found)


def _powered(node: Apply, base: Unit, found: list[Unit | None]) -> Unit:
    if node.op == "sqrt":
        return _raised(base, "1/2", node.at)
    _alike(node, found, PLAIN, REST)
    if base.is_plain:
        return PLAIN
    exponent = node.args[1]
    sign = 1
    if isinstance(exponent, Apply) and exponent.op == "neg":
        sign, exponent = -1, exponent.args[0]
    if not isinstance(exponent, Number):
        raise ExpressionError(node.at, f"{base} is raised to a power that varies", "divide by a reference value first")
    return _raised(base, str(sign * Fraction(exponent.value).limit_denominator(1000)), node.at)


def _refuse_truth(node: Apply, found: list[Unit | None]) -> None:
    for part, unit in zip(node.args, found, strict=True):
        if unit is TRUTH:
            raise ExpressionError(part.at, "this is true or false, not a number", "write `if … then 1 else 0`")


def _alike(node: Apply, found: list[Unit | None], wanted: Unit | None = None, at: slice = slice(None)) -> Unit | None:
    """Check that the arguments ``at`` these places have one unit, and return it."""
    for part, unit in zip(node.args[at], found[at], strict=True):
        if unit is None and wanted is not TRUTH:
            continue
        if wanted is None:
            wanted = unit
        elif unit != wanted:
            raise _mismatch(node, part, unit or PLAIN, wanted)
    return wanted


def _mismatch(node: Apply, part: Node, unit: Unit, wanted: Unit) -> ExpressionError:
    if TRUTH in (unit, wanted):
        numeric = "a number stands where true or false is needed"
        truth = "true or false stands where a number is needed"
        return ExpressionError(part.at, numeric if wanted is TRUTH else truth, "write a comparison such as a > b")
    if unit.measures_like(wanted):
        factor = float(unit.scale / wanted.scale)
        return ExpressionError(part.at, f"units differ by a factor: {unit} meets {wanted}", f"convert with {factor:g}")
    name = {"neg": "-", "if": "if"}.get(node.op, node.op)
    return ExpressionError(part.at, f"units do not match: {unit} meets {wanted} in `{name}`", "bring both to one unit")


# Reading ------------------------------------------------------------------------------------------------------------


@cache
def _parser(start: str) -> Lark:
    from lark import Lark  # here: a document without arithmetic never pays for it

    return Lark(GRAMMAR, parser="lalr", start=start, propagate_positions=True, maybe_placeholders=False)


def parse(text: str, defined: Mapping[str, Unit] | None = None) -> Expression:
    """Read an expression; ``defined`` are units that the document defines.

    Raises
    ------
    ExpressionError
        With the column, what is wrong and the cure.

    Examples
    --------
    >>> parse("if chips < 2 then 0 else min(power, chips)")(chips=3.0, power=1.0)
    np.float64(1.0)
    >>> parse("3 [GW] + 2 [GW/year] * 1 [year]").unit({}) == parse_unit("GW")
    True
    """
    tree = _tree(text, "start")
    if _depth(tree) > DEEPEST:
        raise ExpressionError(0, f"the expression nests more than {DEEPEST} deep", "split it into auxiliaries")
    return Expression(text, _Builder(defined or {}).formula(tree))


def _depth(tree: Any) -> int:
    deepest, level = 0, [tree]
    while level:
        deepest, level = deepest + 1, [part for node in level for part in node.children if hasattr(part, "children")]
    return deepest


def parse_unit(text: str, defined: Mapping[str, Unit] | None = None) -> Unit:
    """Read a unit such as ``GW``, ``FLOP/USD/year``, ``1/year``, ``person^2`` or ``1`` (plain numbers).

    Raises
    ------
    ExpressionError
        With the column, what is wrong and the cure.
    """
    tree = _tree(text, "unit")
    if _depth(tree) > DEEPEST:
        raise ExpressionError(0, f"the unit nests more than {DEEPEST} deep", "write it with one fraction stroke")
    return _Builder(defined or {}).unit(tree)


@lru_cache(maxsize=2048)
def _tree(text: str, start: str) -> Any:
    """Return the tree of a text, which is only read; readings of a model share most of their formulas."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

    plain = unicodedata.normalize("NFC", text).translate(WIDE)
    if len(plain) > LONGEST:
        raise ExpressionError(LONGEST, f"longer than {LONGEST} characters", "split it into auxiliaries")
    if not plain.strip():
        raise ExpressionError(0, "the expression is empty", "write a number, a name or a formula")
    try:
        return _parser(start).parse(plain)
    except UnexpectedCharacters as fault:
        place = fault.pos_in_stream or 0
        raise ExpressionError(place, f"{plain[place]!r} is not understood here", _HINT) from None
    except UnexpectedToken as fault:
        if fault.token.type == "$END":
            raise ExpressionError(len(plain), "the expression ends too early", _END) from None
        raise ExpressionError(fault.token.start_pos, f"{str(fault.token)!r} is not expected here", _HINT) from None
    except (UnexpectedEOF, UnexpectedInput):
        raise ExpressionError(len(plain), "the expression ends too early", _END) from None


_HINT = "write numbers, names, + - * / ^, brackets, comparisons, `if … then … else …` or a function"
_END = "close the bracket or finish the formula"


class _Builder:
    """From lark's tree to nodes."""

    def __init__(self, defined: Mapping[str, Unit]) -> None:
        self.defined = defined

    def formula(self, tree: Any) -> Node:
        """Return the node of a subtree."""
        at, parts = tree.meta.start_pos, tree.children
        rule = str(tree.data)
        if rule == "number":
            return Number(float(parts[0]), None, at)
        if rule == "measured":
            return Number(float(parts[0]), self.unit(parts[1]), at)
        if rule == "name":
            return Name(str(parts[0]), at)
        if rule == "call":
            return self._call(parts, at)
        if rule == "same":
            return self.formula(parts[1])
        if rule == "compared":
            sign = SYNONYMS.get(str(parts[1]), str(parts[1]))
            return Apply(sign, (self.formula(parts[0]), self.formula(parts[2])), at)
        if rule == "binary":
            op = SYNONYMS.get(str(parts[1]), str(parts[1]))
            return Apply(op, (self.formula(parts[0]), self.formula(parts[2])), at)
        op = {"choose": "if", "either": "or", "both": "and", "denied": "not", "negative": "neg"}[rule]
        below = [part for part in parts if hasattr(part, "data")]
        return Apply(op, tuple(self.formula(part) for part in below), at)

    def _call(self, parts: list[Any], at: int) -> Node:
        name: Token = parts[0]
        if str(name) not in FUNCTIONS:
            raise ExpressionError(at, f"no function {str(name)!r}", did_you_mean(str(name), FUNCTIONS))
        operation, given = OPERATIONS[str(name)], len(parts) - 1
        if given < operation.least or (operation.most is not None and given > operation.most):
            wanted = f"{operation.least}" if operation.most == operation.least else f"at least {operation.least}"
            raise ExpressionError(at, f"`{name}` has {given} arguments", f"give it {wanted}")
        arguments = tuple(self.formula(part) for part in parts[1:])
        return Apply(str(name), _line(arguments, at) if str(name) == "table" else arguments, at)

    def unit(self, tree: Any) -> Unit:
        """Return the unit of a subtree."""
        rule, parts, at = str(tree.data), tree.children, tree.meta.start_pos
        if rule == "unit":
            return self.unit(parts[0])
        if rule == "unit_name":
            return unit_named(str(parts[0]), self.defined)
        if rule == "unit_number":
            factor = Fraction(str(parts[0]))
            if factor <= 0:
                raise ExpressionError(at, "a unit cannot be zero times something", "write a factor above 0")
            return Unit((), factor)
        if rule == "unit_times":
            return self.unit(parts[0]) * self.unit(parts[2])
        if rule == "unit_over":
            return self.unit(parts[0]) / self.unit(parts[2])
        written = "".join(str(part) for part in parts[2].children).strip("()")
        return _raised(self.unit(parts[0]), written, at)


def _line(arguments: tuple[Node, ...], at: int) -> tuple[Node, ...]:
    """Return the arguments of a `table` with its points as plain numbers, their x rising."""
    if len(arguments) % 2 == 0:
        raise ExpressionError(at, "`table` takes x and then pairs of x and y", "give every x its y")
    points = []
    for part in arguments[1:]:
        sign, plain = (-1, part.args[0]) if isinstance(part, Apply) and part.op == "neg" else (1, part)
        if not isinstance(plain, Number) or plain.unit is not None:
            raise ExpressionError(part.at, "the points of a `table` are plain numbers", "write them out")
        points.append(Number(sign * plain.value, None, part.at))
    for left, right in zip(points[::2], points[2::2], strict=False):
        if right.value <= left.value:
            raise ExpressionError(right.at, "the x of a `table` must rise from point to point", "put them in order")
    return (arguments[0], *points)


def _raised(unit: Unit, written: str, at: int) -> Unit:
    """Raise a unit to a power that is written as ``2``, ``-1`` or ``1/2``."""
    above, _, below = written.partition("/")
    if float(below or 1) == 0 or abs(float(above)) > 12 or not 0.01 <= abs(float(below or 1)) <= 12:
        raise ExpressionError(at, f"{written} is no power of a unit", "write a small number such as 2 or 1/2")
    try:
        return unit.to_power(Fraction(above) / Fraction(below or "1"))
    except ValueError as fault:
        raise ExpressionError(at, str(fault), "use units without such a factor") from None
