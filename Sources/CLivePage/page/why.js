// The answer and its explanation: the prediction, each method's picture, and the numbers of a
// pixel.

const shareOf = (label, prediction = answer.prediction) => {
  const shares = prediction.probabilities;
  if (!shares) return null;
  return output.count === 1 && isClassification ? (label === 1 ? shares[0] : 1 - shares[0]) : shares[label];
};

// The name of a class, also for a single yes-or-no output.
const labelName = (label) => (output.count === 1 && isClassification ? (label === 1 ? output.names?.[0] || "yes" : "no") : outputName(label));

// Updates the answer and its pictures at once; what is further down follows once they are on the
// screen, and about 12 times a second while a pen moves.
function showAnswer() {
  showPrediction();
  showPlates();
  showPixel();
  afterPaint(showAnswer, () => {
    showInside();
    showKeep();
    document.documentElement.dataset.shown = answer ? answer.number : "";
  }, 80);
}

// Calls `later` after the next frame has been painted, once for all calls until then, and no sooner
// than `pause` milliseconds after the last time.
function afterPaint(key, later, pause = 0) {
  if (key.isWaiting) return;
  key.isWaiting = true;
  requestAnimationFrame(() => setTimeout(() => {
    key.isWaiting = false;
    key.last = performance.now();
    later();
  }, Math.max(0, pause - (performance.now() - (key.last ?? -Infinity)))));
}

// Unchanged text is not rewritten, because that would cause a new layout.
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Rebuilds the content of an element if its key has changed.
function refill(id, key, children) {
  const node = document.getElementById(id);
  if (node.madeOf === key) return;
  fill(id, children());
  node.madeOf = key;
}

function showPrediction() {
  const box = document.getElementById("answer");
  document.getElementById("untrained").hidden = !setup.isUntrained || shownModel() !== ownModel;
  if (!answer || !answer.prediction) {
    box.replaceChildren(element("h2", { class: "plain" }, "The network says"), element("p", { class: "verdict-large" }, "no ink yet"),
      element("p", { class: "note" }, isDigits ? "Draw a digit on the board, or take a handwritten one; or drop an image of one." : "Draw on the board, or drop an image."));
    return;
  }
  const said = answer.prediction;
  const heading = element("h2", { class: "plain" }, "The network says");
  if (!said.probabilities && output.count === 1) {
    return box.replaceChildren(heading, element("p", { class: "verdict-large" }, number(said.outputs[0], 4), element("small", {}, outputName(0))));
  }
  if (!said.probabilities) {
    box.replaceChildren(heading, element("ul", { class: "outputs" }, said.outputs.map((value, i) =>
      element("li", {}, outputName(i) + ": ", element("b", {}, number(value, 4))))));
    return;
  }
  const labels = [...Array(isClassification ? Math.max(2, output.count) : output.count).keys()];
  const order = [...labels].sort((a, b) => shareOf(b) - shareOf(a));
  const chosen = said.label ?? order[0];
  const name = labelName;
  const listed = labels.length <= 12 ? labels : order.slice(0, 12);
  // While a pen moves, only texts and widths change.
  if (box.querySelectorAll(".shares li").length !== listed.length) {
    box.replaceChildren(heading, element("p", { class: "verdict-large" }, element("span", {}), element("small", {})),
      element("ul", { class: "shares" + (listed.length <= 5 ? " few" : ""), style: "--name:" + (Math.min(16, Math.max(...listed.map((label) => name(label).length))) + 2) + "ch" }, listed.map(() => element("li", {}, element("span", {}), element("span", { class: "track" }, element("span", { class: "share" })), element("span", {})))));
  }
  const [verdict, sure] = box.querySelector(".verdict-large").children;
  write(verdict, name(chosen));
  write(sure, " " + percent(shareOf(chosen)));
  box.querySelectorAll(".shares li").forEach((line, k) => {
    const label = listed[k];
    line.className = label === chosen ? "predicted" : "";
    write(line.children[0], name(label));
    line.children[1].firstChild.style.width = 100 * shareOf(label) + "%";
    write(line.children[2], percent(shareOf(label)));
  });
}

