"""Shared numbers: each may refer to others, in any order but not in a circle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from pydantic import ValidationError

from countermove.document.evidence import Parameter
from countermove.document.faults import Fault, did_you_mean
from countermove.document.laws import Quantity
from countermove.document.sheet import Parameters, validation_faults
from countermove.document.text import Text
from countermove.document.tree import Tree

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Unread:
    """The law of a parameter that could not be read: it keeps any bounds, so that one fault does not become many."""

    centre: float = 0.5
    support: tuple[float, float] = (np.inf, -np.inf)
    coordinates: ClassVar[int] = 0

    def draw(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the stand-in; a document with such a parameter is refused before anything is drawn."""
        return np.full(len(uniforms), self.centre)

    def say(self) -> Text:
        """Return that the number is not known."""
        return Text("a number that could not be read", "未能读取的数")


def read_parameters(tree: Tree, faults: list[Fault]) -> dict[str, Parameter]:
    """Read the parameters of a document in the order of its text, whatever refers to what."""
    written = tree.data.get("parameters")
    if not isinstance(written, dict):
        return {}
    found: dict[str, Parameter] = {}
    for name in written:
        _read(name, written, found, (), tree, faults)
    return {name: found[name] for name in written}


def _read(
    name: str,
    written: Mapping[str, Any],
    found: dict[str, Parameter],
    above: tuple[str, ...],
    tree: Tree,
    faults: list[Fault],
) -> None:
    if name in found:
        return
    found[name] = Parameter(value=Quantity(Unread(), name))
    value = written[name]
    given = value if isinstance(value, dict) and "value" in value else {"value": value}
    number = given["value"]
    while isinstance(number, dict) and "value" in number:
        number = number["value"]
    if isinstance(number, str) and number.startswith("$"):
        other, place = number[1:], tree.place(("parameters", name)).path
        if other in (*above, name):
            circle = " → ".join((*above[above.index(other) if other in above else len(above) :], name, other))
            cure = "give one of them a number of its own"
            faults.append(tree.fault(place, f"parameters refer to each other in a circle: {circle}", cure))
            return
        if other not in written:
            faults.append(tree.fault(("parameters", name), f"no parameter {other!r}", did_you_mean(other, written)))
            return
        _read(other, written, found, (*above, name), tree, faults)
    known = {other: parameter.value for other, parameter in found.items()}
    try:
        read = Parameters.model_validate({"parameters": {name: given}}, context={"parameters": known})
    except ValidationError as error:
        faults += validation_faults(error, tree, Parameters)
        return
    one = read.parameters[name]
    basis = one.basis or one.value.basis
    found[name] = one.model_copy(update={"value": replace(one.value, parameter=name, basis=basis)})
