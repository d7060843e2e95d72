// What is shown, stored in the address after "#", so that a link restores it.

const defaults = {
  predicted: "", label: "", correct: "", from: "0", to: "100", agreement: "1", sort: "place",
  scale: "batch", view: "target", open: "", pixel: "",
};
const state = Object.assign({}, defaults);

// Reads the state from the address. Anything that does not exist is left out.
function readState() {
  Object.assign(state, defaults);
  const text = location.hash.slice(1);
  if (text.includes("=")) {
    for (const [key, value] of new URLSearchParams(text)) if (key in defaults) state[key] = value;
  }
  const isClass = (text) => /^\d+$/.test(text) && Number(text) < (isMultilabel ? outputCount : classCount);
  if (!isClass(state.predicted)) state.predicted = "";
  if (!hasLabels || !isClass(state.label)) state.label = "";
  if (!hasLabels || !["right", "wrong"].includes(state.correct)) state.correct = "";
  for (const key of ["from", "to", "agreement"]) {
    if (state[key] === "" || !Number.isFinite(Number(state[key]))) state[key] = defaults[key];
  }
  if (!sorts.some((sort) => sort.name === state.sort)) state.sort = "place";
  if (state.scale !== "row") state.scale = "batch";
  if (state.view !== "rival" || !hasRivals) state.view = "target";
  if (!rows.places.includes(state.open === "" ? -1 : Number(state.open))) state.open = "";
  if (!/^\d+$/.test(state.pixel) || Number(state.pixel) >= width) state.pixel = "";
}

// Changes what is shown. `isStep` adds an entry to the browser's history.
function setState(changes, isStep) {
  Object.assign(state, changes);
  const parameters = new URLSearchParams();
  for (const key of Object.keys(defaults)) {
    if (state[key] !== defaults[key]) parameters.set(key, state[key]);
  }
  const address = "#" + (parameters.toString() || "all=");
  if (address !== location.hash) {
    history[isStep ? "pushState" : "replaceState"](null, "", address);
  }
  showState();
}

function applyState() {
  // A plain fragment scrolls to a section and leaves the state unchanged.
  if (location.hash.length > 1 && !location.hash.includes("=")) return;
  readState();
  showState();
}

function which() {
  return state.view === "rival" ? 1 : 0;
}

const explainedValue = (row) => valueOf(row, rows.targets[row]);
const sorts = [
  { name: "place", title: "in order", key: (row) => row },
  ...(isRegression ? [
    { name: "lowest", title: "lowest first", key: explainedValue },
    { name: "highest", title: "highest first", key: (row) => -explainedValue(row) },
    ...(hasLabels ? [{ name: "off", title: "farthest off first", key: (row) => -Math.abs(residualOf(row)) }] : []),
  ] : [
    { name: "least", title: "least certain first", key: confidenceOf },
    { name: "most", title: "most certain first", key: (row) => -confidenceOf(row) },
    ...(hasLabels ? [{ name: "wrong", title: isMultilabel ? "wrong ones first" : "misclassified first", key: (row) => (isWrong(row) ? -1 - confidenceOf(row) : 0) }] : []),
  ]),
  ...(isImage || width > 64 ? [] : [...Array(width).keys()].map((feature) => (
    { name: "by-" + feature, title: "by " + featureTitle(feature) + ", highest first", key: (row) => -inputOf(row)[feature] }))),
  { name: "unusual", title: "most unusual first", key: (row) => -(rows.unusual[row] ?? -1) },
  { name: "disagree", title: "methods disagree most", key: (row) => rows.agreement[row] ?? 2000 },
  { name: "gap", title: "largest gap first", key: (row) => -largestGap(row) },
];

function largestGap(row) {
  let gap = 0;
  report.methods.forEach((method, index) => {
    if (method.quantity === "contribution") gap = Math.max(gap, Math.abs(factsOf(row, index).gap));
  });
  return gap;
}

function isPredicted(row, label) {
  return isMultilabel ? says(row, label) : rows.predicted[row] === label;
}

function isLabelled(row, label) {
  return isMultilabel ? truthOf(row, label) > 0.5 : rows.labels[row] === label;
}

// The rows selected by the state, in its order.
function chosenRows() {
  const chosen = [];
  const [from, to] = [Number(state.from) / 100, Number(state.to) / 100];
  for (let row = 0; row < rowCount; row++) {
    if (state.predicted !== "" && !isPredicted(row, Number(state.predicted))) continue;
    if (state.label !== "" && !isLabelled(row, Number(state.label))) continue;
    if (state.correct === "right" && isWrong(row)) continue;
    if (state.correct === "wrong" && !isWrong(row)) continue;
    const confidence = isClassification ? confidenceOf(row) : from;
    if (confidence < from || confidence > to) continue;
    const agreement = rows.agreement[row];
    if (Number(state.agreement) < 1 && (agreement === null || agreement > 1000 * Number(state.agreement))) continue;
    chosen.push(row);
  }
  const key = sorts.find((sort) => sort.name === state.sort).key;
  const keys = new Map(chosen.map((row) => [row, key(row)]));
  return chosen.sort((a, b) => keys.get(a) - keys.get(b) || a - b);
}
