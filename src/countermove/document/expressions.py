"""Sentences over named options: one grammar, syntax trees, evaluation over arrays, never ``eval``.

Loosest first: ``A if B`` and ``A iff B`` (not associative), ``or``, ``and``, ``not``, parentheses. A name is an option,
or ``actor.option`` where two actors have an option of the same name. 且 或 非 and full-width punctuation are accepted.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Truth = NDArray[np.bool_]

GRAMMAR = r"""
?start: condition
?condition: disjunction
    | disjunction _IF disjunction -> implied
    | disjunction _IFF disjunction -> equal
?disjunction: conjunction (_OR conjunction)*
?conjunction: negation (_AND negation)*
?negation: _NOT negation -> denied
    | atom
?atom: name | "(" condition ")"
name: WORD ["." WORD]
_IFF.2: /iff(?![^\W且或非])/
_IF.2: /if(?![^\W且或非])/
_OR.2: /or(?![^\W且或非])|或/
_AND.2: /and(?![^\W且或非])|且/
_NOT.2: /not(?![^\W且或非])|非/
WORD: /(?!(?:not|and|or|if|iff)(?![^\W且或非]))[^\W\d且或非][^\W且或非]*/
%ignore /\s+/
"""
MAX_DEPTH = 200
RESERVED = frozenset({"not", "and", "or", "if", "iff"})
_WIDE = str.maketrans({"（": "(", "）": ")", "．": ".", "。": ".", "　": " "})
_FOREIGN = {"&": "and", "∧": "and", "|": "or", "∨": "or", "!": "not", "！": "not", "~": "not", "¬": "not", "=": "iff"}


class ExpressionError(ValueError):
    """An expression that cannot be read; ``offset`` counts the characters before the fault."""

    def __init__(self, wrong: str, cure: str, offset: int) -> None:
        super().__init__(wrong, cure, offset)
        self.wrong, self.cure, self.offset = wrong, cure, offset


@dataclass(frozen=True, slots=True)
class Name:
    """An option that is on; ``actor`` where the author wrote ``actor.option``."""

    option: str
    actor: str | None = None
    offset: int = field(default=0, compare=False)  # where it stands is no part of what it says

    def __str__(self) -> str:
        return f"{self.actor}.{self.option}" if self.actor else self.option


@dataclass(frozen=True, slots=True)
class Not:
    """What does not hold."""

    part: Expression

    def __str__(self) -> str:
        return f"not {_inner(self.part, (And, Or, If, Iff))}"


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        return " and ".join(_inner(part, (And, Or, If, Iff)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """Some part holds."""

    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        return " or ".join(_inner(part, (Or, If, Iff)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class If:
    """``then`` holds wherever ``given`` does."""

    then: Expression
    given: Expression

    def __str__(self) -> str:
        return f"{_inner(self.then, (If, Iff))} if {_inner(self.given, (If, Iff))}"


@dataclass(frozen=True, slots=True)
class Iff:
    """Both hold or neither does."""

    left: Expression
    right: Expression

    def __str__(self) -> str:
        return f"{_inner(self.left, (If, Iff))} iff {_inner(self.right, (If, Iff))}"


Expression = Name | Not | And | Or | If | Iff


def _inner(part: Expression, bracketed: tuple[type, ...]) -> str:
    return f"({part})" if isinstance(part, bracketed) else str(part)


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Expression:
    """Return the syntax tree of an expression.

    Raises
    ------
    ExpressionError
        With the place in the text, what is wrong and what to write.

    Examples
    --------
    >>> str(parse_expression("release and not (escalate or iraq.attack)"))
    'release and not (escalate or iraq.attack)'
    >>> str(parse_expression("甲 且 非 乙"))
    '甲 and not 乙'
    """
    from lark import exceptions

    plain = unicodedata.normalize("NFC", text).translate(_WIDE)
    if not plain.strip():
        raise ExpressionError("the expression is empty", "write an option, or combine options with and, or, not, if", 0)
    if plain.count("(") > 60 or len(plain) > 20_000:
        raise ExpressionError("the expression is too long", "split it into several rules", 0)
    try:
        tree: Expression = _parser().parse(plain)
    except exceptions.UnexpectedCharacters as error:
        raise _strange(plain, error.pos_in_stream or 0) from None
    except exceptions.UnexpectedToken as error:
        raise _misplaced(plain, error) from None
    if _depth(tree) > MAX_DEPTH:
        raise ExpressionError("the expression is nested too deeply", "split it into several rules", 0)
    return tree


def _depth(expression: Expression) -> int:
    """Return how many levels a tree has, without recursion, since what reads the tree recurses."""
    deepest, awaiting = 0, [(expression, 1)]
    while awaiting:
        part, depth = awaiting.pop()
        deepest = max(deepest, depth)
        match part:
            case Not(inner):
                awaiting.append((inner, depth + 1))
            case And(parts) | Or(parts):
                awaiting += [(inner, depth + 1) for inner in parts]
            case If(one, two) | Iff(one, two):
                awaiting += [(one, depth + 1), (two, depth + 1)]
    return deepest


def _strange(plain: str, place: int) -> ExpressionError:
    mark = plain[place]
    if mark in _FOREIGN:
        return ExpressionError(f"{mark!r} has no meaning here", f"write the word `{_FOREIGN[mark]}`", place)
    if mark == "-":
        cure = "names have letters, digits and _; between two conditions write `if` or `iff`"
        return ExpressionError("'-' has no meaning here", cure, place)
    if mark.isdigit():
        return ExpressionError(f"a name cannot begin with {mark!r}", "names begin with a letter", place)
    cure = "allowed are names, and, or, not, if, iff and parentheses"
    return ExpressionError(f"{mark!r} has no meaning here", cure, place)


def _misplaced(plain: str, error: Any) -> ExpressionError:
    token = error.token
    if token.type == "$END":
        cure = "close the parenthesis" if plain.count("(") > plain.count(")") else "something must follow"
        return ExpressionError("the expression breaks off", cure, len(plain.rstrip()))
    place = token.start_pos or 0
    before = plain[:place].split()
    if token.type == "WORD" and before and before[-1] not in {*RESERVED, "("}:
        return ExpressionError(f"{str(token)!r} follows a name", "join them with and, or, if", place)
    if str(token) in ("if", "iff") and before and before[-1] not in RESERVED:
        return ExpressionError(
            f"a second `{token}` cannot follow", "`if` and `iff` take one on each side: add parentheses", place
        )
    return ExpressionError(f"{str(token)!r} cannot stand here", "check what comes before it", place)


@cache
def _parser() -> Any:
    from lark import Lark, Transformer, v_args

    @v_args(inline=True)
    class Build(Transformer[Any, Expression]):
        """Turns lark's tree into ours."""

        def name(self, first: Any, second: Any) -> Name:
            """Read ``option`` or ``actor.option``."""
            if second is None:
                return Name(str(first), None, first.start_pos)
            return Name(str(second), str(first), first.start_pos)

        def denied(self, part: Expression) -> Not:
            """Read ``not``."""
            return Not(part)

        def conjunction(self, *parts: Expression) -> And:
            """Read ``and``."""
            return And(parts)

        def disjunction(self, *parts: Expression) -> Or:
            """Read ``or``."""
            return Or(parts)

        def implied(self, then: Expression, given: Expression) -> If:
            """Read ``if``."""
            return If(then, given)

        def equal(self, left: Expression, right: Expression) -> Iff:
            """Read ``iff``."""
            return Iff(left, right)

    return Lark(GRAMMAR, parser="lalr", transformer=Build(), maybe_placeholders=True)


