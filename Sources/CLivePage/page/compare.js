// A pinned state beside the one that is drawn, and their difference, on the same scale.

let pinnedInput = null;

function pinButtons() {
  const hasAnswer = answer && answer.prediction;
  return [
    element("button", { type: "button", id: "pin-it", disabled: !hasAnswer, on: { click: pin } }, state.pin ? "Pin this state instead" : "Pin this state to compare"),
    state.pin ? element("button", { type: "button", id: "unpin", on: { click: () => { pinned = null; pinnedInput = null; change({ pin: "" }); showComparison(); } } }, "Unpin") : null,
  ].filter((button) => button);
}

// The pinned drawing as text: digit, strokes, whether it is centred.
async function pin() {
  pinnedInput = null;
  state.pin = [drawing.digit ?? "", encodeStrokes(drawing.strokes), drawing.isCentred ? "yes" : "no", ...(drawing.picture ? [encodeValues(drawing.base)] : [])].join("!");
  writeState();
  await preparePinned();
  askPinned();
  showPlates();
}

async function preparePinned() {
  const [digit = "", strokes = "", centre = "yes", values = ""] = state.pin.split("!");
  const kept = await drawingOf(isDigit(digit) ? digit : "", strokes, centre !== "no", values);
  pinnedInput = inputOf(kept, raster(kept)).values;
}

// Asks for the pinned state what is explained of the one that is drawn.
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
  const limits = limitsOf([answer, pinned, ...(besideAnswer() ? [beside] : [])]);
  box.replaceChildren(element("h3", {}, "Compared with the pinned state: why " + outputTitle()),
    ...comparedLines(pinned, "Pinned" + saidBy(pinned.prediction), "Now, less the pinned", limits, true));
}

// What is said, for a heading: ": 3, 99.7%".
function saidBy({ label, probabilities }) {
  return label === null || label === undefined ? "" : ": " + outputName(label) + ", " + percent(probabilities[label] ?? 1);
}

// Two rows of pictures: another answer's, and what the shown one's differ from them by.
function comparedLines(other, title, differenceTitle, limits, withInput) {
  const line = (title, paint) => element("div", { class: "compared" }, element("h4", {}, title), element("div", { class: "plates small" }, paint));
  const picture = (title, paint, label = title) => {
    const canvas = element("canvas", { role: "img", "aria-label": label });
    paint(canvas);
    return element("figure", {}, element("figcaption", {}, title), element("div", { class: "plate" }, canvas));
  };
  const both = answer.methods.filter((m) => m.values && other.methods.some((o) => o.name === m.name && o.values));
  const own = (m) => other.methods.find((o) => o.name === m.name);
  const difference = (m) => {
    const before = own(m);
    const errors = m.errors && before.errors ? m.errors.map((e, i) => Math.hypot(e, before.errors[i])) : null;
    return { isSigned: true, values: m.values.map((v, i) => v - before.values[i]), errors };
  };
  const input = (paint) => (withInput ? [picture("input", paint)] : []);
  return [
    line(title, [...input((canvas) => paintInput(canvas, other.values)), ...both.map((m) => picture(titleOf(m.name), (canvas) => paintMethod(canvas, own(m), limits.get(m.quantity))))]),
    line(differenceTitle, [...input((canvas) => paintMethod(canvas, { isSigned: true, values: cellSums(answer.values).map((v, i) => v - cellSums(other.values)[i]) }, setup.fullInk)),
      ...both.map((m) => picture(titleOf(m.name), (canvas) => paintMethod(canvas, difference(m), limits.get(m.quantity)), titleOf(m.name) + ", difference"))]),
  ];
}

function cellSums(values) {
  return Array.from({ length: cellCount }, (_, i) => Array.from({ length: channels }, (_, c) => values[c * cellCount + i]).reduce((a, b) => a + b, 0));
}