// The choices of what is explained, against what, and by which methods.
function showChoices() {
  const unit = unitOfState();
  const options = (chosen, none) => [
    element("option", { value: "", selected: chosen === "" }, none),
    ...[...Array(output.count).keys()].map((i) => element("option", { value: String(i), selected: chosen === String(i) }, outputName(i))),
  ];
  const picked = shownMethods();
  const toggle = (name) => {
    const next = picked.includes(name) ? picked.filter((other) => other !== name)
      : setup.methods.map((m) => m.name).filter((other) => other === name || picked.includes(other));
    if (next.length > 0) change({ methods: next.join(",") });
    else showChoices();
  };
  const isOpen = document.querySelector("#choices details")?.open;
  const focus = document.activeElement?.id;
  fill("choices",
    modelChoice(),
    unit ? element("p", { class: "unit-chosen" }, "Explained: unit " + unit.unit + " of " + shownModel().stages[unit.stage].title + " ",
      element("button", { type: "button", id: "no-unit", on: { click: () => change({ unit: "" }) } }, "back to the answer")) : [
      output.count === 1 && !isClassification ? null : element("label", {}, "Explain", element("select", { id: "target", on: { change: (e) => change({ target: e.target.value, against: e.target.value === state.against ? "" : state.against }) } },
        options(state.target, isClassification ? "the predicted class" : "the strongest output"))),
      output.count > 1 ? element("label", {}, "and not", element("select", { id: "against", on: { change: (e) => change({ against: e.target.value === state.target ? "" : e.target.value }) } },
        options(state.against, "(nothing)"))) : null],
    besideChoice(),
    element("details", { open: isOpen },
      element("summary", {}, plural(picked.length, "method")),
      element("div", { class: "methods" }, setup.methods.map((method) => element("label", { class: "check" },
        element("input", { type: "checkbox", id: "method-" + method.name, checked: picked.includes(method.name), on: { change: () => toggle(method.name) } }),
        " " + method.title)))));
  if (focus) document.getElementById(focus)?.focus();
}

const knownModels = () => [["", ownModel], ["trained", trainedModel], ["other", otherModel]].filter(([, known]) => known);
const nameOf = (known) => (known === trainedModel ? "trained here" : known.name);

// The choice of the explained model, if there are several.
function modelChoice() {
  const known = knownModels();
  if (known.length < 2) return null;
  return element("label", {}, "Model", element("select", { id: "model", on: { change: (e) => { change({ model: e.target.value }); showTrainButtons(); } } },
    known.map(([value, of]) => element("option", { value, selected: shownModel() === of }, nameOf(of)))));
}

// The choice of the model for comparison.
function besideChoice() {
  if (isKept) return null;
  const pick = element("input", { type: "file", id: "other-file", "aria-label": "A model file", accept: ".onnx", hidden: true, on: { change: (e) => chooseOther(e.target.files[0]) } });
  const choose = (event) => {
    if (event.target.value !== "choose") return change({ beside: event.target.value });
    event.target.value = besideModel() ? state.beside : "";
    pick.click();
  };
  return [element("label", {}, "Compare with", element("select", { id: "beside", on: { change: choose } },
    element("option", { value: "", selected: !besideModel() }, "(no other model)"),
    knownModels().filter(([, of]) => of !== shownModel()).map(([value, of]) => element("option", { value: value || "served", selected: besideModel() === of }, nameOf(of))),
    element("option", { value: "choose" }, "a model file …"))), pick];
}

async function chooseOther(file) {
  if (!file) return;
  try {
    const name = file.name.replace(/[^\w.-]+/g, "_").slice(0, 60);
    otherModel = otherOf(await (await request("api/other?name=" + name, file)).json());
    showTrouble("");
    change({ beside: "other" });
  } catch (error) {
    showTrouble(troubleOf(error));
  }
}

const plates = new Map();

