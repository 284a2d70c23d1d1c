"""The forecast that a document asks for: each party's chance of being listed, and of joining at the table.

Being on a list is seen of everybody; refusing is not, where only the number of those who attended is known. Those not
listed are then unlabelled: some refused, some were never there. The chance of being listed takes the list as it is. The
chance of joining *at the table* counts each party not listed as the share of a refusal that the numbers give: of n
attending of whom k joined, n - k did not, among all m not listed, so that each weighs (n - k) / m (the weighting of
Elkan and Noto 2008, *KDD*, 213, with the share known). It supposes that who of those not listed attended has nothing to
do with what the forecast looks at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from countermove.agreement.forecast import Design, Posterior, design, fit
from countermove.agreement.signals import evidence_of, feature_names
from countermove.agreement.solution import ForecastAnswer, Outlook
from countermove.document.text import Text
from countermove.kind import Finding

if TYPE_CHECKING:
    from countermove.agreement.model import AgreementModel, ForecastSection
    from countermove.agreement.participation import Floats, Ints
    from countermove.agreement.record import Record
    from countermove.agreement.solution import AgreementSolution
    from countermove.agreement.written import RecordSection

AT_THE_TABLE = Text(
    "If all who joined “{text}” attended, {refused} of the {rest} not listed attended without joining, nobody knows "
    "which. Counted as {share} of a refusal each, {count} of them are forecast to join if at the table (a chance above "
    "one half), {names} first; were each counted as a refusal, it would be {before}.",
    "若加入《{text}》的各方都曾与会，则未列名的{rest}方中有{refused}方与会而未加入，但无从得知是哪些。每方只按{share}次拒绝计，"
    "其中{count}方若在场预计会加入（概率过半），以{names}居前；若每方都按拒绝计，则为{before}方。",
)
NONE_AT_THE_TABLE = Text(
    "If all who joined “{text}” attended, {refused} of the {rest} not listed attended without joining, nobody knows "
    "which. Counted as {share} of a refusal each, none of them is forecast to join even if at the table.",
    "若加入《{text}》的各方都曾与会，则未列名的{rest}方中有{refused}方与会而未加入，但无从得知是哪些。每方只按{share}次拒绝计，"
    "没有一方即使在场预计会加入。",
)
NOT_KNOWN = Text(
    "How many could have joined “{text}” is not known: the forecast is of being on the list, out of {stated} looked "
    "up, and the {rest} not listed count as not on it, never as having refused. The chance of joining if asked is at "
    "least as high.",
    "有多少方本可加入《{text}》并不清楚：预测的是在查核的{stated}方中是否列名，未列名的{rest}方只计为不在名单上，绝不计为拒绝。"
    "若受到邀请，加入的概率不会更低。",
)
NAMED = 6


def refusal_share(attended: int | None, joined: int, not_listed: int) -> float | None:
    """Return how much of a refusal each party not listed counts as; None where nobody knows how many attended.

    Examples
    --------
    >>> refusal_share(85, 45, 148)
    0.2702702702702703
    """
    if attended is None or not not_listed:
        return None
    return min(max(attended - joined, 0) / not_listed, 1.0)


MOST_KEPT = 4
_kept: list[tuple[RecordSection, ForecastSection, ForecastAnswer]] = []  # most readings share their record


def forecast_of(model: AgreementModel, record: Record) -> ForecastAnswer | None:
    """Return every party's outlook on the text that the document names, its own position being left out.

    The last few answers are kept: readings that differ in the game alone, and edits of it, ask for the same one.
    """
    section, texts = model.forecast, model.record
    if section is None or texts is None:
        return None
    for kept_texts, kept_section, answer in _kept:
        if kept_section == section and kept_texts == texts:
            return answer
    found = _forecast(model, record, section, texts)
    _kept.append((texts, section, found))
    del _kept[:-MOST_KEPT]
    return found


def _forecast(model: AgreementModel, record: Record, section: ForecastSection, texts: RecordSection) -> ForecastAnswer:
    text, written = record.texts.index(section.text), texts.texts[section.text]
    used = np.array(_training(model, record, text), dtype=np.int64)
    signals = texts.signals()
    seen = design(evidence_of(record, text, used, signals), feature_names(record, text, used, signals))
    outcome = record.joined[:, text]
    stated = np.flatnonzero(~np.isnan(outcome))
    known = stated if section.learn_from == "others" else stated[:0]
    joined = int(np.nansum(outcome))
    share = None
    if written.attendance == "unknown" and known.size:
        share = refusal_share(written.attended, joined, int(stated.size) - joined)
    listing = _each(seen, known, outcome, np.ones(outcome.size))
    table = None if not share else _each(seen, known, outcome, np.where(outcome == 1, 1.0, share))
    outlooks = []
    for party, name in enumerate(record.parties):
        chance, reasons = listing[party]
        position = None if np.isnan(outcome[party]) else bool(outcome[party])
        asked = None if table is None else table[party][0]
        outlooks.append(Outlook(name, position, *chance, reasons, asked))
    return ForecastAnswer(
        section.text,
        int(stated.size),
        joined,
        written.attendance,
        tuple(outlooks),
        dict(section.expect),
        written.day,
        written.attended,
        share,
    )


Chance = tuple[float, float, float]


def _each(
    seen: Design, known: Ints, outcome: Floats, weight: Floats
) -> list[tuple[Chance, tuple[tuple[str, float], ...]]]:
    """Return each party's chance with interval, and its reasons, from everybody else's position."""
    shared = fit(seen, known, outcome[known], weight[known])
    found = []
    for party in range(outcome.size):
        others = known[known != party]  # nobody's own position is used to forecast it
        posterior = shared
        if others.size < known.size:
            posterior = fit(seen, others, outcome[others], weight[others], start=shared.weight)
        found.append((_chance(posterior, party), tuple(posterior.reasons(party))))
    return found


def _chance(posterior: Posterior, party: int) -> Chance:
    low, high = posterior.interval()
    return float(posterior.probability[party]), float(low[party]), float(high[party])


def _training(model: AgreementModel, record: Record, text: int) -> list[int]:
    """Return the texts that were complete before the one forecast began; covariates are checked with the document."""
    begins = model.record.texts[record.texts[text]].date if model.record is not None else None
    chosen = []
    for t in range(len(record.texts)):
        last = record.last[t]
        if t != text and (begins is None or last is None or last < begins):
            chosen.append(t)
    return chosen


def label_findings(solution: AgreementSolution, forecast: ForecastAnswer) -> list[Finding]:
    """Return what is done about parties of which only the absence from the list is known."""
    rest = forecast.stated - forecast.joined
    if forecast.attendance != "unknown" or not rest:
        return []
    text = solution.texts[forecast.text]
    if forecast.refusal_share is None:
        said = NOT_KNOWN.of(text=text, stated=forecast.stated, rest=rest)
        return [Finding("unlabelled", said, "assumed", solution.basis, {"denominator": forecast.stated})]
    unlisted = [one for one in forecast.outlooks if one.listed is False and one.asked is not None]
    likely = sorted((one for one in unlisted if one.asked and one.asked[0] >= 0.5), key=_asked)
    said = (AT_THE_TABLE if likely else NONE_AT_THE_TABLE).of(
        text=text,
        rest=rest,
        refused=round(forecast.refusal_share * rest),
        share=f"{forecast.refusal_share:.2f}",
        count=len(likely),
        names=solution.called([one.party for one in likely[:NAMED]]) if likely else "",
        before=sum(one.probability >= 0.5 for one in unlisted),
    )
    certificate = {
        "denominator": forecast.attended,
        "looked_up": forecast.stated,
        "not_listed": rest,
        "each_counts_as": forecast.refusal_share,
        "assumptions": [
            "all who joined attended",
            "who of those not listed attended is unrelated to what the forecast looks at",
        ],
        "at_the_table": {one.party: list(one.asked) for one in unlisted if one.asked is not None},
    }
    subjects = tuple(one.party for one in likely[:NAMED])
    return [Finding("unlabelled", said, "assumed", solution.basis, certificate, subjects)]


def _asked(one: Outlook) -> tuple[float, str]:
    return (-one.asked[0] if one.asked is not None else 0.0), one.party
