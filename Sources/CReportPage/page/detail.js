// One prediction in detail: pictures with the numbers behind each cell, and a comparison of the
// methods.

let shownRow = -1;

function showDetail(row) {
  const detail = document.getElementById("detail");
  document.getElementById("browser").classList.toggle("open", row >= 0);
  detail.hidden = row < 0;
  shownRow = row;
  if (row < 0) return detail.replaceChildren();
  const hasFocus = detail.contains(document.activeElement) ? document.activeElement.id : "";
  const position = listedRows.indexOf(row);
  const step = (by) => element("button", {
    type: "button", id: by < 0 ? "previous" : "next", disabled: position < 0 || !(position + by in listedRows),
    on: { click: () => setState({ open: String(rows.places[listedRows[position + by]]), pixel: "" }) },
  }, by < 0 ? "← previous" : "next →");
  fill("detail",
    element("div", { class: "buttons" }, step(-1), step(1),
      element("button", { type: "button", id: "close", on: { click: closeDetail } }, "close ✕")),
    element("h3", {}, rowTitle(row) + ": predicted ", element("b", {}, answerText(row)), confidenceText(row, " with ")),
    element("p", {}, labelSentence(row),
      "Explained: the " + objectiveText(row, which()) + ". Baseline: " + run.baseline + "."),
    hasRivals ? viewChoice(row) : null,
    isImage
      ? [pictures(row), element("p", { id: "readout", role: "status", "aria-live": "polite" })]
      : featureBars(row),
    isRegression ? numbersGiven(row) : probabilities(row), pairsOf(row), numbers(row), agreementTable(row));
  detail.onkeydown = (event) => { if (event.key === "Escape") closeDetail(); };
  showPixel();
  const focus = hasFocus && document.getElementById(hasFocus);
  if (focus) focus.focus();
}

// How the answer compares with the correct one.
function labelSentence(row) {
  if (!hasLabels) return null;
  if (isRegression) {
    if (outputCount > 1) return null;
    const off = residualOf(row);
    return "The true number is " + rightText(row) + (off === 0 ? ", as predicted. " : ": the prediction is " + number(Math.abs(off), 4) + (off > 0 ? " too high. " : " too low. "));
  }
  if (isWrong(row)) return element("span", { class: "mistake" }, (isMultilabel ? "Its labels are " : "It is labelled ") + rightText(row) + ". ");
  return isMultilabel ? "All its labels agree. " : "Its label agrees. ";
}

function closeDetail() {
  setState({ open: "", pixel: "" }, true);
  document.getElementById("list").focus();
}

function viewChoice(row) {
  const choice = (name, text) => element("button", {
    type: "button", id: "view-" + name, "aria-pressed": state.view === name ? "true" : "false",
    on: { click: () => setState({ view: name }) },
  }, text);
  const target = outputName(rows.targets[row]);
  return element("div", { class: "choice", role: "group", "aria-label": "What is explained" },
    choice("target", "Why " + target + "?"),
    choice("rival", "Why " + target + " and not " + outputName(rows.rivals[row]) + "?"));
}

// The input and each method side by side; one cell is marked in all of them.
function pictures(row) {
  const input = element("canvas", { "aria-hidden": "true" });
  paintInput(input, row, 320);
  const all = [["Input", input, null]];
  report.methods.forEach((method, index) => {
    const canvas = element("canvas", { "aria-hidden": "true" });
    const limit = limitFor(row, index, which());
    paintValues(canvas, row, index, which(), limit, 320);
    all.push([method.title, canvas, colorBar(method.isSigned, limit, unitOf(method))]);
  });
  const [columns, lines] = gridOf();
  const at = (event) => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = Math.floor((event.clientX - box.left) / box.width * columns);
    const y = Math.floor((event.clientY - box.top) / box.height * lines);
    const pixel = y * columns + x;
    return x >= 0 && x < columns && y >= 0 && y < lines && pixel < width ? pixel : null;
  };
  const point = (event) => {
    const pixel = at(event);
    if (pixel !== null && String(pixel) !== state.pixel) { state.pixel = String(pixel); showPixel(); }
  };
  const cells = all.map(([title, canvas, bar]) => figure(title,
    element("div", { class: "plate", on: { pointermove: point, pointerdown: point } }, canvas, element("i", { class: "mark" })), bar));
  return element("div", {
    class: "plates", id: "plates", tabindex: "0", role: "application",
    "aria-label": "Figures. Arrow keys go from " + featureNoun + " to " + featureNoun + " and read its numbers.",
    on: { keydown: onPixelKey, pointerleave: () => setState({}) },
  }, cells);
}

function onPixelKey(event) {
  const [columns, lines] = gridOf();
  const steps = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  if (!(event.key in steps)) return;
  event.preventDefault();
  const pixel = state.pixel === "" ? 0 : Number(state.pixel);
  const [dx, dy] = state.pixel === "" ? [0, 0] : steps[event.key];
  const x = Math.min(columns - 1, Math.max(0, (pixel % columns) + dx));
  const y = Math.min(lines - 1, Math.max(0, Math.floor(pixel / columns) + dy));
  if (y * columns + x >= width) return;
  state.pixel = String(y * columns + x);
  showPixel();
  clearTimeout(onPixelKey.timer);
  onPixelKey.timer = setTimeout(() => setState({}), 200);
}

