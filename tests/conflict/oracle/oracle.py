"""The graph model for conflict resolution, straight from its definitions: dicts, sets, recursion.

Individual stability after Fang, Hipel, Kilgour 1993, *Interactive Decision Making*; strength of preference after
Hamouda, Kilgour, Hipel 2004; unknown preference after Li, Hipel, Kilgour, Fang 2004. Nothing here is fast, and nothing
is shared with the engine that it judges. States are the integers ``0 … states - 1``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain, combinations, product

Arc = tuple[int, int]
Stability = Callable[["Game", str], set[int]]


@dataclass
class Game:
    """A game in graph form: ``payoff`` and ``band`` rise with preference, ``moves`` need not be transitive.

    ``band`` is strength: a state in a higher band is *much* preferred. ``unknown`` pairs have no known preference,
    whatever their payoffs. ``joint`` names the members behind an actor that is a coalition: such an actor gains where
    every member gains, and has no payoff of its own.
    """

    actors: tuple[str, ...]
    states: int
    moves: dict[str, set[Arc]]
    payoff: dict[str, tuple[int, ...]]
    band: dict[str, tuple[int, ...]] | None = None
    unknown: dict[str, set[frozenset[int]]] = field(default_factory=dict)
    joint: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what is not a game, and list each actor's moves by the state they leave."""
        if any(start == end for arcs in self.moves.values() for start, end in arcs):
            raise ValueError("a move must change the state")
        if any(len(payoff) != self.states for payoff in self.payoff.values()):
            raise ValueError("every state needs one payoff")
        self._after: dict[str, dict[int, list[int]]] = {actor: {} for actor in self.actors}
        for actor in self.actors:
            for start, end in sorted(self.moves[actor]):
                self._after[actor].setdefault(start, []).append(end)

    def after(self, actor: str, state: int) -> list[int]:
        """Return R_i(s): the states to which ``actor`` can move from ``state``, in one move."""
        return self._after[actor].get(state, [])


@dataclass(kw_only=True)
class OptionGame(Game):
    """A game that remembers its options: ``member_codes[s]`` ascend, ``own[actor]`` masks the actor's options."""

    member_codes: tuple[tuple[int, ...], ...]
    own: dict[str, int]


def improves(game: Game, actor: str, start: int, end: int) -> bool:
    """Return whether ``actor`` strictly prefers ``end`` to ``start``; a coalition: whether every member does."""
    return all(game.payoff[i][end] > game.payoff[i][start] for i in game.joint.get(actor, (actor,)))


def improvements(game: Game, actor: str, state: int) -> list[int]:
    """Return R_i^+(s)."""
    return [end for end in game.after(actor, state) if improves(game, actor, state, end)]


def opponents(game: Game, actor: str) -> tuple[str, ...]:
    """Return everyone else."""
    return tuple(other for other in game.actors if other != actor)


def legal_ends(game: Game, movers: Iterable[str], start: int, allowed: Callable[[str, int, int], bool]) -> set[int]:
    """Return the ends of all legal sequences of one or more allowed moves: nobody moves twice in succession."""
    arrivals: set[tuple[int, str]] = set()
    everyone = tuple(movers)

    def go_on(state: int, last: str | None) -> None:
        for mover in everyone:
            if mover == last:
                continue
            for end in game.after(mover, state):
                if allowed(mover, state, end) and (end, mover) not in arrivals:
                    arrivals.add((end, mover))
                    go_on(end, mover)

    go_on(start, None)
    return {state for state, _ in arrivals}


def reach(game: Game, movers: Iterable[str], start: int, improving: bool) -> set[int]:
    """Return R_H(s), or R_H^+(s) where every step improves for its mover on the state that it leaves.

    ``start`` is in the set only if a sequence of moves leads back to it; one mover alone makes one move.
    """
    return legal_ends(game, movers, start, lambda i, s, t: not improving or improves(game, i, s, t))


def nash(game: Game, actor: str) -> set[int]:
    """Return the states from which the actor has no improvement."""
    return {s for s in range(game.states) if not improvements(game, actor, s)}


