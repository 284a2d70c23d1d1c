// The form: fields of the same text. A change is written into the text by the workbench, and the text is what counts.

import { told as saidOf } from "./editor.js";
import { fill, post, words } from "./server.js";

const place = document.getElementById("form");
const PAUSE = 300;
let hooks; // name, text(), change(text, quiet), say(sentence), tryOut(text, path)
let open = null; // paths of the parts that are open; null: what the workbench finds best
let tried = {};
let asked = 0;
let queue = Promise.resolve();
let timer = null;
let wanted = null; // where the keyboard shall be once the form is drawn again
let known = []; // faults

export function start(given) {
  hooks = given;
  place.addEventListener("toggle", toggled, true);
  place.addEventListener("input", typed);
  place.addEventListener("change", changed);
  place.addEventListener("click", clicked);
  place.addEventListener("submit", submitted);
  place.addEventListener("keydown", keyed);
  place.addEventListener("dragstart", dragged);
  place.addEventListener("dragover", over);
  place.addEventListener("drop", dropped);
  place.addEventListener("dragend", letGo);
  place.addEventListener("pointerdown", () => (pressed = true));
  addEventListener("pointerup", () => setTimeout(letGo)); // after the click that it makes
  addEventListener("pointercancel", () => setTimeout(letGo));
}

function held() {
  const active = document.activeElement;
  if (!place.contains(active) || !active.id) return null;
  const typed = "defaultValue" in active && active.value !== active.defaultValue ? active.value : null;
  return { id: active.id, typed, start: active.selectionStart, end: active.selectionEnd };
}

export async function refresh(text) {
  if (!place || place.closest(".view-text")) return;
  const mine = ++asked;
  const told = await post("/form", { text, open, tried });
  if (mine !== asked) return;
  if (carried || pressed) {
    late = true; // what is being pressed or dragged stays where it is until it is let go
    return;
  }
  if (typeof told.html !== "string") {
    place.classList.add("stale");
    hooks.say(told.sentence);
    return;
  }
  place.classList.remove("stale");
  const before = held();
  const top = place.scrollTop;
  fill(place, told.html);
  if (open === null) open = told.open;
  place.scrollTop = top;
  const target = wanted ? place.querySelector(wanted) : before && document.getElementById(before.id);
  if (target && place.contains(target)) {
    target.focus({ preventScroll: !wanted });
    if (!wanted && before.typed !== null) target.value = before.typed;
    if (!wanted && before.start !== null && target.setSelectionRange && target.type === "text") {
      target.setSelectionRange(before.start, before.end);
    }
    if (wanted) target.scrollIntoView({ block: "nearest" });
  }
  wanted = null;
  faults(known);
}

