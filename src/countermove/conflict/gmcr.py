"""Reading the older program's ``.gmcr`` files: JSON with options by index, patterns of Y and N, states by number.

A state's number is the rank, from 1, of its code among the feasible codes, so a ranking is meaningful only together
with the file's infeasible patterns. Written from the facts of the format; no code of that program is used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from countermove.conflict.exchange import name_of, pattern, stem
from countermove.conflict.states import MAX_OPTIONS, TooManyStatesError, feasible_codes, label
from countermove.document.expressions import Expression, If, Iff, Name, Or
from countermove.document.faults import DocumentError, Fault, Path
from countermove.document.tree import Tree, parse
from countermove.document.writing import dump

CHANGES = {"both": "either", "fwd": "on-only", "back": "off-only"}
LEFT_OUT = "Misperceptions are not carried over: write them as `sees`."


def read_gmcr(content: bytes, file: str) -> str:
    """Return a document made from a ``.gmcr`` file.

    Options keep their order and direction, infeasible patterns become rules, preference conditions statements, manual
    rankings orders (nested lists are ties), coalitions of two and more actors `coalitions`. The file has no status quo:
    the document takes the first feasible state.

    Raises
    ------
    DocumentError
        With every fault, its line and column.
    """
    return _Reader(_json(content, file)).document(file)


def _json(content: bytes, file: str) -> Tree:
    text = content.decode("utf-8-sig", "replace").replace("\t", " ")  # JSON may be indented with tabs, YAML may not
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        fault = Fault(file, error.lineno, error.colno, "", f"this is no JSON: {error.msg}", "is this a .gmcr file?")
        raise DocumentError([fault]) from None
    except (RecursionError, ValueError):
        pass  # `parse` knows these limits and says so
    tree = parse(text.encode("utf-8"), file)
    if not isinstance(tree.data, dict):
        raise DocumentError([tree.fault((), "a .gmcr file is a JSON object", "is this a .gmcr file?")])
    return tree


def _is_pair(item: Any) -> bool:
    """Whether an item is an option's number with a letter."""
    return isinstance(item, list) and len(item) == 2 and isinstance(item[1], str) and not isinstance(item[0], list)


