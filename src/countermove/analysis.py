"""Documents and their answers: what the public API and every face are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from countermove.document.faults import did_you_mean
from countermove.document.reading import Document, Model, read_content, read_document
from countermove.document.text import Lang, Text
from countermove.kinds import Registry, case_of, kind

if TYPE_CHECKING:
    from countermove.kind import Case, Explanation, Figure, Finding, Json, Kind, Table


@dataclass(frozen=True, slots=True)
class Answer:
    """One reading of one model, answered; everything people see of it is asked for through its kind."""

    case: Case[Any]
    kind: Kind[Any, Any]
    solution: Any

    @property
    def reading(self) -> str:
        """The name of the reading."""
        return self.case.reading

    def findings(self) -> Sequence[Finding]:
        """Return what the solution means, headline first."""
        return self.kind.findings(self.solution)

    def verdicts(self) -> Mapping[str, Sequence[str]]:
        """Return, by concept, the subjects that hold."""
        return self.kind.verdicts(self.solution)

    def tables(self) -> Sequence[Table]:
        """Return the answer as tables."""
        return self.kind.tables(self.solution)

    def figures(self, lang: Lang = "en") -> Sequence[Figure]:
        """Draw this reading alone."""
        return self.kind.figures([self.solution], lang)

    def explain(self, subject: str, actor: str | None = None, concept: str | None = None) -> Sequence[Explanation]:
        """Say why something holds or does not; LookupError where the subject is unknown."""
        from countermove.kind import Question

        return self.kind.explain(self.solution, Question(subject, actor, concept))

    def warnings(self) -> Sequence[Text]:
        """Return what the solution could not answer, and why."""
        return getattr(self.solution, "warnings", ())

    def to_dict(self) -> Json:
        """Return the JSON of ``solve`` for this reading."""
        findings = [finding_data(finding) for finding in self.findings()]
        headline = findings[0]["text"] if findings else {"en": "", "zh": ""}
        return {"kind": self.kind.name, "headline": headline, "findings": findings, **self.kind.payload(self.solution)}

    def _repr_html_(self) -> str:
        """Show headline, findings and first table in a notebook."""
        from countermove.notebook import answer_html

        return answer_html(self)


def finding_data(finding: Finding) -> Json:
    """Return a finding as FORMAT §3 lays it down."""
    data: Json = {
        "id": finding.id,
        "text": finding.text.to_dict(),
        "firmness": finding.firmness,
        "basis": list(finding.basis),
    }
    if finding.certificate is not None:
        data["certificate"] = finding.certificate
    return data


@dataclass(frozen=True, slots=True)
class Answers:
    """Every model of a document in every reading asked for: model → reading → answer."""

    scenario: Scenario
    models: Mapping[str, Mapping[str, Answer]]

    def __iter__(self) -> Iterator[Answer]:
        for readings in self.models.values():
            yield from readings.values()

    def __getitem__(self, reading: str) -> Answer:
        """Return a reading of the first model: ``answers["base"]``."""
        return next(iter(self.models.values()))[reading]

    def to_dict(self) -> Json:
        """Return the ``result`` of ``solve --json``."""
        return {
            "models": {
                model: {"readings": {reading: answer.to_dict() for reading, answer in readings.items()}}
                for model, readings in self.models.items()
            }
        }

    def _repr_html_(self) -> str:
        """Show every headline in a notebook."""
        from countermove.notebook import answers_html

        return answers_html(self)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A document that can be asked.

    Examples
    --------
    >>> import countermove
    >>> answer = countermove.load("prisoners").solve()["base"]
    >>> list(answer.verdicts()["nash"])
    ['NN']
    """

    document: Document

    @property
    def title(self) -> Text:
        """The title of the document."""
        return self.document.title

    def model(self, name: str | None = None) -> Model:
        """Return a model by name, or the first one.

        Raises
        ------
        LookupError
            If there is none of that name, or none at all.
        """
        models = self.document.models
        if not models:
            raise LookupError(f"{self.document.name} has no model; add one below `models:`")
        if name is None:
            return next(iter(models.values()))
        if name not in models:
            raise LookupError(f"no model {name!r}; {did_you_mean(name, models)}")
        return models[name]

    def case(self, model: str | None = None, reading: str = "base", horizon: int | None = None) -> Case[Any]:
        """Return one reading of one model, as its kind is asked to answer it."""
        found = self.model(model)
        if reading not in found.readings:
            raise LookupError(f"no reading {reading!r}; {did_you_mean(reading, found.readings)}")
        return case_of(self.document, found, found.readings[reading], horizon)

    def answer(self, model: str | None = None, reading: str = "base", horizon: int | None = None) -> Answer:
        """Solve one reading of one model."""
        case = self.case(model, reading, horizon)
        its_kind = kind(self.model(model).kind)
        return Answer(case, its_kind, its_kind.solve(case))

    def solve(self, model: str | None = None, reading: str | None = None, horizon: int | None = None) -> Answers:
        """Solve every model in every reading, or those that are named."""
        models = self.document.models if model is None else {model: self.model(model)}
        found = {}
        for name, one in models.items():
            wanted = list(one.readings) if reading is None else [reading]
            found[name] = {each: self.answer(name, each, horizon) for each in wanted}
        return Answers(self, found)

    def _repr_html_(self) -> str:
        """Show title, question and models in a notebook."""
        from countermove.notebook import scenario_html

        return scenario_html(self)


def load(target: str | Path) -> Scenario:
    """Read a document: a file, a library scenario's name, or ``-`` for standard input.

    Raises
    ------
    countermove.DocumentError
        With every fault and its place.

    Examples
    --------
    >>> load("prisoners").title.en
    "The prisoner's dilemma"
    """
    return Scenario(read_document(target, Registry()))


def loads(text: str, name: str = "document.yaml", folder: str | Path = ".") -> Scenario:
    """Read a document from a string; ``folder`` is where its includes lie."""
    return Scenario(read_content(text.encode("utf-8"), name, Path(folder), Registry()))
