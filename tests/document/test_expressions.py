"""Sentences over options: what they mean, how they print, and what is said of those that cannot be read."""

from __future__ import annotations

import ast
import unicodedata
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermove.document.expressions import (
    RESERVED,
    And,
    Expression,
    ExpressionError,
    If,
    Iff,
    Name,
    Not,
    Or,
    holds,
    may_hold,
    name_fault,
    names_in,
    parse_expression,
)

OPTIONS = ("release", "escalate", "us.sign", "水")


def trees(leaves: st.SearchStrategy[Name]) -> st.SearchStrategy[Expression]:
    def grow(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            inner.map(Not), several.map(And), several.map(Or), st.builds(If, inner, inner), st.builds(Iff, inner, inner)
        )

    return st.recursive(leaves, grow, max_leaves=10)


def as_name(word: str) -> Name:
    actor, _, option = word.rpartition(".")
    return Name(option, actor or None)


expressions = trees(st.sampled_from(OPTIONS).map(as_name))


@given(expressions)
def test_printing_and_reading_is_a_round_trip(expression: Expression) -> None:
    assert parse_expression(str(expression)) == expression


def python_truth(text: str, on: dict[str, bool]) -> bool:
    """Judge a printed expression by Python's own grammar: ``A if B`` becomes ``A if B else True``; no engine code.

    Python reads ``A if B else True`` as the conditional, true where B fails, which is what the format means by ``if``;
    its ``not``, ``and`` and ``or`` have the same precedence. ``iff`` becomes a comparison of two bracketed halves.
    """

    def rewrite(part: str) -> str:
        words, depth = part.replace("(", " ( ").replace(")", " ) ").split(), 0
        for index, word in enumerate(words):
            depth += (word == "(") - (word == ")")
            if depth == 0 and word in ("if", "iff"):
                left, right = rewrite(" ".join(words[:index])), rewrite(" ".join(words[index + 1 :]))
                return f"(({left}) if ({right}) else True)" if word == "if" else f"(bool({left}) == bool({right}))"
        out, index = [], 0
        while index < len(words):
            if words[index] == "(":
                end, depth = index, 0
                while True:
                    depth += (words[end] == "(") - (words[end] == ")")
                    if depth == 0:
                        break
                    end += 1
                out.append(f"({rewrite(' '.join(words[index + 1 : end]))})")
                index = end
            else:
                word = words[index]
                out.append(word if word in ("and", "or", "not") else f"on[{word!r}]")
            index += 1
        return " ".join(out)

    code = compile(ast.parse(rewrite(text), mode="eval"), "<rule>", "eval")
    return bool(eval(code, {"on": on, "bool": bool}))


@given(expressions)
def test_truth_is_that_of_pythons_grammar_in_every_assignment(expression: Expression) -> None:
    rows = list(product([False, True], repeat=len(OPTIONS)))
    columns = {word: np.array([row[index] for row in rows]) for index, word in enumerate(OPTIONS)}
    found = holds(parse_expression(str(expression)), lambda name: columns[str(name)])
    wanted = [python_truth(str(expression), dict(zip(OPTIONS, row, strict=True))) for row in rows]
    assert found.tolist() == wanted


@given(expressions, st.sets(st.sampled_from(OPTIONS)))
def test_what_may_hold_covers_every_completion(expression: Expression, decided: set[str]) -> None:
    """Kleene's logic is sound: what is certain in a partial assignment holds in each of its completions."""
    rows = list(product([False, True], repeat=len(OPTIONS)))
    columns = {word: np.array([row[index] for row in rows]) for index, word in enumerate(OPTIONS)}

    def value(name: Name) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], ...]:
        column, free = columns[str(name)], np.full(len(rows), str(name) not in decided)
        return column | free, ~column | free

    may, may_not = may_hold(expression, value)  # type: ignore[arg-type]  # a pair, as a tuple of two
    truth = holds(expression, lambda name: columns[str(name)])
    for one, row in enumerate(rows):
        for other, completion in enumerate(rows):
            if all(row[at] == completion[at] for at, word in enumerate(OPTIONS) if word in decided):
                assert may[one] if truth[other] else may_not[one]
    if decided == set(OPTIONS):
        np.testing.assert_array_equal(may, truth)
        np.testing.assert_array_equal(may_not, ~truth)