class _Reader:
    """One file being read; every fault is kept, and what stands in for a faulty part is never written."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.faults: list[Fault] = []
        self.words: list[Name] = []
        self.titles: list[str] = []
        self.codes: list[int] = []

    def wrong(self, path: Path, wrong: str, cure: str) -> None:
        self.faults.append(self.tree.fault(path, wrong, cure))

    def items(self, path: Path, needed: bool = False) -> Iterator[tuple[Path, Any]]:
        """Yield the items of the list at a path."""
        data: Any = self.tree.data
        for step in path:
            data = data.get(step) if isinstance(data, dict) else data[step]
        if isinstance(data, list):
            yield from (((*path, index), item) for index, item in enumerate(data))
        elif data is not None or needed:
            self.wrong(path, "a list is missing here", "is this a .gmcr file?")

    def document(self, file: str) -> str:
        """Return the document, or raise every fault."""
        changes = list(self._options())
        actors = self._actors()
        if self.faults:
            raise DocumentError(self.faults)
        rules = [self._condition(item, path) for path, item in self.items(("infeasibles",))]
        if not self.faults:
            self._states([rule for rule in rules if rule is not None])
        options: dict[str, Any] = {}
        for name, own in actors.items():
            options[name] = {}
            for index in own:
                change = {} if changes[index] == "either" else {"change": changes[index]}
                options[name][self.words[index].option] = {"name": self.titles[index], **change}
        preferences = {name: self._preferences(place) for place, name in enumerate(actors)}
        together = self._coalitions(list(actors))
        if self.faults:
            raise DocumentError(self.faults)
        order = [word for name in options for word in options[name]]
        model: dict[str, Any] = {"kind": "conflict", "options": options, "infeasible": [str(rule) for rule in rules]}
        model["status_quo"] = [word.option for index, word in enumerate(self.words) if self.codes[0] >> index & 1]
        model["preferences"] = {name: self._relabelled(one, order) for name, one in preferences.items()}
        if together:
            model["coalitions"] = together
        shown = {name: {"name": str(self._actor(place).get("name") or name)} for place, name in enumerate(actors)}
        about = "Read from a .gmcr file. The file has no status quo; the first feasible state stands for it."
        if any(self._actor(place).get("misperceptions") for place in range(len(actors))):
            about = f"{about} {LEFT_OUT}"
        head = {"countermove": 1, "title": stem(file), "about": about, "actors": shown}
        return dump({**head, "models": {"base": model}})

    def _options(self) -> Iterator[str]:
        for path, item in self.items(("options",), needed=True):
            title = item.get("name") if isinstance(item, dict) else item
            if not isinstance(title, str):
                self.wrong(path, "an option has no name", "give it a `name`")
                title = ""
            direction = item.get("permittedDirection", "both") if isinstance(item, dict) else "both"
            if direction not in CHANGES:
                self.wrong((*path, "permittedDirection"), f"{direction!r} is no direction", "write both, fwd or back")
            self.words.append(Name(name_of(title, [word.option for word in self.words], "option")))
            self.titles.append(title or self.words[-1].option)
            yield CHANGES.get(str(direction), "either")
        if len(self.words) > MAX_OPTIONS:
            self.wrong(("options",), f"{len(self.words)} options; a conflict has at most {MAX_OPTIONS}", "split it")

    def _actor(self, place: int) -> dict[str, Any]:
        found = self.tree.data["decisionMakers"][place]
        return found if isinstance(found, dict) else {}

    def _actors(self) -> dict[str, list[int]]:
        """Return actor → indices of its options, each option having one owner."""
        found: dict[str, list[int]] = {}
        owner: dict[int, str] = {}
        for path, item in self.items(("decisionMakers",), needed=True):
            if not isinstance(item, dict):
                self.wrong(path, "a decision maker is an object", "is this a .gmcr file?")
                continue
            name = name_of(str(item.get("name") or ""), found, "actor")
            found[name] = []
            for at, index in self.items((*path, "options"), needed=True):
                if not self._is_index(index, at):
                    continue
                if index in owner:
                    self.wrong(at, f"option {index} belongs to {owner[index]} already", "an option has one owner")
                owner[index] = name
                found[name].append(index)
        for index in range(len(self.words)):
            if index not in owner:
                self.wrong(("options", index), f"option {index} belongs to nobody", "add it to a decision maker")
        return {name: sorted(own) for name, own in found.items()}

    def _is_index(self, index: Any, path: Path) -> bool:
        if type(index) is int and 0 <= index < len(self.words):
            return True
        self.wrong(path, f"there is no option {index!r}", f"options are numbered 0 to {len(self.words) - 1}")
        return False

    def _states(self, rules: Sequence[Expression]) -> None:
        try:
            self.codes = feasible_codes([word.option for word in self.words], rules, {}).tolist()
        except TooManyStatesError as error:
            self.wrong(("infeasibles",), str(error), "add infeasible patterns")
        else:
            if not self.codes:
                self.wrong(("infeasibles",), "the patterns leave no feasible state", "take one of them out")

    def _condition(self, item: Any, path: Path) -> Expression | None:
        """Read a pattern, an alternative of patterns, or a written condition."""
        if isinstance(item, str):
            return self._written(item, path)
        if isinstance(item, dict):
            lists = [key for key, value in item.items() if isinstance(value, list | str) and key != "name"]
            if len(lists) == 1:
                return self._condition(item[lists[0]], (*path, lists[0]))
        if isinstance(item, list) and item:
            if all(map(_is_pair, item)):
                return self._pattern(item, path)
            parts = [self._condition(part, (*path, index)) for index, part in enumerate(item)]
            sound = [part for part in parts if part is not None]
            return sound[0] if len(sound) == 1 else Or(tuple(sound)) if sound else None
        self.wrong(path, "this is no condition", 'write [[option, "Y"], …], a list of such, or "pattern if pattern"')
        return None

    def _pattern(self, pairs: list[list[Any]], path: Path) -> Expression | None:
        fixed: dict[int, bool] = {}
        for place, (index, letter) in enumerate(pairs):
            if not self._is_index(index, (*path, place)):
                return None
            if letter not in ("Y", "N") or fixed.get(index, letter == "Y") != (letter == "Y"):
                self.wrong(
                    (*path, place), f"{letter!r} cannot stand for option {index}", "write Y or N, once an option"
                )
                return None
            fixed[index] = letter == "Y"
        return pattern(fixed, self.words)

    def _written(self, text: str, path: Path) -> Expression | None:
        """Read ``pattern``, ``pattern if pattern`` or ``pattern iff pattern``, a pattern being Y, N or - an option."""
        parts = re.split(r"\s+(iff?)\s+", text.strip())
        found = []
        for letters in parts[::2]:
            if len(letters) != len(self.words) or set(letters) - set("YN-") or set(letters) == {"-"}:
                cure = f"write Y, N or - for each of the {len(self.words)} options (bare numbers may count from 0 or 1)"
                self.wrong(path, f"{letters!r} is no pattern", cure)
                return None
            found.append(pattern({at: mark == "Y" for at, mark in enumerate(letters) if mark != "-"}, self.words))
        if len(found) > 2:
            self.wrong(path, "a condition has one `if` or `iff`", "split it")
            return None
        return found[0] if len(found) == 1 else If(*found) if parts[1] == "if" else Iff(*found)

    def _preferences(self, place: int) -> dict[str, Any]:
        """Return one actor's order (as codes) or statements."""
        data, actor = self.tree.data, self._actor(place)
        manual = data.get("useManualPreferenceRanking", data.get("useManualPreferenceVectors", False))
        if manual is True:
            for key in ("preferenceRanking", "preferenceVector"):
                if key in actor:
                    return {"order": self._ranking(("decisionMakers", place, key))}
                if isinstance(data.get(key), list) and place < len(data[key]):
                    return {"order": self._ranking((key, place))}
            self.wrong(("decisionMakers", place), "the ranking of this decision maker is missing", "add one")
            return {}
        path: Path = ("decisionMakers", place, "preferences")
        conditions = [self._condition(item, at) for at, item in self.items(path)]
        return {"statements": [str(one) for one in conditions if one is not None]}

    def _ranking(self, path: Path) -> list[list[int]]:
        order: list[list[int]] = []
        seen: set[int] = set()
        for at, item in self.items(path, needed=True):
            tier = item if isinstance(item, list) else [item]
            for number in tier:
                if type(number) is not int or not 1 <= number <= len(self.codes):
                    cure = f"the file's infeasible patterns leave states 1 to {len(self.codes)}"
                    self.wrong(at, f"there is no state {number!r}", cure)
                elif number in seen:
                    self.wrong(at, f"state {number} is ranked twice", "rank each state once")
                else:
                    seen.add(number)
            order.append([self.codes[number - 1] for number in tier if type(number) is int and number in seen])
        missing = [number for number in range(1, len(self.codes) + 1) if number not in seen]
        if missing and not self.faults:
            shown = ", ".join(map(str, missing[:5]))
            cure = "the ranking may be older than the infeasible patterns: rank again"
            self.wrong(path, f"{len(missing)} of {len(self.codes)} states are not ranked: {shown}", cure)
        return order

    def _relabelled(self, one: dict[str, Any], order: Sequence[str]) -> dict[str, Any]:
        """Return an order with labels for codes, letters in the order in which the document lists the options."""
        if "order" not in one:
            return one
        place = {word.option: index for index, word in enumerate(self.words)}

        def shown(code: int) -> str:
            letters = label(code, len(self.words))
            return "".join(letters[place[name]] for name in order)

        tiers = [[shown(code) for code in tier] for tier in one["order"]]
        return {"order": [tier[0] if len(tier) == 1 else tier for tier in tiers if tier]}

    def _coalitions(self, actors: Sequence[str]) -> list[list[str]]:
        found = []
        for path, item in self.items(("coalitions",)):
            members = item if isinstance(item, list) else [item]
            wrong = [one for one in members if type(one) is not int or not 0 <= one < len(actors)]
            if wrong:
                self.wrong(path, f"there is no decision maker {wrong[0]!r}", f"write 0 to {len(actors) - 1}")
            elif len(members) > 1:
                found.append([actors[one] for one in members])
        return found
