"""Solve what is repeated: the dialogue and its elements, rules of conduct, and a ladder of small steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from countermove.dilemma import dialogue as talks
from countermove.dilemma import solution as answer
from countermove.dilemma.gradual import Screening, irreversible, reciprocation, screening
from countermove.dilemma.histories import history_occupancy, zero_determinant
from countermove.dilemma.memory import RULES, Slips, occupancy, payoffs, simulated, with_slips
from countermove.dilemma.model import Dialogue, DilemmaModel, Matches, Steps
from countermove.dilemma.payoff_sets import equilibrium_payoffs
from countermove.dilemma.repeated import CONDUCTS, sustained
from countermove.dilemma.steps import Watch, ladder, reassurance
from countermove.dilemma.values import cells_of, elements_of, payoff_of, terms_of
from countermove.dilemma.wording import RULES as CONDUCT
from countermove.document.text import Text
from countermove.numeric import forms

Table = NDArray[Any]
TIE = 1e-9
"""Relative to the spread of payoffs: transformed payoffs that differ by less count as tied."""


def family_of(cells: Table) -> str:
    """Return the family of the game that T, R, P, S of both actors make; nearly equal payoffs count as tied."""
    payoff = payoff_of(np.asarray(cells, dtype=np.float64))
    return forms.FAMILIES[int(forms.classify(payoff[None], TIE * float(np.ptp(payoff)))[0])]


def dialogue(section: DilemmaModel, stage: answer.Stage) -> answer.Dialogue:
    """Answer the repeated dialogue."""
    told = section.dialogue
    assert told is not None  # the caller has looked
    cells = cells_of(stage.payoff.astype(np.float64))
    terms = terms_of(told, section.between)
    changes = elements_of(told, section.between)
    costs = [element.cost.centre for element in told.elements.values()]
    tried = talks.packages(cells, terms, changes, costs, told.fined_on)
    today = talks.on_terms(cells, terms)
    needed = talks.needed_discount(cells, terms, told.fined_on)
    greed = float((today[:, talks.TEMPTATION] - today[:, talks.REWARD]).max())
    limits = talks.relative_gains_limit(cells)
    calm = talks.needed_discount(cells, replace(terms, cut=0.0, false_alarm=0.0), told.fined_on)
    rules = _rules(told, payoff_of(today))
    slips = Slips(told.execution_errors.centre, told.perception_errors.centre)
    pairs = _time_of([rule for _, rule in rules.values()], slips) @ payoff_of(today).reshape(2, 4).T
    fines = np.linspace(0.0, max(greed, 1e-9) * 1.25, 121)
    return answer.Dialogue(
        terms=terms,
        cells=today,
        needed=(float(needed[0]), float(needed[1])),
        discount=(float(np.asarray(terms.discount)[0]), float(np.asarray(terms.discount)[1])),
        holds=bool(talks.holds(cells, terms, told.fined_on)),
        worth=bool((today[:, talks.REWARD] > today[:, talks.PUNISHMENT]).all()),
        fined_on=told.fined_on,
        family=family_of(today),
        elements=tuple((key, element.name) for key, element in told.elements.items()),
        changes=tuple(changes),
        families=tuple(family_of(talks.on_terms(cells, talks.with_element(terms, change))) for change in changes),
        tried=tried,
        best=int(talks.cheapest(tried)),
        sustained=tuple(sustained(conduct, stage.exact) for conduct in CONDUCTS),
        long_run=_long_run(section, today),
        relative_limit=(float(limits[0]), float(limits[1])),
        fines=fines,
        edge=_edge(cells, terms, fines, told.fined_on),
        undisturbed=(float(calm[0]), float(calm[1])),
        noisy=_noisy(today, terms),
        reachable=_reachable(today, float(np.asarray(terms.discount).min())),
        rules=tuple((key, name) for key, (name, _) in rules.items()),
        pairs=pairs,
        played=None if told.matches is None else _played(told.matches, rules, slips, payoff_of(today)),
    )


def _edge(cells: Table, terms: talks.Terms, fines: Table, fined_on: bool) -> Table:
    """Return the discount factor from which on restraint holds, for each expected fine."""
    detection = float(np.asarray(terms.detection))
    final = talks.on_terms(cells, terms)
    if detection == 0 or not (final[:, talks.REWARD] > final[:, talks.PUNISHMENT]).all():
        return np.full(len(fines), np.inf)
    needed = talks.needed_discount(cells, replace(terms, sanction=fines / detection), fined_on)
    return np.asarray(needed.max(axis=-1))


def _long_run(section: DilemmaModel, cells: Table) -> tuple[tuple[str, float, float, float], ...]:
    """Return, by rule kept by both, the share of joint restraint and both mean payoffs, slips counted."""
    told = section.dialogue
    assert told is not None
    slips = Slips(told.execution_errors.centre, told.perception_errors.centre)
    found = []
    for name, rule in RULES.items():
        noisy = with_slips(rule, slips)
        time = occupancy(noisy, noisy)
        mean = payoffs(time, payoff_of(cells))[0]
        found.append((name, float(time[0, 0]), float(mean[0]), float(mean[1])))
    return tuple(found)


def _noisy(today: Table, terms: talks.Terms) -> tuple[float, float] | None:
    alarm = float(np.asarray(terms.false_alarm))
    if not alarm:
        return None
    worth = talks.best_noisy_value(today, float(np.asarray(terms.detection)), float(np.asarray(terms.sanction)), alarm)
    return float(worth[0]), float(worth[1])


def _reachable(today: Table, discount: float) -> Table | None:
    if not discount > 0:
        return None
    try:
        return equilibrium_payoffs(payoff_of(today), discount)
    except ValueError:  # so near 1 that the set does not settle
        return None


Rules = dict[str, tuple[Text, list[float]]]


def _rules(told: Dialogue, stage: Table) -> Rules:
    """Return the rules that may be paired: the known ones, zero-determinant ones where they exist, the document's."""
    own, other = stage.reshape(2, 4)
    rules: Rules = {name: (CONDUCT[name], list(rule)) for name, rule in RULES.items()}
    for key, at, words in (
        ("extortion", 3, Text("extortion, factor 2 (first actor)", "敲诈规则，系数2（第一方）")),
        ("generosity", 0, Text("generosity, factor 2 (first actor)", "慷慨规则，系数2（第一方）")),
    ):
        rule = zero_determinant(own, other, (float(own[at]), float(other[at])), 2.0)
        if rule is not None:
            rules[key] = (words, rule.tolist())
    rules.update({key: (rule.name, list(rule.after)) for key, rule in told.rules.items()})
    return rules


