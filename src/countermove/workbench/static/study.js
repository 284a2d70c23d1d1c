// Studies: what varies is chosen here; each runs in a process of its own and is followed by its events.

import { fill, get, post, words } from "./server.js";

const at = (id) => document.getElementById(id);
const lang = document.body.dataset.lang;
const followed = new Map();
let hooks; // name, text()
let wish = {};

export function start(given) {
  hooks = given;
  const box = at("stress");
  if (!box) return;
  box.addEventListener("toggle", () => {
    if (box.open && !at("study-form")) load();
  });
  box.addEventListener("submit", begin);
  box.addEventListener("change", chosen);
  box.addEventListener("click", pressed);
  list();
}

export function renew() {
  if (at("stress")?.open && !at("study-form")?.contains(document.activeElement)) load();
}

async function load() {
  const told = await post("/study/form", { name: hooks.name, text: hooks.text(), wish });
  const place = at("study-choice");
  const focus = document.activeElement?.name;
  if (told.html) fill(place, told.html);
  else place.textContent = told.sentence ?? words.noAnswer;
  if (focus && at("study-form")?.elements[focus]?.focus) at("study-form").elements[focus].focus();
}

function read() {
  const { elements } = at("study-form");
  const boxes = [...at("study-form").querySelectorAll('input[name="vary"]')];
  const ticked = boxes.filter((one) => one.checked).map((one) => one.value);
  const found = { draws: elements.draws.value, seed: elements.seed.value, design: elements.design.value };
  if (elements.study) found.study = elements.study.value;
  if (!elements.study?.value && elements.which) {
    [found.model, found.reading] = elements.which.value.split("/");
    if (boxes.length) found.vary = ticked.length === boxes.length ? ["*"] : ticked;
  }
  return found;
}

function chosen(event) {
  if (!event.target.closest("#study-form")) return;
  const { name } = event.target;
  const whole = read();
  if (name === "study") wish = { study: whole.study };
  else if (name === "which") wish = { study: "", model: whole.model, reading: whole.reading };
  else {
    wish = whole;
    at("study-form").querySelector("button.main").disabled = whole.vary?.length === 0;
    return;
  }
  load();
}

async function begin(event) {
  event.preventDefault();
  const told = await post("/study/start", { name: hooks.name, text: hooks.text(), wish: read() });
  if (told.study) follow(told.study);
  else say(told.sentence);
}

function say(sentence) {
  at("study-said").textContent = sentence;
}

async function list() {
  const told = await get("/study/list", { name: hooks.name });
  if (!told.html) return;
  fill(at("study-list"), told.html);
  for (const name of told.running) follow(name);
}

function left(seconds) {
  if (seconds === null || seconds === undefined) return "…";
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

function strip(name) {
  const row = document.createElement("div");
  row.className = "strip";
  row.dataset.study = name;
  const bar = document.createElement("progress");
  bar.setAttribute("aria-label", name);
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "small";
  cancel.textContent = words.cancel;
  cancel.setAttribute("aria-label", `${words.cancel} ${name}`);
  cancel.addEventListener("click", async () => {
    cancel.disabled = true;
    const answer = await post("/study/cancel", { study: name });
    if (answer.sentence) say(answer.sentence);
  });
  row.append(bar, told, cancel);
  at("study-strips").append(row);
  return { row, bar, told };
}

function follow(name) {
  if (followed.has(name)) return;
  const { row, bar, told } = strip(name);
  const source = new EventSource(`/study/events?${new URLSearchParams({ study: name, lang })}`);
  followed.set(name, source);
  const figure = (value) => Math.round(value).toLocaleString(lang === "zh" ? "zh-CN" : "en");
  source.addEventListener("message", (event) => {
    const state = JSON.parse(event.data);
    if (state.draws) {
      bar.max = state.draws;
      bar.value = state.stored;
    }
    const form = state.stopping ? words.stopping : state.learning ? words.learning : !state.rate ? words.starting : words.progress;
    told.textContent = form
      .replace("{name}", name)
      .replace("{stored}", figure(state.stored ?? 0))
      .replace("{draws}", figure(state.draws ?? 0))
      .replace("{rate}", figure(state.rate ?? 0))
      .replace("{left}", left(state.left));
    if (state.state === "running") return;
    source.close();
    followed.delete(name);
    row.remove();
    say(state.state === "failed" ? `${name}: ${state.failed}` : "");
    list();
    if (state.state === "done") show(name, false);
  });
  source.addEventListener("error", () => {
    told.textContent = words.lost; // the browser asks again by itself
  });
}

async function show(name, focus) {
  const told = await get("/study/found", { study: name });
  const place = at("study-results");
  if (told.html) fill(place, told.html);
  else place.textContent = told.sentence;
  at("stress").open = true;
  if (focus) at("study-found")?.focus();
}

async function pressed(event) {
  const { show: shown, resume } = event.target.dataset ?? {};
  if (shown) show(shown, true);
  if (resume) {
    const told = await post("/study/resume", { study: resume });
    if (told.study) follow(resume);
    else say(told.sentence);
    list();
  }
}