// A picture and a caption for each method; rebuilt only when the methods change.
function buildPlates() {
  const names = shownMethods();
  const key = names.join();
  if (buildPlates.key === key) return names;
  buildPlates.key = key;
  plates.clear();
  const figures = names.map((name) => {
    const canvas = element("canvas", { role: "img", "aria-label": titleOf(name) });
    const words = element("figcaption", { class: "words" });
    const plate = element("div", { class: "plate", on: { pointermove: onPoint, pointerdown: onPoint } }, canvas, element("i", { class: "mark", hidden: true }));
    plates.set(name, { canvas, words, plate });
    return element("figure", {}, element("figcaption", {}, titleOf(name)), plate, words);
  });
  fill("plates", element("div", {
    class: "plates", id: "pictures", tabindex: "0", role: "application",
    "aria-label": "Heatmaps of the methods. Arrow keys move between pixels and read their numbers.", on: { keydown: onPixelKey },
  }, figures));
  return names;
}

const titleOf = (name) => setup.methods.find((m) => m.name === name)?.title || name;

// The limits of the colour scales by quantity: methods that measure the same quantity share one.
// Limits change in steps, so that colours keep their meaning while a pen moves.
function limitsOf(answers) {
  const limits = new Map();
  for (const { methods } of answers) {
    for (const { quantity, values } of methods) {
      if (!values) continue;
      limits.set(quantity, Math.max(limits.get(quantity) || 0, ...values.map(Math.abs)));
    }
  }
  for (const [quantity, limit] of limits) limits.set(quantity, roundedUp(limit));
  return limits;
}

function roundedUp(limit) {
  if (!(limit > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(limit));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= limit * 0.999999);
}

function unitText(quantity, scale) {
  return { contribution: scale, drop: scale, evidence: scale, slope: scale + " per unit of ink", slopeMagnitude: scale + " per unit of ink",
    slopeVariance: "(" + scale + " per unit of ink)²", activation: "activation" }[quantity] || scale;
}

const isUncertain = (method, i) => method.errors != null && method.isSigned && Math.abs(method.values[i]) < 1.96 * method.errors[i];

function paintMethod(canvas, method, limit) {
  const palette = method.isSigned ? palettes.diverging : palettes.sequential;
  const cell = Math.max(4, Math.floor(320 / Math.max(columns, lines)));
  paintCells(canvas, {
    color: (i) => colorAt(palette, limit > 0 ? (method.isSigned ? (method.values[i] / limit + 1) / 2 : method.values[i] / limit) : method.isSigned ? 0.5 : 0),
    isMarked: method.errors != null ? (i) => isUncertain(method, i) : null,
  }, columns, lines, cell);
}

function paintNothing(canvas) {
  paintCells(canvas, { color: () => colorAt(palettes.diverging, 0.5) }, columns, lines, 1);
}

// A one-line caption for readers.
function wordsOf(method) {
  if (method.fault) return method.fault;
  const parts = [];
  if (method.quantity === "contribution") {
    const change = method.scoreAtInput - method.scoreAtBaseline;
    const isWhole = Math.abs(method.gap) <= 0.002 * Math.max(Math.abs(change), 0.1);
    parts.push(isWhole ? "Adds up to the score’s change, " + signed(change, 3) : "Misses the score’s change of " + signed(change, 3) + " by " + number(Math.abs(method.gap), 2));
  }
  if (method.errors) {
    const uncertain = method.values.filter((_, i) => isUncertain(method, i)).length;
    parts.push(uncertain === 0 ? "every sign certain" : plural(uncertain, "pixel") + " uncertain");
  }
  return parts.join(" · ") || "The values need not add up.";
}

