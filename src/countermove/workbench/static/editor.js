// The text: line numbers beside it, faults marked where they stand.

const area = document.getElementById("text");
const numbers = document.getElementById("numbers");
const marks = document.getElementById("marks");
const list = document.getElementById("faults");
const LINE = 20;
let faults = [];
let at = -1;
let pieces = new Map(); // where a fault stands → its mark

export function show(text) {
  const { scrollTop, selectionStart } = area;
  area.value = text;
  area.setSelectionRange(selectionStart, selectionStart);
  area.scrollTop = scrollTop;
  number();
}

export function number() {
  const count = area.value.split("\n").length;
  const wrong = new Set(faults.filter((one) => !one.file).map((one) => one.line));
  const lines = [];
  for (let line = 1; line <= count; line++) lines.push(wrong.has(line) ? `▸ ${line}` : line);
  numbers.textContent = lines.join("\n");
  follow();
}

export function follow() {
  numbers.scrollTop = area.scrollTop;
  marks.scrollTop = area.scrollTop;
  marks.scrollLeft = area.scrollLeft;
}

function offset(line, column) {
  const lines = area.value.split("\n");
  let place = 0;
  for (let each = 0; each < Math.min(line - 1, lines.length); each++) place += lines[each].length + 1;
  const points = Array.from(lines[line - 1] ?? "").slice(0, column - 1); // columns count characters, not halves
  return Math.min(place + points.join("").length, area.value.length);
}

export function mark(found) {
  faults = found;
  at = -1;
  const spans = faults
    .filter((one) => !one.file)
    .map((one) => offset(one.line, one.column))
    .sort((one, two) => one - two);
  marks.replaceChildren();
  let end = 0;
  pieces = new Map();
  for (const start of spans) {
    if (start < end) continue;
    const rest = area.value.slice(start);
    const length = Math.max(1, rest.match(/^[\p{L}\p{N}_.:-]+/u)?.[0].length ?? 1);
    const piece = document.createElement("mark");
    piece.textContent = rest.slice(0, length).replace("\n", " \n");
    marks.append(area.value.slice(end, start), piece);
    pieces.set(start, piece);
    end = start + length;
  }
  marks.append(`${area.value.slice(end)}\n`);
  if (!spans.length) marks.replaceChildren();
  list.replaceChildren(...faults.map(item));
  number();
}

// What is wrong, marked with its language where that is not the page's.
export function told(fault) {
  const said = document.createElement("span");
  said.textContent = fault.message;
  if (document.body.dataset.lang === "zh" && !/\p{Script=Han}/u.test(fault.message.replace(/'[^']*'/g, ""))) said.lang = "en";
  return said;
}

function item(fault, index) {
  const entry = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  const place = document.createElement("b");
  place.textContent = `${fault.file ? `${fault.file}:` : ""}${fault.line}:${fault.column}`;
  button.append(place, fault.path ? ` ${fault.path}: ` : " ", told(fault));
  button.addEventListener("click", () => jump(index));
  entry.append(button);
  return entry;
}

export function jump(index = at + 1) {
  if (!faults.length) return;
  at = index % faults.length;
  const fault = faults[at];
  area.focus();
  if (fault.file) return;
  const place = offset(fault.line, fault.column);
  const word = area.value.slice(place).match(/^[\p{L}\p{N}_.:-]+/u)?.[0].length ?? 0;
  area.setSelectionRange(place, place + word);
  area.scrollTop = Math.max(0, (fault.line - 6) * LINE);
  const left = pieces.get(place)?.offsetLeft ?? 0;
  area.scrollLeft = left < area.clientWidth - 80 ? 0 : left - area.clientWidth / 2;
  follow();
}
