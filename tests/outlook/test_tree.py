"""The scenario tree: every scenario has an end of its own, and forks lie among what they lead to."""

from hypothesis import given
from hypothesis import strategies as st

from countermove import load
from countermove.outlook.tree import branches, scenario_tree

ENDS = st.integers(1, 5).flatmap(
    lambda depth: st.lists(st.tuples(*[st.integers(0, 3)] * depth), min_size=1, max_size=12)
)


@given(ENDS)
def test_each_scenario_ends_in_a_row_of_its_own(ends: list[tuple[int, ...]]) -> None:
    rows = branches(ends)
    assert sorted(rows[end] for end in set(ends)) == list(range(len(set(ends))))
    assert set(rows) == {end[:depth] for end in ends for depth in range(1, len(end) + 1)}
    for branch, row in rows.items():
        inside = [rows[end] for end in set(ends) if end[: len(branch)] == branch]
        assert min(inside) <= row <= max(inside)
        assert len(inside) == max(inside) - min(inside) + 1  # so that no branch crosses another


def test_the_library_tree_ends_in_its_scenarios() -> None:
    solution = load("five-drivers").answer().solution
    for lang, word in (("en", ">consistent<"), ("zh", ">自洽<")):
        figure = scenario_tree(solution, lang)  # type: ignore[arg-type]
        assert figure is not None
        assert figure.svg.count(word) == solution.consistent.count == 5
