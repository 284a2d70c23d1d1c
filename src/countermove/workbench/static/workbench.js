// One page, one file: what is typed is saved, checked and answered; undo reaches back across sessions.

import * as answer from "./answer.js";
import * as editor from "./editor.js";
import * as form from "./form.js";
import * as study from "./study.js";
import { address, fill, get, post, words } from "./server.js";

const at = (id) => document.getElementById(id);
const name = document.body.dataset.name;
const area = at("text");
const shipped = Boolean(area?.readOnly);
const PAUSE = 250;
let known = ""; // digest of what the file held when it was last read or written
let written = ""; // that text
let opened = "";
let timer = null;
let queue = Promise.resolve(); // writes and steps, one after the other
let conflict = null;

function say(text, trouble = false) {
  const place = at("saved");
  if (!place) return;
  place.textContent = text;
  place.classList.toggle("trouble", trouble);
}

async function check(text) {
  const told = await post("/check", { name, text });
  if (text !== area.value) return;
  if (!told.faults) {
    at("faults-words").textContent = told.sentence;
    return;
  }
  editor.mark(told.faults);
  form.faults(told.faults);
  const count = told.faults.length;
  at("faults-words").textContent =
    count === 0 ? words.sound : count === 1 ? words.oneFault : words.faults.replace("{count}", count);
}

// The headline is what is waited for after an edit: the check follows it, and so does the form where it was not the form
// that changed. `drawn` says when the form is drawn: now, after, or never.
async function look(drawn, headFirst = true) {
  const text = area.value;
  const head = answer.solve(name, text);
  const redrawn = drawn === "now" ? form.refresh(text) : null;
  if (headFirst) await head;
  study.renew();
  if (text !== area.value) return; // a later look is under way
  await Promise.all([check(text), redrawn, drawn === "after" ? form.refresh(text) : null]);
}

// A change of the form: written, saved, solved and checked at once.
function changed(text, quiet) {
  clearTimeout(timer);
  editor.show(text);
  say(words.unsaved);
  save();
  look(quiet ? "never" : "now");
}

function warn(told) {
  conflict = told;
  at("conflict-words").textContent = told.gone ? words.gone : words.changed;
  at("take-theirs").hidden = told.gone;
  at("conflict").hidden = false;
}

function settle() {
  conflict = null;
  at("conflict").hidden = true;
}

function save(force = false) {
  queue = queue.then(async () => {
    const text = area.value;
    if (shipped || (conflict && !force) || (text === written && !force)) return;
    say(words.saving);
    const told = await post("/save", { name, text, known, force });
    if (told.conflict) {
      say(words.unsaved);
      warn(told);
    } else if (told.digest) {
      known = told.digest;
      written = text;
      settle();
      say(area.value === written ? words.saved : words.unsaved);
    } else {
      say(told.sentence, true);
    }
  });
  return queue;
}

function typed() {
  say(words.unsaved);
  editor.number();
  clearTimeout(timer);
  timer = setTimeout(() => {
    save();
    look("after");
  }, PAUSE);
}

function put(told) {
  known = told.digest;
  written = told.text;
  editor.show(told.text);
  look("now");
}

async function step(redo) {
  if (shipped || conflict) return;
  clearTimeout(timer);
  await save();
  queue = queue.then(async () => {
    const told = await post("/step", { name, known, redo });
    if (told.conflict) warn(told);
    else if (told.end) say(redo ? words.noRedo : words.noUndo);
    else if (told.digest) {
      put(told);
      say(redo ? words.redone : words.undone);
    } else say(told.sentence, true);
  });
  return queue;
}

async function takeTheirs() {
  clearTimeout(timer);
  const told = await post("/take", { name, text: area.value });
  if (told.digest) {
    settle();
    put(told);
    say(words.saved);
  } else {
    say(told.sentence, true);
  }
}

async function watch() {
  if (!shipped && !conflict && known && document.visibilityState === "visible") {
    const before = known;
    const told = await get("/digest", { name });
    if ("digest" in told && known === before && told.digest !== known && !conflict) warn({ gone: !told.digest });
    if (told.offline) say(words.offline, true);
  }
  setTimeout(watch, 3000);
}