def gmr(game: Game, actor: str) -> set[int]:
    """Return the general metarational states: each improvement can be answered by a state no better than s."""
    answers = {t: reach(game, opponents(game, actor), t, improving=False) for t in range(game.states)}
    return {
        s
        for s in range(game.states)
        if all(any(not improves(game, actor, s, s2) for s2 in answers[s1]) for s1 in improvements(game, actor, s))
    }


def smr(game: Game, actor: str) -> set[int]:
    """Return the symmetric metarational states: the same answer leaves the actor no own move to better than s."""
    answers = {t: reach(game, opponents(game, actor), t, improving=False) for t in range(game.states)}
    return _stable_without_escape(game, actor, answers)


def seq(game: Game, actor: str) -> set[int]:
    """Return the sequentially stable states: as GMR, answers being made of improvements of those who answer."""
    answers = {t: reach(game, opponents(game, actor), t, improving=True) for t in range(game.states)}
    return {
        s
        for s in range(game.states)
        if all(any(not improves(game, actor, s, s2) for s2 in answers[s1]) for s1 in improvements(game, actor, s))
    }


def sseq(game: Game, actor: str) -> set[int]:
    """Return the symmetric sequentially stable states: as SEQ, without an escape from the same answer."""
    answers = {t: reach(game, opponents(game, actor), t, improving=True) for t in range(game.states)}
    return _stable_without_escape(game, actor, answers)


def _stable_without_escape(game: Game, actor: str, answers: Mapping[int, set[int]]) -> set[int]:
    def holds(s: int, s2: int) -> bool:
        no_better = not improves(game, actor, s, s2)
        return no_better and not any(improves(game, actor, s, s3) for s3 in game.after(actor, s2))

    return {
        s
        for s in range(game.states)
        if all(any(holds(s, s2) for s2 in answers[s1]) for s1 in improvements(game, actor, s))
    }


CONCEPTS: dict[str, Stability] = {"nash": nash, "gmr": gmr, "smr": smr, "seq": seq, "sseq": sseq}


def equilibria(game: Game, concept: str) -> set[int]:
    """Return the states that are stable for every actor under the concept."""
    return mixed(game, {actor: concept for actor in game.actors})


def mixed(game: Game, concepts: Mapping[str, str]) -> set[int]:
    """Return the states that are stable for each actor under the concept that is its own."""
    return set.intersection(*(CONCEPTS[concepts[actor]](game, actor) for actor in game.actors))


# Limited moves (Kilgour 1985), two actors


def limited_move(game: Game, h: int) -> dict[str, set[int]]:
    """Return each actor's L_h-stable states.

    Ties: of its best anticipated outcomes the mover takes the one with the lowest index; it stays where staying is at
    least as good.
    """
    first, second = _two_actors(game)
    other = {first: second, second: first}

    @cache
    def outcome(left: int, actor: str, state: int) -> int:
        if left == 0 or not game.after(actor, state):
            return state
        ends = [outcome(left - 1, other[actor], end) for end in game.after(actor, state)]
        return _choice(game.payoff[actor], state, ends)

    return {actor: {s for s in range(game.states) if outcome(h, actor, s) == s} for actor in game.actors}


def non_myopic(game: Game) -> dict[str, set[int]]:
    """Return each actor's non-myopically stable states: L_h-stable for every h from some h on.

    The outcomes at horizon h follow from those at h - 1, so they are periodic once a table of them returns.
    """
    first, second = _two_actors(game)
    tables = [{first: tuple(range(game.states)), second: tuple(range(game.states))}]
    while tables[-1] not in tables[:-1]:
        before = tables[-1]
        tables.append(
            {
                actor: tuple(
                    _choice(game.payoff[actor], s, [before[other][t] for t in game.after(actor, s)])
                    for s in range(game.states)
                )
                for actor, other in ((first, second), (second, first))
            }
        )
    period = tables[tables.index(tables[-1]) : -1]
    return {
        actor: {s for s in range(game.states) if all(table[actor][s] == s for table in period)} for actor in game.actors
    }


