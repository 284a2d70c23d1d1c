"""Why a state holds or does not: sentences from certificates, and the same as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from countermove.conflict.certificates import Answer, Certificate, Step, certificate
from countermove.conflict.solution import CONCEPT_NAMES, WALKED, ConflictSolution
from countermove.conflict.wording import move_words, path_words, state_name
from countermove.document.faults import did_you_mean
from countermove.document.text import Text
from countermove.kind import Explanation, Question

HOLDS = Text("{state} holds for {actor}: {concept}.", "对{actor}而言，{state}得以维持：{concept}。")
FAILS = Text(
    "{state} does not hold for {actor} in the sense that {concept}.",
    "在“{concept}”的意义上，{state}对{actor}不能维持。",
)
NO_GAIN = Text(
    "No move of its own leads {actor} to anything it prefers.", "{actor}没有任何单独行动能使其到达更偏好的状态。"
)
GAIN = Text("It gains by moving: {move} (to {to}).", "它可以通过行动获益：{move}（到{to}）。")
ANSWERED = Text(
    "If {move}, then {path}; that ends in {end}, which {actor} likes no better than staying.",
    "若{move}，则{path}；结果为{end}，对{actor}而言并不优于维持原状。",
)
NO_ESCAPE = Text(
    "From there {actor} can move on, at best to {escape}, which is no better either.",
    "此后{actor}至多只能转到{escape}，同样不优于原状。",
)
UNANSWERED = Text(
    "If {move}, none of the {count} states that the others can then bring about is an answer that deters it.",
    "若{move}，他方此后所能促成的{count}个状态中，没有一个足以构成威慑。",
)
ESCAPED = Text(
    "The others could answer with {end}, but {actor} would move on to {escape}.",
    "他方可以促成{end}作为反制，但{actor}会再转到{escape}而脱身。",
)
STARTS = Text("Asked: {state}.", "所问状态：{state}。")


def explain(solution: ConflictSolution, question: Question) -> list[Explanation]:
    """Answer why a state is stable or not, for one actor or all, under one concept or all; or what a move answers.

    Raises
    ------
    LookupError
        Where state, move, actor or concept is unknown; the message says which are known.
    """
    try:
        state = asked_state(solution, question.subject)
    except LookupError:
        from countermove.conflict.move_words import move_explained

        told = move_explained(solution, question.subject)
        if told is None:
            raise
        return [told]
    actors = solution.actors if question.actor is None else (known(question.actor, solution.actors, "actor"),)
    defined = [concept for concept in solution.concepts() if concept in WALKED or concept == "mixed"]
    concepts = defined if question.concept is None else [known(question.concept, solution.concepts(), "concept")]
    return [one for concept in concepts for one in _under(solution, state, actors, concept)]


def asked_state(solution: ConflictSolution, text: str) -> int:
    """Return the state that a label (or ``status_quo``) names; LookupError where there is none."""
    graph = solution.game.graph
    if text in ("status_quo", "status quo"):
        return graph.status_quo
    try:
        return graph.find(text)
    except LookupError as error:
        labels = graph.labels(range(min(graph.size, 200)))
        raise LookupError(f"{error.args[0]}; {did_you_mean(text, labels)}") from None


def known(name: str, among: Sequence[str], what: str) -> str:
    """Return a name that is among the known ones; LookupError where it is not."""
    if name in among:
        return name
    raise LookupError(f"no {what} {name!r}; {did_you_mean(name, among)}")


def _under(solution: ConflictSolution, state: int, actors: Sequence[str], concept: str) -> Iterator[Explanation]:
    for actor in actors:
        place = solution.actors.index(actor)
        own = solution.case.section.concept.get(actor, "nash") if concept == "mixed" else concept
        if own in WALKED and solution.total and not solution.case.section.attitudes:
            yield explanation(solution, certificate(solution.game, state, place, own), concept)
        else:
            yield _bare(solution, state, place, concept)


def explanation(solution: ConflictSolution, proof: Certificate, concept: str) -> Explanation:
    """Return a certificate in sentences and as the JSON of ``explain``."""
    graph = solution.game.graph
    actor = solution.name(graph.actors[proof.actor])
    names = {"state": state_name(solution, proof.state), "actor": actor, "concept": CONCEPT_NAMES[proof.concept]}
    sentences = [(HOLDS if proof.stable else FAILS).of(**names)]
    if not proof.answers:
        sentences.append(NO_GAIN.of(actor=actor))
    shown = proof.answers if proof.stable else [answer for answer in proof.answers if answer.path is None]
    for answer in list(shown)[:6]:
        sentences += _answer_words(solution, proof, answer, actor)
    if len(shown) > 6:
        more = len(shown) - 6
        sentences.append(Text(f"(and {more} more of the same kind)", f"（另有{more}种同类情形）"))
    data = {
        "state": graph.label(proof.state),
        "actor": graph.actors[proof.actor],
        "concept": concept,
        "stable": proof.stable,
        "improvements": [_answer_data(solution, proof, answer) for answer in proof.answers],
    }
    return Explanation(joined(sentences), data)


def _answer_words(solution: ConflictSolution, proof: Certificate, answer: Answer, actor: Text) -> Iterator[Text]:
    move = move_words(solution, Step(proof.actor, proof.state, answer.to))
    if answer.path is not None and answer.end is not None:
        end = state_name(solution, answer.end)
        yield ANSWERED.of(move=move, path=path_words(solution, answer.path), end=end, actor=actor)
        if answer.escape is not None:
            yield NO_ESCAPE.of(actor=actor, escape=state_name(solution, answer.escape))
    elif proof.concept == "nash":
        yield GAIN.of(move=move, to=state_name(solution, answer.to))
    else:
        yield UNANSWERED.of(move=move, count=len(answer.reach), actor=actor)
        if proof.concept in ("smr", "sseq"):
            for met, way_out in answer.escapes[:2]:
                yield ESCAPED.of(actor=actor, end=state_name(solution, met), escape=state_name(solution, way_out))


def _answer_data(solution: ConflictSolution, proof: Certificate, answer: Answer) -> dict[str, Any]:
    graph = solution.game.graph
    data: dict[str, Any] = {"to": graph.label(answer.to), "sanction": None}
    if answer.path is not None and answer.end is not None:
        data["sanction"] = {"path": path_data(solution, answer.path), "end": graph.label(answer.end)}
        if answer.escape is not None:
            data["sanction"]["best_reply"] = graph.label(answer.escape)
    elif proof.concept != "nash":
        data["reach"] = graph.labels(answer.reach)
        if proof.concept in ("smr", "sseq"):
            data["escapes"] = {graph.label(end): graph.label(escape) for end, escape in answer.escapes}
    return data


def path_data(solution: ConflictSolution, path: Sequence[Step]) -> list[dict[str, str]]:
    """Return a path as ``[{actor, from, to}]``."""
    graph = solution.game.graph
    return [
        {"actor": graph.actors[step.actor], "from": graph.label(step.start), "to": graph.label(step.end)}
        for step in path
    ]


def _bare(solution: ConflictSolution, state: int, place: int, concept: str) -> Explanation:
    """Say what holds where no path of moves certifies it: under bounds, attitudes, or concepts of another kind."""
    table = solution.stable[concept]
    stable = bool(table[place, state]) if table is not None else False
    actor = solution.name(solution.actors[place])
    name = CONCEPT_NAMES.get(concept, Text.both(concept))
    names = {"state": state_name(solution, state), "actor": actor, "concept": name}
    sentences = [(HOLDS if stable else FAILS).of(**names)]
    data: dict[str, Any] = {
        "state": solution.game.graph.label(state),
        "actor": solution.actors[place],
        "concept": concept,
        "stable": stable,
        "improvements": [],
    }
    if concept in solution.certain:
        bounds = solution.certain[concept]
        data["necessary"], data["possible"] = stable, bool(bounds.possible[place, state])
        if stable:
            sentences.append(Text("It holds whatever the unknown preferences are.", "无论未知偏好如何，它都成立。"))
        elif data["possible"]:
            sentences.append(
                Text(
                    "It holds for some of the preferences that are possible, not for all.",
                    "在部分可能的偏好下成立，并非全部。",
                )
            )
        else:
            sentences.append(
                Text("No possible preferences were found that make it hold.", "未找到使其成立的可能偏好。")
            )
    return Explanation(joined(sentences), data)


def joined(sentences: Sequence[Text]) -> Text:
    """Return sentences as one text."""
    return Text(
        " ".join(sentence.get("en") for sentence in sentences), "".join(sentence.get("zh") for sentence in sentences)
    )
