"""Single lines of an agreement in words, for readers who are told at which assumption two readings part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from countermove.agreement.assembly import INFLUENCE
from countermove.agreement.sponsoring import BUDGET, CORE, PRIZE, QUOTA
from countermove.document.laws import read_quantity
from countermove.document.text import Text

if TYPE_CHECKING:
    from countermove.agreement.solution import AgreementSolution

DEMANDS = Text("whether “{system}” demands an exclusive choice", "“{system}”是否要求排他性选择")
PRESENT = Text("whether the text has the clause “{clause}”", "文本是否含有“{clause}”条款")
YES, NO, NONE = Text("yes", "是"), Text("no", "否"), Text("none stated", "未说明")
OF_SYSTEMS = {"prize": PRIZE, "quota": QUOTA, "core": CORE, "budget": BUDGET}


def assumption(solution: AgreementSolution, path: str, value: object) -> tuple[Text, Text] | None:
    """Return what a line of the model is about and what it assumes; None where it has no words here."""
    system = re.fullmatch(r"sponsors\.systems\.([^.\[]+)\.(exclusive|prize|quota|core|budget)", path)
    if system and system[1] in solution.names:
        name = solution.names[system[1]]
        if system[2] == "exclusive":
            return DEMANDS.of(system=name), YES if value is True else NO
        words = OF_SYSTEMS[system[2]].of(system=name)
        return words, NONE if value is None else read_quantity(value, {}).law.say()
    clause = re.fullmatch(r"clauses\.([^.\[]+)\.present", path)
    if clause and clause[1] in solution.clauses:
        return PRESENT.of(clause=solution.clauses[clause[1]]), YES if value is True else NO
    if re.fullmatch(r"influences\[\d+\]", path) and isinstance(value, Mapping):
        sides = {side: solution.called(list(value.get(side, ())), 3) for side in ("of", "on")}
        amount = value.get("amount")
        said = NONE if amount is None or str(amount).startswith("$") else read_quantity(amount, {}).law.say()
        return INFLUENCE.of(**sides), said
    return None
