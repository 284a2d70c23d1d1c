"""Scenarios of the library and their neutral answers, each read and solved once for all pages of a build."""

from __future__ import annotations

from functools import cache

from countermove.analysis import Answer, Scenario, load


@cache
def scenario(name: str) -> Scenario:
    """Return a scenario of the library."""
    return load(f"library:{name}")


@cache
def answer(name: str, model: str) -> Answer:
    """Return what a model of a scenario answers in its neutral reading."""
    return scenario(name).answer(model)
