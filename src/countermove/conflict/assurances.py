"""What each actor can be sure of: what others do in every equilibrium of every draw that there may be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from countermove.conflict.inputs import CONCEPTS
from countermove.conflict.model import ConflictModel
from countermove.conflict.options import Options
from countermove.conflict.solution import CONCEPT_NAMES
from countermove.document.text import Text, listed
from countermove.kind import Bound, Case

BROAD_FIRST = ("gmr", "smr", "seq", "nash")
SURE = Text(
    "In every outcome where {concept}, whatever is drawn: {doing}. Every other actor can be sure of it.",
    "无论如何抽样，在每个“{concept}”的结果中：{doing}。其他各方都可以确信这一点。",
)
DOES = Text("{actor}: {options}", "{actor}：{options}")
NOBODY = Text(
    "No actor can be sure of any choice of another: for each option there is a draw in which some equilibrium takes "
    "it, and one in which an equilibrium leaves it out or none exists.",
    "任何行为体都无法确信他方的任何选择：对每项选择，都有某次抽样的某个均衡采取它，也有某次抽样的均衡不采取它或根本没有均衡。",
)
TAKEN, LEFT_OUT = Text("“{name}”", "“{name}”"), Text("not “{name}”", "不采取“{name}”")


def assurances(case: Case[ConflictModel], bounds: Mapping[str, Bound]) -> list[Text]:
    """Say what each actor does in every equilibrium of every draw, so that the others can be sure of it.

    Each option is told once, under the broadest concept for which it is proved: what is so in every outcome that is
    stable because gains *could* be answered is so in every one where nobody gains at all. Where no outcome need hold
    under a concept, that an option is left out is told as well.

    Parameters
    ----------
    case : Case
        One reading, for the names.
    bounds : mapping
        Outcome id to bound; see ``certain``.

    Returns
    -------
    list of Text
        Sentences; that there is nothing of the kind where all is settled and nothing sure; empty where little is known.
    """
    options = Options.of(case.section)
    sure: dict[str, dict[str, bool]] = {concept: {} for concept in BROAD_FIRST}
    told: set[str] = set()
    for concept in BROAD_FIRST:
        for key in options.keys:
            every = bounds.get(f"{concept}_every:{key}", Bound())
            some = bounds.get(f"{concept}_some:{key}", Bound())
            if key not in told and (every.necessary or some.possible is False):
                told.add(key)
                sure[concept][key] = bool(every.necessary)
    if not told:
        return [NOBODY] if options.keys and _settled(options, bounds) else []
    return list(_sentences(case, options, sure))


def _settled(options: Options, bounds: Mapping[str, Bound]) -> bool:
    """Say whether each option is known to be taken in some draw and left out in another."""
    every, some = (
        [bounds.get(f"{concept}_{form}:{key}", Bound()) for concept in CONCEPTS for key in options.keys]
        for form in ("every", "some")
    )
    return all(one.necessary is False for one in every) and all(one.possible for one in some)


def _sentences(case: Case[ConflictModel], options: Options, sure: Mapping[str, Mapping[str, bool]]) -> Iterator[Text]:
    rows = list(zip(options.keys, options.owners, options.details, strict=True))
    for concept, keys in sure.items():
        doing = []
        for actor in dict.fromkeys(options.owners):
            own = [(keys[key], option.name) for key, owner, option in rows if key in keys and owner == actor]
            said = [
                (TAKEN if taken else LEFT_OUT).of(name=name) for taken, name in sorted(own, key=lambda one: not one[0])
            ]
            if said:
                doing.append(DOES.of(actor=case.actors[actor].label, options=listed(said, limit=24)))
        if doing:
            english, chinese = ("; ".join(one.get("en") for one in doing), "；".join(one.get("zh") for one in doing))
            yield SURE.of(concept=CONCEPT_NAMES[concept], doing=Text(english, chinese))