def _two_actors(game: Game) -> tuple[str, str]:
    if len(game.actors) != 2:
        raise ValueError("limited-move stability is defined here for two actors")
    return game.actors[0], game.actors[1]


def _choice(payoff: Sequence[int], state: int, ends: Sequence[int]) -> int:
    if not ends:
        return state
    best = max(payoff[end] for end in ends)
    return state if payoff[state] >= best else min(end for end in ends if payoff[end] == best)


# Simultaneous sanctions (Fraser, Hipel), option form


def sim(game: OptionGame, actor: str) -> set[int]:
    """Return the states that are stable for the actor once simultaneous moves count.

    Variant: a SEQ-stable state stays stable. A state that is SEQ-unstable for this actor and at least one other is
    stable if each improvement of the actor meets a sequential sanction or is blocked; it is blocked if, joined with one
    improvement (any) of each of one or more other actors for whom the state is SEQ-unstable, it ends in a feasible
    state that is no better for the actor than s. Joint moves into infeasible states are ignored.
    """
    if any(len(codes) > 1 for codes in game.member_codes):
        raise ValueError("a joint move from merged states has no single set of options: leave out `same`")
    code = [codes[0] for codes in game.member_codes]
    state_of = {c: s for s, c in enumerate(code)}
    unstable = {i: set(range(game.states)) - seq(game, i) for i in game.actors}
    others = {s: [i for i in opponents(game, actor) if s in unstable[i]] for s in range(game.states)}

    def is_answered(s: int, s1: int) -> bool:
        answers = reach(game, opponents(game, actor), s1, improving=True)
        return any(not improves(game, actor, s, s2) for s2 in answers)

    def joint_ends(s: int, s1: int) -> Iterator[int]:
        for company in _nonempty_subsets(others[s]):
            for ends in product(*(improvements(game, i, s) for i in company)):
                joined = code[s]
                for i, end in zip((actor, *company), (s1, *ends), strict=True):
                    joined = joined & ~game.own[i] | code[end] & game.own[i]
                if joined in state_of:
                    yield state_of[joined]

    def is_blocked(s: int, s1: int) -> bool:
        return any(not improves(game, actor, s, end) for end in joint_ends(s, s1))

    return {
        s
        for s in range(game.states)
        if s not in unstable[actor]
        or others[s]
        and all(is_answered(s, s1) or is_blocked(s, s1) for s1 in improvements(game, actor, s))
    }