function keys(event) {
  const inText = event.target === area;
  const inField = inText || ["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName);
  const untouched = at("form")?.contains(event.target) && event.target.value === event.target.defaultValue;
  const steps = inText || !inField || untouched || event.target.tagName === "SELECT";
  const control = event.ctrlKey || event.metaKey;
  const letter = event.key.toLowerCase();
  const act = (work) => {
    event.preventDefault();
    work();
  };
  if (control && letter === "s" && area) act(() => save());
  else if (control && letter === "z" && area && steps) act(() => step(event.shiftKey));
  else if (control && letter === "y" && area && steps) act(() => step(true));
  else if (control && event.key === "Enter" && inText) act(() => at("answer").focus());
  else if (event.key === "F8" && area) act(() => editor.jump());
  else if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
    if (!answer.closeWhy() && inText) at("document").focus();
  } else if (!inField && !control && !event.altKey) {
    if (event.key === "?") act(() => at("keys").showModal());
    const view = { f: "form", t: "text", b: "both" }[letter];
    if (view && at("work")) act(() => show(view));
    const place = { 1: "scenarios", 2: "document", 3: "answer" }[event.key];
    if (place) act(() => at(place).focus());
  }
}

function show(view) {
  at("work").className = `work view-${view}`;
  for (const one of document.querySelectorAll("[data-view]")) one.setAttribute("aria-pressed", String(one.dataset.view === view));
  for (const link of document.querySelectorAll(".languages a")) {
    const to = new URL(link.href);
    to.searchParams.set("view", view);
    link.href = to;
  }
  const here = new URL(location);
  here.searchParams.set("view", view);
  history.replaceState(null, "", here);
  form.refresh(area.value);
}

async function tryOut(change, path) {
  const text = area.value;
  const told = await post("/edit", { name, text, edit: change });
  if (!told.text) return say(told.sentence, true);
  const model = path[1];
  const reading = path[2] === "readings" ? path[3] : "base";
  answer.flip(name, text, told.text, `${model}/${reading}`, (scratch) => {
    if (shipped) say(words.readOnly);
    else changed(scratch, false);
  });
}

async function list() {
  const told = await get("/scenarios", { name });
  const place = at("scenario-list");
  if (told.html) {
    fill(place, told.html);
    at("version")?.insertAdjacentHTML("beforeend", told.others);
  } else place.textContent = told.sentence;
  place.removeAttribute("aria-busy");
}

async function open() {
  const told = await get("/document", { name });
  if (typeof told.text !== "string") {
    at("faults-words").textContent = told.sentence;
    return;
  }
  known = told.digest;
  written = opened = told.text;
  editor.show(told.text);
  answer.start();
  form.start({
    name,
    text: () => area.value,
    change: changed,
    say: (sentence) => say(sentence, true),
    fixed: shipped,
    tryOut,
  });
  study.start({ name, text: () => area.value });
  area.addEventListener("input", typed);
  area.addEventListener("scroll", editor.follow);
  if (!shipped) {
    say(words.saved);
    at("undo").addEventListener("click", () => step(false));
    at("redo").addEventListener("click", () => step(true));
    at("save").addEventListener("click", () => save());
    at("keep-mine").addEventListener("click", () => save(true));
    at("take-theirs").addEventListener("click", takeTheirs);
    addEventListener("beforeunload", (event) => {
      if (area.value !== written) event.preventDefault();
    });
    watch();
  }
  await look("now", false);
}

at("copy")?.addEventListener("click", async () => {
  const told = await post("/copy", { name });
  if (told.name) location.assign(address(told.name));
  else at("faults-words").textContent = told.sentence;
});
for (const one of document.querySelectorAll("[data-view]")) one.addEventListener("click", () => show(one.dataset.view));
at("version")?.addEventListener("change", answer.otherReadings);
at("fold").addEventListener("click", () => {
  const folded = document.body.classList.toggle("folded");
  at("fold").setAttribute("aria-expanded", String(!folded));
});
let kinds = null;
at("show-new").addEventListener("click", () => {
  at("begin").showModal();
  kinds ??= get("/kinds").then((told) => fill(at("new-form").elements.kind, told.html ?? ""));
});
at("close-new").addEventListener("click", () => at("begin").close());
at("new-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  await kinds;
  const { kind, name: called } = event.target.elements;
  const told = await post("/new", { kind: kind.value, name: called.value });
  if (told.name) location.assign(address(told.name));
  else at("new-said").textContent = told.sentence;
});
at("show-keys").addEventListener("click", () => at("keys").showModal());
at("close-why")?.addEventListener("click", answer.closeWhy);
at("what-if-form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  answer.whatIf(opened);
});
at("answer-body")?.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#why-"]');
  if (!link) return;
  event.preventDefault();
  answer.why(link);
});
document.addEventListener("keydown", keys);
list();
if (name) open();
