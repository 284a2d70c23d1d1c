"""Numbers that are not known exactly: laws, shared parameters, and the one number `solve` uses.

A number in a document is written plainly, as a law, or as a reference to a shared parameter::

    0.4                      {value: 0.4, basis: [C001]}
    {uniform: [0.3, 0.9]}    {triangular: [0, 1, 4], centre: 1.5}
    {normal: [10, 2]}        {lognormal: [0, 0.5]}       # mean and standard deviation; of the logarithm
    {choice: [1, 2, 4], weights: [1, 1, 2]}              $detection
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import numpy as np
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from countermove.document.text import Text

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Law(Protocol):
    """How an uncertain value is distributed, drawn by inversion so that every design (Sobol, Latin) fits."""

    @property
    def coordinates(self) -> int:
        """Uniform numbers that one draw consumes."""

    @property
    def centre(self) -> float:
        """The value that ``solve`` uses."""

    @property
    def support(self) -> tuple[float, float]:
        """Least and greatest value that can occur."""

    def draw(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn ``(n, coordinates)`` uniform numbers into ``(n,)`` values."""

    def say(self) -> Text:
        """Return the law in words."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that does not vary."""

    value: float
    coordinates: ClassVar[int] = 0

    @property
    def centre(self) -> float:
        """The number itself."""
        return self.value

    @property
    def support(self) -> tuple[float, float]:
        """The number, twice."""
        return self.value, self.value

    def draw(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the number once a draw."""
        return np.full(len(uniforms), self.value)

    def say(self) -> Text:
        """Return the number."""
        return Text.both(f"{self.value:g}")


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every value between two ends alike."""

    low: float
    high: float
    coordinates: ClassVar[int] = 1

    @property
    def centre(self) -> float:
        """The mean."""
        return (self.low + self.high) / 2

    @property
    def support(self) -> tuple[float, float]:
        """The two ends."""
        return self.low, self.high

    def draw(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Stretch uniform numbers between the ends."""
        return self.low + (self.high - self.low) * uniforms[:, 0]

    def say(self) -> Text:
        """Return the ends in words."""
        return Text(f"any value from {self.low:g} to {self.high:g}", f"{self.low:g}至{self.high:g}之间的任意值")


@dataclass(frozen=True, slots=True)
class Normal:
    """The bell curve with a mean and a standard deviation."""

    mean: float
    sd: float
    coordinates: ClassVar[int] = 1

    @property
    def centre(self) -> float:
        """The mean."""
        return self.mean

    @property
    def support(self) -> tuple[float, float]:
        """Unbounded."""
        return -math.inf, math.inf

    def draw(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Invert the distribution function."""
        from scipy.special import ndtri

        inside = np.clip(uniforms[:, 0], 2.0**-54, 1 - 2.0**-53)  # an unscrambled Sobol design begins with 0
        return self.mean + self.sd * np.asarray(ndtri(inside), dtype=np.float64)

    def say(self) -> Text:
        """Return mean and standard deviation in words."""
        return Text(
            f"around {self.mean:g}, standard deviation {self.sd:g}",
            f"以{self.mean:g}为均值、标准差为{self.sd:g}的正态分布",
        )


@dataclass(frozen=True, slots=True)
class Lognormal:
    """A positive number whose natural logarithm is normal with this mean and standard deviation."""

    mean: float
    sd: float
    coordinates: ClassVar[int] = 1

    @property
    def centre(self) -> float:
        """The mean of the number, not of its logarithm."""
        return math.exp(self.mean + self.sd**2 / 2)

    @property
    def support(self) -> tuple[float, float]:
        """Above zero."""
        return 0.0, math.inf

    def draw(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Invert the distribution function."""
        return np.exp(Normal(self.mean, self.sd).draw(uniforms))

    def say(self) -> Text:
        """Return the median and the spread in words."""
        middle, spread = math.exp(self.mean), math.exp(self.sd)
        return Text(
            f"around {middle:g}, give or take a factor of {spread:.3g}",
            f"以{middle:g}为中位数、上下相差{spread:.3g}倍的对数正态分布",
        )


@dataclass(frozen=True, slots=True)
class Triangular:
    """Between two ends, most often near the mode."""

    low: float
    mode: float
    high: float
    coordinates: ClassVar[int] = 1

    @property
    def centre(self) -> float:
        """The mode."""
        return self.mode

    @property
    def support(self) -> tuple[float, float]:
        """The two ends."""
        return self.low, self.high

    def draw(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Invert the distribution function."""
        u, width = uniforms[:, 0], self.high - self.low
        if width == 0:
            return np.full(len(u), self.mode)
        turn = (self.mode - self.low) / width
        rising = self.low + np.sqrt(u * width * (self.mode - self.low))
        falling = self.high - np.sqrt((1 - u) * width * (self.high - self.mode))
        return np.where(u < turn, rising, falling)

    def say(self) -> Text:
        """Return the ends and the mode in words."""
        return Text(
            f"from {self.low:g} to {self.high:g}, most often near {self.mode:g}",
            f"{self.low:g}至{self.high:g}之间，以{self.mode:g}附近最常见",
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few values, with weights."""

    values: tuple[float, ...]
    weights: tuple[float, ...]
    coordinates: ClassVar[int] = 1

    @property
    def centre(self) -> float:
        """The first value."""
        return self.values[0]

    @property
    def support(self) -> tuple[float, float]:
        """The least and the greatest of the values."""
        return min(self.values), max(self.values)

    def draw(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pick values by their share of the weights."""
        edges = np.cumsum(self.weights) / sum(self.weights)
        return np.asarray(self.values)[np.searchsorted(edges[:-1], uniforms[:, 0], side="right")]

    def say(self) -> Text:
        """Return the values in words."""
        shown = ", ".join(f"{value:g}" for value in self.values)
        return Text(f"one of {shown}", f"{shown}之一")

    def every(self, most: int) -> NDArray[np.float64] | None:
        """Return the values that have a weight, unless they are more than ``most``."""
        values = [value for value, weight in zip(self.values, self.weights, strict=True) if weight > 0]
        return np.array(values) if len(values) <= most else None


@dataclass(frozen=True, slots=True)
class Recentred:
    """Another law, with the value that ``solve`` uses stated by the author."""

    law: Law
    centre: float

    @property
    def coordinates(self) -> int:
        """Those of the law."""
        return self.law.coordinates

    @property
    def support(self) -> tuple[float, float]:
        """That of the law."""
        return self.law.support

    def draw(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Draw from the law."""
        return self.law.draw(uniforms)

    def say(self) -> Text:
        """Return the law in words."""
        return self.law.say()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of the document: its law, the parameter it refers to, and what it rests on.

    Fields of a model are annotated ``Quantity`` (or ``Probability``, ``Annotated[Quantity, Within(…)]``); pydantic
    turns every written form into one. References to ``$parameters`` are resolved while the document is read.

    Examples
    --------
    >>> Quantity(Uniform(0.2, 0.6)).centre
    0.4
    """

    law: Law
    parameter: str | None = None
    basis: tuple[str, ...] = ()

    @property
    def centre(self) -> float:
        """The value that ``solve`` uses."""
        return self.law.centre

    @classmethod
    def zero(cls) -> Quantity:
        """Return the certain number 0, the default of many fields."""
        return cls(Constant(0.0))

    @property
    def varies(self) -> bool:
        """Whether the number is anything but a constant."""
        return self.law.coordinates > 0

    @classmethod
    def _read(cls, value: object, info: Any) -> Quantity:
        parameters: Mapping[str, Quantity] = (info.context or {}).get("parameters", {})
        return read_quantity(value, parameters)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read any written form of a number."""
        return core_schema.with_info_plain_validator_function(cls._read)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe every written form."""
        pair = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
        forms: dict[str, Any] = {
            "value": {}, "uniform": pair, "normal": pair, "lognormal": pair,
            "triangular": {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3},
            "choice": {"type": "array", "items": {"type": "number"}, "minItems": 1},
            "weights": {"type": "array", "items": {"type": "number"}},
            "centre": {"type": "number"}, "basis": {}, "name": {},
        }  # fmt: skip
        law = {"type": "object", "properties": forms, "additionalProperties": False}
        return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^\$"}, law]}


@dataclass(frozen=True, slots=True)
class Within:
    """Bounds that every value of a quantity's law must keep: ``Annotated[Quantity, Within(0, 1)]``."""

    low: float = -math.inf
    high: float = math.inf

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Check the support of the law after it is read."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def _check(self, quantity: Quantity) -> Quantity:
        low, high = quantity.law.support
        if low >= self.low and high <= self.high:
            return quantity
        stated = f"{quantity.centre:g}" if low == high else f"a law that reaches from {low:g} to {high:g}"
        if self.high == math.inf:
            raise ValueError(f"{stated} is out of range; must be at least {self.low:g}")
        if self.low == -math.inf:
            raise ValueError(f"{stated} is out of range; must be at most {self.high:g}")
        raise ValueError(f"{stated} is out of range; must lie between {self.low:g} and {self.high:g}")


LARGEST = 1e100  # so that squares and products of two numbers stay finite
FORMS = ("value", "uniform", "normal", "lognormal", "triangular", "choice")


def read_quantity(value: object, parameters: Mapping[str, Quantity]) -> Quantity:
    """Return the quantity that a document writes as a number, a law or ``$name``.

    Raises
    ------
    ValueError
        With what is wrong and what to write instead.
    """
    if isinstance(value, Quantity):
        return value
    if isinstance(value, str) and value.startswith("$"):
        name = value[1:]
        if name not in parameters:
            from countermove.document.faults import did_you_mean

            raise ValueError(f"no parameter {name!r}; {did_you_mean(name, parameters)}")
        return replace(parameters[name], parameter=name)
    if isinstance(value, Mapping):
        return _read_mapping(value, parameters)
    return Quantity(Constant(_number(value)))


def _read_mapping(value: Mapping[str, object], parameters: Mapping[str, Quantity]) -> Quantity:
    known = {*FORMS, "weights", "centre", "basis", "name"}
    strange = [key for key in value if key not in known]
    if strange:
        from countermove.document.faults import did_you_mean

        raise ValueError(f"unknown law {strange[0]!r}; {did_you_mean(strange[0], FORMS)}")
    stated = [form for form in FORMS if form in value]
    if len(stated) != 1:
        raise ValueError(f"a number has one form, not {len(stated)}; keep one of {', '.join(FORMS)}")
    if "weights" in value and stated != ["choice"]:
        raise ValueError(f"`weights` have no meaning beside `{stated[0]}`; they belong to `choice: […]`")
    quantity = _law_of(stated[0], value, parameters)
    if "centre" in value:
        quantity = replace(quantity, law=_recentred(quantity.law, _number(value["centre"])))
    return replace(quantity, basis=read_basis(value["basis"])) if "basis" in value else quantity


def _recentred(law: Law, centre: float) -> Law:
    low, high = law.support
    if low <= centre <= high:
        return Recentred(law, centre)
    reach = f"is {low:g}" if low == high else f"reaches from {low:g} to {high:g}"
    raise ValueError(f"centre {centre:g} lies outside the law, which {reach}; choose a value that the law can take")


def _law_of(form: str, value: Mapping[str, object], parameters: Mapping[str, Quantity]) -> Quantity:
    if form == "value":
        return read_quantity(value["value"], parameters)
    numbers = value[form]
    if not isinstance(numbers, Sequence) or isinstance(numbers, str):
        raise ValueError(f"`{form}` takes a list of numbers; e.g. {form}: [0, 1]")
    given = tuple(_number(number) for number in numbers)
    if form == "choice":
        weights = value.get("weights", [1.0] * len(given))
        if not isinstance(weights, Sequence) or len(weights) != len(given) or not given:
            raise ValueError(f"`choice` has {len(given)} values; give as many weights")
        shares = tuple(_number(weight) for weight in weights)
        if min(shares) < 0 or sum(shares) <= 0:
            raise ValueError("weights are negative or all zero; give numbers of at least 0, one above 0")
        return Quantity(Choice(given, shares))
    wanted = 3 if form == "triangular" else 2
    if len(given) != wanted:
        raise ValueError(f"`{form}` takes {wanted} numbers, not {len(given)}")
    return Quantity(_LAWS[form](*given))


def _ordered(law: type[Uniform] | type[Triangular]) -> Any:
    def make(*numbers: float) -> Law:
        if list(numbers) != sorted(numbers):
            raise ValueError(f"{list(numbers)} does not rise; write the least number first")
        return law(*numbers)

    return make


def _spread(law: type[Normal] | type[Lognormal]) -> Any:
    def make(mean: float, sd: float) -> Law:
        if sd < 0:
            raise ValueError(f"standard deviation {sd:g} is negative; write a number of at least 0")
        if law is Lognormal and mean + sd**2 / 2 > math.log(LARGEST):
            raise ValueError(
                f"a lognormal law of {mean:g} and {sd:g} has no finite mean here; "
                "write mean and standard deviation of the natural logarithm, e.g. [0, 0.5]"
            )
        return law(mean, sd)

    return make


_LAWS = {
    "uniform": _ordered(Uniform),
    "triangular": _ordered(Triangular),
    "normal": _spread(Normal),
    "lognormal": _spread(Lognormal),
}


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} is no number; write a number, a law such as {{uniform: [0, 1]}}, or $parameter")
    if value != value or abs(value) in (math.inf, -math.inf):
        raise ValueError(f"{value} is not finite; write an ordinary number")
    if abs(value) > LARGEST:
        raise ValueError(f"a number beyond {LARGEST:g} stands here; choose a larger unit")
    return float(value)


def read_basis(value: object) -> tuple[str, ...]:
    """Return the claim ids of a ``basis``; the word ``assumption`` alone stands for itself.

    Raises
    ------
    ValueError
        If it is neither a list of ids nor ``assumption``.
    """
    if value == "assumption":
        return ("assumption",)
    if isinstance(value, Sequence) and not isinstance(value, str) and all(isinstance(item, str) for item in value):
        return tuple(str(item) for item in value)
    raise ValueError("this is no basis; write a list of claim ids, e.g. [C001], or the word assumption")
