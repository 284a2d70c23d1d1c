"""What the design of a text means, in sentences: front, common text, prices, clauses that never pay, reservations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from countermove.document.text import Text, listed
from countermove.kind import Finding, Json

if TYPE_CHECKING:
    from countermove.agreement.clauses import Menu
    from countermove.agreement.pricing import Price, PricedText
    from countermove.agreement.solution import AgreementSolution, BesideDesign, DesignAnswer

SHOWN_CLAUSES = 14

FRONT = Text(
    "Of {tried} possible texts, {count} are beaten by no other in depth, breadth and capability at once.",
    "在{tried}种可能的文本中，有{count}种在力度、广度和覆盖实力上不被任何其他文本全面超越。",
)
FRONT_CUT = Text(
    "Of {tried} possible texts, at least {count} are beaten by no other in depth, breadth and capability at once; the "
    "search for more was stopped there.",
    "在{tried}种可能的文本中，至少有{count}种在力度、广度和覆盖实力上不被任何其他文本全面超越；搜索至此为止。",
)
ONE_BEST = Text(
    "Of {tried} possible texts, one is at least as good as every other in depth, breadth and capability at once.",
    "在{tried}种可能的文本中，有一种在力度、广度和覆盖实力上都不逊于其他任何文本。",
)
LARGEST = Text(
    "The deepest text that {together} would all sign, with nobody else inside, has depth {depth} and contains: "
    "{clauses}.",
    "在没有其他各方加入时，{together}都愿签署的最有力文本力度为{depth}，包含：{clauses}。",
)
LARGEST_EMPTY = Text(
    "The only text that {together} would all sign, with nobody else inside, is one without any of these clauses.",
    "在没有其他各方加入时，{together}都愿签署的文本只有不含任何这些条款的文本。",
)
NO_COMMON = Text(
    "No combination of these clauses is a text that {together} would all sign with nobody else inside.",
    "在没有其他各方加入时，这些条款的任何组合都不是{together}都愿签署的文本。",
)
ADDING = Text("adding “{clause}”", "加入“{clause}”")
DROPPING = Text("dropping “{clause}”", "删去“{clause}”")
CHANGING = Text("changing “{before}” to “{clause}”", "把“{before}”改为“{clause}”")
COSTS_DEPTH = Text(
    "Bringing in {party} costs {loss} of depth: no text deeper than {depth} (now {present}) brings it in. The deepest "
    "that does comes by {changes}{others}.",
    "争取{party}加入要损失{loss}的力度：力度超过{depth}（现为{present}）的文本都不能使其加入。"
    "能做到的最有力文本由{changes}而成{others}。",
)
COSTS_NO_DEPTH = Text(
    "Bringing in {party} costs no depth: the deepest text that it signs has depth {depth} (now {present}) and comes by "
    "{changes}{others}.",
    "争取{party}加入不损失力度：其愿签署的最有力文本力度为{depth}（现为{present}），由{changes}而成{others}。",
)
FEWEST_NONE = Text(
    "To bring in {party}, no clause need be given up: {changes} is enough (depth {depth}){others}.",
    "无需放弃任何条款即可争取{party}加入，只需{changes}（力度{depth}）{others}。",
)
FEWEST_SOME = Text(
    "To bring in {party}, {count} of the clauses must at least be given up or weakened: {changes} (depth "
    "{depth}){others}.",
    "要争取{party}加入，至少须放弃或削弱{count}项条款：{changes}（力度{depth}）{others}。",
)
SIGNS_ALREADY = Text(
    "The text as it stands brings in {party} already; the deepest text that still does has depth {depth} (now "
    "{present}).",
    "现有文本已能争取{party}加入；仍能做到的最有力文本力度为{depth}（现为{present}）。",
)
KEEPING = Text(
    "If nobody who signs now is to leave, the deepest text with {party} has depth {depth}.",
    "若要求现有签署者无一退出，含{party}的最有力文本力度为{depth}。",
)
KEEPING_NONE = Text(
    "No text brings in {party} without losing somebody who signs now.",
    "没有任何文本能争取{party}加入而不失去现有签署者。",
)
BROUGHT_BY_NONE = Text(
    "At central values, no text made of these clauses brings in {party}: at best, joining is worth {net} to it.",
    "按中心取值，由这些条款组成的任何文本都不能争取{party}加入：加入对它的净收益最多为{net}。",
)
BROUGHT_BY_NONE_PROVED = Text(
    "At central values, no text made of these clauses brings in {party}.",
    "按中心取值，由这些条款组成的任何文本都不能争取{party}加入。",
)
GAINED = Text("; {gained} join as well", "；{gained}也会加入")
LOST = Text("; {lost} leave", "；{lost}会退出")
GAINED_LOST = Text("; {gained} join as well and {lost} leave", "；{gained}也会加入，{lost}会退出")
NOTHING = Text.both("")
NEVER = {
    ("beaten", False): Text(
        "One clause never pays: {clauses}. Each text that contains it is beaten by a text that does not.",
        "有一项条款从不划算：{clauses}。含有它的文本都被不含它的文本全面超越。",
    ),
    ("beaten", True): Text(
        "These clauses never pay: {clauses}. Each text that contains one of them is beaten by another text.",
        "以下条款从不划算：{clauses}。含有其中任何一项的文本都被其他文本全面超越。",
    ),
    ("nominal", False): Text(
        "One clause never pays and adds depth on paper only: {clauses}. No signer of a text that no other beats gains "
        "or loses by it.",
        "有一项条款从不划算，只在纸面上增加力度：{clauses}。在不被超越的文本中，没有签署者因它得失。",
    ),
    ("nominal", True): Text(
        "These clauses never pay and add depth on paper only: {clauses}. No signer of a text that no other beats gains "
        "or loses by them.",
        "以下条款从不划算，只在纸面上增加力度：{clauses}。在不被超越的文本中，没有签署者因它们得失。",
    ),
    ("redundant", False): Text(
        "One clause never pays: {clauses}. It adds no depth, and no text that no other beats would lose a signer "
        "without it.",
        "有一项条款从不划算：{clauses}。它不增加力度，不被超越的文本去掉它也不会失去签署者。",
    ),
    ("redundant", True): Text(
        "These clauses never pay: {clauses}. They add no depth, and no text that no other beats would lose a signer "
        "without them.",
        "以下条款从不划算：{clauses}。它们不增加力度，不被超越的文本去掉它们也不会失去签署者。",
    ),
}
ALL_PAY = Text(
    "Every clause pays in some text that no other beats: it holds a signer, or adds depth that a signer feels.",
    "每项条款都在某种不被超越的文本中划算：或留住一个签署者，或增加签署者切实感受到的力度。",
)
DRAWN = Text(
    "Where every valuation is drawn from its law, some text brings in {party} in {some} of {draws} draws; most often, "
    "in {best}, by {changes}.",
    "若所有估值都按其分布抽取，则{draws}次抽样中有{some}存在能争取{party}加入的文本；最常做到的办法（占{best}）是{changes}。",
)
DRAWN_NONE = Text(
    "Where every valuation is drawn from its law, no text brings in {party} in any of {draws} draws.",
    "若所有估值都按其分布抽取，{draws}次抽样中没有任何文本能争取{party}加入。",
)
DRAWN_COMMON = Text(
    "Where every valuation is drawn from its law, {together} would all sign that common text in {share} of {draws} "
    "draws.",
    "若所有估值都按其分布抽取，则{draws}次抽样中有{share}{together}都愿签署该共同文本。",
)
AS_IT_STANDS = Text("leaving the text as it is", "保持现有文本不变")
RESERVED = Text(
    "{parties} join with a reservation to “{clause}”, which then counts with depth {net} in place of {depth}{strict}.",
    "{parties}加入并对“{clause}”提出保留，该条款的力度因此按{net}而非{depth}计{strict}。",
)
STRICT_LOSES = Text("; without reservations {kept} would stay out", "；若不许保留，{kept}不会加入")
STRICT_WINS = Text("; without reservations {put_off} would join", "；若不许保留，{put_off}会加入")
BESIDE = Text(
    "Why some stay out decides which is the deepest text that {together} would all sign: {accounts}. What each of them "
    "contains: {shared}.",
    "{together}都愿签署的最有力文本，取决于各方为何不加入：{accounts}。各文本都包含：{shared}。",
)
BESIDE_SAME = Text(
    "Whatever the account of why some stay out ({titles}), {together} would all sign the same deepest text.",
    "无论如何解释各方为何不加入（{titles}），{together}都愿签署的最有力文本都相同。",
)
ACCOUNT = Text("if “{title}”, depth {depth}, with {own} besides", "若“{title}”，力度{depth}，另含{own}")
ACCOUNT_BARE = Text("if “{title}”, depth {depth}", "若“{title}”，力度{depth}")
ACCOUNT_NONE = Text("if “{title}”, no text at all", "若“{title}”，没有这样的文本")
NO_CLAUSE = Text("none of the clauses", "没有任何条款")
WAYS_IN = Text(
    "What brings in {party} with the least given up depends on why it stays out: {accounts}.",
    "以最少让步争取{party}加入的办法，取决于它为何不加入：{accounts}。",
)
WAY = Text("if “{title}”, {changes}", "若“{title}”，{changes}")
WAY_NONE = Text("if “{title}”, no text does", "若“{title}”，没有文本能做到")
WAY_NOTHING = Text("if “{title}”, nothing need change", "若“{title}”，无需改变")
ONE_AND_NEXT = Text("{one}; {following}", "{one}；{following}")


def _in_turn(parts: Sequence[Text]) -> Text:
    """Return clauses of a sentence one after the other, semicolons between."""
    said = parts[0]
    for part in parts[1:]:
        said = ONE_AND_NEXT.of(one=said, following=part)
    return said


def design_findings(solution: AgreementSolution) -> Iterator[Finding]:
    """Yield the sentences of the design, the front first; where it could not be had, the reason."""
    for one in solution.excepted:
        if one.reserve:
            strict = NOTHING
            if one.kept_by_it or one.put_off_by_it:
                words = STRICT_LOSES if one.kept_by_it else STRICT_WINS
                strict = words.of(kept=solution.called(one.kept_by_it), put_off=solution.called(one.put_off_by_it))
            text = RESERVED.of(
                parties=solution.called(one.reserve),
                clause=solution.clauses[one.clause],
                net=f"{one.net:.3g}",
                depth=f"{one.depth:.3g}",
                strict=strict,
            )
            certificate = {"clause": one.clause, "reserve": list(one.reserve), "out_without": list(one.kept_by_it),
                           "in_without": list(one.put_off_by_it), "depth": one.depth, "net_depth": one.net}  # fmt: skip
            yield Finding(f"reservation-{one.clause}", text, "exact", solution.basis, certificate, one.reserve)
    if solution.design_gap is not None:
        yield Finding("front", solution.design_gap, "exact", solution.basis)
    design = solution.design
    if design is None:
        return
    yield _front(solution, design)
    if design.together:
        yield _common(solution, design)
    for price in design.prices:
        yield from _price(solution, design, price)
    yield from _drawn(solution, design)
    yield from _never(solution, design)
    if len(design.beside) > 1:
        yield from _beside(solution, design)


def _front(solution: AgreementSolution, design: DesignAnswer) -> Finding:
    front = design.front
    rows = [
        {
            "clauses": design.menu.contents(levels),
            "signers": [party for party, inside in zip(design.parties, who, strict=True) if inside],
            "depth": float(aims[0]),
            "breadth": float(aims[1]),
            "capability": float(aims[2]),
        }
        for levels, who, aims in zip(front.level[:50], front.inside[:50], front.aims[:50], strict=True)
    ]
    words = FRONT if len(front.aims) > 1 else ONE_BEST
    text = (words if front.complete else FRONT_CUT).of(tried=front.tried, count=len(front.aims))
    method = f"{front.programmes} integer programmes (HiGHS)" if front.programmes else "every text was tried"
    certificate = {"texts": rows, "never_pay": dict(design.never), "method": method, "complete": front.complete}
    return Finding("front", text, "exact" if front.complete else "bounded", solution.basis, certificate)


def _common(solution: AgreementSolution, design: DesignAnswer) -> Finding:
    together = solution.called(design.together)
    if design.largest is None:
        text = NO_COMMON.of(together=together)
    elif not design.largest:
        text = LARGEST_EMPTY.of(together=together)
    else:
        clauses = _clauses(solution, design.largest)
        text = LARGEST.of(together=together, depth=f"{design.depth:.3g}", clauses=clauses)
    none = design.largest is None
    certificate = {"clauses": None if none else list(design.largest or ()), "depth": None if none else design.depth}
    return Finding("common-text", text, "exact", solution.basis, certificate, design.together)


def _clauses(solution: AgreementSolution, ids: Sequence[str]) -> Text:
    return listed([solution.clauses[name] for name in ids], SHOWN_CLAUSES)


def changes_of(solution: AgreementSolution, menu: Menu, levels: Sequence[int]) -> list[Text]:
    """Return what has to be added, dropped or changed in the text as it stands to make another, clause by clause."""
    changes = []
    for ids, held, level in zip(menu.ids, menu.present, levels, strict=True):
        if level == held:
            continue
        words = DROPPING if not level else ADDING if not held else CHANGING
        before = solution.clauses[ids[(held or int(level)) - 1]]
        after = solution.clauses[ids[(int(level) or held) - 1]]
        changes.append(words.of(before=before, clause=after))
    return changes


def _price(solution: AgreementSolution, design: DesignAnswer, price: Price) -> Iterator[Finding]:
    name = design.parties[price.party]
    party = solution.names[name]
    menu, present = design.menu, present_depth(design.menu)
    certificate: Json = {
        "party": name,
        "deepest": _text_data(design, price.deepest),
        "fewest_given_up": _text_data(design, price.fewest),
        "keeping_all": _text_data(design, price.keeping),
        "deeper_texts_that_it_does_not_sign": price.deeper,
        "most_that_joining_is_worth": price.best_net,
    }
    basis, subjects = solution.basis, (name,)
    if price.deepest is None or price.fewest is None:
        words = BROUGHT_BY_NONE if price.best_net is not None else BROUGHT_BY_NONE_PROVED
        text = words.of(party=party, net=f"{price.best_net:.3g}" if price.best_net is not None else "")
        yield Finding(f"price-{name}", text, "exact", basis, certificate, subjects)
        return
    depth = f"{price.deepest.aims[0]:.4g}"
    if design.present_inside[price.party]:
        text = SIGNS_ALREADY.of(party=party, depth=depth, present=f"{present:.4g}")
        yield Finding(f"price-{name}", text, "exact", basis, certificate, subjects)
        return
    loss = present - float(price.deepest.aims[0])
    text = (COSTS_DEPTH if loss > 0 else COSTS_NO_DEPTH).of(
        party=party,
        loss=f"{loss:.4g}",
        depth=depth,
        present=f"{present:.4g}",
        changes=listed(changes_of(solution, menu, price.deepest.level.tolist()), SHOWN_CLAUSES),
        others=_others(solution, design, price.deepest, price.party),
    )
    yield Finding(f"price-{name}", text, "exact", basis, certificate, subjects)
    given = int(np.sum(_given_up(menu, price.fewest.level)))
    text = (FEWEST_SOME if given else FEWEST_NONE).of(
        party=party,
        count=given,
        changes=listed(changes_of(solution, menu, price.fewest.level.tolist()), SHOWN_CLAUSES),
        depth=f"{price.fewest.aims[0]:.4g}",
        others=_others(solution, design, price.fewest, price.party),
    )
    yield Finding(f"price-{name}-fewest", text, "exact", basis, None, subjects)
    if (design.present_inside & ~price.deepest.inside).any():
        words = KEEPING if price.keeping is not None else KEEPING_NONE
        text = words.of(party=party, depth=f"{price.keeping.aims[0]:.4g}" if price.keeping is not None else "")
        yield Finding(f"price-{name}-keeping", text, "exact", basis, None, subjects)


def present_depth(menu: Menu) -> float:
    """Return the depth of the text as it stands, reservations aside."""
    return float(sum(depth[held] for depth, held in zip(menu.depth, menu.present, strict=True)))


def _given_up(menu: Menu, levels: np.ndarray) -> list[bool]:
    return [
        depth[level] < depth[held] or (held > 0 and level == 0)
        for depth, level, held in zip(menu.depth, levels, menu.present, strict=True)
    ]


def _others(solution: AgreementSolution, design: DesignAnswer, text: PricedText, party: int) -> Text:
    new, gone = text.inside & ~design.present_inside, design.present_inside & ~text.inside
    gained = [design.parties[k] for k in np.flatnonzero(new) if k != party]
    lost = [design.parties[k] for k in np.flatnonzero(gone)]
    if not gained and not lost:
        return NOTHING
    words = GAINED_LOST if gained and lost else GAINED if gained else LOST
    return words.of(gained=solution.called(gained), lost=solution.called(lost))


def _text_data(design: DesignAnswer, text: PricedText | None) -> Json | None:
    if text is None:
        return None
    names = np.array(design.parties)
    return {
        "clauses": design.menu.contents(text.level),
        "depth": float(text.aims[0]),
        "breadth": float(text.aims[1]),
        "capability": float(text.aims[2]),
        "signers": names[text.inside].tolist(),
        "join": names[text.inside & ~design.present_inside].tolist(),
        "leave": names[design.present_inside & ~text.inside].tolist(),
    }


def _drawn(solution: AgreementSolution, design: DesignAnswer) -> Iterator[Finding]:
    drawn = design.drawn
    if drawn is None:
        return
    if drawn.common is not None and design.largest:
        share = f"{drawn.common:.0%}"
        text = DRAWN_COMMON.of(together=solution.called(design.together), share=share, draws=drawn.draws)
        data: Json = {"share": drawn.common, "draws": drawn.draws}
        yield Finding("common-text-drawn", text, "sampled", solution.basis, data, design.together)
    for one in drawn.brought:
        name = design.parties[one.party]
        changes = changes_of(solution, design.menu, one.level)
        text = (DRAWN if one.some else DRAWN_NONE).of(
            party=solution.names[name],
            some=f"{one.some:.0%}",
            best=f"{one.best:.0%}",
            draws=drawn.draws,
            changes=listed(changes, SHOWN_CLAUSES) if changes else AS_IT_STANDS,
        )
        data = {"some_text": one.some, "this_text": one.best, "clauses": design.menu.contents(one.level),
                "draws": drawn.draws}  # fmt: skip
        yield Finding(f"price-{name}-drawn", text, "sampled", solution.basis, data, (name,))


def _never(solution: AgreementSolution, design: DesignAnswer) -> Iterator[Finding]:
    if design.clauses and not design.never:
        yield Finding("clauses-pay", ALL_PAY, "exact", solution.basis)
    for why in dict.fromkeys(design.never.values()):
        clauses = [name for name, reason in design.never.items() if reason == why]
        text = NEVER[why, len(clauses) > 1].of(clauses=_clauses(solution, clauses))
        yield Finding(f"never-pays-{why}", text, "exact", solution.basis, {"clauses": clauses})


def _beside(solution: AgreementSolution, design: DesignAnswer) -> Iterator[Finding]:
    together, beside = solution.called(design.together), design.beside
    certificate: Json = {
        one.reading: {"clauses": None if one.largest is None else list(one.largest), "depth": one.depth}
        for one in beside
    }
    if design.together:
        texts = {one.largest for one in beside}
        if len(texts) == 1:
            titles = listed([one.title for one in beside])
            text = BESIDE_SAME.of(titles=titles, together=together)
        else:
            had = [set(one.largest) for one in beside if one.largest is not None]
            shared = set.intersection(*had) if had else set()
            order = [name for one in beside for name in one.largest or ()]
            common = [name for name in dict.fromkeys(order) if name in shared]
            text = BESIDE.of(
                together=together,
                accounts=_in_turn([_account(solution, one, shared) for one in beside]),
                shared=_clauses(solution, common) if common else NO_CLAUSE,
            )
        yield Finding("beside", text, "exact", solution.basis, certificate, design.together)
    for k, price in enumerate(design.prices):
        fewest = [one.prices[k].fewest for one in beside]
        data = {
            one.reading: None if text is None else one.menu.contents(text.level)
            for one, text in zip(beside, fewest, strict=True)
        }
        if len({repr(contents) for contents in data.values()}) > 1:
            ways = [_way(solution, one, one.prices[k]) for one in beside]
            party = design.parties[price.party]
            text = WAYS_IN.of(party=solution.names[party], accounts=_in_turn(ways))
            yield Finding(f"beside-{party}", text, "exact", solution.basis, data, (party,))


def _account(solution: AgreementSolution, one: BesideDesign, shared: set[str]) -> Text:
    if one.largest is None:
        return ACCOUNT_NONE.of(title=one.title)
    own = [name for name in one.largest if name not in shared]
    words = ACCOUNT if own else ACCOUNT_BARE
    return words.of(title=one.title, depth=f"{one.depth:.3g}", own=_clauses(solution, own))


def _way(solution: AgreementSolution, one: BesideDesign, price: Price) -> Text:
    if price.fewest is None:
        return WAY_NONE.of(title=one.title)
    changes = changes_of(solution, one.menu, price.fewest.level.tolist())
    if not changes:
        return WAY_NOTHING.of(title=one.title)
    return WAY.of(title=one.title, changes=listed(changes, SHOWN_CLAUSES))
