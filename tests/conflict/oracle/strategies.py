"""Random conflicts as plain descriptions, from which an oracle's game and a document's text are made apart."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from hypothesis import strategies as st

from . import option_form
from .oracle import CONCEPTS, Game, OptionGame, linear_extensions, perceived

ACTORS = ("a1", "a2", "a3", "a4")
CHANGES = ("either", "on-only", "off-only")
Pattern = str  # one of Y, N, - an option: the conjunction of what is not "-"
Patterns = tuple[Pattern, ...]  # holds where any pattern holds


@dataclass(frozen=True)
class Ranking:
    """One actor's preferences over states.

    ``tiers``: best first, each a tie; ``cuts``: places k where all tiers before k are much preferred to all from k on;
    ``unknown``: pairs not known; ``pairs``: if given, all that is known (better, worse), of which ``tiers`` is one
    completion.
    """

    tiers: tuple[tuple[int, ...], ...]
    cuts: tuple[int, ...] = ()
    unknown: tuple[tuple[int, int], ...] = ()
    pairs: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Description:
    """What every form has: ``preferences`` follow ``actors``.

    ``sees`` lists (viewer, viewed, the ranking that it takes the viewed to have); ``concepts`` follow ``actors`` or are
    empty; ``coalitions`` lists groups of actors.
    """

    actors: tuple[str, ...]
    preferences: tuple[Ranking, ...]
    status_quo: int
    sees: tuple[tuple[str, str, Ranking], ...] = ()
    concepts: tuple[str, ...] = ()
    coalitions: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class OptionDescription(Description):
    """Option form: ``changes[i]`` directions of actor i's options; the status quo is a code, rankings are of states."""

    changes: tuple[tuple[str, ...], ...]
    infeasible: tuple[Patterns, ...] = ()
    forbidden: tuple[tuple[str, Patterns, Patterns], ...] = ()
    same: tuple[Patterns, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GraphDescription(Description):
    """A graph drawn by hand: ``moves[i]`` are actor i's arcs; the status quo is a state."""

    states: int
    moves: tuple[tuple[tuple[int, int], ...], ...]


def holds(patterns: Patterns, code: int) -> bool:
    """Return whether any of the patterns matches the code."""
    return any(all(wish == "-" or (wish == "Y") == bool(code >> k & 1) for k, wish in enumerate(p)) for p in patterns)


# What the oracle reads


def to_form(description: OptionDescription) -> option_form.OptionForm:
    """Return the option form, its rules as functions of codes."""

    def infeasible(code: int) -> bool:
        return any(holds(patterns, code) for patterns in description.infeasible)

    def forbidden(actor: str, start: int, end: int) -> bool:
        return any(
            actor == who and holds(before, start) and holds(after, end) for who, before, after in description.forbidden
        )

    def rule(patterns: Patterns) -> option_form.Rule:
        return lambda code: holds(patterns, code)

    return option_form.OptionForm(
        dict(zip(description.actors, description.changes, strict=True)),
        infeasible,
        forbidden,
        tuple(rule(patterns) for patterns in description.same),
        description.status_quo,
    )


def labels(description: Description) -> tuple[str, ...]:
    """Return what the document calls each state."""
    if isinstance(description, GraphDescription):
        return tuple(f"s{state + 1}" for state in range(description.states))
    assert isinstance(description, OptionDescription)
    return option_form.labels(to_form(description))


def status_quo(description: Description) -> int:
    """Return the state that the status quo is."""
    if isinstance(description, OptionDescription):
        return option_form.state_of(to_form(description), description.status_quo)
    return description.status_quo


def to_payoff(ranking: Ranking) -> tuple[int, ...]:
    """Return ordinal payoffs, greater is better."""
    height = {state: -place for place, tier in enumerate(ranking.tiers) for state in tier}
    return tuple(height[state] + len(ranking.tiers) - 1 for state in range(len(height)))


def to_band(ranking: Ranking) -> tuple[int, ...]:
    """Return bands of strength, a higher one much preferred."""
    band = {
        state: sum(cut > place for cut in ranking.cuts) for place, tier in enumerate(ranking.tiers) for state in tier
    }
    return tuple(band[state] for state in range(len(band)))


def to_game(description: Description) -> Game:
    """Return the game; in option form it is an ``OptionGame``. Of partial orders it takes the completion at hand."""
    ranked = dict(zip(description.actors, description.preferences, strict=True))
    payoff = {actor: to_payoff(ranking) for actor, ranking in ranked.items()}
    band = {actor: to_band(ranking) for actor, ranking in ranked.items() if ranking.cuts} or None
    unknown = {a: {frozenset(pair) for pair in ranking.unknown} for a, ranking in ranked.items() if ranking.unknown}
    if isinstance(description, OptionDescription):
        return option_form.build(to_form(description), payoff, band, unknown)
    assert isinstance(description, GraphDescription)
    moves = {actor: set(arcs) for actor, arcs in zip(description.actors, description.moves, strict=True)}
    return Game(description.actors, description.states, moves, payoff, band, unknown)


def to_option_game(description: OptionDescription) -> OptionGame:
    """Return the game with its codes, as ``sim`` needs it."""
    game = to_game(description)
    assert isinstance(game, OptionGame)
    return game


def to_partial(description: Description) -> dict[str, tuple[tuple[int, int], ...]]:
    """Return what is known of each partial order, for ``certainty``."""
    ranked = zip(description.actors, description.preferences, strict=True)
    return {actor: ranking.pairs for actor, ranking in ranked if ranking.pairs is not None}


def to_perceived(description: Description) -> dict[str, Game]:
    """Return the game as each actor sees it, for ``hypergame``."""
    game = to_game(description)
    return {
        actor: perceived(game, {of: to_payoff(taken) for viewer, of, taken in description.sees if viewer == actor})
        for actor in description.actors
    }


# What an analyst would write


def option_names(description: OptionDescription) -> list[str]:
    """Return the name of each bit."""
    return [f"o{bit + 1}" for bit in range(sum(map(len, description.changes)))]


def expression(names: Sequence[str], patterns: Patterns) -> str:
    """Return the patterns in words, without parentheses: ``and`` binds closer than ``or``."""
    return " or ".join(_conjunction(names, pattern) for pattern in patterns)


def _conjunction(names: Sequence[str], pattern: Pattern) -> str:
    wished = [(name, wish) for name, wish in zip(names, pattern, strict=True) if wish != "-"]
    if not wished:
        return f"{names[0]} or not {names[0]}"
    return " and ".join(name if wish == "Y" else f"not {name}" for name, wish in wished)


def to_document(description: Description) -> str:
    """Return the document: one conflict, called ``game``, in YAML."""
    lines = ["countermove: 1", "title: {en: A random conflict, zh: 随机冲突}", "actors:"]
    lines += [f"  {a}: {{name: {{en: Actor {a[1:]}, zh: 行为体{a[1:]}}}}}" for a in description.actors]
    lines += ["models:", "  game:", "    kind: conflict"]
    if isinstance(description, OptionDescription):
        lines += _option_lines(description)
    else:
        assert isinstance(description, GraphDescription)
        lines += _graph_lines(description)
    names = labels(description)
    lines.append("    preferences:")
    for actor, ranking in zip(description.actors, description.preferences, strict=True):
        lines.append(f"      {actor}: {_preference(names, ranking)}")
    if description.concepts:
        chosen = zip(description.actors, description.concepts, strict=True)
        lines.append(f"    concept: {{{', '.join(f'{actor}: {concept}' for actor, concept in chosen)}}}")
    if description.coalitions:
        lines.append(f"    coalitions: [{', '.join(_flow(members) for members in description.coalitions)}]")
    if description.sees:
        lines += _sees_lines(description, names)
    return "\n".join(lines) + "\n"


def _flow(words: Sequence[str]) -> str:
    return f"[{', '.join(words)}]"


def _option_lines(description: OptionDescription) -> list[str]:
    names = option_names(description)
    unnamed = iter(names)
    lines = ["    options:"]
    for actor, changes in zip(description.actors, description.changes, strict=True):
        lines.append(f"      {actor}:")
        for change in changes:
            name = next(unnamed)
            said = "" if change == "either" else f", change: {change}"
            lines.append(f"        {name}: {{name: {{en: Option {name[1:]}, zh: 选项{name[1:]}}}{said}}}")
    if description.infeasible:
        lines.append("    infeasible:")
        lines += [f'      - "{expression(names, patterns)}"' for patterns in description.infeasible]
    if description.forbidden:
        lines.append("    forbidden_moves:")
        for actor, before, after in description.forbidden:
            start, end = expression(names, before), expression(names, after)
            lines.append(f'      - {{actor: {actor}, from: "{start}", to: "{end}"}}')
    if description.same:
        lines.append("    same:")
        lines += [f'      - "{expression(names, patterns)}"' for patterns in description.same]
    on = [name for bit, name in enumerate(names) if description.status_quo >> bit & 1]
    return [*lines, f"    status_quo: {_flow(on)}"]


def _graph_lines(description: GraphDescription) -> list[str]:
    names = labels(description)
    lines = [f"    states: {_flow(names)}", "    moves:"]
    for actor, arcs in zip(description.actors, description.moves, strict=True):
        lines.append(f"      {actor}: {_flow([_flow((names[start], names[end])) for start, end in arcs])}")
    return [*lines, f"    status_quo: {names[description.status_quo]}"]


def _preference(names: Sequence[str], ranking: Ranking) -> str:
    if ranking.pairs is not None:
        return f"{{partial: {_flow([_flow((names[better], names[worse])) for better, worse in ranking.pairs])}}}"
    order: list[str] = []
    for place, tier in enumerate(ranking.tiers):
        order += ['">>"'] * (place in ranking.cuts)
        order.append(names[tier[0]] if len(tier) == 1 else _flow([names[state] for state in tier]))
    if not ranking.unknown:
        return f"{{order: {_flow(order)}}}"
    pairs = [_flow((names[s], names[t])) for s, t in ranking.unknown]
    return f"{{order: {_flow(order)}, unknown: {_flow(pairs)}}}"


def _sees_lines(description: Description, names: Sequence[str]) -> list[str]:
    lines = ["    readings:"]
    for viewer, of, ranking in description.sees:
        lines += [
            f"      {of}-as-{viewer}-sees:",
            f"        title: {{en: {of} as {viewer} sees it, zh: {viewer}眼中的{of}}}",
            f"        preferences: {{{of}: {_preference(names, ranking)}}}",
        ]
    lines.append("    sees:")
    for viewer in description.actors:
        seen = [f"{of}: {of}-as-{viewer}-sees" for who, of, _ in description.sees if who == viewer]
        if seen:
            lines.append(f"      {viewer}: {{{', '.join(seen)}}}")
    return lines


# What is drawn


@st.composite
def rankings(draw: st.DrawFn, states: int, *, strength: bool = False, unknown: bool = False) -> Ranking:
    """Draw a total order with ties; ``strength`` adds much preferred tiers, ``unknown`` open pairs."""
    strict = st.permutations(range(states)).map(lambda order: [order.index(s) for s in range(states)])
    loose = st.lists(st.integers(0, min(states - 1, 7)), min_size=states, max_size=states)
    ranks = draw(st.one_of(strict, loose))
    tiers = tuple(tuple(s for s in range(states) if ranks[s] == rank) for rank in sorted(set(ranks)))
    cuts: list[int] = []
    if strength and len(tiers) > 1:
        cuts = draw(st.lists(st.integers(1, len(tiers) - 1), max_size=3, unique=True))
    apart = [(s, t) for s, t in combinations(range(states), 2) if ranks[s] != ranks[t]]
    pairs: list[tuple[int, int]] = []
    if unknown and apart:
        pairs = draw(st.lists(st.sampled_from(apart), max_size=6, unique=True))
    return Ranking(tiers, tuple(sorted(cuts)), tuple(sorted(pairs)))


@st.composite
def partial_rankings(draw: st.DrawFn, states: int) -> Ranking:
    """Draw part of a strict order, as pairs; for at most five states, since all completions are to be tried."""
    order = draw(st.permutations(range(states)))
    known = list(combinations(order, 2))
    pairs = draw(st.lists(st.sampled_from(known), unique=True)) if known else []
    return Ranking(tuple((state,) for state in order), pairs=tuple(sorted(pairs)))


@st.composite
def actor_names(draw: st.DrawFn, actors: int | None = None) -> tuple[str, ...]:
    """Draw two to four actors, or as many as asked."""
    return ACTORS[: draw(st.integers(2, 4)) if actors is None else actors]


@st.composite
def patterns(draw: st.DrawFn, options: int, *, anything: bool = False) -> Patterns:
    """Draw one or two patterns, each naming an option or more unless ``anything`` may be allowed."""
    one = st.lists(st.sampled_from("-YN"), min_size=options, max_size=options).map("".join)
    if not anything:
        one = one.filter(lambda pattern: pattern.strip("-") != "")
    return tuple(draw(st.lists(one, min_size=1, max_size=2, unique=True)))


@st.composite
def option_skeletons(
    draw: st.DrawFn,
    *,
    actors: int | None = None,
    max_options: int = 6,
    max_states: int = 64,
    rules: bool = True,
    same: bool = True,
) -> OptionDescription:
    """Draw options and rules, without preferences; ``rules=False`` leaves out forbidden moves and ``same``.

    There are never fewer options than actors. Rules that would leave fewer than two feasible states are dropped.
    """
    names = draw(actor_names(actors))
    changes: list[tuple[str, ...]] = []
    spare = max(0, min(max_options, max_states.bit_length() - 1) - len(names))
    for _ in names:
        count = draw(st.integers(1, min(1 + spare, 3)))
        spare -= count - 1
        direction = st.sampled_from(("either", *CHANGES))
        changes.append(tuple(draw(st.lists(direction, min_size=count, max_size=count))))
    options = sum(map(len, changes))
    codes = range(1 << options)
    infeasible: list[Patterns] = []
    for rule in draw(st.lists(patterns(options), max_size=3)):
        if sum(not any(holds(r, code) for r in [*infeasible, rule]) for code in codes) >= 2:
            infeasible.append(rule)
    feasible = [code for code in codes if not any(holds(rule, code) for rule in infeasible)]
    forbidden: list[tuple[str, Patterns, Patterns]] = []
    merged: list[Patterns] = []
    if rules:
        side = patterns(options, anything=True)
        forbidden = draw(st.lists(st.tuples(st.sampled_from(names), side, side), max_size=3))
        merged = draw(st.lists(patterns(options), max_size=2)) if same else []
    return OptionDescription(
        actors=names,
        preferences=(),
        status_quo=draw(st.sampled_from(feasible)),
        changes=tuple(changes),
        infeasible=tuple(infeasible),
        forbidden=tuple(forbidden),
        same=tuple(merged),
    )


@st.composite
def graph_skeletons(
    draw: st.DrawFn, *, actors: int | None = None, min_states: int = 2, max_states: int = 8
) -> GraphDescription:
    """Draw a graph by hand, seldom transitive, without preferences; some actors may have no move at all."""
    names = draw(actor_names(actors))
    states = draw(st.integers(min_states, max_states))
    arc = st.tuples(st.integers(0, states - 1), st.integers(0, states - 1)).filter(lambda a: a[0] != a[1])
    arcs = st.lists(arc, max_size=2 * states, unique=True).map(lambda drawn: tuple(sorted(drawn)))
    return GraphDescription(
        actors=names,
        preferences=(),
        status_quo=draw(st.integers(0, states - 1)),
        states=states,
        moves=tuple(draw(arcs) for _ in names),
    )


def skeletons(
    *, actors: int | None = None, max_options: int = 6, max_states: int = 64
) -> st.SearchStrategy[Description]:
    """Draw either form, without preferences."""
    return st.one_of(
        graph_skeletons(actors=actors, max_states=min(max_states, 8)),
        option_skeletons(actors=actors, max_options=max_options, max_states=max_states),
        option_skeletons(actors=actors, max_options=max_options, max_states=max_states, rules=False),
        graph_skeletons(actors=actors, max_states=min(max_states, 8)),
    )


@st.composite
def games(
    draw: st.DrawFn,
    skeleton: st.SearchStrategy[Description] | None = None,
    *,
    strength: bool = False,
    unknown: bool = False,
    extras: bool = False,
) -> Description:
    """Draw a conflict; ``extras`` adds what an actor sees otherwise, a concept for each actor, a coalition."""
    bare = draw(skeletons() if skeleton is None else skeleton)
    ranking = rankings(len(labels(bare)), strength=strength, unknown=unknown)
    whole = replace(bare, preferences=tuple(draw(ranking) for _ in bare.actors))
    if not extras:
        return whole
    views = [(viewer, of) for viewer in bare.actors for of in bare.actors if viewer != of]
    seen = draw(st.lists(st.sampled_from(views), max_size=3, unique=True))
    plain = rankings(len(labels(bare)))
    return replace(
        whole,
        sees=tuple((viewer, of, draw(plain)) for viewer, of in sorted(seen)),
        concepts=tuple(draw(st.sampled_from(sorted(CONCEPTS))) for _ in bare.actors) if draw(st.booleans()) else (),
        coalitions=tuple(draw(st.lists(_coalition(bare.actors), max_size=2, unique=True))),
    )


@st.composite
def option_games(
    draw: st.DrawFn, *, actors: int | None = None, same: bool = False, max_options: int = 6
) -> OptionDescription:
    """Draw a conflict in option form, by default without merged states, as ``sim`` needs it."""
    description = draw(games(option_skeletons(actors=actors, same=same, max_options=max_options)))
    assert isinstance(description, OptionDescription)
    return description


@st.composite
def partial_games(draw: st.DrawFn, *, most: int = 400) -> Description:
    """Draw a conflict of two or three actors and at most five states, with partial orders.

    Where completions would exceed ``most``, actors are told their order in full, the last first.
    """
    actors = draw(st.integers(2, 3))
    options = option_skeletons(actors=actors, max_options=actors, max_states=4)
    bare = draw(st.one_of(graph_skeletons(actors=actors, max_states=5), options.filter(lambda d: len(labels(d)) <= 5)))
    states = len(labels(bare))
    drawn = [draw(partial_rankings(states)) for _ in bare.actors]
    counts = [sum(1 for _ in linear_extensions(states, ranking.pairs or ())) for ranking in drawn]
    total = 1
    for place, (ranking, count) in enumerate(zip(drawn, counts, strict=True)):
        if total * count > most:
            order = [tier[0] for tier in ranking.tiers]
            drawn[place] = Ranking(ranking.tiers, pairs=tuple(pairwise(order)))
        else:
            total *= count
    return replace(bare, preferences=tuple(drawn))


def _coalition(actors: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    groups = [group for size in range(2, len(actors) + 1) for group in combinations(actors, size)]
    return st.sampled_from(groups)
