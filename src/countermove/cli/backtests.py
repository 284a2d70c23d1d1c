"""The verb backtest: how well forecasts do on what they have not seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from countermove.cli.envelope import check_verb, envelope, json_option, lang_option, options, output_option, write

if TYPE_CHECKING:
    from countermove.document.text import Lang

SCORES = ("brier", "log_loss", "auc", "mae", "median_ae", "crps", "coverage_80", "gain", "low", "high")


@click.command("backtest")
@click.argument("file", type=click.Path())
@click.option("--kind", "name", default="agreement", show_default=True, metavar="KIND", help="agreement or bargain.")
@click.option("--on", "other", metavar="FILE2", help="Learn from FILE, score on FILE2.")
@click.option("--by", default="text", show_default=True, metavar="W", help="Hold out by text, family or time.")
@click.option(
    "--known", type=click.IntRange(0), default=20, show_default=True, help="Positions revealed of a held-out text."
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@options(json_option, lang_option, output_option)
def backtest_verb(
    file: str,
    name: str,
    other: str | None,
    by: str,
    known: int,
    seed: int,
    as_json: bool,
    lang: Lang,
    output: str | None,
) -> None:
    """Score forecasts on FILE out of sample, against baselines, misses included."""
    from countermove.kinds import KINDS, kind

    if name not in KINDS:
        raise click.UsageError(f"no kind {name!r}; kinds: {', '.join(KINDS)}")
    check_verb("backtest", name)
    asked = kind(name)
    result = getattr(asked, "backtest")(file, other, by, known, seed)  # noqa: B009  # a verb that not every kind has
    if as_json:
        write(envelope("backtest", result, seed=seed), output)
    else:
        told = getattr(asked, "backtest_lines", None)  # a kind may tell its own scores
        write("\n".join(_lines(result, lang) if told is None else told(result, lang)), output)


def _lines(result: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    models: Mapping[str, Mapping[str, Any]] = result["models"]
    shown = [score for score in SCORES if any(isinstance(own.get(score), float | int) for own in models.values())]
    yield f"{'':<28}" + "".join(f"{score:>12}" for score in shown)
    for name, own in models.items():
        mark = " *" if name == result.get("best") else ""
        cells = [f"{own[score]:>12.3f}" if own.get(score) is not None else f"{'–':>12}" for score in shown]
        yield f"{name + mark:<28}" + "".join(cells)
    yield "* best; low and high bound the first score" if lang == "en" else "* 最好；low 与 high 为第一项分数的区间"
    for note in result.get("notes", ()):
        yield note[lang]
