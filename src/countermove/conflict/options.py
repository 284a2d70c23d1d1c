"""Options by name: from the words of a document to the bits of a state's code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from countermove.conflict.model import ConflictModel, Option
from countermove.document.expressions import And, Expression, ExpressionError, If, Iff, Name, Not, Or, parse_expression
from countermove.document.faults import did_you_mean


class UnknownOptionError(LookupError):
    """A name that is no option, or that two actors share; ``wrong``, ``cure`` and the place in the expression."""

    def __init__(self, wrong: str, cure: str, offset: int = 0) -> None:
        super().__init__(wrong, cure, offset)
        self.wrong, self.cure, self.offset = wrong, cure, offset


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a conflict in file order, each known as ``actor.option``."""

    keys: tuple[str, ...]
    owners: tuple[str, ...]
    details: tuple[Option, ...]

    @classmethod
    def of(cls, model: ConflictModel) -> Options:
        """Collect the options of a model."""
        rows = [(actor, name, option) for actor, own in model.options.items() for name, option in own.items()]
        return cls(
            tuple(f"{actor}.{name}" for actor, name, _ in rows),
            tuple(actor for actor, _, _ in rows),
            tuple(option for _, _, option in rows),
        )

    @property
    def names(self) -> tuple[str, ...]:
        """The bare names."""
        return tuple(key.split(".", 1)[1] for key in self.keys)

    def key(self, name: Name) -> str:
        """Return the full name of an option.

        Raises
        ------
        UnknownOptionError
            If there is none, or more than one and no actor was given.
        """
        if name.actor is not None:
            full = f"{name.actor}.{name.option}"
            if full in self.keys:
                return full
            raise UnknownOptionError(f"no option {full!r}", did_you_mean(full, self.keys), name.offset)
        found = [key for key, bare in zip(self.keys, self.names, strict=True) if bare == name.option]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownOptionError(
                f"{name.option!r} is an option of several actors", f"write {' or '.join(found)}", name.offset
            )
        raise UnknownOptionError(f"no option {name.option!r}", did_you_mean(name.option, self.names), name.offset)

    def index(self, name: str) -> int:
        """Return the place of an option written as ``option`` or ``actor.option``."""
        actor, _, option = name.rpartition(".")
        return self.keys.index(self.key(Name(option, actor or None)))

    def resolve(self, text: str) -> Expression:
        """Read an expression with every name made full.

        Raises
        ------
        ExpressionError, UnknownOptionError
            With what is wrong, the cure and the offset.
        """
        return self._full(parse_expression(text))

    def _full(self, expression: Expression) -> Expression:
        match expression:
            case Name():
                return Name(self.key(expression), None, expression.offset)
            case Not(part):
                return Not(self._full(part))
            case And(parts):
                return And(tuple(map(self._full, parts)))
            case Or(parts):
                return Or(tuple(map(self._full, parts)))
            case If(then, given):
                return If(self._full(then), self._full(given))
            case Iff(left, right):
                return Iff(self._full(left), self._full(right))

    def mask(self, indices: Iterable[int]) -> int:
        """Return the bits of some options."""
        return sum(1 << index for index in indices)

    def of_actor(self, actor: str, change: str | None = None) -> list[int]:
        """Return the places of an actor's options, all or those that change one way."""
        return [
            index
            for index, (owner, option) in enumerate(zip(self.owners, self.details, strict=True))
            if owner == actor and (change is None or option.change == change)
        ]


__all__ = ["ExpressionError", "Options", "UnknownOptionError"]