export function faults(found) {
  known = found;
  if (!place) return;
  for (const one of place.querySelectorAll(".fault")) one.remove();
  for (const one of place.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  for (const fault of found) {
    if (fault.file) continue;
    let path = fault.path;
    let field = null;
    while (path && !field) {
      field = place.querySelector(`[data-path="${CSS.escape(path)}"]`);
      if (!field) path = path.replace(/(\.[^.[\]]+|\[\d+\])$|^[^.[]+$/, "");
    }
    if (!field) continue;
    const told = document.createElement("p");
    told.className = "fault";
    told.append("▸ ", saidOf(fault));
    const control = field.querySelector("input, textarea, select");
    if (field.matches(".field, li") && control) control.setAttribute("aria-invalid", "true");
    (field.querySelector(":scope > details > summary") ?? field).append(told);
  }
}

function edit(change, quiet = false) {
  const work = queue.then(async () => {
    for (let tries = 0; tries < 4; tries++) {
      const text = hooks.text();
      const told = await post("/edit", { name: hooks.name, text, edit: change });
      if (typeof told.text !== "string") {
        hooks.say(told.sentence);
        return false;
      }
      if (hooks.text() !== text) continue; // typed meanwhile: the change is made once more, in what stands there now
      hooks.change(told.text, quiet);
      return true;
    }
    return false;
  });
  queue = work.catch(() => false);
  return work;
}

function at(element) {
  return JSON.parse(element.dataset.at);
}

function written(control) {
  const { act, lang } = control.dataset;
  const path = at(control);
  if (act === "say") return { op: "say", path, lang, value: control.value };
  if (act === "words") return { op: "words", path, value: control.value };
  if (act === "written") return { op: "set", path, written: control.value };
  if (act === "set") return { op: "set", path, value: control.value };
  return null;
}

function typed(event) {
  const change = event.target.dataset.act && written(event.target);
  if (!change || hooks.fixed) return;
  clearTimeout(timer);
  timer = setTimeout(() => write(event.target, change, true), PAUSE);
}

// Writes what a field holds, once: leaving a field that is written already must not undo an undo.
async function write(control, change, quiet) {
  control.dataset.written = control.value;
  if (!(await edit(change, quiet))) delete control.dataset.written;
}

async function changed(event) {
  const { act } = event.target.dataset;
  if (hooks.fixed) return;
  if (act === "choose") return edit({ op: "set", path: at(event.target), value: event.target.value });
  if (act === "part") {
    const option = event.target.selectedOptions[0];
    if (!option.value) return;
    const path = [...at(event.target), option.value];
    unfold(path);
    wanted = `[data-path="${CSS.escape(dotted(path))}"] :is(input, textarea, select, summary)`;
    return edit({ op: "set", path, value: JSON.parse(option.dataset.begun) });
  }
  const change = act && written(event.target);
  if (!change) return;
  clearTimeout(timer);
  if (event.target.dataset.written === event.target.value) return refresh(hooks.text());
  await write(event.target, change);
}

function unfold(path) {
  const key = pythonic(path);
  if (open && !open.includes(key)) open.push(key);
}

function pythonic(path) {
  return `[${path.map((step) => JSON.stringify(step)).join(", ")}]`; // as the workbench writes paths
}

function dotted(path) {
  return path.reduce((text, step) => (typeof step === "number" ? `${text}[${step}]` : text ? `${text}.${step}` : step), "");
}

function toggled(event) {
  const key = event.target.dataset.open;
  if (!key || open === null) return;
  const has = open.includes(key);
  if (event.target.open === has) return;
  open = event.target.open ? [...open, key] : open.filter((one) => one !== key);
  if (event.target.open && event.target.children.length < 2) refresh(hooks.text());
}

function move(path, to) {
  const list = path.slice(0, -1);
  wanted = `[data-path="${CSS.escape(dotted([...list, to]))}"] :is(input, textarea, select, summary, button)`;
  return edit({ op: "move", path, to });
}

function clicked(event) {
  const button = event.target.closest("button[data-act]");
  if (!button) return;
  const { act } = button.dataset;
  if (act === "try") return tryOut(button);
  if (hooks.fixed && !["without", "opposite"].includes(act)) return;
  const path = at(button);
  if (act === "rename") askName(button, path);
  else if (act === "remove") {
    const field = button.closest("li, .part")?.parentElement.closest("[data-path]");
    if (field) wanted = `[data-path="${CSS.escape(field.dataset.path)}"] :is(input, summary, select, button)`;
    edit({ op: "delete", path });
  } else if (act === "move") move(path, Number(button.dataset.to));
  else if (act === "put") edit({ op: "set", path, value: JSON.parse(button.dataset.value) });
  else if (act === "add") edit({ op: "insert", path, value: JSON.parse(button.dataset.value) });
  else if (act === "without") hooks.tryOut({ op: "delete", path }, path);
  else if (act === "opposite") hooks.tryOut({ op: "set", path, value: `not (${button.dataset.rule})` }, path);
}

// A line in which a name is changed where it stands; what refers to it is changed by the workbench.
function askName(button, path) {
  const part = button.parentElement;
  const again = part.querySelector(":scope > form.renames");
  if (again) return again.remove();
  const line = document.createElement("form");
  line.className = "adds renames";
  Object.assign(line.dataset, { act: "rename", at: button.dataset.at, was: part.dataset.path });
  const input = document.createElement("input");
  Object.assign(input, { name: "to", type: "text", value: path.at(-1), autocomplete: "off" });
  input.setAttribute("aria-label", button.title);
  const done = document.createElement("button");
  Object.assign(done, { className: "small", textContent: words.rename });
  line.append(input, done);
  line.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    line.remove();
    button.focus();
  });
  button.after(line);
  input.select();
}

async function rename(form) {
  const path = at(form);
  const [old, to] = [path.at(-1), form.elements.to.value.trim()];
  if (!to || to === old) return form.remove();
  const before = open;
  open = open?.map((key) => pythonic(JSON.parse(key).map((step) => (step === old ? to : step)))) ?? null;
  const place = form.dataset.was;
  wanted = `[data-path="${CSS.escape(place.slice(0, place.length - old.length) + to)}"] > details > summary`;
  if (!(await edit({ op: "rename", path, value: to }))) [open, wanted] = [before, null];
}

