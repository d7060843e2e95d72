// A pinned state next to the current one, and their difference, on the same scale.

let pinnedInput = null;

function showPinning() {
  const hasAnswer = Boolean(answer && answer.prediction);
  refill("pinning", [hasAnswer, Boolean(state.pin)].join(), () => isKept ? [] : [
    element("button", { type: "button", id: "pin-it", disabled: !hasAnswer, on: { click: pin } }, state.pin ? "Pin this state instead" : "Pin this state to compare"),
    state.pin ? element("button", { type: "button", id: "unpin", on: { click: () => { pinned = null; pinnedInput = null; change({ pin: "" }); showComparison(); } } }, "Unpin") : null,
  ]);
}

// Encodes the pinned state as text: for a drawing its digit, strokes, and whether it is centred;
// for a table the row and its changes.
async function pin() {
  pinnedInput = null;
  state.pin = data ? tried.row + "!" + triedText() : [drawing.digit ?? "", encodeStrokes(drawing.strokes), drawing.isCentred ? "yes" : "no", ...(drawing.picture ? [encodeValues(drawing.base)] : [])].join("!");
  writeState();
  await preparePinned();
  askPinned();
  showPlates();
}

async function preparePinned() {
  if (data) {
    const [row, changes = ""] = state.pin.split("!");
    pinnedInput = valuesOf(readTried(row, changes));
    return;
  }
  const [digit = "", strokes = "", centre = "yes", values = ""] = state.pin.split("!");
  const kept = await drawingOf(isDigit(digit) ? digit : "", strokes, centre !== "no", values);
  pinnedInput = inputOf(kept, raster(kept)).values;
}

// Requests the current explanation for the pinned state.
function askPinned() {
  if (isKept) return;
  if (!state.pin || !pinnedInput || !answer || !answer.prediction) return showComparison();
  const question = { ...questionOf(pinnedInput), looksInside: false, key: shownModel().key };
  if (!question.unit) Object.assign(question, { target: answer.target, ...(answer.against == null ? {} : { against: answer.against }) });
  const key = JSON.stringify(question);
  if (askPinned.key === key && pinned) return showComparison();
  askPinned.key = key;
  askingPinned.ask(question);
}

function showComparison() {
  const box = document.getElementById("compare");
  const isShown = Boolean(state.pin && pinned && pinned.prediction && answer && answer.prediction);
  box.hidden = !isShown;
  if (!isShown) return box.replaceChildren();
  const heading = element("h3", {}, "Compared with the pinned state: why " + outputTitle());
  if (data) {
    return box.replaceChildren(heading, element("p", { class: "note" }, "Pinned: " + saidOf(pinned.prediction) + ". Now: " + saidOf(answer.prediction) + "."),
      ...differenceTable(pinned, "Now minus pinned", [["pinned", (i) => valueText(i, pinned.values[i])], ["now", (i) => valueText(i, answer.values[i])]], (i) => pinned.values[i] !== answer.values[i]));
  }
  const limits = shownLimits();
  box.replaceChildren(heading,
    ...comparedLines(pinned, "Pinned: " + saidOf(pinned.prediction), "Now minus pinned", limits, true));
}

// The prediction in short: "3, 99.7%"; for numbers, the one that is explained.
function saidOf(prediction) {
  const { label, probabilities, outputs } = prediction;
  if (label === null || label === undefined) return outputName(answer.target ?? 0) + " " + (probabilities ? percent(probabilities[answer.target ?? 0]) : number(outputs[answer.target ?? 0], 4));
  return labelName(label) + ", " + percent(shareOf(label, prediction));
}

// The methods that both answers have, and the difference between the answers.
const bothMethods = (other) => answer.methods.filter((m) => m.values && other.methods.some((o) => o.name === m.name && o.values));
function differenceOf(m, other) {
  const before = other.methods.find((o) => o.name === m.name);
  const errors = m.errors && before.errors ? m.errors.map((e, i) => Math.hypot(e, before.errors[i])) : null;
  return { quantity: m.quantity, isSigned: true, values: m.values.map((v, i) => v - before.values[i]), errors };
}

// Two rows of pictures: another answer's, and the differences from it.
function comparedLines(other, title, differenceTitle, limits, withInput) {
  const line = (title, paint) => element("div", { class: "compared" }, element("h4", {}, title), element("div", { class: "plates small" }, paint));
  const picture = (title, paint, label = title) => {
    const canvas = element("canvas", { role: "img", "aria-label": label });
    paint(canvas);
    return element("figure", {}, element("figcaption", {}, title), element("div", { class: "plate" }, canvas));
  };
  const both = bothMethods(other);
  const own = (m) => other.methods.find((o) => o.name === m.name);
  const input = (paint) => (withInput ? [picture("input", paint)] : []);
  return [
    line(title, [...input((canvas) => paintInput(canvas, other.values)), ...both.map((m) => picture(titleOf(m.name), (canvas) => paintMethod(canvas, own(m), limits.get(m.quantity))))]),
    line(differenceTitle, [...input((canvas) => paintMethod(canvas, { isSigned: true, values: cellSums(answer.values).map((v, i) => v - cellSums(other.values)[i]) }, setup.fullInk)),
      ...both.map((m) => picture(titleOf(m.name), (canvas) => paintMethod(canvas, differenceOf(m, other), limits.get(m.quantity)), titleOf(m.name) + ", difference"))]),
  ];
}

function cellSums(values) {
  return Array.from({ length: cellCount }, (_, i) => Array.from({ length: channels }, (_, c) => values[c * cellCount + i]).reduce((a, b) => a + b, 0));
}
