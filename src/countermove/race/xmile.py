"""Reading XMILE models (OASIS, *XML Interchange Language for System Dynamics* 1.0, 2015) as races.

What a race has, is read: stocks, flows, auxiliaries, graphical functions, ``sim_specs``, IF THEN ELSE, comparisons, AND
OR NOT, MIN MAX ABS EXP LN SQRT, STEP, RAMP and TIME. Anything else (arrays, modules, macros, conveyors, queues, delays,
random numbers) is refused by name. The XML is parsed by defusedxml: no entities, no external references.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from countermove.document.arithmetic import ExpressionError, parse, parse_unit
from countermove.document.faults import AnalysisError, did_you_mean, dotted

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Json = dict[str, Any]
LARGEST = 16_000_000
REFUSED_TAGS = (
    "dimensions",
    "dim",
    "element",
    "conveyor",
    "queue",
    "oven",
    "module",
    "macro",
    "group",
    "array",
    "leak",
)
FUNCTIONS = {"min": 2, "max": 2, "abs": 1, "exp": 1, "ln": 1, "sqrt": 1}
WORDS = {"and", "or", "not", "if", "then", "else"}
TOKEN = re.compile(
    r"""(?P<note>\{[^}]*\})|(?P<quoted>"[^"]+")|(?P<number>(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?)|(?P<name>[^\W\d][\w.$]*)
    |(?P<sign><>|<=|>=|[-+*/^()=<>,])|(?P<space>\s+)|(?P<other>.)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class XmileModel:
    """An XMILE model as the section of a race, with what was changed on the way."""

    title: str
    section: Json
    notes: tuple[str, ...]


def read_xmile(text: str) -> XmileModel:
    """Return the race that an XMILE file describes, ready to be written into a document's ``models``.

    Units are kept where all of them can be read and agree; else the race has none, and a note says so.

    Raises
    ------
    AnalysisError
        If the file is no XMILE, or uses what a race does not have: with the variable and the feature.
    """
    root = _root(text)
    model = root.find("model")
    variables = model.find("variables") if model is not None else None
    if variables is None:
        raise AnalysisError("the file has no <model> with <variables>: is it XMILE?")
    _refuse(root)
    names = _names(variables)
    notes: list[str] = []
    section: Json = {"clock": _clock(root), "stocks": {}, "flows": {}, "auxiliaries": {}}
    ends: dict[str, dict[str, str]] = {}
    for part in variables:
        if part.tag == "stock":
            _stock(part, section, names, ends, notes)
    for part in variables:
        if part.tag == "flow":
            _flow(part, section, names, ends)
        elif part.tag == "aux":
            own = _name(part.get("name", ""))
            section["auxiliaries"][own] = {"value": _equation(part, names), "name": _words(part)}
        elif part.tag != "stock":
            raise AnalysisError(f"<{part.tag}> {part.get('name', '')!r} is more than a race has: remove it")
    found = {key: value for key, value in section.items() if value}
    title = root.findtext("header/name") or root.findtext("header/title") or "XMILE model"
    with_units = _with_units(found, variables)
    if with_units is None and any(part.findtext("units") for part in variables):
        notes.append("units were left out, since not all of them could be read or they do not agree")
    _check(with_units or found)
    return XmileModel(title.strip(), with_units or found, tuple(notes))


def _root(text: str) -> Element:
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    if len(text) > LARGEST:
        raise AnalysisError("the file is over 16 MB: too large to be a model")
    try:
        root: Element = fromstring(re.sub(r'\sxmlns="[^"]*"', "", text, count=1))
    except ParseError as fault:
        raise AnalysisError(f"the file is not well-formed XML: {fault}") from None
    except DefusedXmlException:
        raise AnalysisError("the file declares entities or external parts, which are not read: remove them") from None
    if root.tag.rpartition("}")[2] != "xmile":
        raise AnalysisError(f"the file is <{root.tag}>, not <xmile>")
    for part in root.iter():
        part.tag = part.tag.rpartition("}")[2]
    return root


def _refuse(root: Element) -> None:
    models = root.findall("model")
    if len(models) > 1:
        raise AnalysisError(f"the file has {len(models)} models (modules): a race is one; write each as its own file")
    for place in (root, *root.iterfind("model/variables/*")):
        for tag in REFUSED_TAGS:
            if place.find(tag) is not None:
                owner = place.get("name", "the file")
                raise AnalysisError(f"{owner!r} uses <{tag}>, which a race does not have: model it by stocks and flows")


