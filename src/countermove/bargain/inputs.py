"""The stress seam of a bargain: what may vary, and every draw answered at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from countermove.bargain.amounts import (
    amounts,
    input_id,
    level_utility,
    quantities,
    stakes,
    status_quo_utility,
)
from countermove.bargain.attached import attached_draws
from countermove.bargain.drawn_deals import nash_of_draws
from countermove.bargain.frontier import decode
from countermove.document.text import Text, in_sentence, listed
from countermove.kind import Case, Columns, Input, Outcome

if TYPE_CHECKING:
    from countermove.bargain.model import BargainModel

NAMES = {
    "capability": Text("{party}: capability", "{party}：实力"),
    "no_deal": Text("{party}: cost of ending without a deal", "{party}：谈判破裂的代价"),
    "position": Text("{party} on {issue}: position", "{party}在“{issue}”上的立场"),
    "salience": Text("{party} on {issue}: salience", "{party}对“{issue}”的重视程度"),
    "flexibility": Text("{party} on {issue}: flexibility", "{party}在“{issue}”上的弹性"),
    "low": Text("{party} on {issue}: lower end of the red line", "{party}在“{issue}”上红线的下限"),
    "high": Text("{party} on {issue}: upper end of the red line", "{party}在“{issue}”上红线的上限"),
    "weight": Text("{party}: bargaining weight", "{party}：谈判权重"),
    "patience": Text("{party}: patience", "{party}：耐心"),
    "reservation": Text("{party}: worth of no deal", "{party}：谈不成的价值"),
}
BESIDE = {
    "contract": Text("contract", "合同"),
    "location": Text("plant", "工厂选址"),
    "adoption": Text("standards", "标准"),
    "regulation": Text("rules", "规则"),
}
FIELDS = {
    "worth": Text("worth a period", "每期价值"),
    "discount": Text("discount", "贴现"),
    "rights": Text("right", "权力"),
    "use": Text("chance of use", "使用概率"),
    "gain": Text("gain", "收益"),
    "loss": Text("loss", "损失"),
    "sites": Text("site", "厂址"),
    "cost": Text("cost", "成本"),
    "access": Text("access to market", "市场准入"),
    "markets": Text("market", "市场"),
    "size": Text("size", "规模"),
    "governments": Text("government", "政府"),
    "plant": Text("worth of the plant", "工厂的价值"),
    "passed_on": Text("share of tariffs passed on", "关税转嫁比例"),
    "standards": Text("users today", "现有用户"),
    "arrivals": Text("new users a year", "每年新增用户"),
    "network": Text("network benefit", "网络收益"),
    "taste": Text("spread of tastes", "偏好差异"),
    "quality": Text("quality", "质量"),
    "switching": Text("switching cost", "转换成本"),
    "both": Text("cost of carrying both", "两者并用的成本"),
    "ties": Text("tie", "联系"),
    "recognition": Text("mutual recognition", "相互承认"),
}
QUO = Text("{issue}: status quo", "“{issue}”的现状")


def inputs(case: Case[BargainModel]) -> list[Input]:
    """Return every number that has a law; a shared parameter once."""
    found: dict[str, Input] = {}
    for path, quantity in quantities(case.section):
        identity = input_id(path, quantity)
        if not quantity.varies:
            continue
        name = Text.both(identity) if quantity.parameter else _name(case, path)
        own = quantity.basis or _basis(case.section, path)
        basis = (*found[identity].basis, *own) if identity in found else own
        found[identity] = Input(identity, name, quantity.law, tuple(dict.fromkeys(basis)))
    return list(found.values())


def _basis(section: BargainModel, path: str) -> tuple[str, ...]:
    """Return what a number without a basis of its own rests on: the nearest part around it that states one."""
    here: object = section
    found: tuple[str, ...] = ()
    for part in path.split("."):
        if isinstance(here, tuple):
            here = here[int(part)] if part.isdigit() else here
        elif isinstance(here, Mapping):
            here = here.get(part)
        else:
            here = getattr(here, part, None)
        found = tuple(getattr(here, "basis", ())) or found
    return found


def _name(case: Case[BargainModel], path: str) -> Text:
    parts = path.split(".")
    if parts[0] == "status_quo":
        return QUO.of(issue=case.section.issues[parts[1]].name)
    if parts[0] in BESIDE:
        what = _steps(case, parts)
        return Text("{which}: {what}", "{which}：{what}").of(
            which=BESIDE[parts[0]],
            what=Text(", ".join(one.get("en") for one in what), "，".join(one.get("zh") for one in what)),
        )
    issue = case.section.issues[parts[3]].name if parts[2] == "positions" else ""
    return NAMES[parts[-1]].of(party=_label(case, parts[1]), issue=issue)


def _steps(case: Case[BargainModel], parts: list[str]) -> list[Text]:
    """Return what the steps of a path beside the bargain are called: a part's own name where it has one."""
    found: list[Text] = []
    here: object = getattr(case.section, parts[0])
    for part in parts[1:]:
        if isinstance(here, tuple):
            here = here[int(part)]
        else:
            here = here.get(part) if isinstance(here, Mapping) else getattr(here, part)
        if (between := getattr(here, "between", None)) is not None:
            found.append(listed([_label(case, name) for name in between]))
        else:
            name = getattr(here, "name", None)
            found.append(name if isinstance(name, Text) else _label(case, part))
    return found


