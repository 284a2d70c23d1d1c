"""What pydantic finds wrong, told with the place and the words of the document."""

from __future__ import annotations

from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from countermove.document.evidence import Section
from countermove.document.laws import Quantity, Within
from countermove.document.sheet import read_part, validation_faults
from countermove.document.tree import parse


class Inner(Section):
    way: Literal["on-only", "off-only"] = "on-only"
    share: Annotated[Quantity, Within(0, 1)] | None = None
    count: int = Field(1, ge=1)
    flag: bool = False


class Outer(Section):
    name: str
    inner: Inner | None = None
    several: tuple[Inner, ...] = ()
    named: dict[str, Inner] = Field(default_factory=dict)
    either: tuple[str, ...] | str = ()


@pytest.mark.parametrize(
    ("text", "place", "path", "wrong", "cure"),
    [
        ("{}", (1, 1), "name", "`name` is missing", "add `name:`"),
        ("{name: 3}", (1, 8), "name", "3 stands here", "expected a text: put numbers and dates in quotes"),
        ("{name: x, nam: y}", (1, 11), "nam", "unknown key 'nam'", "did you mean 'name'?"),
        ("{name: x, inner: {wy: on-only}}", (1, 19), "inner.wy", "unknown key 'wy'", "did you mean 'way'?"),
        ("{name: x, several: [{}, {wy: a}]}", (1, 26), "several[1].wy", "unknown key 'wy'", "did you mean 'way'?"),
        ("{name: x, named: {a: {wy: a}}}", (1, 23), "named.a.wy", "unknown key 'wy'", "did you mean 'way'?"),
        ("{name: x, inner: {way: ononly}}", (1, 24), "inner.way", "'ononly' is not allowed here", "did you mean 'on-o"),
        ("{name: x, inner: {share: 2}}", (1, 26), "inner.share", "2 is out of range", "must lie between 0 and 1"),
        ("{name: x, inner: {count: 1.5}}", (1, 26), "inner.count", "input should be a valid integer", ""),
        ("{name: x, inner: {count: a}}", (1, 26), "inner.count", "'a' stands here", "expected a whole number"),
        ("{name: x, inner: {flag: perhaps}}", (1, 25), "inner.flag", "input should be a valid boolean", ""),
        ("{name: x, inner: 3}", (1, 18), "inner", "3 stands here", "expected a mapping (`name: …` lines)"),
        ("{name: x, several: a}", (1, 20), "several", "'a' stands here", "expected a list: [a, b]"),
        ("{name: x, several: }", (1, 20), "several", "nothing stands here", "expected a list: [a, b]"),
        ("{name: x, named: [a]}", (1, 18), "named", "['a'] stands here", "expected a mapping (`name: …` lines)"),
        ("{name: x, either: 3}", (1, 19), "either", "3 stands here", "expected"),
    ],
)
def test_faults(text: str, place: tuple[int, int], path: str, wrong: str, cure: str) -> None:
    tree = parse(text.encode(), "a.yaml")
    with pytest.raises(ValidationError) as caught:
        Outer.model_validate(tree.data)
    (fault,) = validation_faults(caught.value, tree, Outer)
    assert ((fault.line, fault.column), fault.path) == (place, path)
    assert fault.wrong.startswith(wrong)
    assert fault.cure.startswith(cure)


def test_a_part_at_fault_leaves_the_rest() -> None:
    tree = parse(b"{name: x, inner: 3, either: [a]}", "a.yaml")
    faults: list[object] = []
    part = read_part(Outer, tree.data, tree, faults)  # type: ignore[arg-type]  # any list that can be added to
    assert part == Outer(name="x", either=("a",))
    assert len(faults) == 1
    assert read_part(Outer, {"either": []}, tree, faults) is None  # type: ignore[arg-type]