// Marks the selected cell in every picture and shows its numbers.
function showPixel() {
  const readout = document.getElementById("readout");
  if (!readout) return;
  const [columns, lines] = gridOf();
  const pixel = state.pixel === "" ? null : Number(state.pixel);
  for (const mark of document.querySelectorAll("#plates .mark")) {
    mark.hidden = pixel === null;
    if (pixel === null) continue;
    mark.style.left = (100 * (pixel % columns)) / columns + "%";
    mark.style.top = (100 * Math.floor(pixel / columns)) / lines + "%";
    mark.style.width = 100 / columns + "%";
    mark.style.height = 100 / lines + "%";
  }
  if (pixel === null) {
    readout.textContent = "Point at a " + featureNoun + ", or go through them with the arrow keys, to read its numbers.";
    return;
  }
  const parts = [featureTitle(pixel) + ": input "
    + Array.from({ length: channels }, (_, channel) => number(inputOf(shownRow)[channel * width + pixel])).join(", ")];
  report.methods.forEach((method, index) => {
    const value = valuesOf(shownRow, index, which())[pixel];
    const errors = errorsOf(shownRow, index, which());
    const error = errors ? " ± " + number(errors[pixel], 2) + (isUncertain(index, value, errors[pixel]) ? " (sign uncertain)" : "") : "";
    parts.push(method.title + " " + signed(value) + error);
  });
  readout.textContent = parts.join(" · ");
}

// For a regression with several numbers, each next to its true value.
function numbersGiven(row) {
  if (outputCount === 1) return null;
  const head = ["number", "predicted", ...(hasLabels ? ["true", "residual"] : [])];
  return table("The numbers predicted", head, outputs.slice(0, 40).map((output) => [outputTitle(output),
    number(valueOf(row, output), 5), ...(hasLabels ? [number(truthOf(row, output), 5), signed(valueOf(row, output) - truthOf(row, output), 4)] : [])]));
}

function probabilities(row) {
  const labels = isMultilabel ? outputs : [...Array(classCount).keys()];
  const isSaid = (label) => (isMultilabel ? says(row, label) : label === rows.predicted[row]);
  const order = labels.sort((a, b) => probabilityOf(row, b) - probabilityOf(row, a));
  const shown = labels.length <= 12 ? order.sort((a, b) => a - b) : order.slice(0, 10);
  return element("div", { class: "probabilities" }, element("h4", {}, "Probabilities"),
    element("ul", {}, shown.map((label) => element("li", { class: isSaid(label) ? "predicted" : "" },
      element("span", { title: isMultilabel ? outputTitle(label) : className(label) }, cut(isMultilabel ? outputTitle(label) : className(label), 24)),
      element("span", { class: "track" }, element("span", { class: "share", style: "width:" + 100 * probabilityOf(row, label) + "%" })),
      element("span", {}, percent(probabilityOf(row, label)))))));
}

function numbers(row) {
  const head = ["", ...report.methods.map((method) => method.title)];
  const facts = report.methods.map((_, method) => factsOf(row, method));
  const line = (name, value) => [name, ...facts.map((fact, method) => value(fact, method))];
  const errorsText = (_, method) => {
    const errors = errorsOf(row, method, 0);
    return errors ? number(Math.max(...errors), 2) : "–";
  };
  const uncertainText = (_, method) => {
    const [values, errors] = [valuesOf(row, method, 0), errorsOf(row, method, 0)];
    return errors ? String(values.filter((value, i) => isUncertain(method, value, errors[i])).length) : "–";
  };
  const isShare = (method) => report.methods[method].quantity === "contribution";
  const notes = facts.map((fact, method) => fact.note && element("li", {}, element("strong", {}, report.methods[method].title), ": ", fact.note));
  return element("div", {},
    table("Numbers of the " + objectiveText(row, 0), head, [
      line("score at the input", (fact) => number(fact.atInput, 4)),
      line("score at the baseline", (fact) => number(fact.atBaseline, 4)),
      line("completeness gap", (fact, method) => (isShare(method) ? number(fact.gap) : "–")),
      line("R² of the surrogate", (fact) => number(fact.rSquared)),
      line("largest standard error", errorsText),
      line("signs uncertain", uncertainText),
      line("model evaluations", (fact) => count(fact.evaluations)),
    ]),
    notes.some((note) => note) ? element("ul", { class: "notes" }, notes.filter((note) => note)) : null);
}

// The agreement of the methods on this prediction.
function agreementTable(row) {
  if (report.methods.length < 2) return null;
  const size = Math.min(10, valueCount);
  const share = (value) => (value === null ? "–" : Math.round(size * value) + " of " + size);
  const body = [];
  for (let first = 0; first < report.methods.length; first++) {
    for (let second = first + 1; second < report.methods.length; second++) {
      const agreement = agreementOf(row, which(), first, second);
      body.push([
        report.methods[first].title + " and " + report.methods[second].title,
        hundredths(agreement.rank), share(agreement.common), share(agreement.sameSign),
      ]);
    }
  }
  return table("Agreement between methods", ["", "rank correlation", "strongest " + size + " in common", "with the same sign"], body);
}
