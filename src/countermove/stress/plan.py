"""A plan: everything that a worker needs to draw and answer any batch of a study."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove._version import __version__
from countermove.document.faults import AnalysisError, did_you_mean
from countermove.document.order_laws import OrderLaw
from countermove.document.text import Text, listed
from countermove.kind import Case, Input, Kind, Outcome
from countermove.stress.draws import FORMS, Batch, Design, Form, rank_copula

SCHEMA = 1  # of the store; a breaking change gets the next number
NUMBERS_A_BATCH = 2**23  # uniform numbers that a batch may hold: 64 MB
MOST_ROWS = 2**14
READING = "reading"
NO_FORECAST = Text(
    "They say how often an answer survives these assumptions, not how likely it is in the world.",
    "它们说明结论在这些假设下有多稳固，而不是现实中发生的可能性。",
)


@dataclass(frozen=True, slots=True)
class AnyReading:
    """Which of several readings a draw takes: its index."""

    titles: tuple[Text, ...]
    weights: tuple[float, ...]
    coordinates: int = 1

    def draw(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pick readings by their share of the weights."""
        edges = np.cumsum(self.weights) / sum(self.weights)
        return np.searchsorted(edges[:-1], uniforms[:, 0], side="right").astype(np.float64)

    def say(self) -> Text:
        """Name the readings."""
        names = listed(list(self.titles), limit=12)
        if len(set(self.weights)) == 1:
            return Text("one of the readings, all alike: {names}", "以下各种读法之一，机会均等：{names}").of(
                names=names
            )
        shares = Text.both(" : ".join(f"{weight:g}" for weight in self.weights))
        return Text("one of the readings, weighing {shares}: {names}", "以下各种读法之一，权重为{shares}：{names}").of(
            names=names, shares=shares
        )