function tryOut(button) {
  const model = at(button)[1];
  const board = button.closest(".board");
  const on = [...board.querySelectorAll('.toggle[aria-pressed="true"]')].map((one) => one.dataset.key);
  const { key } = button.dataset;
  tried = { ...tried, [model]: on.includes(key) ? on.filter((one) => one !== key) : [...on, key] };
  refresh(hooks.text());
}

function submitted(event) {
  event.preventDefault();
  if (hooks.fixed) return;
  const form = event.target;
  const path = at(form);
  if (form.dataset.act === "rename") rename(form);
  else if (form.dataset.act === "model") {
    const { id, kind } = form.elements;
    const name = id.value.trim();
    if (!name) return;
    unfold(["models", name]);
    wanted = `[data-path="${CSS.escape(`models.${name}`)}"] > details > summary`;
    edit({ op: "model", path: ["models", name], kind: kind.value });
  } else if (form.dataset.act === "insert") {
    const { value } = form.elements.added;
    if (!value.trim()) return;
    wanted = `#${CSS.escape(form.elements.added.id)}`;
    form.elements.added.value = "";
    edit({ op: "insert", path, ...("plain" in form.dataset ? { value: value.trim() } : { written: value }) });
  } else if (form.dataset.act === "entry") {
    const id = form.elements.id.value.trim();
    if (!id) return;
    const value = JSON.parse(form.dataset.begun);
    const [text] = JSON.parse(form.dataset.texts);
    if (text) value[text] = form.elements.text.value.trim() || id;
    wanted = `#${CSS.escape(form.elements.id.id)}`;
    form.elements.id.value = "";
    if (form.elements.text) form.elements.text.value = "";
    if (typeof value === "object") unfold([...path, id]);
    edit({ op: "set", path: [...path, id], value });
  }
}

function keyed(event) {
  const item = event.target.closest("li[data-at]");
  if (!event.altKey || !item || !["ArrowUp", "ArrowDown"].includes(event.key) || hooks.fixed) return;
  event.preventDefault();
  steps.push(event.key === "ArrowUp" ? -1 : 1);
  if (steps.length === 1) walk(at(item), item.parentElement.children.length);
}

const steps = []; // pressed faster than they are written

async function walk(path, count) {
  let place = path.at(-1);
  const list = path.slice(0, -1);
  while (steps.length) {
    const to = place + steps[0];
    if (to >= 0 && to < count && (await edit({ op: "move", path: [...list, place], to }, true))) place = to;
    steps.shift();
  }
  wanted = `[data-path="${CSS.escape(dotted([...list, place]))}"] :is(input, textarea, select, summary, button)`;
  refresh(hooks.text());
}

let carried = null;
let pressed = false;
let late = false; // the form is to be drawn once nothing is held any more

function letGo(event) {
  pressed = false;
  if (event) carried = null; // the end of a drag; a pointer is let go when one begins
  if (carried) return;
  mark(null);
  if (late) refresh(hooks.text());
  late = false;
}

function dragged(event) {
  const item = event.target.closest?.(".grip")?.closest("li[data-at]");
  if (!item || hooks.fixed) return;
  carried = item;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", item.dataset.path);
  event.dataTransfer.setDragImage(item, 8, 8);
}

function under(event) {
  const item = event.target.closest?.("li[data-at]");
  return carried && item && item.parentElement === carried.parentElement ? item : null;
}

function mark(item, below = false) {
  for (const one of place.querySelectorAll(".drop-above, .drop-below")) one.classList.remove("drop-above", "drop-below");
  item?.classList.add(below ? "drop-below" : "drop-above");
}

function half(event, item) {
  const box = item.getBoundingClientRect();
  return event.clientY > box.top + box.height / 2;
}

function over(event) {
  const item = under(event);
  if (!item) return;
  event.preventDefault();
  mark(item, half(event, item));
}

function dropped(event) {
  const item = under(event);
  if (!item) return;
  event.preventDefault();
  const from = at(carried).at(-1);
  const target = at(item).at(-1) + (half(event, item) ? 1 : 0);
  mark(null);
  const to = target > from ? target - 1 : target;
  if (to !== from) move(at(carried), to);
  carried = null;
}
