"""What options, states and conditions are called, known from the model alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from countermove.conflict.options import ExpressionError, Options, UnknownOptionError
from countermove.document.expressions import And, Expression, If, Iff, Name, Not, Or
from countermove.document.text import Text, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from countermove.conflict.game import Graph
    from countermove.conflict.model import Rule
    from countermove.document.evidence import Actor

NOTHING = Text("no option taken", "未采取任何选项")


def quoted(text: Text) -> Text:
    """Return a name in quotation marks."""
    return Text("“{name}”", "“{name}”").of(name=text)


def option_text(options: Options, actors: Mapping[str, Actor], index: int) -> Text:
    """Return the name of an option, with its actor's where two options share a name."""
    name = options.details[index].name
    if sum(detail.name == name for detail in options.details) == 1:
        return name
    owner = options.owners[index]
    known = actors[owner].label if owner in actors else Text.both(owner)
    return Text("{actor}: {name}", "{actor}：{name}").of(actor=known, name=name)


def state_text(graph: Graph, options: Options, actors: Mapping[str, Actor], state: int) -> Text:
    """Return the label of a state, with what is taken in brackets; the drawn name where that is all there is.

    Examples
    --------
    >>> from countermove.analysis import load
    >>> from countermove.conflict.inputs import widest_graph
    >>> case = load("syria-iraq").case("base")
    >>> state_text(widest_graph(case), Options.of(case.section), case.actors, 5).en
    'NYY (Escalate and Attack)'
    """
    label = graph.label(state)
    if graph.codes is None:
        return Text.both(label)
    code = int(graph.codes[state])
    on = [option_text(options, actors, index) for index in range(len(graph.options)) if code >> index & 1]
    return Text("{label} ({words})", "{label}（{words}）").of(label=label, words=listed(on, 4) if on else NOTHING)


def statement_text(rule: Rule, options: Options, actors: Mapping[str, Actor]) -> Text:
    """Return what a statement is called: its name in quotation marks, or its condition with the names people know."""
    if rule.name is not None:
        return quoted(rule.name)
    try:
        part = options.resolve(rule.rule)
    except (ExpressionError, UnknownOptionError):  # refused elsewhere, with its place
        return Text.both(rule.rule)
    return condition_text(part, lambda key: quoted(option_text(options, actors, options.keys.index(key))), inner=True)


def condition_text(part: Expression, name: Callable[[str], Text], inner: bool = False) -> Text:
    """Return a condition in words; ``name`` says what an option is called, by its full name.

    ``inner`` puts what has several parts in brackets, as it stands inside something else.
    """
    match part:
        case Name():
            return name(part.option)
        case Not(one):
            return Text("not {one}", "不{one}").of(one=condition_text(one, name, True))
        case And(parts):
            words = _joined([condition_text(one, name, True) for one in parts], Text(" and ", "且"))
        case Or(parts):
            words = _joined([condition_text(one, name, True) for one in parts], Text(" or ", "或"))
        case If(then, given):
            names = {"then": condition_text(then, name, True), "given": condition_text(given, name, True)}
            words = Text("{then} if {given}", "若{given}则{then}").of(**names)
        case Iff(left, right):
            names = {"left": condition_text(left, name, True), "right": condition_text(right, name, True)}
            words = Text("{left} exactly when {right}", "{left}当且仅当{right}").of(**names)
    return Text("({words})", "（{words}）").of(words=words) if inner else words


def _joined(parts: Sequence[Text], between: Text) -> Text:
    return Text(
        between.get("en").join(part.get("en") for part in parts),
        between.get("zh").join(part.get("zh") for part in parts),
    )
