"""Verbs that ask what preferences a verdict rests on: inverse and radius."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from countermove.cli.envelope import (
    check_verb,
    envelope,
    json_option,
    lang_option,
    load,
    model_option,
    options,
    output_option,
    reading_option,
    write,
)

if TYPE_CHECKING:
    from countermove.analysis import Scenario
    from countermove.document.text import Lang, Text


@click.command("inverse")
@click.argument("target")
@click.argument("state")
@click.option("--actor", metavar="A", required=True, help="Whose orders are counted.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed, where orders have to be drawn."
)
@options(model_option, reading_option, json_option, lang_option, output_option)
def inverse_verb(
    target: str,
    state: str,
    actor: str,
    seed: int,
    model: str | None,
    reading: str | None,
    as_json: bool,
    lang: Lang,
    output: str | None,
) -> None:
    """Say which and how many orders of an actor make STATE stable for it, the others' preferences as stated.

    STATE is a label, or status_quo. Counts are exact rational shares of all strict orders (or of those that agree with
    what is known); beyond a stated budget a seeded sample with its interval stands in.
    """
    scenario = load(target)
    check_verb("inverse", scenario.model(model).kind)
    answer = scenario.answer(model, reading or "base")
    data, said = answer.kind.inverse(answer.solution, state, actor, seed)  # type: ignore[attr-defined]
    _print("inverse", scenario, data, said, as_json, lang, output, seed)


@click.command("radius")
@click.argument("target")
@click.argument("state")
@options(model_option, reading_option, json_option, lang_option, output_option)
def radius_verb(
    target: str, state: str, model: str | None, reading: str | None, as_json: bool, lang: Lang, output: str | None
) -> None:
    """Say whose mind must change, about what: the fewest swaps that make STATE stop or start being an equilibrium.

    STATE is a label, or status_quo. A swap exchanges two neighbouring tiers of one actor's order (tied states move
    together), or two neighbouring statements.
    """
    scenario = load(target)
    check_verb("radius", scenario.model(model).kind)
    answer = scenario.answer(model, reading or "base")
    data, said = answer.kind.radius(answer.solution, state)  # type: ignore[attr-defined]
    _print("radius", scenario, data, said, as_json, lang, output, None)


def _print(
    verb: str,
    scenario: Scenario,
    data: Any,
    said: Sequence[Text],
    as_json: bool,
    lang: Lang,
    output: str | None,
    seed: int | None,
) -> None:
    if as_json:
        write(envelope(verb, data, scenario.document.sha256, seed), output)
    else:
        write("\n".join(sentence.get(lang) for sentence in said), output)