def _name(written: str) -> str:
    """Return an XMILE name as a name of formulas: case and spaces do not matter, other signs become ``_``."""
    plain = re.sub(r"\\n|\\r|\\t|\s+", "_", written.strip().strip('"'))
    plain = re.sub(r"\W", "_", plain).lower()
    return plain if not plain[:1].isdigit() else f"_{plain}"


def _words(part: Element) -> str:
    return re.sub(r"\\n|_|\s+", " ", part.get("name", "")).strip()


def _names(variables: Element) -> set[str]:
    names: set[str] = set()
    for part in variables:
        own = _name(part.get("name", ""))
        if own in names:
            raise AnalysisError(f"two variables are called {own!r}: XMILE ignores case and spaces; rename one")
        if own in FUNCTIONS or own in WORDS or own == "time":
            raise AnalysisError(f"variable {own!r} has the name of a function: rename it")
        names.add(own)
    return names


def _clock(root: Element) -> Json:
    specs = root.find("sim_specs")
    if specs is None:
        raise AnalysisError("the file has no <sim_specs>: say when the run starts and stops")
    try:
        step = float(specs.findtext("dt") or 1)
        written = specs.find("dt")
        if written is not None and written.get("reciprocal") == "true":
            step = 1 / step
        start, stop = float(specs.findtext("start") or 0), float(specs.findtext("stop") or 0)
    except (ValueError, ZeroDivisionError):
        raise AnalysisError("<sim_specs> holds something that is no number: check start, stop and dt") from None
    unit = _name(specs.get("time_units", "") or "year").rstrip("s") or "year"
    return {"start": start, "end": stop, "step": step, "unit": unit}


def _stock(part: Element, section: Json, names: set[str], ends: dict[str, dict[str, str]], notes: list[str]) -> None:
    own = _name(part.get("name", ""))
    section["stocks"][own] = {"start": _equation(part, names), "name": _words(part)}
    if part.find("non_negative") is None:
        section["stocks"][own]["may_be_negative"] = True
    else:
        notes.append(f"{own}: a flow that would drive it below zero is refused, not cut off")
    for tag, key in (("inflow", "into"), ("outflow", "from")):
        for flow in part.findall(tag):
            place = ends.setdefault(_name(flow.text or ""), {})
            if key in place:
                raise AnalysisError(f"flow {_name(flow.text or '')!r} {tag}s two stocks: give each its own flow")
            place[key] = own


def _flow(part: Element, section: Json, names: set[str], ends: Mapping[str, dict[str, str]]) -> None:
    own = _name(part.get("name", ""))
    equation = _equation(part, names)
    if part.find("non_negative") is not None:
        equation = f"max(0, {equation})"
    if own in ends:
        section["flows"][own] = {"rate": equation, "name": _words(part), **ends[own]}
    else:
        section["auxiliaries"][own] = {"value": equation, "name": _words(part)}


def _equation(part: Element, names: set[str]) -> str | float:
    own, written = part.get("name", ""), (part.findtext("eqn") or "").strip()
    if not written:
        raise AnalysisError(f"variable {own!r} has no equation")
    text = _translated(written, names, own)
    table = part.find("gf")
    if table is not None:
        text = f"table({text}, {_points(table, own)})"
    try:
        return float(text)
    except ValueError:
        pass
    try:
        parse(text).check_names([*names, "time"])
    except ExpressionError as fault:
        raise AnalysisError(f"equation of {own!r}: {fault} (read as: {text})") from None
    return text


def _points(table: Element, own: str) -> str:
    if table.get("type", "continuous") != "continuous":
        raise AnalysisError(f"the graphical function of {own!r} is {table.get('type')}: only continuous ones are read")
    try:
        heights = [float(one) for one in re.split(r"[,\s]+", (table.findtext("ypts") or "").strip())]
        given = table.findtext("xpts")
        if given:
            places = [float(one) for one in re.split(r"[,\s]+", given.strip())]
        else:
            scale = table.find("xscale")
            if scale is None or len(heights) < 2:
                raise ValueError
            low, high = float(scale.get("min", "")), float(scale.get("max", ""))
            places = [low + (high - low) * index / (len(heights) - 1) for index in range(len(heights))]
        if len(places) != len(heights) or len(places) < 2 or places != sorted(places):
            raise ValueError
    except ValueError:
        raise AnalysisError(f"the graphical function of {own!r} lacks rising points or as many heights") from None
    return ", ".join(f"{x!r}, {y!r}" for x, y in zip(places, heights, strict=True))


