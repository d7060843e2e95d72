// What if? A table row with a slider and a number for each feature, over the range of the data, and
// the explanation as bars.

const data = setup.table;
const mostBars = 40;
let tried = { row: 0, changes: new Map() };

const featureName = (i) => (data.names && data.names[i]) || "feature " + i;
const valuesOf = ({ row, changes }) => data.rows[row].map((value, i) => changes.get(i) ?? value);
const categoriesOf = (i) => data.categories[i];
// A feature's value for display: a number, or a word.
const valueText = (i, value) => (categoriesOf(i) ? categoriesOf(i).words[value] ?? "another" : number(value, 4));
const rowName = (row) => (data.ids ? data.ids[row] : "row " + row);
const labelOfRow = (row) => (data.labels ? ", " + labelName(data.labels[row]) : "");

function buildTable() {
  const button = (id, text, action) => element("button", { type: "button", id, on: { click: action } }, text);
  fill("input", element("h2", { class: "plain" }, "Try"),
    element("div", { class: "choice" }, element("label", { for: "row" }, "row"),
      element("input", { id: "row", type: "number", min: "0", max: String(data.rows.length - 1), on: { change: (e) => isRow(e.target.value) && setTried({ row: Number(e.target.value), changes: new Map() }) } }),
      button("another", "Another", () => setTried({ row: Math.floor(Math.random() * data.rows.length), changes: new Map() })),
      button("reset", "Reset", () => setTried({ row: tried.row, changes: new Map() }))),
    element("p", { class: "note", id: "row-name" }),
    element("p", { class: "note" }, "From " + data.name + ", " + plural(data.rows.length, "row") + ". A slider covers the range of the data; the field beside it takes any number."),
    element("div", { class: "sliders" }, Array.from({ length: valueCount }, (_, i) => element("div", { class: "slider" + (categoriesOf(i) ? " words" : "") },
      element("label", { for: "x" + i }, featureName(i)), categoriesOf(i) ? wordChoice(i) : numberChoice(i)))));
  document.getElementById("seen").hidden = true;
}

const numberChoice = (i) => [
  element("input", { type: "range", id: "x" + i, min: data.low[i], max: data.high[i], step: (data.high[i] - data.low[i]) / 200 || 1, disabled: data.low[i] === data.high[i],
    on: { input: (e) => changeFeature(i, Number(e.target.value), false), change: (e) => changeFeature(i, Number(e.target.value), true) } }),
  element("input", { type: "number", step: "any", id: "n" + i, "aria-label": featureName(i) + ", any number", on: { change: (e) => e.target.value !== "" && Number.isFinite(Number(e.target.value)) && changeFeature(i, Number(e.target.value), true) } }),
];

// The words that the model knows and, if it accepts others, "another".
const wordChoice = (i) => element("select", { id: "x" + i, on: { change: (e) => changeFeature(i, Number(e.target.value), true) } },
  [...categoriesOf(i).words, ...(categoriesOf(i).takesOthers ? ["another"] : [])].map((word, place) => element("option", { value: place }, word)));
const isPlace = (i, value) => Number.isInteger(value) && value >= 0 && value < categoriesOf(i).words.length + (categoriesOf(i).takesOthers ? 1 : 0);

const isRow = (text) => /^\d+$/.test(text) && Number(text) < data.rows.length;

function setTried(next) {
  tried = next;
  drawn(true);
}

function changeFeature(i, value, isDone) {
  const changes = new Map(tried.changes);
  if (value === data.rows[tried.row][i]) changes.delete(i);
  else changes.set(i, value);
  tried = { row: tried.row, changes };
  drawn(isDone);
}

// The row and its changes as stored in the address: "3" and "0:1.5,7:2".
const triedText = ({ changes } = tried) => [...changes].map(([i, value]) => i + ":" + value).join(",");
function readTried(row, text) {
  const changes = new Map();
  for (const part of text.split(",")) {
    const [i, value] = part.split(":").map(Number);
    if (Number.isInteger(i) && i >= 0 && i < valueCount && Number.isFinite(value) && (!categoriesOf(i) || isPlace(i, value))) changes.set(i, value);
  }
  return { row: isRow(row) ? Number(row) : 0, changes };
}