def _label(case: Case[BargainModel], name: str) -> Text:
    """Return what a step of a path is called: an actor, a field beside the bargain, or the name itself."""
    return case.actors[name].label if name in case.actors else FIELDS.get(name, Text.both(name))


def outcomes(case: Case[BargainModel]) -> list[Outcome]:
    """Describe the columns of ``evaluate``."""
    possible = Text("An agreement exists that everyone with a say accepts", "存在各方都能接受的协议")
    answer = [Outcome("possible.agreement", "agreement", "possible", possible)]
    for party in case.section.parties:
        label = case.actors[party].label if party in case.actors else Text.both(party)
        gains = Text("{party}: better off by the Nash package", "{party}在纳什方案中获益").of(party=label)
        change = Text("{party}: change by the Nash package, in points", "{party}在纳什方案中的得失（点）").of(
            party=label
        )
        answer.append(Outcome(f"gains.{party}", party, "gains", gains))
        answer.append(Outcome(f"change.{party}", party, "change", change, holds=False))
    for name, issue in case.section.issues.items():
        nash = Text("{issue}: Nash package", "{issue}：纳什方案").of(issue=issue.name)
        expected = Text("{issue}: forecast of the ensemble", "{issue}：综合预测").of(issue=issue.name)
        answer.append(Outcome(f"nash.{name}", name, "nash", nash, holds=False))
        answer.append(Outcome(f"ensemble.{name}", name, "ensemble", expected, holds=False))
    return [*answer, *_outcomes_beside(case)]


HELD = {
    "signs": Text("{subject} signs the contract as written", "{subject}签署现有文本的合同"),
    "plant": Text("The plant stands at {subject}", "工厂位于{subject}"),
    "leads": Text("The standard of {subject} leads in the end", "{subject}的标准最终领先"),
    "locked_in": Text("A standard is locked in", "某一标准被锁定"),
    "alike": Text("A common rule on {subject} holds", "在{subject}上共同规则成立"),
}


def _outcomes_beside(case: Case[BargainModel]) -> list[Outcome]:
    """Describe what is answered beside the bargain, in the order of ``attached_draws``."""
    section = case.section
    subjects: list[tuple[str, str, Text | str]] = []
    if section.contract is not None:
        subjects += [("signs", name, _label(case, name)) for name in section.contract.worth]
    if section.location is not None:
        subjects += [("plant", name, site.name) for name, site in section.location.sites.items()]
    if section.adoption is not None:
        subjects += [("leads", name, _label(case, name)) for name in section.adoption.standards]
        subjects.append(("locked_in", "adoption", ""))
    if section.regulation is not None:
        subjects += [("alike", name, section.issues[name].name) for name in section.regulation.issues]
    return [
        Outcome(
            f"{held}.{name}",
            name,
            held,
            HELD[held].of(subject=in_sentence(label) if isinstance(label, Text) else label),
        )
        for held, name, label in subjects
    ]


def evaluate(case: Case[BargainModel], draws: Columns) -> Columns:
    """Answer every draw: does an agreement exist, who gains by the Nash package, where do the issues end.

    Where no package is acceptable, the status quo stands: nobody gains, changes (in points) are 0, and issues stay.
    """
    from countermove.bargain.expectation import ensemble_forecast

    section = case.section
    numbers = amounts(section, draws)
    worth = level_utility(section, numbers)
    nash = nash_of_draws(stakes(section, numbers, worth), section.least_gain)
    agreed, rows = nash >= 0, np.arange(len(nash))
    choice = decode(np.maximum(nash, 0), [table.shape[1] for table in worth])
    total = np.sum([table[rows, choice[:, i]] for i, table in enumerate(worth)], axis=0)
    change = np.where(agreed[:, None], total - status_quo_utility(section, numbers), 0.0)
    columns: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64] | np.dtype[np.bool_]]] = {
        "possible.agreement": agreed
    }
    for k, party in enumerate(section.parties):
        columns[f"gains.{party}"] = change[:, k] > 1e-9
        columns[f"change.{party}"] = 100 * change[:, k]
    expected = ensemble_forecast(numbers, section)
    for i, (name, issue) in enumerate(section.issues.items()):
        left = ~agreed | (choice[:, i] == len(issue.points))
        level = np.array(issue.points)[np.minimum(choice[:, i], len(issue.points) - 1)]
        columns[f"nash.{name}"] = np.where(left, numbers.status_quo[:, i], level)
        columns[f"ensemble.{name}"] = expected[:, i]
    return columns | attached_draws(section, draws)