function showPlates() {
  if (data) return showBars();
  const names = buildPlates();
  showPinning();
  if (!answer || !answer.prediction) {
    for (const { canvas, words } of plates.values()) { paintNothing(canvas); words.textContent = ""; }
    refill("scales", "", () => []);
    document.getElementById("reading").textContent = "";
    return;
  }
  const limits = shownLimits();
  for (const name of names) {
    const { canvas, words } = plates.get(name);
    const method = answer.methods.find((m) => m.name === name);
    if (!method) continue;
    if (method.fault) paintNothing(canvas);
    else paintMethod(canvas, method, limits.get(method.quantity));
    const text = wordsOf(method);
    write(words, text);
    words.title = [...(method.settings || []), ...(method.notes || [])].join("; ");
    canvas.setAttribute("aria-label", titleOf(name) + ": " + text);
  }
  const about = outputTitle();
  write(document.getElementById("reading"),
    "Red speaks for " + about + ", blue against it; the baseline is an empty board." +
    (answer.methods.some((m) => m.errors) ? " A stroke through a pixel: its sign is not certain at 95%." : ""));
  refill("scales", JSON.stringify([...limits, answer.methods.map((m) => [m.name, m.quantity, m.isSigned]), answer.scale]), () => [...limits].map(([quantity, limit]) => {
    const members = answer.methods.filter((m) => m.quantity === quantity);
    if (members.length === 0) return null;
    return element("figure", { class: "scale" },
      element("figcaption", {}, members.length === answer.methods.length ? "One scale for all" : members.map((m) => titleOf(m.name)).join(", ")),
      rampBar(members[0].isSigned ? palettes.diverging : palettes.sequential, members[0].isSigned, limit, unitText(quantity, answer.scale)));
  }));
}

function outputTitle() {
  const unit = unitOfState();
  if (unit) return "unit " + unit.unit + " of " + shownModel().stages[unit.stage].title;
  return outputName(answer.target) + (answer.against === undefined || answer.against === null ? "" : " and not " + outputName(answer.against));
}

function pixelAt(event) {
  const box = event.currentTarget.getBoundingClientRect();
  const x = Math.floor(((event.clientX - box.left) / box.width) * columns);
  const y = Math.floor(((event.clientY - box.top) / box.height) * lines);
  return x >= 0 && x < columns && y >= 0 && y < lines ? y * columns + x : null;
}

function onPoint(event) {
  if (event.type === "pointermove" && event.pointerType === "touch") return;
  const pixel = pixelAt(event);
  if (pixel === null) return;
  choosePixel(pixel);
}

function choosePixel(pixel) {
  if (String(pixel) === state.pixel) return;
  state.pixel = String(pixel);
  showPixel();
  clearTimeout(choosePixel.timer);
  choosePixel.timer = setTimeout(writeState, 250);
}

function onPixelKey(event) {
  const steps = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const [dx, dy] = state.pixel === "" ? [0, 0] : steps[event.key];
  const pixel = Number(state.pixel || 0);
  const x = Math.min(columns - 1, Math.max(0, (pixel % columns) + dx));
  const y = Math.min(lines - 1, Math.max(0, Math.floor(pixel / columns) + dy));
  choosePixel(y * columns + x);
}

// Marks the selected pixel in all pictures and shows its numbers.
function showPixel() {
  if (data) return;
  const pixel = state.pixel === "" ? null : Number(state.pixel);
  for (const mark of document.querySelectorAll(".mark")) {
    mark.hidden = pixel === null;
    if (pixel === null) continue;
    mark.style.left = (100 * (pixel % columns)) / columns + "%";
    mark.style.top = (100 * Math.floor(pixel / columns)) / lines + "%";
    mark.style.width = 100 / columns + "%";
    mark.style.height = 100 / lines + "%";
  }
  const readout = document.getElementById("readout");
  if (pixel === null || !answer || !answer.prediction) {
    write(readout, "Point at a pixel, or use the arrow keys, to read its numbers.");
    return;
  }
  const ink = Array.from({ length: channels }, (_, c) => number(answer.values[c * cellCount + pixel])).join(", ");
  const parts = ["row " + Math.floor(pixel / columns) + ", column " + (pixel % columns) + ": ink " + ink];
  for (const method of answer.methods) {
    if (!method.values) continue;
    const error = method.errors ? " ± " + number(method.errors[pixel], 2) + (isUncertain(method, pixel) ? " (sign uncertain)" : "") : "";
    parts.push(titleOf(method.name) + " " + signed(method.values[pixel]) + error);
  }
  write(readout, parts.join(" · "));
}
