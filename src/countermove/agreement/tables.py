"""The answer as tables and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from countermove.agreement.drawn import beside_table, record_table
from countermove.agreement.further import further_payload
from countermove.agreement.like_findings import family_table
from countermove.agreement.pacing import pace_data
from countermove.agreement.sponsor_views import sponsor_table
from countermove.agreement.text_effects import effects_data
from countermove.document.text import Text
from countermove.kind import Cell, Json, Table

if TYPE_CHECKING:
    from countermove.agreement.solution import AgreementSolution, DesignAnswer, GameAnswer

PARTY = Text("party", "参与方")


def payload_of(solution: AgreementSolution) -> Json:
    """Return the JSON fields of ``solve`` beyond headline and findings."""
    payload = further_payload(solution)
    good, forecast = solution.public_good, solution.forecast
    if solution.game is not None:
        payload["game"] = _game_payload(solution.game)
    if good is not None:
        payload["self_enforcing"] = {
            "parties": list(good.parties),
            "minimum": good.minimum,
            "stable": [
                [party for k, party in enumerate(good.parties) if int(mask) >> k & 1]
                for mask in good.stability.stable[:1000]
            ],
            "stable_count": int(good.stability.stable.size),
        }
    if solution.design is not None:
        payload["design"] = _design_payload(solution.design)
    if solution.excepted:
        payload["reservations"] = {one.clause: list(one.reserve) for one in solution.excepted}
    if solution.record is not None:
        record = solution.record
        payload["record"] = {
            text: {"tally": dict(record.tally(text)), "denominator": sum(record.tally(text).values())}
            for text in record.texts
        }
    if solution.text_effects is not None:
        payload["text_effects"] = effects_data(solution.text_effects)
    if solution.pace is not None:
        payload["pace"] = pace_data(solution.pace)
    if forecast is not None:
        payload["forecast"] = {
            "text": forecast.text,
            "denominator": forecast.stated,
            "attendance": forecast.attendance,
            "parties": {one.party: [one.probability, one.low, one.high] for one in forecast.outlooks},
            "attended": forecast.attended,
            "not_listed_counts_as": forecast.refusal_share,
            "at_the_table": {one.party: list(one.asked) for one in forecast.outlooks if one.asked is not None},
        }
    return payload


def _game_payload(game: GameAnswer) -> Json:
    return {
        "parties": list(game.parties),
        "monotone": game.game.monotone,
        "equilibria": [game.named(row) for row in game.inside],
        "complete": game.complete,
        "in_every": game.named(game.every),
        "in_some": game.named(game.some),
        "round": {party: int(wave) for party, wave in zip(game.parties, game.wave, strict=True)},
        "clauses": [
            {
                "clause": s.clause,
                "present": s.present,
                "in_place_of": s.held,
                "gained": list(s.gained),
                "lost": list(s.lost),
            }
            for s in game.swings
        ],  # fmt: skip
    }


def _design_payload(design: DesignAnswer) -> Json:
    return {
        "tried": design.front.tried,
        "front": design.front.aims.tolist(),
        "common_text": None if design.largest is None else list(design.largest),
        "complete": design.front.complete,
        "programmes": design.front.programmes,
        "idle_clauses": list(design.never),
        "never_pay": dict(design.never),
        "prices": {
            design.parties[price.party]: {
                name: None if text is None else {"clauses": design.menu.contents(text.level), "depth": text.aims[0]}
                for name, text in (
                    ("deepest", price.deepest), ("fewest_given_up", price.fewest), ("keeping_all", price.keeping)
                )
            }
            for price in design.prices
        },
        "beside": {
            one.reading: {"common_text": None if one.largest is None else list(one.largest), "depth": one.depth}
            for one in design.beside
        },
    }  # fmt: skip


def tables_of(solution: AgreementSolution) -> list[Table]:
    """Return parties of the game, forecast, record and design, those that are there."""
    made = []
    if solution.sponsors is not None:
        made.append(sponsor_table(solution, solution.sponsors))
    if solution.family is not None:
        made.append(family_table(solution.family))
    if solution.game is not None:
        made.append(_game_table(solution))
    if solution.forecast is not None:
        made.append(_forecast_table(solution))
    if solution.record is not None:
        made.append(record_table(solution, solution.record))
    if solution.design is not None:
        made.append(_design_table(solution))
        if solution.design.beside:
            made.append(beside_table(solution, solution.design))
    return made


def _game_table(solution: AgreementSolution) -> Table:
    game = solution.game
    assert game is not None
    least, most = game.game.net(game.every), game.game.net(game.some)
    rows = [
        (solution.names[party], float(game.counts[k]), float(game.game.alone[k]), float(least[k]), float(most[k]),
         bool(game.every[k]), bool(game.some[k]), int(game.wave[k]) if game.wave[k] > 0 else None)
        for k, party in enumerate(game.parties)
    ]  # fmt: skip
    columns = (
        PARTY,
        Text("states", "国家数"),
        Text("net benefit alone", "单独加入的净收益"),
        Text("with those always inside", "必然加入者在内时"),
        Text("with all ever inside", "所有可能加入者在内时"),
        Text("joins in every equilibrium", "在所有均衡中加入"),
        Text("joins in some equilibrium", "在某个均衡中加入"),
        Text("round", "轮次"),
    )
    return Table("parties", Text("Who joins", "谁会加入"), columns, tuple(rows))


def _forecast_table(solution: AgreementSolution) -> Table:
    from countermove.agreement.explanation import feature_name

    forecast = solution.forecast
    assert forecast is not None
    rows = []
    for one in sorted(forecast.outlooks, key=lambda o: (-o.probability, o.party)):
        reasons = [feature_name(solution, name) for name, _ in one.reasons]
        reasons += [Text.both("")] * (3 - len(reasons))
        expected = forecast.expected.get(one.party)
        chances = (one.probability, one.low, one.high)
        asked = None if one.asked is None else one.asked[0]
        rows.append((one.party, solution.names[one.party], one.listed, *chances, asked, *reasons, expected))
    columns = (
        Text("code", "代码"), PARTY, Text("listed", "已列名"), Text("chance", "概率"), Text("low", "下限"),
        Text("high", "上限"), Text("chance at the table", "在场时的概率"),
        Text("first reason", "首要因素"), Text("second reason", "次要因素"),
        Text("third reason", "第三因素"), Text("expected by others", "他人的预期"),
    )  # fmt: skip
    title = Text("Forecast of “{text}”", "对《{text}》的预测").of(text=solution.texts[forecast.text])
    return Table("forecast", title, columns, tuple(rows))


def _held(solution: AgreementSolution, ids: Sequence[str], level: int) -> Cell:
    """Return whether a text has a clause, or of several levels which one it has."""
    return bool(level) if len(ids) == 1 or not level else solution.clauses[ids[level - 1]]


def _design_table(solution: AgreementSolution) -> Table:
    design = solution.design
    assert design is not None
    front = design.front
    rows: list[tuple[Cell, ...]] = [
        (*(float(aim) for aim in aims), solution.called([p for p, i in zip(design.parties, who, strict=True) if i], 20),
         *(_held(solution, ids, int(level)) for ids, level in zip(design.menu.ids, levels, strict=True)))
        for levels, who, aims in zip(front.level[:500], front.inside[:500], front.aims[:500], strict=True)
    ]  # fmt: skip
    columns = (
        Text("depth", "力度"), Text("states", "国家数"), Text("capability covered", "覆盖的实力"),
        Text("who signs", "谁会签署"), *(solution.clauses[name] for name in design.clauses),
    )  # fmt: skip
    return Table("front", Text("Texts that no other beats", "不被其他文本超越的文本"), columns, tuple(rows))
