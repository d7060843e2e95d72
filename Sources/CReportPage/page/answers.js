// The model's answer for a row, by kind: a class, labels, or numbers.

function nameOf(output) {
  return (run.model.output.names || [])[output];
}

// A class by its name or number.
function className(label) {
  return report.content.classNames[label] || String(label);
}

// The name of an output in explanations: a class (for a single output, the one it says yes to), a
// label, or a number of a regression.
function outputName(index) {
  if (isRegression) return report.content.classNames[index] || nameOf(index) || (outputCount === 1 ? "the output" : "output " + index);
  if (isClassification && outputCount === 1) return nameOf(0) || "class 1";
  return report.content.classNames[index] || nameOf(index) || (isMultilabel ? "label " + index : String(index));
}

// The same for headings and lists, where "the" is not part of the name.
function outputTitle(index) {
  return outputName(index).replace(/^the /, "");
}

// The score that is explained: "logit of 3", "price".
function scoreText(index) {
  return run.objective.scale === "output" && isRegression
    ? outputTitle(index) : run.objective.scale + " of " + outputName(index);
}

// The name of the scale, for units.
const scoreWord = isRegression && outputCount === 1 ? outputTitle(0) : run.objective.scale;

// The value of an output: its probability, or a regression's number.
function valueOf(row, output) {
  const at = row * layout.size + inputSize;
  return isRegression ? view.getFloat32(at + 4 * output, true) : view.getUint16(at + 2 * output, true) / 65535;
}

function truthOf(row, output) {
  return rows.truth[row * outputCount + output];
}

function probabilityOf(row, label) {
  if (isClassification && outputCount === 1) return label === 1 ? valueOf(row, 0) : 1 - valueOf(row, 0);
  return valueOf(row, label);
}

// The model's confidence in its class, or in its answer for the explained label; null for numbers.
function confidenceOf(row) {
  if (isRegression) return null;
  if (isMultilabel) return Math.max(valueOf(row, rows.targets[row]), 1 - valueOf(row, rows.targets[row]));
  return probabilityOf(row, rows.predicted[row]);
}

function says(row, label) {
  return valueOf(row, label) > 0.5;
}

// Whether the answer is wrong, for several labels in any of them; a number is never simply wrong.
function isWrong(row) {
  if (!hasLabels || isRegression) return false;
  if (isMultilabel) return outputs.some((label) => says(row, label) !== (truthOf(row, label) > 0.5));
  return rows.labels[row] !== rows.predicted[row];
}

// How much the explained number is too high.
function residualOf(row) {
  const output = rows.targets[row];
  return valueOf(row, output) - truthOf(row, output);
}

function labelNames(has) {
  return listed(outputs.filter(has).map(outputTitle)) || "none of " + outputCount + " labels";
}

// "3", "rain and wind", "151.2", "price 151.2, rooms 4".
function answerText(row) {
  if (isClassification) return className(rows.predicted[row]);
  if (isMultilabel) return labelNames((label) => says(row, label));
  if (outputCount === 1) return number(valueOf(row, 0), 5);
  return outputs.slice(0, 4).map((index) => outputTitle(index) + " " + number(valueOf(row, index), 5)).join(", ") + (outputCount > 4 ? ", …" : "");
}

// The correct answer, if it is known.
function rightText(row) {
  if (isClassification) return className(rows.labels[row]);
  if (isMultilabel) return labelNames((label) => truthOf(row, label) > 0.5);
  if (outputCount === 1) return number(truthOf(row, 0), 5);
  return outputs.slice(0, 4).map((index) => outputTitle(index) + " " + number(truthOf(row, index), 5)).join(", ") + (outputCount > 4 ? ", …" : "");
}

// " 98.2%" after a class; empty for answers without a single probability.
function confidenceText(row, before) {
  return isClassification ? before + percent(confidenceOf(row)) : "";
}

// "3", or "3, labelled 8" for a mistake; "151.2, true 139".
function verdict(row) {
  if (isRegression) return answerText(row) + (hasLabels ? ", true " + rightText(row) : "");
  return answerText(row) + (isWrong(row) ? ", labelled " + rightText(row) : "");
}

function describe(row) {
  return rowTitle(row) + ", predicted " + verdict(row) + confidenceText(row, ", ");
}

// What positive values are evidence for, in a sentence about all rows.
function favoured() {
  const isFixed = run.objective.target !== "predicted";
  const name = outputName(Number(run.objective.target));
  if (isRegression) return isFixed || outputCount === 1 ? outputName(isFixed ? Number(run.objective.target) : 0) : outputName(0);
  if (isMultilabel) return isFixed ? name : "the label explained";
  if (outputCount === 1) return outputName(0);
  return isFixed ? "class " + name : "the predicted class";
}

