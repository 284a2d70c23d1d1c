"""What an analyst may write in a conflict; nothing here knows how it is solved."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from countermove.document.evidence import Basis, Section
from countermove.document.laws import Quantity, Within
from countermove.document.text import Text

Probability = Annotated[Quantity, Within(0, 1)]
MUCH = ">>"
CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq", "sim")


class Option(Section):
    """Something an actor can do or leave."""

    name: Text
    change: Literal["either", "on-only", "off-only"] = Field("either", description="which way it can be changed")
    layer: int = Field(0, ge=0, le=64, description="0 the plan, 1 its counter, 2 the counter to that …")
    answers: tuple[str, ...] = Field((), description="options that this one answers, as the source says")
    answers_inferred: tuple[str, ...] = Field((), description="options that it answers in the analyst's reading")
    about: Text | None = None
    basis: Basis = ()


class Rule(Section):
    """A condition with a name, what it rests on and, for stress, the chance that it holds."""

    rule: str
    id: str | None = None
    name: Text | None = None
    basis: Basis = ()
    holds: Probability | None = Field(None, description="share of draws in which the rule applies")


class Ban(Section):
    """Moves that cannot be made: from states, to states, by an actor."""

    actor: str | None = Field(None, description="whose moves; everybody's where left out")
    start: str | None = Field(None, alias="from", description="condition on the state that is left")
    end: str | None = Field(None, alias="to", description="condition on the state that is reached")
    id: str | None = None
    basis: Basis = ()
    holds: Probability | None = None

    @model_validator(mode="after")
    def _bans_something(self) -> Self:
        if self.start is None and self.end is None:
            raise ValueError("the rule bans every move; write `from:`, `to:` or both")
        return self


def _as_rule(value: Any) -> Any:
    return {"rule": value} if isinstance(value, str) else value


RuleLike = Annotated[Rule, BeforeValidator(_as_rule)]


class Vary(Section):
    """How ``stress`` draws orders around the stated one."""

    mallows: float | None = Field(None, description="weight φ of one pairwise reversal, 0 < φ ≤ 1; 1 draws all alike")
    swaps: int | None = Field(None, ge=1, description="number of random swaps of neighbouring tiers")
    statements: Literal["shuffle"] | dict[Literal["swaps"], int] | None = None

    @field_validator("mallows")
    @classmethod
    def _weight(cls, value: float | None) -> float | None:
        if value is None or 0 < value <= 1:
            return value
        raise ValueError(
            f"{value} is no weight; write a number above 0 and up to 1, or leave `vary` out to keep the order"
        )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.mallows, self.swaps, self.statements)) == 1:
            return self
        raise ValueError("`vary` takes one way of drawing; keep one of mallows, swaps, statements")


def _as_order(value: Any) -> Any:
    if not isinstance(value, list):
        raise ValueError('`order` is a list of states, best first; write [NYY, [NNN, YNN], ">>", NNY]')
    tiers: list[Any] = []
    for tier in value:
        states = tier if isinstance(tier, list) else [tier]
        if not all(isinstance(state, str) for state in states):
            raise ValueError(f"{tier!r} is no state; put labels in quotes where they look like numbers")
        tiers.append(tuple(states))
    return tuple(tiers)


class Preferences(Section):
    """What one actor prefers: an order of states, ranked statements, or part of an order."""

    order: Annotated[tuple[tuple[str, ...], ...] | None, BeforeValidator(_as_order)] = None
    unknown: tuple[tuple[str, str], ...] = Field((), description="pairs of states whose order is not known")
    statements: tuple[RuleLike, ...] | None = None
    partial: tuple[tuple[str, str], ...] | None = Field(None, description="[better, worse] pairs of a strict order")
    vary: Vary | None = None
    basis: Basis = ()

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        stated = [form for form in ("order", "statements", "partial") if getattr(self, form) is not None]
        if len(stated) != 1:
            found = " and ".join(stated) or "none"
            raise ValueError(f"preferences take one of order, statements, partial, not {found}; keep one")
        if self.unknown and self.order is None:
            raise ValueError("`unknown` stands beside an `order`; use `partial` for what is known of an order")
        if self.vary is not None and self.vary.statements is not None and self.statements is None:
            raise ValueError("`vary: {statements: …}` needs statements; use mallows or swaps for an order")
        return self


class Row(Section):
    """A move finer than an option, as the source tells it: what it answers, what it is seen to threaten."""

    actor: str
    name: Text
    layer: int = Field(0, ge=0, le=64)
    option: str | None = None
    answers: dict[str, Literal["stated", "inferred"]] = Field(default_factory=dict)
    threatens: dict[str, Literal["stated", "inferred"]] = Field(default_factory=dict)
    about: Text | None = None
    basis: Basis = ()


class Stage(Section):
    """An option as a move in the extensive form: what it costs, its worth, what it takes from those it answers."""

    cost: Annotated[Quantity, Within(0)]
    effect: Quantity
    cuts: Probability = Field(Quantity.zero(), description="share of the answered moves' effect that it removes")
    basis: Basis = ()


class ConflictModel(Section):
    """A conflict: options (or a hand-drawn graph), what cannot be, where things stand, what each actor prefers."""

    options: dict[str, dict[str, Option]] = Field(default_factory=dict, description="actor → option → description")
    states: tuple[str, ...] = Field((), description="states of a hand-drawn graph")
    moves: dict[str, tuple[tuple[str, str], ...]] = Field(default_factory=dict, description="actor → [from, to] pairs")
    infeasible: tuple[RuleLike, ...] = ()
    forbidden_moves: tuple[Ban, ...] = ()
    same: tuple[RuleLike, ...] = Field((), description="states where the condition holds count as one")
    status_quo: tuple[str, ...] | str = Field((), description="the options that are on; every other is off")
    preferences: dict[str, Preferences]
    sees: dict[str, dict[str, str]] = Field(default_factory=dict, description="actor → other actor → reading")
    concept: dict[str, Literal["nash", "gmr", "smr", "seq", "sseq", "sim"]] = Field(default_factory=dict)
    coalitions: tuple[tuple[str, ...], ...] = ()
    attitudes: dict[str, dict[str, Literal["for", "against", "indifferent"]]] = Field(
        default_factory=dict, description="actor → actor whose preferences it minds, and how"
    )
    coverage: dict[str, Row] = Field(default_factory=dict, description="moves as told, finer than options")
    stages: dict[str, Stage] = Field(default_factory=dict, description="option → cost and effect, for `layers`")
    rivalry: Annotated[Quantity, Within(0)] = Field(
        Quantity.zero(), description="how much an actor minds the others' worth in `stages`: 1, their gain is its loss"
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if bool(self.options) == bool(self.states):
            raise ValueError("a conflict has either `options` or `states` with `moves`; write one of them")
        if self.states and (self.infeasible or self.forbidden_moves or self.same):
            raise ValueError(
                "a hand-drawn graph has no options to write rules about; leave the state or move out instead"
            )
        if self.options and self.moves:
            raise ValueError("`moves` belong to a hand-drawn graph; with `options` they follow from the options")
        return self

    @property
    def drawn(self) -> bool:
        """Whether the graph is drawn by hand."""
        return bool(self.states)

    def names(self) -> list[str]:
        """Return the options in file order, the first being the least significant bit of a state's code."""
        return [option for options in self.options.values() for option in options]
