"""How firm a sentence is: readings that agree, how it was got, the share of a study's draws, the nearest undoing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from countermove.document.text import Lang, Text, listed
from countermove.kind import Finding
from countermove.report.changing import nearest_words
from countermove.report.dossier import Chapter, Dossier, Sentence
from countermove.report.html import Child, tag

FIRMNESS = {
    "exact": Text("proved", "已证明"),
    "bounded": Text("between proved bounds", "介于已证明的界限之间"),
    "sampled": Text("from draws", "来自抽样"),
    "assumed": Text("assumed", "属于假设"),
}
EVERY_READING = Text("in every one of {total} readings", "在全部{total}种读法中")
ONE_READING = Text("in 1 of {total} readings: {names}", "在{total}种读法中的1种：{names}")
TWO_READINGS = Text("in {count} of {total} readings: {names}", "在{total}种读法中的{count}种：{names}")
SOME_READINGS = Text("in {count} of {total} readings", "在{total}种读法中的{count}种")
ONLY_READING = Text("in the only reading given", "在给出的唯一读法中")
DISPUTED = Text("What it rests on that is disputed ‡", "它所依据的有争议之处 ‡")
DRAWS = Text("in {share} of 100 draws ({low}–{high})", "100次抽样中{share}次（{low}–{high}）")
EVERY_DRAW = Text("in all {draws} draws", "在全部{draws}次抽样中")
EACH_DRAWS = Text(
    "each in {share} or more of 100 draws ({low}–{high})", "每一种在100次抽样中都不少于{share}次（{low}–{high}）"
)


def firmness(dossier: Dossier, chapter: Chapter, sentence: Sentence) -> list[Child]:
    """Return how firm a sentence is, and ‡ with a link to its grounds where what it rests on is disputed."""
    lang, total, count = dossier.lang, len(chapter.answers), len(sentence.answers)
    names = listed([answer.case.title for answer in sentence.answers], 3)
    if total == 1:
        where = ONLY_READING
    elif count == total:
        where = EVERY_READING.of(total=total)
    else:
        form = ONE_READING if count == 1 else TWO_READINGS if count == 2 else SOME_READINGS
        where = form.of(count=count, total=total, names=names)
    parts: list[Child] = [where.get(lang), " · ", FIRMNESS[sentence.finding.firmness].get(lang)]
    for more in (share_words(dossier, chapter, sentence), _undone(dossier, chapter, sentence)):
        if more is not None:
            parts += [" · ", more.get(lang)]
    if dossier.rests_on_dispute(sentence.finding):
        parts += [" ", tag("a", "‡", href=f"#{sentence.anchor}", aria_label=DISPUTED.get(lang), cls="dagger")]
    return parts


def share_words(dossier: Dossier, chapter: Chapter, sentence: Sentence) -> Text | None:
    """Return the share of the study's draws in which what a sentence names holds; the least share, if it names some.

    A study is of one model and one reading; it speaks to the sentences of that reading alone.
    """
    study = dossier.stress or {}
    if study.get("model", chapter.model.name) != chapter.model.name:
        return None
    readings = study.get("readings", ("base",))
    if len(readings) != 1 or all(answer.reading != readings[0] for answer in sentence.answers):
        return None
    shares = list(_shares(study, sentence.finding))
    if not shares:
        return None
    least = min(shares, key=lambda one: one["share"])
    if least["share"] >= 1:
        return EVERY_DRAW.of(draws=f"{study.get('answered', study.get('draws')) or 0:,}")
    numbers = {key: f"{100 * least[key]:.3g}" for key in ("share", "low", "high")}
    return (DRAWS if len(shares) == 1 else EACH_DRAWS).of(**numbers)


def _shares(study: Mapping[str, Any], finding: Finding) -> Iterator[Mapping[str, Any]]:
    """Yield the outcomes of a study that a finding says hold, in the sense in which it says so."""
    concept = concept_in(finding.certificate)
    told = [one for one in study.get("outcomes") or () if one.get("subject") in finding.subjects]
    told = [one for one in told if one.get("stated") and isinstance(one.get("share"), (int, float))]
    first = concept or next((one.get("concept") for one in told), None)
    yield from (one for one in told if one.get("concept") == first)


def concept_in(certificate: Any) -> str | None:
    """Return the concept that a certificate names, wherever in it."""
    if isinstance(certificate, Mapping):
        if isinstance(certificate.get("concept"), str):
            return str(certificate["concept"])
        certificate = list(certificate.values())
    if isinstance(certificate, (list, tuple)):
        return next((found for part in certificate if (found := concept_in(part))), None)
    return None


def _undone(dossier: Dossier, chapter: Chapter, sentence: Sentence) -> Text | None:
    """Say how near another answer is, beside the sentences that name the outcome it was measured for."""
    nearest = chapter.nearest
    if nearest is None or nearest.subject not in sentence.finding.subjects:
        return None
    if chapter.first not in sentence.answers:
        return None
    return nearest_words(dossier, nearest)


def colon(lang: Lang) -> str:
    """Return the colon of a language with the gap after it."""
    return "：" if lang == "zh" else ": "
