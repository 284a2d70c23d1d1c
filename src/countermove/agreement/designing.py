"""The design of a text, from what the analyst wrote: front, common text, prices, clauses that never pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.assembly import games
from countermove.agreement.clauses import Menu, level_id
from countermove.agreement.design_draws import drawn_design
from countermove.agreement.drafting import SEARCHED_TEXTS, TRIED_TEXTS, TextSpace, front_of, largest_text, tried_texts
from countermove.agreement.participation import DRAWN_PARTIES, Bools, Participation, drawn, every_and_some
from countermove.agreement.pricing import never_paying, price_of
from countermove.agreement.programme import front_by_programme, price_by_programme
from countermove.agreement.solution import BesideDesign, DesignAnswer, Excepted
from countermove.agreement.spaces import text_space
from countermove.document.faults import AnalysisError
from countermove.document.text import Text

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel
    from countermove.kind import Case

NOT_SEARCHED = Text(
    "Which texts are beaten by no other was not worked out: some parties put others off, so that who signs must be "
    "searched text by text, which is done up to {parties} parties and {texts} texts; here are {n} parties and {size} "
    "texts. Merge like-minded parties, or name fewer clauses in `design`.",
    "未能算出哪些文本不被其他文本超越：有些参与方会使另一些却步，因此须逐一搜索每种文本的签署者，上限为{parties}方、{texts}种文本；"
    "这里有{n}方、{size}种文本。请合并立场相近的各方，或在design中减少条款。",
)
NOT_PROGRAMMED = Text(
    "Which texts are beaten by no other was not worked out: reservations make depth depend on who signs, so that each "
    "text must be tried, which is done up to {texts} texts; here are {size}. Name fewer clauses in `design`.",
    "未能算出哪些文本不被其他文本超越：由于允许保留，力度取决于谁签署，因此须逐一尝试每种文本，上限为{texts}种；这里有{size}种。"
    "请在design中减少条款。",
)


def design_of(case: Case[AgreementModel], game: Participation) -> DesignAnswer | Text | None:
    """Return the design of the text, None where none is asked for, or the reason why it cannot be had."""
    model = case.section
    if model.design is None:
        return None
    space, menu = text_space(model, game)
    trouble = _trouble(space)
    if trouble is not None:
        return trouble
    names = tuple(model.parties)
    asked = np.array([names.index(party) for party in model.design.bring_in], dtype=np.int64)
    present = np.array(menu.present, dtype=np.int64)
    if space.size > TRIED_TEXTS:
        front = front_by_programme(space)
        prices = tuple(price_by_programme(space, int(party), present) for party in asked)
    else:
        tried = tried_texts(space, asked, space.signers(present[None])[0])
        front = front_of(space, tried.aims)
        prices = tuple(price_of(space, tried, k, int(party), present) for k, party in enumerate(asked))
    largest, deep = _largest(model, space, menu)
    common = None if largest is None else menu.levels_of(largest)
    return DesignAnswer(
        parties=names,
        menu=menu,
        front=front,
        together=model.design.together,
        largest=largest,
        depth=deep,
        never={menu.clauses[k]: why for k, why in never_paying(space, front).items()},
        prices=prices,
        present_inside=space.signers(present[None])[0],
        drawn=drawn_design(model, asked, common),
        beside=_beside(case) if case.reading == "base" else (),
    )


def _trouble(space: TextSpace) -> Text | None:
    parties = space.game.alone.size
    if not space.game.monotone:
        if parties > DRAWN_PARTIES or space.size > SEARCHED_TEXTS:
            size, texts = f"{space.size:,}", f"{SEARCHED_TEXTS:,}"
            return NOT_SEARCHED.of(parties=DRAWN_PARTIES, texts=texts, n=parties, size=size)
    elif space.reserved is not None and space.size > TRIED_TEXTS:
        return NOT_PROGRAMMED.of(texts=f"{TRIED_TEXTS:,}", size=f"{space.size:,}")
    return None


def _largest(model: AgreementModel, space: TextSpace, menu: Menu) -> tuple[tuple[str, ...] | None, float]:
    together = model.design.together if model.design is not None else ()
    if not together or not menu.clauses:
        return None, 0.0
    inside = np.array([party in together for party in model.parties])
    share = space.counts * inside / max(float(space.counts @ inside), 1e-12)
    net = tuple(depth * (1 - out @ share) for depth, out in zip(menu.depth, menu.reserved, strict=True))
    slack = space.game.net(inside)[inside]
    try:
        levels, deep = largest_text(tuple(one[:, inside] for one in menu.value), net, slack)
    except AnalysisError:  # no text at all keeps this coalition together: the finding says so
        return None, 0.0
    return tuple(menu.contents(levels)), deep


def _beside(case: Case[AgreementModel]) -> tuple[BesideDesign, ...]:
    """Return the designs of the readings that are to be set side by side."""
    section = case.section.design
    found: list[BesideDesign] = []
    if section is None:
        return ()
    for reading, title in section.beside.items():
        model = case.other_readings.get(reading)
        if model is None or not model.parties or not model.clauses:
            continue
        game = games(model, {}, 1).game(0)
        space, menu = text_space(model, game)
        if _trouble(space) is not None or space.size > TRIED_TEXTS:
            continue
        names = list(model.parties)
        asked = np.array([names.index(party) for party in section.bring_in if party in names], dtype=np.int64)
        present = np.array(menu.present, dtype=np.int64)
        tried = tried_texts(space, asked, space.signers(present[None])[0])
        prices = tuple(price_of(space, tried, k, int(party), present) for k, party in enumerate(asked))
        largest, deep = _largest(model, space, menu)
        found.append(BesideDesign(reading, title, menu, largest, deep, prices))
    return tuple(found)


def excepted_of(case: Case[AgreementModel], game: Participation) -> tuple[Excepted, ...]:
    """Return who joins the text as it stands with a reservation to which clause, and what else would happen."""
    model = case.section
    names = np.array(list(model.parties))
    counts = np.array([member.counts.centre for member in model.parties.values()])
    inside = _every(game)
    found = []
    for key, clause in model.clauses.items():
        held = clause.at(clause.present)
        if not held or not clause.steps[held - 1].reservations:
            continue
        step = clause.steps[held - 1]
        worth = np.array([step.values[party].centre if party in step.values else 0.0 for party in model.parties])
        reserve = inside & (worth < 0)
        strict = _every(game.with_alone(game.alone + np.minimum(worth, 0.0)))
        breadth = float(inside @ counts)
        net = step.depth.centre * (1 - float(reserve @ counts) / breadth if breadth else 1.0)
        found.append(
            Excepted(
                level_id(key, step),
                tuple(names[reserve].tolist()),
                tuple(names[inside & ~strict].tolist()),
                tuple(names[strict & ~inside].tolist()),
                step.depth.centre,
                net,
            )
        )
    return tuple(found)


def _every(game: Participation) -> Bools:
    only: Bools = every_and_some(drawn(game, game.alone[None]))[0][0]
    return only