function showTried() {
  input = { values: valuesOf(tried), isMoved: false };
  document.getElementById("row").value = tried.row;
  document.getElementById("row-name").textContent = rowName(tried.row).replace(/^r/, "R") + labelOfRow(tried.row) + (tried.changes.size ? ", with " + plural(tried.changes.size, "change") : "") + ".";
  document.getElementById("reset").disabled = tried.changes.size === 0;
  input.values.forEach((value, i) => {
    const [slider, box] = [document.getElementById("x" + i), document.getElementById("n" + i)];
    if (document.activeElement !== slider) slider.value = value;
    if (box && document.activeElement !== box) box.value = Number(value.toPrecision(6));
    slider.parentElement.classList.toggle("changed", tried.changes.has(i));
  });
  // A saved page has only its own answer.
  if (isKept) for (const node of document.querySelectorAll("#input input, #input select, #input button")) node.disabled = true;
}

// Shows each feature with its value and, for every method, a bar and its number.
function showBars() {
  const isReady = Boolean(answer && answer.prediction);
  showPinning();
  refill("scales", "", () => []);
  document.getElementById("readout").textContent = "";
  if (!isReady) return fill("plates");
  const shown = answer.methods.filter((m) => m.values);
  const limits = shownLimits();
  const about = outputTitle();
  const raises = output.task === "regression" || unitOfState() ? ["raise ", "lower "] : ["speak for ", "speak against "];
  document.getElementById("reading").textContent = "Red bars to the right " + raises[0] + about + ", blue ones to the left " + raises[1] + "it. A hollow bar: its sign is not certain at 95%.";
  fill("plates",
    barTable("Features and their values", [["value", (i) => valueText(i, answer.values[i])]], barsOf(shown), limits),
    answer.methods.map((m) => element("p", { class: "note" }, titleOf(m.name) + ": " + wordsOf(m).replace("pixel", "feature"))));
}

// The limits for all values on the page; for bars also those of the differences, so that no bar is
// cut off.
function shownLimits() {
  const others = [...(pinned && state.pin ? [pinned] : []), ...(besideAnswer() ? [beside] : [])].filter((other) => other.prediction);
  const differences = data ? others.map((other) => ({ methods: bothMethods(other).map((m) => differenceOf(m, other)) })) : [];
  return limitsOf([answer, ...others, ...differences]);
}

// One line per feature: columns of text, then a bar for each [method, title].
function barTable(label, texts, bars, limits, isChanged = () => false) {
  const all = [...Array(valueCount).keys()];
  const size = (i) => Math.max(0, ...bars.map(([m]) => Math.abs(m.values[i]) / (limits.get(m.quantity) || 1)));
  const listed = valueCount <= mostBars ? all : all.sort((a, b) => size(b) - size(a)).slice(0, mostBars);
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": label }, element("table", { class: "bars" },
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "feature"), texts.map(([title]) => element("th", { scope: "col" }, title)),
      bars.map(([m, title]) => element("th", { scope: "col" }, title, element("span", { class: "unit" }, "± " + number(limits.get(m.quantity)) + ", " + unitText(m.quantity, answer.scale)))))),
    element("tbody", {}, listed.map((i) => element("tr", { class: isChanged(i) ? "changed" : null }, element("th", { scope: "row" }, featureName(i)), texts.map(([, text]) => element("td", {}, text(i))),
      bars.map(([m]) => element("td", {}, barOf(m, i, limits.get(m.quantity)))))))),
    valueCount > listed.length ? element("p", { class: "note" }, "The " + listed.length + " largest of " + valueCount + ".") : null);
}

const barsOf = (methods) => methods.filter((m) => m.values).map((m) => [m, titleOf(m.name)]);

// Each method's values minus another answer's.
const differenceTable = (other, title, texts, isChanged) => [element("h4", {}, title),
  barTable(title, texts, bothMethods(other).map((m) => [differenceOf(m, other), titleOf(m.name)]), shownLimits(), isChanged)];

function barOf(method, i, limit) {
  const value = method.values[i];
  const share = limit > 0 ? Math.min(1, Math.abs(value) / limit) : 0;
  const color = "rgb(" + (method.isSigned ? colorAt(palettes.diverging, value > 0 ? 0.88 : 0.12) : colorAt(palettes.sequential, 0.75)).join(",") + ")";
  const left = !method.isSigned ? 0 : value < 0 ? 50 - 50 * share : 50;
  const uncertain = isUncertain(method, i);
  const error = method.errors && method.errors[i] > 0 ? " ± " + number(method.errors[i], 2) : "";
  return element("span", { class: "cell" },
    element("span", { class: "length" + (method.isSigned ? " signed" : "") }, element("span", { style: "left:" + left + "%;width:" + (method.isSigned ? 50 : 100) * share + "%;" + (uncertain ? "border:1.5px solid " : "background:") + color })),
    element("span", { class: "value" }, signed(value) + error + (uncertain ? " (sign uncertain)" : "")));
}
