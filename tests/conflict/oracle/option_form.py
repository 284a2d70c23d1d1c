"""From an option form to a game: every subset of options, tried one by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .oracle import Arc, OptionGame

Rule = Callable[[int], bool]


def never(_code: int) -> bool:
    """Hold nowhere."""
    return False


def nothing(_actor: str, _start: int, _end: int) -> bool:
    """Forbid no move."""
    return False


@dataclass(frozen=True)
class OptionForm:
    """Options and rules over codes; bit k of a code is on if the k-th option is, counted through the actors in order.

    ``options[actor]`` lists, for each of its options, ``either``, ``on-only`` or ``off-only``. States where one rule of
    ``same`` holds are one. ``forbidden(actor, start, end)`` speaks of codes, before states are merged.
    """

    options: dict[str, tuple[str, ...]]
    infeasible: Rule = never
    forbidden: Callable[[str, int, int], bool] = nothing
    same: tuple[Rule, ...] = ()
    status_quo: int = 0

    def owners(self) -> list[str]:
        """Return the owner of each bit."""
        return [actor for actor, changes in self.options.items() for _ in changes]

    def changes(self) -> list[str]:
        """Return the direction of each bit."""
        return [change for changes in self.options.values() for change in changes]

    def own(self, actor: str) -> int:
        """Return the mask of the actor's options."""
        return sum(1 << bit for bit, owner in enumerate(self.owners()) if owner == actor)


def feasible_codes(form: OptionForm) -> list[int]:
    """Return the codes that no rule excludes, ascending."""
    return [code for code in range(1 << len(form.owners())) if not form.infeasible(code)]


def classes(form: OptionForm) -> list[tuple[int, ...]]:
    """Return the states: members' codes ascending, states by their lowest code."""
    groups = [{code} for code in feasible_codes(form)]
    for rule in form.same:
        touched = [group for group in groups if any(rule(code) for code in group)]
        # A group that the rule touches holds a state of the rule, and all states of the rule are one.
        if touched:
            groups = [group for group in groups if group not in touched] + [set().union(*touched)]
    return sorted(tuple(sorted(group)) for group in groups)


def label(form: OptionForm, code: int) -> str:
    """Return Y or N for each option in order."""
    return "".join("Y" if code >> bit & 1 else "N" for bit in range(len(form.owners())))


def labels(form: OptionForm) -> tuple[str, ...]:
    """Return one label a state: that of its lowest code."""
    return tuple(label(form, codes[0]) for codes in classes(form))


def state_of(form: OptionForm, code: int) -> int:
    """Return the state that a feasible code belongs to."""
    return next(state for state, codes in enumerate(classes(form)) if code in codes)


def may_change(form: OptionForm, actor: str, start: int, end: int) -> bool:
    """Return whether the actor, by its own options and their directions, can turn one code into the other."""
    for bit, (owner, change) in enumerate(zip(form.owners(), form.changes(), strict=True)):
        was, now = start >> bit & 1, end >> bit & 1
        if was == now:
            continue
        if owner != actor or (now and change == "off-only") or (was and change == "on-only"):
            return False
    return start != end and not form.forbidden(actor, start, end)


def moves(form: OptionForm, actor: str) -> set[Arc]:
    """Return the actor's moves between states: the union of its moves between their members, loops dropped."""
    return _between_states(form, lambda start, end: may_change(form, actor, start, end))


def joint_moves(form: OptionForm, members: Sequence[str]) -> set[Arc]:
    """Return the moves of members who act as one, each changing its own options or standing still.

    What is forbidden to a member is forbidden to the whole where that member's options change. The joint move may pass
    over infeasible states between, which one member after the other could not.
    """
    masks = {actor: form.own(actor) for actor in members}

    def may_change_together(start: int, end: int) -> bool:
        for bit, (owner, change) in enumerate(zip(form.owners(), form.changes(), strict=True)):
            was, now = start >> bit & 1, end >> bit & 1
            if was == now:
                continue
            if owner not in masks or (now and change == "off-only") or (was and change == "on-only"):
                return False
        moving = [actor for actor in members if (start ^ end) & masks[actor]]
        return start != end and not any(form.forbidden(actor, start, end) for actor in moving)

    return _between_states(form, may_change_together)


def _between_states(form: OptionForm, allowed: Callable[[int, int], bool]) -> set[Arc]:
    state = {code: index for index, codes in enumerate(classes(form)) for code in codes}
    arcs = {(state[start], state[end]) for start in state for end in state if allowed(start, end)}
    return {(start, end) for start, end in arcs if start != end}


def build(
    form: OptionForm,
    payoff: dict[str, tuple[int, ...]],
    band: dict[str, tuple[int, ...]] | None = None,
    unknown: dict[str, set[frozenset[int]]] | None = None,
) -> OptionGame:
    """Return the game, given payoffs (and strengths and unknown pairs) of the states in their order."""
    states = classes(form)
    return OptionGame(
        actors=tuple(form.options),
        states=len(states),
        moves={actor: moves(form, actor) for actor in form.options},
        payoff=payoff,
        band=band,
        unknown=unknown or {},
        member_codes=tuple(states),
        own={actor: form.own(actor) for actor in form.options},
    )
