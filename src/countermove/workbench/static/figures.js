// Figures whose marks can be walked and asked, and one to move about in.

import { fill, post } from "./server.js";

const dialog = document.getElementById("explore");
const BUTTONS = 'svg.figure g[role="button"]';
let current; // () => what the pane answers

export function start(shown) {
  current = shown;
  for (const root of [document.getElementById("answer-body"), dialog, document.getElementById("why-body")]) {
    root?.addEventListener("keydown", walked);
    root?.addEventListener("click", pressed);
    root?.addEventListener("focusin", focused);
    root?.addEventListener("pointerover", tipped);
  }
  dialog?.addEventListener("close", () => fill(document.getElementById("explore-body"), ""));
}

export function arm(root) {
  for (const drawing of root.querySelectorAll("svg.figure")) {
    drawing.querySelector('g[role="button"]')?.setAttribute("tabindex", "0");
  }
}

function focused(event) {
  const mark = event.target.closest?.(BUTTONS);
  if (!mark) return;
  for (const one of mark.ownerSVGElement.querySelectorAll('g[role="button"][tabindex="0"]')) one.setAttribute("tabindex", "-1");
  mark.setAttribute("tabindex", "0");
}

// The tip of a mark is there while the pointer is: beside its name it would be heard twice.
function tipped(event) {
  const mark = event.target.closest?.(BUTTONS);
  if (!mark || mark.querySelector(":scope > title")) return;
  const tip = document.createElementNS("http://www.w3.org/2000/svg", "title");
  tip.textContent = mark.getAttribute("aria-label");
  mark.prepend(tip);
  mark.addEventListener("pointerleave", () => tip.remove(), { once: true });
}

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function centre(mark) {
  const box = (mark.querySelector("circle, rect, path") ?? mark).getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}

function nearest(mark, [dx, dy]) {
  const [x, y] = centre(mark);
  let best = null;
  let least = Infinity;
  for (const other of mark.ownerSVGElement.querySelectorAll('g[role="button"]')) {
    if (other === mark) continue;
    const [ox, oy] = centre(other);
    const along = (ox - x) * dx + (oy - y) * dy;
    const aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
    if (along <= 0.5) continue;
    const cost = along + 2 * aside;
    if (cost < least) [best, least] = [other, cost];
  }
  return best;
}

function walked(event) {
  const mark = event.target.closest?.(BUTTONS);
  if (!mark) return;
  if (event.key in WAYS) {
    event.preventDefault();
    event.stopPropagation();
    nearest(mark, WAYS[event.key])?.focus();
  } else if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    explain(mark);
  }
}

function pressed(event) {
  const button = event.target.closest("button[data-explore]");
  if (button) {
    explore(button.dataset.explore, button.dataset.chosen);
    return;
  }
  const mark = event.target.closest(BUTTONS);
  if (mark && !moved) {
    mark.focus({ preventScroll: true });
    explain(mark);
  }
}

async function explain(mark) {
  const shown = current();
  const model = mark.closest("[data-model]")?.dataset.model;
  if (!shown || !model) return;
  for (const one of document.querySelectorAll("g.asked-about")) one.classList.remove("asked-about");
  mark.classList.add("asked-about");
  const told = await post("/explain", { ...shown.sent, model, subject: mark.dataset.id });
  const place = dialog.open ? document.getElementById("explore-why") : null;
  shown.tell(told, mark, place);
  const apart = dialog.open || mark.closest(".live").querySelector("button[data-explore]");
  if (!apart) document.querySelector("#why-body button[data-chosen]")?.parentElement.remove();
}

async function explore(model, chosen) {
  const shown = current();
  if (!shown) return;
  const body = document.getElementById("explore-body");
  if (!dialog.open) dialog.showModal();
  if (!chosen) document.getElementById("explore-why").textContent = "";
  body.setAttribute("aria-busy", "true");
  const told = await post("/explore", { ...shown.sent, model, ...(chosen ? { chosen } : {}) });
  body.removeAttribute("aria-busy");
  if (!dialog.open) return; // closed meanwhile
  if (!told.html) {
    body.textContent = told.sentence;
    return;
  }
  fill(body, told.html);
  arm(body);
  roam(body.querySelector(".wide"), chosen);
}

let moved = false;

// Moving about changes the view box alone: marks stay elements that can be found, focused and read.
function roam(frame, chosen) {
  const drawing = frame.querySelector("svg.figure");
  const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
  drawing.setAttribute("preserveAspectRatio", "xMinYMin meet");
  frame.classList.add("roam");
  const box = frame.getBoundingClientRect();
  const view = { x: 0, y: 0, scale: Math.min(1, Math.max(box.height / height, box.width / width)) };
  view.scale = box.height / height;
  let waiting = false;
  const draw = () => {
    waiting = false;
    const [w, h] = [box.width / view.scale, box.height / view.scale];
    view.x = Math.max(-40, Math.min(view.x, Math.max(-40, width - w + 40)));
    view.y = Math.max(-40, Math.min(view.y, Math.max(-40, height - h + 40)));
    drawing.setAttribute("viewBox", `${view.x} ${view.y} ${w} ${h}`);
  };
  const soon = () => {
    if (!waiting) requestAnimationFrame(draw);
    waiting = true;
  };
  const zoom = (factor, x = box.width / 2, y = box.height / 2) => {
    const before = view.scale;
    view.scale = Math.max(0.05, Math.min(6, view.scale * factor));
    view.x += x / before - x / view.scale;
    view.y += y / before - y / view.scale;
    soon();
  };
  frame.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
  }, { passive: false });
  let from = null;
  frame.addEventListener("pointerdown", (event) => {
    from = [event.clientX, event.clientY];
    moved = false;
  });
  frame.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
    if (!moved && Math.hypot(dx, dy) < 4) return;
    if (!moved) frame.setPointerCapture(event.pointerId);
    moved = true;
    from = [event.clientX, event.clientY];
    view.x -= dx / view.scale;
    view.y -= dy / view.scale;
    soon();
  });
  const let_go = () => {
    from = null;
    setTimeout(() => (moved = false));
  };
  frame.addEventListener("pointerup", let_go);
  frame.addEventListener("pointercancel", let_go);
  frame.addEventListener("keydown", (event) => {
    if (event.target !== frame && event.key in WAYS) return;
    if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key in WAYS) {
      view.x += (WAYS[event.key][0] * 60) / view.scale;
      view.y += (WAYS[event.key][1] * 60) / view.scale;
      soon();
    } else return;
    event.preventDefault();
  });
  drawing.addEventListener("focusin", (event) => {
    const mark = event.target.closest('g[role="button"]');
    const dot = mark?.querySelector("circle");
    if (!dot || moved) return;
    const [x, y] = [Number(dot.getAttribute("cx")), Number(dot.getAttribute("cy"))];
    const [w, h] = [box.width / view.scale, box.height / view.scale];
    if (x < view.x + 10 || x > view.x + w - 10) view.x = x - w / 2;
    if (y < view.y + 10 || y > view.y + h - 10) view.y = y - h / 2;
    soon();
  });
  draw();
  const start = chosen && [...drawing.querySelectorAll("g[data-id]")].find((one) => one.dataset.id === chosen);
  (start ?? frame).focus();
  if (start) start.classList.add("asked-about");
}
