// The answer: put in place without moving what the eye or the keyboard is on.

import * as figures from "./figures.js";
import { fill, get, post, words } from "./server.js";

const body = document.getElementById("answer-body");
const state = document.getElementById("answer-state");
const now = document.getElementById("answer-now");
const aside = document.getElementById("why");
const LATE = 300;
let asked = 0;
let shown = null; // the text that the pane answers
let opener = null;

function anchored(pane) {
  const top = pane.getBoundingClientRect().top;
  const heads = [...body.querySelectorAll("h1, h2, ol.answer > li")];
  const head = heads.find((one) => one.getBoundingClientRect().bottom > top);
  if (!head || pane.scrollTop === 0) return () => {};
  const place = head.getBoundingClientRect().top;
  const index = heads.filter((one) => one.tagName === head.tagName).indexOf(head);
  return () => {
    const same = [...body.querySelectorAll("h1, h2, ol.answer > li")].filter((one) => one.tagName === head.tagName);
    const next = same.find((one) => one.tagName !== "LI" && one.textContent === head.textContent) ?? same[index];
    if (next) pane.scrollTop += next.getBoundingClientRect().top - place;
  };
}

function key(element) {
  if (element.dataset?.id) return `mark:${element.dataset.id}`;
  return element.getAttribute?.("href") ?? element.closest?.("details")?.querySelector("summary")?.textContent;
}

export function replace(html) {
  const pane = body.closest(".pane");
  const back = anchored(pane);
  const open = new Set([...body.querySelectorAll("details[open] > summary")].map((one) => one.textContent));
  const focused = body.contains(document.activeElement) ? key(document.activeElement) : null;
  fill(body, html);
  figures.arm(body);
  for (const summary of body.querySelectorAll("summary")) {
    if (open.has(summary.textContent)) summary.parentElement.open = true;
  }
  if (focused) {
    const same = [...body.querySelectorAll("a, summary, g[data-id]")].find((one) => key(one) === focused);
    (same ?? document.getElementById("answer")).focus({ preventScroll: true });
  }
  back();
}

function options(html) {
  for (const [place, id] of ["old", "new"].entries()) {
    if (id === "old" && document.getElementById("version").value.startsWith("other:")) continue;
    choose(document.getElementById(id), html, place);
  }
}

function choose(select, html, place) {
  const chosen = select.value;
  const first = !select.options.length;
  fill(select, html);
  if (!first && [...select.options].some((one) => one.value === chosen)) select.value = chosen;
  else select.selectedIndex = Math.min(place, select.options.length - 1);
}

// What each model comes to; of the models that are folded away those show that an edit has changed.
function heads(html) {
  const before = new Set([...now.querySelectorAll("p")].map((one) => one.textContent));
  const open = now.querySelector("details")?.open ?? false;
  fill(now, html);
  const more = now.querySelector("details");
  if (!more) return;
  more.open = open;
  if (!before.size || open) return;
  for (const line of more.querySelectorAll("p")) if (!before.has(line.textContent)) more.before(line);
}

// Asks for the headline and for the whole; returns once the headline is there (or is late), so that what else an edit
// asks for does not hold it up.
export async function solve(name, text) {
  const first = ask(name, text);
  await Promise.race([first, new Promise((done) => setTimeout(done, LATE))]);
}

function ask(name, text) {
  const number = ++asked;
  const first = post("/headline", { name, text }).then((told) => {
    if (number === asked && told.html) heads(told.html);
  });
  whole(name, text, number);
  return first;
}

async function whole(name, text, number) {
  state.textContent = words.solving;
  const late = setTimeout(() => (state.textContent = words.solvingLong), 4000);
  const told = await post("/answer", { name, text });
  clearTimeout(late);
  if (number !== asked) return;
  if (told.html) {
    replace(told.html);
    options(told.options);
    shown = { name, text };
    body.classList.remove("stale");
    state.textContent = words.solved;
  } else {
    body.classList.add("stale");
    state.textContent = told.sentence ?? (shown ? words.stale : words.noAnswer);
  }
}

function tell(told, from, place = null) {
  opener = from;
  const inside = place ?? document.getElementById("why-body");
  if (told.html) fill(inside, told.html);
  else inside.textContent = told.sentence;
  if (place) {
    place.scrollIntoView({ block: "nearest" });
    return;
  }
  aside.hidden = false;
  document.getElementById("why-title").focus({ preventScroll: true });
  aside.scrollTop = 0;
  const box = aside.getBoundingClientRect();
  if (box.top > innerHeight - 80 || box.bottom < 80) aside.scrollIntoView({ block: "nearest" });
}

export async function why(link) {
  if (!shown) return;
  tell(await post("/why", { ...shown, anchor: decodeURIComponent(link.hash.slice(1)) }), link);
}

export function closeWhy() {
  if (aside.hidden) return false;
  aside.hidden = true;
  const known = opener && key(opener);
  const again = known && [...body.querySelectorAll("a, g[data-id]")].find((one) => key(one) === known);
  again?.focus({ preventScroll: true });
  return true;
}

const value = (id) => document.getElementById(id).value;

export async function whatIf(opened) {
  if (!shown) return;
  const place = document.getElementById("what-if-answer");
  place.textContent = words.solving;
  const told = await post("/what-if", {
    ...shown, opened, old: value("old"), new: value("new"), version: value("version"),
  });
  if (told.html) fill(place, told.html);
  else place.textContent = told.sentence;
}

export async function otherReadings() {
  const version = value("version");
  const select = document.getElementById("old");
  if (version.startsWith("other:")) {
    const told = await get("/readings", { name: version.slice(6) });
    if (told.options) choose(select, told.options, 0);
  } else choose(select, document.getElementById("new").innerHTML, 0);
}

// A flipped assumption: the text as it is, and as it would be; nothing is written until it is kept.
export async function flip(name, text, scratch, reading, keep) {
  const box = document.getElementById("what-if");
  const place = document.getElementById("what-if-answer");
  box.open = true;
  place.textContent = words.solving;
  const told = await post("/what-if", {
    name, text: scratch, opened: text, old: reading, new: reading, version: "opened",
  });
  if (!told.html) {
    place.textContent = told.sentence ?? words.flipFault;
  } else {
    fill(place, told.html);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = words.keepFlip;
    button.addEventListener("click", () => {
      keep(scratch);
      button.remove();
    });
    place.prepend(button);
  }
  box.scrollIntoView({ block: "nearest" });
  document.getElementById("what-if-title").focus({ preventScroll: true });
}

export function start() {
  figures.start(() => shown && { sent: shown, tell });
}