// How well the answers fit the correct ones, as a table of labels or of numbers.
function scoreTable() {
  const share = (value) => (value === null || value === undefined ? "–" : (100 * value).toFixed(1) + "%");
  if (report.labels) {
    return table("How well each label is predicted", ["label", "rows that have it", "accuracy", "precision", "recall", "F1"],
      report.labels.map((label, index) => [outputTitle(index), count(label.counts[1][0] + label.counts[1][1]),
        share(label.accuracy), share(label.precision), share(label.recall), hundredths(label.f1)]));
  }
  if (report.fit) {
    const root = (fit) => (fit.meanSquaredError === null || fit.meanSquaredError === undefined ? null : Math.sqrt(fit.meanSquaredError));
    return table("How close the predictions are to the true numbers; errors are in the number's own unit",
      ["number", "rows", "R²", "root mean squared error", "mean absolute error"],
      report.fit.map((fit, index) => [outputTitle(index), count(fit.rows), hundredths(fit.rSquared),
        number(root(fit), 4), number(fit.meanAbsoluteError, 4)]));
  }
  return null;
}

// Predicted against true values, and residuals, with a dot for each row on the page; a dot links to
// its row.
function fitPlots() {
  if (!isRegression || !hasLabels || rowCount === 0) return null;
  return element("div", { class: "fits" }, element("p", { class: "note" },
    "A dot for each row on this page; choose one to see why. On the dashed line a prediction is right, above it too high."),
  outputs.slice(0, 4).map((output) => {
    const points = [...Array(rowCount).keys()].map((row) => ({ row, predicted: valueOf(row, output), right: truthOf(row, output) }));
    const all = points.flatMap((point) => [point.predicted, point.right]);
    const ends = [Math.min(...all), Math.max(...all)];
    const off = points.map((point) => point.predicted - point.right);
    return element("div", { class: "curves" },
      scatter(outputTitle(output) + ": predicted against true", "true " + outputTitle(output), "predicted", ends, ends,
        points.map((point) => ({ row: point.row, x: point.right, y: point.predicted })), [ends[0], ends[1]]),
      scatter(outputTitle(output) + ": residuals, predicted − true", "predicted " + outputTitle(output), "predicted − true",
        [Math.min(...points.map((point) => point.predicted)), Math.max(...points.map((point) => point.predicted))],
        [Math.min(0, ...off), Math.max(0, ...off)],
        points.map((point) => ({ row: point.row, x: point.predicted, y: point.predicted - point.right })), [0, 0]));
  }));
}

// `line` is the height of the line of perfect predictions at both ends.
function scatter(title, xTitle, yTitle, xEnds, yEnds, points, line) {
  const [left, right, top, bottom] = [52, 292, 8, 150];
  const widened = ([low, high]) => (high > low ? [low, high] : [low - 1, high + 1]);
  const [[xLow, xHigh], [yLow, yHigh]] = [widened(xEnds), widened(yEnds)];
  const x = (value) => left + (right - left) * (0.03 + 0.94 * (value - xLow) / (xHigh - xLow));
  const y = (value) => bottom - (bottom - top) * (0.04 + 0.92 * (value - yLow) / (yHigh - yLow));
  const ticks = (low, high) => {
    const raw = (high - low) / 4;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 2.5, 5, 10].map((size) => size * power).find((size) => size >= raw);
    const found = [];
    for (let tick = Math.ceil(low / step - 1e-9); tick * step <= high + 1e-9 * step; tick++) found.push(tick * step);
    return found;
  };
  return figure(title, svg("svg", { viewBox: "0 0 300 182", role: "img", "aria-label": title },
    ticks(yLow, yHigh).map((tick) => [
      svg("line", { class: "grid", x1: left, x2: right, y1: y(tick), y2: y(tick) }),
      svg("text", { x: left - 5, y: y(tick) + 3.5, "text-anchor": "end" }, number(tick, 3)),
    ]),
    ticks(xLow, xHigh).map((tick) => svg("text", { x: x(tick), y: bottom + 14, "text-anchor": "middle" }, number(tick, 3))),
    svg("text", { x: (left + right) / 2, y: bottom + 29, "text-anchor": "middle" }, cut(xTitle, 40)),
    svg("text", { x: 9, y: (top + bottom) / 2, "text-anchor": "middle", transform: "rotate(-90 9 " + (top + bottom) / 2 + ")" }, yTitle),
    svg("line", { class: "right", x1: x(xLow), x2: x(xHigh), y1: y(line[0]), y2: y(line[1]) }),
    points.map((point) => {
      const dot = svg("circle", { class: "dot", cx: x(point.x).toFixed(1), cy: y(point.y).toFixed(1), r: points.length > 300 ? 1.6 : 2.6 });
      dot.append(svg("title", {}, describe(point.row)));
      dot.addEventListener("click", () => {
        setState({ open: String(rows.places[point.row]), pixel: "" }, true);
        document.getElementById("predictions").scrollIntoView();
      });
      return dot;
    })));
}