def _nonempty_subsets(items: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return chain.from_iterable(combinations(items, size) for size in range(1, len(items) + 1))


# Strength of preference


def is_much_worse(game: Game, actor: str, s2: int, s: int) -> bool:
    """Return whether ``s2`` is much less preferred than ``s``; without bands nothing is."""
    if game.band is None or actor not in game.band:
        return False
    return game.band[actor][s2] < game.band[actor][s]


def strongly_stable(game: Game, actor: str, concept: str) -> set[int]:
    """Return the states each of whose improvements meets a sanction to a much less preferred state.

    Under SMR and SSEQ every own move from that same state ends much less preferred, too.
    """
    improving, symmetric = {"gmr": (False, False), "smr": (False, True), "seq": (True, False), "sseq": (True, True)}[
        concept
    ]

    def deters(s: int, s2: int) -> bool:
        escapes = game.after(actor, s2) if symmetric else []
        return all(is_much_worse(game, actor, end, s) for end in [s2, *escapes])

    answers = {t: reach(game, opponents(game, actor), t, improving) for t in range(game.states)}
    return {
        s
        for s in CONCEPTS[concept](game, actor)
        if all(any(deters(s, s2) for s2 in answers[s1]) for s1 in improvements(game, actor, s))
    }


def weakly_stable(game: Game, actor: str, concept: str) -> set[int]:
    """Return the states that are stable under the concept, not strongly."""
    return CONCEPTS[concept](game, actor) - strongly_stable(game, actor, concept)


# Unknown preference


def is_unknown(game: Game, actor: str, s: int, t: int) -> bool:
    """Return whether the actor's preference between two states is not known."""
    return frozenset((s, t)) in game.unknown.get(actor, set())


def is_surely_better(game: Game, actor: str, s: int, t: int) -> bool:
    """Return whether the actor is known to prefer ``t`` to ``s``."""
    return not is_unknown(game, actor, s, t) and improves(game, actor, s, t)


def may_be_better(game: Game, actor: str, s: int, t: int) -> bool:
    """Return whether ``t`` is better than ``s`` or the preference is unknown."""
    return is_unknown(game, actor, s, t) or improves(game, actor, s, t)


def unknown_extension(game: Game, actor: str, concept: str, extension: str) -> set[int]:
    """Return the stable states under extension ``a``, ``b``, ``c`` or ``d``.

    Unknown moves may be taken in a and c, not in b and d; an unknown end deters in c and d, not in a and b; an unknown
    own move is an escape in a and b, not in c and d. Under SEQ and SSEQ opponents move to the better or the unknown.
    """
    leaves = may_be_better if extension in "ac" else is_surely_better
    # What is not known either deters and lets nobody escape (c, d), or does neither (a, b): one test serves both.
    gets_better = may_be_better if extension in "ab" else is_surely_better
    sequential, symmetric = concept in ("seq", "sseq"), concept in ("smr", "sseq")

    def allowed(mover: str, s: int, t: int) -> bool:
        return not sequential or may_be_better(game, mover, s, t)

    def deters(s: int, s2: int) -> bool:
        escapes = game.after(actor, s2) if symmetric else []
        return not any(gets_better(game, actor, s, end) for end in [s2, *escapes])

    answers = {t: legal_ends(game, opponents(game, actor), t, allowed) for t in range(game.states)}
    if concept == "nash":
        answers = {t: set() for t in range(game.states)}
    return {
        s
        for s in range(game.states)
        if all(any(deters(s, s2) for s2 in answers[s1]) for s1 in game.after(actor, s) if leaves(game, actor, s, s1))
    }


# Partial orders: all completions of all actors at once


def linear_extensions(states: int, pairs: Iterable[Arc]) -> Iterator[tuple[int, ...]]:
    """Yield the payoffs of every strict order that keeps the pairs (better, worse)."""
    known = tuple(pairs)

    def worst_first(left: frozenset[int]) -> Iterator[tuple[int, ...]]:
        if not left:
            yield ()
        for state in sorted(left):
            if not any(better == state and worse in left for better, worse in known):
                for rest in worst_first(left - {state}):
                    yield (state, *rest)

    for order in worst_first(frozenset(range(states))):
        yield tuple(order.index(state) for state in range(states))


def completions(game: Game, partial: Mapping[str, Iterable[Arc]]) -> Iterator[Game]:
    """Yield the game under every combination of strict orders; who has no entry in ``partial`` keeps its payoffs."""
    actors = [actor for actor in game.actors if actor in partial]
    orders = [list(linear_extensions(game.states, partial[actor])) for actor in actors]
    for payoffs in product(*orders):
        yield replace(game, payoff={**game.payoff, **dict(zip(actors, payoffs, strict=True))}, unknown={})


def unknown_pairs(states: int, pairs: Iterable[Arc]) -> set[frozenset[int]]:
    """Return the pairs that a strict partial order leaves open, the known ones being closed transitively."""
    known = set(pairs)
    while further := {(a, d) for a, b in known for c, d in known if b == c} - known:
        known |= further
    every = {frozenset(pair) for pair in combinations(range(states), 2)}
    return every - {frozenset(pair) for pair in known}


@dataclass(frozen=True)
class Certainty:
    """What holds under every completion, and what under some; an equilibrium holds for all actors at once."""

    necessary: dict[str, set[int]]
    possible: dict[str, set[int]]
    necessary_equilibria: set[int]
    possible_equilibria: set[int]


def certainty(game: Game, partial: Mapping[str, Iterable[Arc]], concept: str) -> Certainty:
    """Return necessary and possible stability under the concept, by trying every completion."""
    known = {actor: tuple(pairs) for actor, pairs in partial.items()}
    tables = [{i: CONCEPTS[concept](whole, i) for i in game.actors} for whole in completions(game, known)]
    if not tables:
        raise ValueError("the pairs of an actor go round in a circle")
    joint = [set.intersection(*table.values()) for table in tables]
    return Certainty(
        {i: set.intersection(*(table[i] for table in tables)) for i in game.actors},
        {i: set.union(*(table[i] for table in tables)) for i in game.actors},
        set.intersection(*joint),
        set.union(*joint),
    )


# Coalitions


def as_one_actor(game: Game, members: Sequence[str], moves: set[Arc] | None = None) -> Game:
    """Return the game in which the members are one actor, who gains where every member strictly gains.

    It makes the given moves, else any one move of any one member. In option form pass ``joint_moves(form, members)``,
    which changes options of several members at once. The new actor stands where its first member stood.
    """
    name = "+".join(members)
    own = set().union(*(game.moves[i] for i in members)) if moves is None else moves
    first = min(game.actors.index(i) for i in members)
    actors = tuple(
        name if place == first else i for place, i in enumerate(game.actors) if place == first or i not in members
    )
    kept = {i: game.moves[i] for i in actors if i != name}
    return Game(actors, game.states, {**kept, name: own}, game.payoff, joint={name: tuple(members)})


def coalitional(game: Game, coalition: Sequence[str], concept: str) -> set[int]:
    """Return the states stable for the coalition, which moves by legal sequences inside it.

    H improves where every member strictly gains; a sanction leaves some member no better than s; an escape is a
    sequence of H to a state better for every member. Opponents answer under SEQ and SSEQ by *individual* improvements.
    Without opponents no improvement is ever sanctioned.
    """
    rest = tuple(i for i in game.actors if i not in coalition)
    sequential, symmetric = concept in ("seq", "sseq"), concept in ("smr", "sseq")

    def all_gain(s: int, t: int) -> bool:
        return all(improves(game, i, s, t) for i in coalition)

    def deters(s: int, s2: int) -> bool:
        escapes = own[s2] if symmetric else set()
        return not any(all_gain(s, end) for end in {s2, *escapes})

    own = {s: reach(game, coalition, s, improving=False) for s in range(game.states)}
    answers: dict[int, set[int]] = {t: set() for t in range(game.states)}
    if concept != "nash":
        answers = {t: reach(game, rest, t, improving=sequential) for t in range(game.states)}
    return {
        s
        for s in range(game.states)
        if all(any(deters(s, s2) for s2 in answers[s1]) for s1 in own[s] if all_gain(s, s1))
    }


# Hypergames and the way from the status quo


def perceived(game: Game, beliefs: Mapping[str, tuple[int, ...]]) -> Game:
    """Return the game as someone sees it who takes others' payoffs to be ``beliefs``."""
    return replace(game, payoff={**game.payoff, **beliefs})


@dataclass(frozen=True)
class Hypergame:
    """``believed[i]``: equilibria in i's game; ``by_all``: in everyone's; ``surprises[i]``: believed, but not so."""

    believed: dict[str, set[int]]
    by_all: set[int]
    surprises: dict[str, set[int]]


def hypergame(game: Game, seen: Mapping[str, Game], concept: str) -> Hypergame:
    """Solve each actor's perceived game and set it against the game as it is; who has no entry sees it rightly."""
    actual = equilibria(game, concept)
    believed = {i: equilibria(seen.get(i, game), concept) for i in game.actors}
    return Hypergame(believed, set.intersection(*believed.values()), {i: believed[i] - actual for i in game.actors})


def from_status_quo(game: Game, status_quo: int) -> tuple[set[int], set[int]]:
    """Return R_N^+ and R_N of the status quo: what improvements, and what any moves, can lead to.

    The status quo is in the sets only where a sequence of moves leads back to it.
    """
    return (
        reach(game, game.actors, status_quo, improving=True),
        reach(game, game.actors, status_quo, improving=False),
    )