@given(expressions)
def test_names_come_in_the_order_of_the_text(expression: Expression) -> None:
    text = str(expression)
    names = list(names_in(parse_expression(text)))
    assert [name.offset for name in names] == sorted(name.offset for name in names)
    for name in names:
        assert text.startswith(str(name), name.offset)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a or b and c if d", "(a or (b and c)) if d"),
        ("not a and b", "(not a) and b"),
        ("a or b iff c and d", "(a or b) iff (c and d)"),
        ("（甲 或 乙）且 非 丙", "(甲 or 乙) and not 丙"),
        ("甲且非乙或丙", "(甲 and (not 乙)) or 丙"),
        ("a且b", "a and b"),
        ("a if非b", "a if not b"),
        ("us．sign", "us.sign"),
        ("notable and order or iffy", "(notable and order) or iffy"),
        ("  a\n and\tb ", "a and b"),
        ("e\u0301tat", "\u00e9tat"),
    ],
)
def test_precedence_and_chinese_forms(text: str, plain: str) -> None:
    rows = list(product([False, True], repeat=4))

    def truth(expression: Expression) -> tuple[list[str], list[bool]]:
        names = sorted({str(name) for name in names_in(expression)})
        found = holds(expression, lambda name: np.array([row[names.index(str(name))] for row in rows]))
        return names, found.tolist()

    assert truth(parse_expression(text)) == truth(parse_expression(plain))


@pytest.mark.parametrize(
    ("text", "offset", "wrong", "cure"),
    [
        ("", 0, "the expression is empty", "write an option"),
        ("  ", 0, "the expression is empty", "write an option"),
        ("a if b if c", 7, "a second `if` cannot follow", "add parentheses"),
        ("a iff b if c", 8, "a second `if` cannot follow", "add parentheses"),
        ("a and", 5, "the expression breaks off", "something must follow"),
        ("(a or b", 7, "the expression breaks off", "close the parenthesis"),
        ("a)", 1, "')' cannot stand here", "check what comes before it"),
        ("a b", 2, "'b' follows a name", "join them with and, or, if"),
        ("a ifb", 2, "'ifb' follows a name", "join them with and, or, if"),
        ("a & b", 2, "'&' has no meaning here", "write the word `and`"),
        ("!a", 0, "'!' has no meaning here", "write the word `not`"),
        ("a == b", 2, "'=' has no meaning here", "write the word `iff`"),
        ("us-sign", 2, "'-' has no meaning here", "names have letters, digits and _"),
        ("a，b", 1, "'，' has no meaning here", "allowed are names"),
        ("1a", 0, "a name cannot begin with '1'", "names begin with a letter"),
        ("a..b", 2, "'.' cannot stand here", "check what comes before it"),
        ("and a", 0, "'and' cannot stand here", "check what comes before it"),
        ("__import__('os').system('id')", 10, "'(' cannot stand here", "check what comes before it"),
        ("not " * 4000 + "a", 0, "the expression is nested too deeply", "split it into several rules"),
        ("(" * 61 + "a" + ")" * 61, 0, "the expression is too long", "split it into several rules"),
        ("a and " * 4000 + "a", 0, "the expression is too long", "split it into several rules"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)
def test_faults_have_an_offset_and_a_cure(text: str, offset: int, wrong: str, cure: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    assert (caught.value.offset, caught.value.wrong) == (offset, wrong)
    assert cure in caught.value.cure


@given(st.text(st.sampled_from("ab._() \n且或非（。1&é\u0301水") | st.characters(), max_size=20))
def test_any_text_is_read_or_refused_with_an_offset(text: str) -> None:
    try:
        expression = parse_expression(text)
    except ExpressionError as error:
        assert 0 <= error.offset <= len(unicodedata.normalize("NFC", text))
        assert error.wrong
        assert error.cure
    else:
        assert parse_expression(str(expression)) == expression


@pytest.mark.parametrize("name", [*sorted(RESERVED), "", "a b", "1a", "a-b", "a.b", "甲且乙", "非甲", "e\u0301", "a\n"])
def test_words_that_cannot_be_names(name: str) -> None:
    wrong = name_fault(name)
    assert wrong is not None
    assert all(wrong)


@given(st.text(max_size=8))
def test_a_name_is_exactly_what_an_expression_reads_as_one(text: str) -> None:
    try:
        read = parse_expression(text)
    except ExpressionError:
        read = None
    assert (name_fault(text) is None) == (read == Name(text))
