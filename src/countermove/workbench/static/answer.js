// The answer: put in place without moving what the eye or the keyboard is on.

import { fill, post, words } from "./server.js";

const body = document.getElementById("answer-body");
const state = document.getElementById("answer-state");
const aside = document.getElementById("why");
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
    const now = same.find((one) => one.tagName !== "LI" && one.textContent === head.textContent) ?? same[index];
    if (now) pane.scrollTop += now.getBoundingClientRect().top - place;
  };
}

function key(element) {
  return element.getAttribute?.("href") ?? element.closest?.("details")?.querySelector("summary")?.textContent;
}

export function replace(html) {
  const pane = body.closest(".pane");
  const back = anchored(pane);
  const open = new Set([...body.querySelectorAll("details[open] > summary")].map((one) => one.textContent));
  const focused = body.contains(document.activeElement) ? key(document.activeElement) : null;
  fill(body, html);
  for (const summary of body.querySelectorAll("summary")) {
    if (open.has(summary.textContent)) summary.parentElement.open = true;
  }
  if (focused) {
    const same = [...body.querySelectorAll("a, summary")].find((one) => key(one) === focused);
    (same ?? document.getElementById("answer")).focus({ preventScroll: true });
  }
  back();
}

function options(html) {
  for (const [place, id] of ["old", "new"].entries()) {
    const select = document.getElementById(id);
    const chosen = select.value;
    const first = !select.options.length;
    fill(select, html);
    if (!first && [...select.options].some((one) => one.value === chosen)) select.value = chosen;
    else select.selectedIndex = Math.min(place, select.options.length - 1);
  }
}

export async function solve(name, text) {
  const number = ++asked;
  state.textContent = words.solving;
  const late = setTimeout(() => (state.textContent = words.solvingLong), 4000);
  const told = await post("/answer", { name, text });
  clearTimeout(late);
  if (number !== asked) return;
  if (told.html) {
    replace(told.html);
    options(told.options);
    shown = { name, text };
    state.textContent = words.solved;
  } else {
    state.textContent = told.sentence ?? (shown ? words.stale : words.noAnswer);
  }
}

export async function why(link) {
  if (!shown) return;
  opener = link;
  const told = await post("/why", { ...shown, anchor: decodeURIComponent(link.hash.slice(1)) });
  const inside = document.getElementById("why-body");
  if (told.html) fill(inside, told.html);
  else inside.textContent = told.sentence;
  aside.hidden = false;
  document.getElementById("why-title").focus({ preventScroll: true });
  aside.scrollTop = 0;
  const box = aside.getBoundingClientRect();
  if (box.top > innerHeight - 80 || box.bottom < 80) aside.scrollIntoView({ block: "nearest" });
}

export function closeWhy() {
  if (aside.hidden) return false;
  aside.hidden = true;
  const again = opener && [...body.querySelectorAll("a")].find((one) => one.getAttribute("href") === opener.getAttribute("href"));
  again?.focus({ preventScroll: true });
  return true;
}

export async function whatIf(opened) {
  if (!shown) return;
  const value = (id) => document.getElementById(id).value;
  const place = document.getElementById("what-if-answer");
  place.textContent = words.solving;
  const told = await post("/what-if", {
    ...shown, opened, old: value("old"), new: value("new"), version: value("version"),
  });
  if (told.html) fill(place, told.html);
  else place.textContent = told.sentence;
}
