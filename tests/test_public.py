"""The surface cannot grow or shrink by accident."""

import countermove


def test_public_names_are_these() -> None:
    assert sorted(countermove.__all__) == [
        "AnalysisError", "Answer", "Answers", "Comparison", "DocumentError", "Fault", "Figure", "Finding", "Scenario",
        "Table", "Text", "__version__", "compare", "load", "loads",
    ]  # fmt: skip
    for name in countermove.__all__:
        assert getattr(countermove, name) is not None


def test_three_lines_are_enough() -> None:
    said = [answer.findings()[0].text.en for answer in countermove.load("us-plan").solve()]
    assert len(said) == 3 and all(said)
