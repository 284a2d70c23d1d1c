"""A study from end to end: what varies is said, drawn, answered, stored, counted and told.

The kind is known through its protocol alone. Everything told is computed from the store and the seed, so that the same
study tells the same, whatever engine computed it and however often it was interrupted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from countermove.document.faults import AnalysisError, did_you_mean
from countermove.document.text import Text
from countermove.kind import Bound, Input
from countermove.kinds import KINDS, case_of
from countermove.stress.draws import Form
from countermove.stress.plan import Plan, Varied, measure, plan
from countermove.stress.running import Progress, Run, run
from countermove.stress.store import locked, open_store

if TYPE_CHECKING:
    from countermove.document.evidence import Study
    from countermove.document.reading import Document
    from countermove.kind import Case
    from countermove.stress.flips import Flip
    from countermove.stress.learning import Driver, Information
    from countermove.stress.robustness import Robustness
    from countermove.stress.words import Part

MOST_BATCHES = 1_000_000  # files of one folder before they are compacted


@dataclass(frozen=True, slots=True)
class Wish:
    """What a study is asked for beyond what the document says; None leaves it to the document.

    ``study`` names one of the document's ``studies``; ``vary`` is read as there.
    """

    model: str | None = None
    reading: str | None = None
    study: str | None = None
    draws: int | None = None
    seed: int | None = None
    design: Form | None = None
    vary: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """A study before anything runs: the plan, the number of draws, and what people are shown of it."""

    plan: Plan
    draws: int
    title: Text
    warnings: tuple[Text, ...] = ()

    @property
    def seed(self) -> int:
        """The seed of the study."""
        return self.plan.design.seed

    def measure(self) -> Text:
        """Say what a share of draws is a share of."""
        return measure(self.plan)

    def inputs(self) -> tuple[Input, ...]:
        """Return what varies, with law and basis."""
        return self.plan.design.inputs


@dataclass(frozen=True, slots=True)
class StudyAnswer:
    """What a study found; ``folder`` is None where it was not kept.

    ``bounds`` says of each outcome whether it holds whatever is drawn, and whether in any draw, where that is settled.
    """

    layout: Layout
    folder: Path | None
    run: Run
    robustness: Robustness
    drivers: tuple[Driver, ...]
    information: tuple[Information, ...]
    flips: tuple[Flip, ...]
    bounds: Mapping[str, Bound] = field(default_factory=dict)

    def payload(self) -> dict[str, Any]:
        """Return the JSON of ``stress`` (FORMAT §3)."""
        from countermove.stress.telling import payload

        return payload(self)

    def sentences(self) -> Sequence[Text]:
        """Return what was found in sentences, the measure among them."""
        from countermove.stress.telling import sentences

        return sentences(self)

    def parts(self) -> Sequence[Part]:
        """Return what was found part by part, each a title and a list."""
        from countermove.stress.telling import parts

        return parts(self)

    def _repr_html_(self) -> str:
        """Show shares and sentences in a notebook."""
        from countermove.notebook import study_html

        return study_html(self)


def lay_out(document: Document, wish: Wish | None = None, rows: int | None = None) -> Layout:
    """Say what a study of a document would draw, before anything runs.

    Parameters
    ----------
    document : Document
        As read.
    wish : Wish, optional
        What to study; the first model's base reading with everything that has a law, 10,000 draws, seed 1, where
        neither the wish nor the document says more.
    rows : int, optional
        Draws a batch; see ``plan``.

    Raises
    ------
    AnalysisError
        If a name is unknown, nothing varies, or the correlations are impossible.
    """
    wish = wish or Wish()
    stated = _stated(document, wish.study)
    if not document.models:
        raise AnalysisError(f"{document.name} has no model; add one below `models:`")
    name = wish.model or (stated.model if stated else None) or next(iter(document.models))
    if name not in document.models:
        raise AnalysisError(f"no model {name!r}; {did_you_mean(name, document.models)}")
    model = document.models[name]
    vary = Varied.of(wish.vary or (stated.vary if stated else ()))
    first = wish.reading or (stated.reading if stated else None) or (vary.readings[0][0] if vary.readings else "base")
    readings = vary.readings or ((first, 1.0),)
    cases: list[Case[Any]] = []
    for reading, _ in readings:
        if reading not in model.readings:
            raise AnalysisError(f"no reading {reading!r}; {did_you_mean(reading, model.readings)}")
        cases.append(case_of(document, model, model.readings[reading]))
    laid = plan(
        KINDS[model.kind],
        cases,
        [weight for _, weight in readings],
        vary.inputs,
        _first(wish.seed, stated.seed if stated else None, 1),
        wish.design or (stated.design if stated else "monte-carlo"),
        {one.of: one.rank for one in document.correlated},
        rows,
    )
    draws = _first(wish.draws, stated.draws if stated else None, 10_000)
    if draws < 1:
        raise AnalysisError("a study of no draws says nothing; ask for at least 1")
    if draws > laid.rows * MOST_BATCHES:
        raise AnalysisError(
            f"{draws:,} draws are more than a study can keep; ask for at most {laid.rows * MOST_BATCHES:,} "
            "(a million draws already tell a share to a tenth of a percent)"
        )
    title = (stated.title if stated else None) or document.title
    return Layout(laid, draws, title, _warnings(laid, draws))


def stress(
    layout: Layout,
    folder: str | Path | None = None,
    engine: str = "local",
    address: str | None = None,
    workers: int | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> StudyAnswer:
    """Run a study, or go on with it, and say what it found.

    Parameters
    ----------
    layout : Layout
        From ``lay_out``.
    folder : path, optional
        Where the study is kept; the same folder again goes on where it stopped. Not kept where left out.
    engine, address, workers, on_progress
        See ``running.run``.

    Raises
    ------
    AnalysisError
        If the folder holds another study or is in use, the disk is full, or every draw failed.
    KeyboardInterrupt
        On Ctrl-C; a kept study goes on with the same call.
    """
    from countermove.stress.bounds import bounds
    from countermove.stress.flips import flips, stated_answers
    from countermove.stress.learning import drivers
    from countermove.stress.robustness import robustness

    with ExitStack() as stack:
        place = Path(folder) if folder is not None else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if folder is None:
            place = place / "study"
        stack.enter_context(locked(place))
        store = open_store(place, layout.plan, layout.draws, {"title": layout.title.to_dict()})
        done = run(layout.plan, store, engine, address, workers, on_progress)
        stated = stated_answers(layout.plan)
        found = robustness(layout.plan, store, stated)
        if found.answered == 0:
            raise AnalysisError(f"every draw failed; the first one: {found.failures[0].error}")
        told, information = drivers(layout.plan, store, found)
        turned = flips(layout.plan, stated, layout.draws)
        proved = bounds(layout.plan, found.shares, layout.draws)
    kept = Path(folder) if folder is not None else None
    return StudyAnswer(layout, kept, done, found, told, information, turned, proved)


def _stated(document: Document, name: str | None) -> Study | None:
    if name is None:
        return next(iter(document.studies.values()), None)
    if name not in document.studies:
        raise AnalysisError(f"no study {name!r}; {did_you_mean(name, document.studies)}")
    return document.studies[name]


def _first(*values: int | None) -> int:
    return next(value for value in values if value is not None)


def _warnings(laid: Plan, draws: int) -> tuple[Text, ...]:
    if laid.design.form == "sobol" and draws & (draws - 1):
        return (
            Text(
                f"A Sobol sequence is balanced for powers of two only; {draws:,} is none.",
                f"索博尔序列只在抽样数为2的幂时均衡；{draws:,}不是2的幂。",
            ),
        )
    return ()