@dataclass(frozen=True, slots=True)
class Answers:
    """What a stretch of draws came to: one row a draw.

    ``holds`` is ``(n, h)`` bool, ``numbers`` ``(n, k)`` float64, NaN where a draw gives the number no value (nobody
    overtakes, say); ``error`` says of each failed draw why; a failed draw has no answer and its other cells mean
    nothing.
    """

    holds: NDArray[np.bool_]
    numbers: NDArray[np.float64]
    error: tuple[str | None, ...]

    @property
    def sound(self) -> NDArray[np.bool_]:
        """Which draws have an answer."""
        return np.array([error is None for error in self.error], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Plan:
    """One study, ready to be computed batch by batch anywhere.

    ``cases`` has one case a reading that may be drawn; ``names[c]`` maps the inputs of case c to those of the design
    (readings that state different laws for one input have one design input each).
    """

    kind_module: str
    cases: tuple[Case[Any], ...]
    names: tuple[tuple[tuple[str, str], ...], ...]
    design: Design
    outcomes: tuple[Outcome, ...]
    rows: int

    @property
    def kind(self) -> Kind[Any, Any]:
        """The kind that answers."""
        return _kind(self.kind_module)

    @property
    def held(self) -> tuple[Outcome, ...]:
        """The outcomes that hold or do not."""
        return tuple(outcome for outcome in self.outcomes if outcome.holds)

    @property
    def counted(self) -> tuple[Outcome, ...]:
        """The outcomes that are numbers."""
        return tuple(outcome for outcome in self.outcomes if not outcome.holds)

    def answers(self, batch: Batch) -> Answers:
        """Draw a batch and answer it; a draw that fails is told in its row, the others are answered."""
        return self.answered(self.design.draws(batch), batch.rows)

    def answered(self, draws: Mapping[str, NDArray[Any]], rows: int) -> Answers:
        """Answer ``rows`` draws of the design's inputs."""
        holds = np.zeros((rows, len(self.held)), np.bool_, order="F")  # columns are filled and packed one by one
        answers = Answers(holds, np.full((rows, len(self.counted)), np.nan, order="F"), (None,) * rows)
        errors: list[str | None] = [None] * rows
        reading = draws.get(READING) if len(self.cases) > 1 else None
        for index, case in enumerate(self.cases):
            chosen = np.arange(rows) if reading is None else np.flatnonzero(reading == index)
            if not chosen.size:
                continue
            own = {mine: draws[shared] for mine, shared in self.names[index] if shared in draws}

            def answer(part: NDArray[np.intp], case: Case[Any] = case, own: Mapping[str, NDArray[Any]] = own) -> None:
                whole = part.size == rows
                drawn = own if whole else {name: values[part] for name, values in own.items()}
                self._fill(answers, slice(None) if whole else part, self._evaluated(case, drawn, part.size))

            _each(answer, chosen, errors)
        return Answers(answers.holds, answers.numbers, tuple(errors))

    def _evaluated(self, case: Case[Any], draws: Mapping[str, NDArray[Any]], rows: int) -> Mapping[str, NDArray[Any]]:
        if draws:
            return self.kind.evaluate(case, draws)
        one = stated_draw(self.kind.inputs(case))
        if one:  # nothing of this case varies: answer it once
            answer = self.kind.evaluate(case, {name: np.asarray(value)[None] for name, value in one.items()})
        else:
            verdicts = self.kind.verdicts(self.kind.solve(case))
            answer = {
                outcome.id: np.array([outcome.subject in verdicts.get(outcome.concept, ())])
                for outcome in self.kind.outcomes(case)
                if outcome.holds
            }
        return {name: np.repeat(np.asarray(column), rows, axis=0) for name, column in answer.items()}

    def _fill(self, answers: Answers, rows: slice | NDArray[np.intp], columns: Mapping[str, NDArray[Any]]) -> None:
        for table, outcomes in ((answers.holds, self.held), (answers.numbers, self.counted)):
            for column, outcome in enumerate(outcomes):
                if outcome.id in columns:
                    values = columns[outcome.id]
                    if outcome.holds and values.dtype.kind == "f" and np.isnan(values).any():
                        raise ValueError(f"{outcome.id} neither holds nor fails: it came out as no number (NaN)")
                    table[rows, column] = values

    def specification(self) -> dict[str, Any]:
        """Return what a study is, as plain data: two studies with the same one have the same draws and answers."""
        return {
            "kind": self.kind_module,
            "document": self.cases[0].document,
            "model": self.cases[0].model,
            "readings": {case.reading: _digest(repr((case.section, case.horizon))) for case in self.cases},
            "inputs": {one.id: _digest(repr(one.law)) for one in self.design.inputs},
            "design": self.design.form,
            "copula": _digest(repr(self.design.copula)),
            "outcomes": _digest(repr([(one.id, one.holds) for one in self.outcomes])),
            "rows": self.rows,
            "seed": self.design.seed,
        }


@dataclass(frozen=True, slots=True)
class Varied:
    """What a study varies: ids of inputs (``*`` and ``?`` stand for any characters) and the readings drawn among.

    ``inputs`` is None where everything that has a law varies; a study that lists anything varies that alone.
    """

    inputs: tuple[str, ...] | None = None
    readings: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(cls, vary: Sequence[object]) -> Varied:
        """Read the ``vary`` list of a study: input ids, and at most one ``{readings: [...], weights: [...]}``.

        Raises
        ------
        AnalysisError
            If an entry is neither.

        Examples
        --------
        >>> Varied.of(["preferences.*", {"readings": ["base", "other-side"]}]).readings
        (('base', 1.0), ('other-side', 1.0))
        """
        inputs: list[str] = []
        readings: list[tuple[str, float]] = []
        for entry in vary:
            if isinstance(entry, str):
                inputs.append(entry)
            elif isinstance(entry, Mapping) and "readings" in entry and set(entry) <= {"readings", "weights"}:
                names = [str(name) for name in entry["readings"]]
                weights = [float(weight) for weight in entry.get("weights", [1.0] * len(names))]
                if len(weights) != len(names) or not names or min(weights) < 0 or sum(weights) <= 0:
                    raise AnalysisError("`readings` of a study need as many weights of at least 0, one above 0")
                readings += zip(names, weights, strict=True)
            else:
                raise AnalysisError(f"{entry!r} in `vary` is neither the id of an input nor {{readings: [NAME, …]}}")
        return cls(tuple(inputs) if vary else None, tuple(readings))


def plan(
    kind_module: str,
    cases: Sequence[Case[Any]],
    weights: Sequence[float],
    vary: Sequence[str] | None,
    seed: int,
    form: Form = "monte-carlo",
    correlated: Mapping[tuple[str, ...], float] | None = None,
    rows: int | None = None,
) -> Plan:
    """Lay out a study of one model in one or several readings.

    Parameters
    ----------
    kind_module : str
        The package whose ``KIND`` answers.
    cases : sequence of Case
        The readings to draw among; one for no such choice.
    weights : sequence of float
        How often each is drawn.
    vary : sequence of str, optional
        Patterns of input ids that vary, the rest stays as stated; None for all inputs.
    seed, form, correlated
        See ``Design`` and ``rank_copula``.
    rows : int, optional
        Draws a batch; by default as many as keep a batch's uniform numbers within 64 MB, at most 16,384.

    Raises
    ------
    AnalysisError
        If nothing varies, a pattern fits no input, or the correlations are impossible.
    """
    kind = _kind(kind_module)
    inputs, names = _shared_inputs(kind, cases, vary)
    if len(cases) > 1:
        titles = tuple(case.title for case in cases)
        inputs.insert(0, Input(READING, Text("Reading", "读法"), AnyReading(titles, tuple(weights))))
    if not inputs:
        raise AnalysisError(
            f"nothing varies in model {cases[0].model} ({cases[0].reading}): give a number a law such as "
            "{uniform: [0, 1]}, a preference a `vary:` or a `partial:` order, or draw among readings"
        )
    design = Design(tuple(inputs), seed, form, rank_copula(inputs, correlated or {}))
    fitting = max(NUMBERS_A_BATCH // max(design.coordinates, 1), 1)
    size = rows or max(min(2 ** (fitting.bit_length() - 1), MOST_ROWS), 64)
    outcomes: dict[str, Outcome] = {}
    for case in cases:
        for outcome in kind.outcomes(case):
            outcomes.setdefault(outcome.id, outcome)
    if not outcomes:
        raise AnalysisError(f"model {cases[0].model} has no outcome to count; a study needs one")
    return Plan(kind_module, tuple(cases), names, design, tuple(outcomes.values()), size)


def measure(plan: Plan) -> Text:
    """Say in one sentence what a share of draws is a share of: never a probability of the world."""
    laws = [Text("{name}: {law}", "{name}：{law}").of(name=one.name, law=one.law.say()) for one in plan.design.inputs]
    opening, closing = measure_frame(plan)
    return Text("{opening} {laws}. {closing}", "{opening}{laws}。{closing}").of(
        opening=opening, laws=_joined(laws), closing=closing
    )


def measure_frame(plan: Plan) -> tuple[Text, Text]:
    """Return what stands before and after the laws where the measure is told."""
    coupled = Text("", "")
    if plan.design.copula is not None:
        coupled = Text(" (correlated as stated)", "（按所述相关）")
    opening = Text(
        "Shares of draws under this measure, {form}{coupled}:", "以下份额是在此测度下所占的抽样比例，{form}{coupled}："
    )
    return opening.of(form=FORMS[plan.design.form], coupled=coupled), NO_FORECAST


def stated_draw(inputs: Sequence[Input]) -> dict[str, Any]:
    """Return the stated value of each input that has one: a number, or the payoffs of an order."""
    stated: dict[str, Any] = {}
    for one in inputs:
        if isinstance(one.law, OrderLaw):
            if one.law.stated is not None:
                stated[one.id] = np.asarray(one.law.stated)
        elif hasattr(one.law, "centre"):
            stated[one.id] = float(one.law.centre)
    return stated


@cache
def code_version(kind_module: str) -> str:
    """Return a digest of what computes answers: version, sources of the rooms concerned, versions of the arithmetic."""
    from importlib.metadata import version

    digest = hashlib.sha256(__version__.encode())
    for package in ("numpy", "scipy", "numba"):
        digest.update(f"{package} {version(package)}".encode())
    for room in ("countermove.numeric", "countermove.document", kind_module):
        _feed(files(room) if hasattr(import_module(room), "__path__") else None, digest)
    for module in ("draws.py", "plan.py"):
        digest.update(files("countermove.stress").joinpath(module).read_bytes())
    return digest.hexdigest()


def canonical(data: Any) -> bytes:
    """Return JSON that is the same for the same data: sorted keys, no spaces, UTF-8."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _feed(folder: Any, digest: Any) -> None:
    if folder is None:
        return
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            _feed(entry, digest)
        elif entry.name.endswith(".py"):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())


def _shared_inputs(
    kind: Kind[Any, Any], cases: Sequence[Case[Any]], vary: Sequence[str] | None
) -> tuple[list[Input], tuple[tuple[tuple[str, str], ...], ...]]:
    found = [[one for one in kind.inputs(case) if one.law.coordinates > 0] for case in cases]
    known = {one.id for inputs in found for one in inputs}
    for pattern in vary or ():
        if not any(fnmatchcase(name, pattern) or name == pattern for name in known):
            raise AnalysisError(f"no input {pattern!r} varies here; {did_you_mean(pattern, known)}")
    shared: dict[str, Input] = {}
    names = []
    for case, inputs in zip(cases, found, strict=True):
        own = []
        for one in inputs:
            if vary is not None and not any(fnmatchcase(one.id, pattern) or one.id == pattern for pattern in vary):
                continue
            name = one.id
            if name in shared and shared[name].law != one.law:
                name = f"{one.id}@{case.reading}"
                title = Text("{name} ({reading})", "{name}（{reading}）").of(name=one.name, reading=case.title)
                shared[name] = Input(name, title, one.law, one.basis)
            shared.setdefault(name, one)
            own.append((one.id, name))
        names.append(tuple(own))
    return list(shared.values()), tuple(names)


def _each(answer: Callable[[NDArray[np.intp]], None], part: NDArray[np.intp], errors: list[str | None]) -> None:
    """Answer a part at once; where that raises, halve it until each draw that fails stands alone."""
    try:
        answer(part)
    except (ArithmeticError, ValueError, LookupError, TypeError, RuntimeError, AnalysisError) as error:
        if part.size == 1:
            errors[int(part[0])] = f"{type(error).__name__}: {error}"
            return
        middle = part.size // 2
        _each(answer, part[:middle], errors)
        _each(answer, part[middle:], errors)


def _joined(parts: Sequence[Text]) -> Text:
    return Text("; ".join(part.get("en") for part in parts), "；".join(part.get("zh") for part in parts))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _kind(module: str) -> Kind[Any, Any]:
    found: Kind[Any, Any] = import_module(module).KIND
    return found