def _translated(written: str, names: set[str], own: str) -> str:
    """Return an XMILE equation in the grammar of formulas."""
    pieces: list[str] = []
    for match in TOKEN.finditer(written):
        kind, word = match.lastgroup, match.group()
        if match.group("note") is not None:
            continue
        if match.group("quoted") is not None:
            pieces.append(_name(word))
        elif match.group("name") is not None:
            rest = written[match.end() :].lstrip()
            pieces.append(_word(word, rest.startswith("("), names, own))
        elif match.group("other") is not None:
            raise AnalysisError(f"equation of {own!r}: {word!r} is not understood ({kind})")
        else:
            pieces.append(" " if match.group("space") is not None else word)
    return _expanded("".join(pieces).strip(), own)


def _word(word: str, called: bool, names: set[str], own: str) -> str:
    low = _name(word)
    if low in WORDS:
        return f" {low} "
    if low == "time":
        return "time"
    if called and low not in names:
        if low in FUNCTIONS or low in ("step", "ramp"):
            return low
        known = [*FUNCTIONS, "step", "ramp"]
        raise AnalysisError(f"equation of {own!r}: function {word} is more than a race has; {did_you_mean(low, known)}")
    return low


def _expanded(text: str, own: str) -> str:
    """Write STEP(height, from) and RAMP(slope, from[, to]) out, innermost last."""
    while (match := re.search(r"\b(step|ramp)\s*\(", text)) is not None:
        depth, args, last = 0, [], match.end()
        for index in range(match.end(), len(text)):
            letter = text[index]
            if letter in ",)" and depth == 0:
                args.append(text[last:index].strip())
                last = index + 1
                if letter == ")":
                    break
            depth += (letter == "(") - (letter == ")")
        else:
            raise AnalysisError(f"equation of {own!r}: a bracket is not closed")
        if match.group(1) == "step" and len(args) == 2:
            new = f"(if time >= {args[1]} then {args[0]} else 0)"
        elif match.group(1) == "ramp" and len(args) == 3:
            new = f"({args[0]} * (min(max(time, {args[1]}), max({args[1]}, {args[2]})) - ({args[1]})))"
        elif match.group(1) == "ramp" and len(args) == 2:
            new = f"({args[0]} * max(0, time - ({args[1]})))"
        else:
            raise AnalysisError(f"equation of {own!r}: {match.group(1).upper()} has {len(args)} arguments")
        text = text[: match.start()] + new + text[last:]
    return text


def _with_units(section: Json, variables: Element) -> Json | None:
    """Return the section with units, if every variable has one that can be read and all agree."""
    units = {_name(part.get("name", "")): (part.findtext("units") or "").strip() for part in variables}
    if not units or not all(units.values()):
        return None
    result: Json = {**section, "stocks": {}, "auxiliaries": {}}
    for group in ("stocks", "auxiliaries"):
        for name, part in section.get(group, {}).items():
            plain = units[name].replace("Dmnl", "1").replace("dmnl", "1").replace("unitless", "1")
            try:
                parse_unit(plain)
            except ExpressionError:
                return None
            result[group][name] = {**part, "unit": plain}
    result = {key: value for key, value in result.items() if value}
    return result if not _problems(result) else None


def _problems(section: Json) -> list[str]:
    from countermove.race.equations import assemble
    from countermove.race.model import RaceModel

    found = assemble(RaceModel.model_validate(section, context={"parameters": {}}))[1]
    return [f"{dotted(one.path)}: {one.wrong}; {one.cure}" for one in found]


def _check(section: Json) -> None:
    from pydantic import ValidationError

    try:
        problems = _problems(section)
    except ValidationError as error:
        first = error.errors()[0]
        raise AnalysisError(f"{dotted(first['loc'])}: {first['msg']}") from None
    if problems:
        raise AnalysisError(problems[0])


def xmile_document(text: str) -> str:
    """Return the document, as YAML, that an XMILE file becomes; what was changed stands in its ``about``.

    Raises
    ------
    AnalysisError
        As ``read_xmile`` does.
    """
    from io import StringIO

    from ruamel.yaml import YAML

    found = read_xmile(text)
    document: Json = {"countermove": 1, "title": found.title}
    if found.notes:
        document["about"] = "Read from XMILE: " + "; ".join(found.notes) + "."
    document["models"] = {"race": {"kind": "race", **found.section}}
    yaml: Any = YAML()  # untyped: its settings are declared as None
    yaml.allow_unicode, yaml.width, out = True, 120, StringIO()
    yaml.dump(document, out)
    return out.getvalue()
