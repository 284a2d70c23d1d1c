"""Checks, answers and drawings that are kept: an edit checks, solves and draws again only what it bears on."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from countermove.analysis import Answer, Scenario
from countermove.document.faults import Problem
from countermove.document.reading import Document, Model, Reading
from countermove.document.text import Lang
from countermove.kind import Case, Figure, Finding
from countermove.kinds import Registry, case_of, kind

MOST_CHECKED, MOST_ANSWERS, MOST_DRAWN = 128, 64, 32
_checked: OrderedDict[tuple[str, str, str], tuple[Case[Any], _Watched, Sequence[Problem]]] = OrderedDict()
_answers: list[tuple[Case[Any], _Watched, Answer]] = []
_drawn: OrderedDict[tuple[Any, ...], tuple[Sequence[Answer], Sequence[Figure]]] = OrderedDict()


@dataclass(slots=True)
class _Watched(Mapping[str, Any]):
    """The other readings of a case, and which of them were looked at: the answer rests on no others."""

    others: Mapping[str, Any]
    seen: set[str] = field(default_factory=set)

    def __getitem__(self, name: str) -> Any:
        self.seen.add(name)
        return self.others[name]

    def __iter__(self) -> Iterator[str]:
        self.seen.update(self.others)
        return iter(self.others)

    def __len__(self) -> int:
        return len(self.others)

    def still(self, others: Mapping[str, Any]) -> bool:
        """Say whether all that was looked at is the same in others."""
        return all(name in others and others[name] == self.others[name] for name in self.seen)


@dataclass(frozen=True, slots=True)
class KeptAnswer(Answer):
    """An answer that finds its sentences and verdicts once."""

    told: dict[str, Any] = field(default_factory=dict, compare=False)

    def findings(self) -> Sequence[Finding]:
        """Return what the solution means, headline first."""
        if "findings" not in self.told:
            self.told["findings"] = tuple(self.kind.findings(self.solution))
        found: Sequence[Finding] = self.told["findings"]
        return found

    def verdicts(self) -> Mapping[str, Sequence[str]]:
        """Return, by concept, the subjects that hold."""
        if "verdicts" not in self.told:
            self.told["verdicts"] = self.kind.verdicts(self.solution)
        found: Mapping[str, Sequence[str]] = self.told["verdicts"]
        return found


class Checking(Registry):
    """The kinds, whose checks are kept: a reading is checked again only where what bears on it has changed."""

    def problems(self, document: Document, model: Model, reading: Reading) -> Sequence[Problem]:
        """Let the kind check one reading, or return what it found before."""
        case = case_of(document, model, reading)
        key, alone = (document.name, model.name, reading.name), replace(case, other_readings={})
        kept = _checked.get(key)
        if kept is not None and kept[0] == alone and kept[1].still(case.other_readings):
            return kept[2]
        watched = _Watched(case.other_readings)
        found = tuple(kind(model.kind).check(replace(case, other_readings=watched)))
        _checked[key] = (alone, watched, found)
        while len(_checked) > MOST_CHECKED:
            _checked.popitem(last=False)
        return found


class Remembering(Scenario):
    """A document that answers from memory where nothing that bears on a case has changed."""

    __slots__ = ()

    def answer(self, model: str | None = None, reading: str = "base", horizon: int | None = None) -> Answer:
        """Solve one reading of one model, or return what it was solved to before."""
        case = self.case(model, reading, horizon)
        alone = replace(case, other_readings={})
        for place, (known, watched, found) in enumerate(_answers):
            if known == alone and watched.still(case.other_readings):
                _answers.append(_answers.pop(place))
                return found
        watched = _Watched(case.other_readings)
        its_kind = kind(self.model(model).kind)
        asked = replace(case, other_readings=watched)
        found = KeptAnswer(asked, its_kind, its_kind.solve(asked))
        _answers.append((alone, watched, found))
        del _answers[:-MOST_ANSWERS]
        return found


def drawn(answers: Sequence[Answer], lang: Lang) -> Sequence[Figure]:
    """Return a model's figures over all its readings, from memory where these answers were drawn before."""
    if not answers:
        return ()
    key = (lang, *map(id, answers))
    if key not in _drawn:
        figures = answers[0].kind.figures([answer.solution for answer in answers], lang)
        _drawn[key] = (tuple(answers), figures)  # the answers are held, so that no other gets one's identity
        while len(_drawn) > MOST_DRAWN:
            _drawn.popitem(last=False)
    _drawn.move_to_end(key)
    return _drawn[key][1]