def _played(
    told: Matches, rules: Rules, slips: Slips, stage: Table
) -> tuple[tuple[tuple[str, Text], ...], Table, Table]:
    """Return the first actor's mean payoffs in finite matches, and their standard errors."""
    short = {key: (name, with_slips(rule, slips)) for key, (name, rule) in rules.items() if len(rule) == 4}
    count = len(short)
    table = np.array([rule for _, rule in short.values()])
    rows, columns = (np.repeat(index.ravel(), told.repetitions) for index in np.indices((count, count)))
    runs = simulated(table[rows], table[columns], stage, told.rounds, told.seed)[:, 0].reshape(count, count, -1)
    error = (
        runs.std(axis=2, ddof=1) / np.sqrt(told.repetitions)
        if told.repetitions > 1
        else np.full(runs.shape[:2], np.nan)
    )
    return tuple((key, name) for key, (name, _) in short.items()), runs.mean(axis=2), error


def _time_of(rules: list[list[float]], slips: Slips) -> Table:
    """Return, for each pair of rules, the long-run share of each outcome."""
    count = len(rules)
    rows, columns = (index.ravel() for index in np.indices((count, count)))
    time = np.empty((count * count, 4))
    short = np.array([len(rules[i]) == 4 and len(rules[j]) == 4 for i, j in zip(rows, columns, strict=True)])
    first, second = (
        np.array([with_slips(rules[i], slips) for i in side[short]]).reshape(-1, 4) for side in (rows, columns)
    )
    time[short] = occupancy(first, second)
    for place in np.flatnonzero(~short):
        time[place] = history_occupancy(rules[rows[place]], rules[columns[place]], slips)
    return time.reshape(count, count, 4)


def steps(section: DilemmaModel, dialogue: answer.Dialogue | None) -> answer.SmallSteps | None:
    """Answer the ladder of stakes."""
    told = section.steps
    if told is None or dialogue is None:
        return None
    rows = [dialogue.cells[actor].tolist() for actor in range(2)]
    terms = dialogue.terms
    seen, fine, false = (float(np.asarray(term)) for term in (terms.detection, terms.sanction, terms.false_alarm))
    cut, restore = float(np.asarray(terms.cut)), float(np.asarray(terms.restore))
    watch = Watch(seen, fine, false, cut, restore, dialogue.fined_on)
    ladders, whole = [], []
    for (t, r, p, _), d in zip(rows, dialogue.discount, strict=True):
        ladders.append(ladder(told.stakes, (t, r, p), d, watch))
        whole.append(ladder([max(told.stakes)], (t, r, p), d, watch).holds)
    signals = []
    for (t, r, p, s), d in zip(rows, dialogue.discount, strict=True):
        able = told.trust is not None and t > r > p > s and 0 < d < 1
        signals.append(reassurance(t, r, p, s, told.trust.centre, d) if able and told.trust is not None else None)
    assert section.dialogue is not None  # the dialogue is solved
    slips = section.dialogue.execution_errors.centre, section.dialogue.perception_errors.centre
    sides = [(t, r, p, s) for t, r, p, s in rows]
    shown = [_screened(told, side, d) for side, d in zip(sides, dialogue.discount, strict=True)]
    return answer.SmallSteps(
        told.stakes,
        (ladders[0], ladders[1]),
        all(whole),
        ladders[0].holds and ladders[1].holds,
        (signals[0], signals[1]),
        (shown[0], shown[1]),
        irreversible(sides, dialogue.discount),
        tuple(reciprocation(told.stakes, sides, *slips, how) for how in ("restart", "step_back")),
    )


def _screened(told: Steps, cells: tuple[float, float, float, float], discount: float) -> Screening | None:
    t, r, p, s = cells
    if told.trust is None or not t > r > p > s or not 0 < discount < 1:
        return None
    return screening(told.stakes, cells, told.trust.centre, discount)
