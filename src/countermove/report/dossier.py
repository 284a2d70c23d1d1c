"""What a report is made of, gathered before a line is written: answers, what they share, whom they rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from countermove.analysis import Answer, Scenario
from countermove.comparison import Comparison, Parting, compare, partings
from countermove.document.faults import AnalysisError
from countermove.document.text import Lang, Text
from countermove.kind import Finding
from countermove.kinds import kind

if TYPE_CHECKING:
    from countermove.document.evidence import Claim
    from countermove.document.reading import Document, Model
    from countermove.kind import Figure

ASSUMPTION = "assumption"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finding, and the readings in which it follows; ``across``: it was made from all readings together."""

    finding: Finding
    answers: tuple[Answer, ...]
    anchor: str
    across: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A reading that could not be solved, and why."""

    reading: Text
    why: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """How near an outcome that holds is to not holding: swaps of neighbours in the orders of preference of actors.

    ``swaps`` is ``None`` where no number is known; with ``exact`` none suffices.
    """

    subject: str
    swaps: int | None
    exact: bool
    lower: int | None
    upper: int | None
    actors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One model: its answers, what could not be answered, its sentences, and how its readings compare.

    ``headline`` is the id of the finding that its kind tells first; ``nearest`` is measured by ``with_nearest``.
    """

    model: Model
    answers: Mapping[str, Answer]
    failures: tuple[Failure, ...]
    sentences: tuple[Sentence, ...]
    comparison: Comparison | None
    partings: Mapping[str, Parting]
    headline: str = ""
    nearest: Nearest | None = None

    @property
    def first(self) -> Answer:
        """The reading told first: ``base``, where it could be solved."""
        return next(iter(self.answers.values()))

    def figures(self, lang: Lang) -> Sequence[Figure]:
        """Draw all readings together, the first in front; nothing where none could be solved."""
        if not self.answers:
            return ()
        return self.first.kind.figures([answer.solution for answer in self.answers.values()], lang)


@dataclass(frozen=True, slots=True)
class Dossier:
    """A scenario ready to be written about."""

    scenario: Scenario
    lang: Lang
    chapters: tuple[Chapter, ...]
    stress: Mapping[str, Any] | None = None
    disputed: Mapping[str, str] = field(default_factory=dict)

    @property
    def document(self) -> Document:
        """The document."""
        return self.scenario.document

    def rests_on_dispute(self, finding: Finding) -> bool:
        """Say whether a finding rests on a claim that is contradicted, told differently, or a motive."""
        return any(claim in self.disputed for claim in finding.basis)

    def contested_first(self, claims: Sequence[str]) -> list[str]:
        """Return known claims: contradicted ones first, then those told differently, motives, and the rest."""
        order = ("contradicted", "told differently", "motive", "")
        known = [claim for claim in dict.fromkeys(claims) if claim in self.document.claims]
        return sorted(known, key=lambda claim: order.index(self.disputed.get(claim, "")))


def dossier(
    scenario: Scenario,
    lang: Lang,
    stress: Mapping[str, Any] | None = None,
    readings: Collection[str] | None = None,
    models: Collection[str] | None = None,
) -> Dossier:
    """Solve a scenario in every model and reading, or in those named, and gather what a report tells."""
    document = scenario.document
    wanted = [model for name, model in document.models.items() if models is None or name in models]
    chapters = tuple(_chapter(scenario, model, readings) for model in wanted)
    return Dossier(scenario, lang, chapters, stress, disputes(document))


def disputes(document: Document) -> dict[str, str]:
    """Return the claims that are disputed, and in which way: contradicted, told differently, or a motive."""
    told = {claim for contradiction in document.contradictions.values() for claim in contradiction.claims}
    found = {}
    for name, claim in document.claims.items():
        way = _dispute(claim, name in told)
        if way:
            found[name] = way
    return found


def _dispute(claim: Claim, told_differently: bool) -> str:
    if claim.standing == "contradicted":
        return "contradicted"
    if told_differently:
        return "told differently"
    return "motive" if claim.kind == "motive" else ""


def _chapter(scenario: Scenario, model: Model, readings: Collection[str] | None) -> Chapter:
    answers: dict[str, Answer] = {}
    failures = []
    for name, reading in model.readings.items():
        if readings is not None and name not in readings:
            continue
        try:
            answers[name] = scenario.answer(model.name, name)
        except (AnalysisError, ValueError, LookupError, RuntimeError) as error:  # numeric rooms refuse sizes by these
            failures.append(Failure(reading.title, str(error)))
    if not answers:
        return Chapter(model, {}, tuple(failures), (), None, {})
    findings = {name: answer.findings() for name, answer in answers.items()}
    sentences = tuple(_sentences(model, answers, findings))
    headline = next((found[0].id for found in findings.values() if found), "")
    side_by_side = compare(answers) if len(answers) > 1 else None
    parted = partings(model, list(answers))
    return Chapter(model, answers, tuple(failures), sentences, side_by_side, parted, headline)


def _sentences(
    model: Model, answers: Mapping[str, Answer], findings: Mapping[str, Sequence[Finding]]
) -> Iterator[Sentence]:
    """Yield what is true of all readings together, then each reading's findings, the same sentence told once."""
    across = getattr(kind(model.kind), "across", None)
    number = 0
    if across is not None and len(answers) > 1:
        every = list(answers.values())
        for finding, places in across([answer.solution for answer in every]):
            told_by = tuple(every[place] for place in places)
            yield Sentence(finding, told_by, f"why-{anchor(model.name)}-{number}", True)
            number += 1
    groups: dict[tuple[str, Text], list[tuple[Finding, Answer]]] = {}
    for name, answer in answers.items():
        for finding in findings[name]:
            groups.setdefault((finding.id, finding.text), []).append((finding, answer))
    for group in groups.values():
        basis = tuple(dict.fromkeys(claim for finding, _ in group for claim in finding.basis))
        first = group[0][0]
        whole = Finding(first.id, first.text, first.firmness, basis, first.certificate, first.subjects)
        yield Sentence(whole, tuple(answer for _, answer in group), f"why-{anchor(model.name)}-{number}")
        number += 1


def command_target(file: str) -> str:
    """Return a file as the command line takes it; a library scenario by its name."""
    from countermove.document.including import library_names

    return file.removesuffix(".yaml") if file.removesuffix(".yaml") in library_names() else file


def anchor(name: str) -> str:
    """Return a name as part of a fragment: letters and digits kept, everything else a hyphen."""
    return "".join(letter if letter.isalnum() else "-" for letter in name)