def names_in(expression: Expression) -> Iterator[Name]:
    """Yield every name of an expression, left to right."""
    match expression:
        case Name():
            yield expression
        case Not(part):
            yield from names_in(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from names_in(part)
        case If(one, two) | Iff(one, two):
            yield from names_in(one)
            yield from names_in(two)


def holds(expression: Expression, value: Callable[[Name], Truth]) -> Truth:
    """Evaluate an expression over arrays: ``value`` gives each name's truth, one entry a state. O(names × states)."""
    match expression:
        case Name():
            return value(expression)
        case Not(part):
            return ~holds(part, value)
        case And(parts):
            result = holds(parts[0], value)
            for part in parts[1:]:
                result = result & holds(part, value)
            return result
        case Or(parts):
            result = holds(parts[0], value)
            for part in parts[1:]:
                result = result | holds(part, value)
            return result
        case If(then, given):
            return holds(then, value) | ~holds(given, value)
        case Iff(left, right):
            return ~(holds(left, value) ^ holds(right, value))


def may_hold(expression: Expression, value: Callable[[Name], tuple[Truth, Truth]]) -> tuple[Truth, Truth]:
    """Evaluate over partly decided states: return (may be true, may be false) in Kleene's strong logic."""
    match expression:
        case Name():
            return value(expression)
        case Not(part):
            true, false = may_hold(part, value)
            return false, true
        case And(parts):
            true, false = may_hold(parts[0], value)
            for part in parts[1:]:
                also_true, also_false = may_hold(part, value)
                true, false = true & also_true, false | also_false
            return true, false
        case Or(parts):
            return may_hold(Not(And(tuple(Not(part) for part in parts))), value)
        case If(then, given):
            return may_hold(Or((then, Not(given))), value)
        case Iff(left, right):
            (a, not_a), (b, not_b) = may_hold(left, value), may_hold(right, value)
            return (a & b) | (not_a & not_b), (a & not_b) | (not_a & b)


_NAME = re.compile(r"[^\W\d且或非][^\W且或非]*")


def name_fault(name: str) -> tuple[str, str] | None:
    """Return (what is wrong, cure) where a word cannot serve as a name, else ``None``."""
    if name in RESERVED:
        return f"{name!r} is a word of the language", "choose another name"
    if unicodedata.normalize("NFC", name) != name:
        return f"{name!r} is not in Unicode's composed form (NFC)", "retype it"
    if not _NAME.fullmatch(name):
        return (
            f"{name!r} is no name",
            "use letters, digits and _, beginning with a letter (且 或 非 are words of the language)",
        )
    return None


def id_fault(name: str) -> tuple[str, str] | None:
    """Return (what is wrong, cure) where a word cannot name a model, a reading or a claim, else ``None``.

    Unlike the names in expressions these may have signs such as ``-``.
    """
    if not name.strip() or any(unicodedata.category(mark) in ("Cc", "Zl", "Zp") for mark in name):
        return f"{name!r} is no name", "use letters, digits, _ and -"
    if unicodedata.normalize("NFC", name) != name:
        return f"{name!r} is not in Unicode's composed form (NFC)", "retype it"
    return None
