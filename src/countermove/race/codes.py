"""What a tape of operations may do: one code an operation, shared by what lays tapes out and what runs them."""

from __future__ import annotations

from typing import Final

(
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    POWER,
    NEGATE,
    MINIMUM,
    MAXIMUM,
    ABS,
    EXP,
    LN,
    SQRT,
    LESS,
    LESS_EQUAL,
    GREATER,
    GREATER_EQUAL,
    EQUAL,
    NOT_EQUAL,
    AND,
    OR,
    NOT,
    CHOOSE,
    CES,
    TABLE,
) = range(24)
CODES: Final = {
    "+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "^": POWER, "neg": NEGATE, "min": MINIMUM, "max": MAXIMUM,
    "abs": ABS, "exp": EXP, "ln": LN, "sqrt": SQRT, "<": LESS, "<=": LESS_EQUAL, ">": GREATER, ">=": GREATER_EQUAL,
    "=": EQUAL, "<>": NOT_EQUAL, "and": AND, "or": OR, "not": NOT, "if": CHOOSE, "ces": CES, "table": TABLE,
}  # fmt: skip
