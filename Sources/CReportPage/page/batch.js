// The batch as a whole: each class's mean attribution, and notable predictions.

function showBatch() {
  const parts = [meanTable(), pairMeans()];
  const strip = (title, note, order, filter) => {
    const chosen = [...Array(rowCount).keys()].filter(filter || (() => true));
    if (chosen.length === 0) return null;
    const keys = new Map(chosen.map((row) => [row, order(row)]));
    chosen.sort((a, b) => keys.get(a) - keys.get(b) || a - b);
    return element("div", { class: "strip" }, element("h3", {}, title), element("p", { class: "note" }, note),
      element("ul", { class: "cards" }, chosen.slice(0, 12).map((row) => element("li", {}, card(row)))));
  };
  const wrong = [...Array(rowCount).keys()].filter(isWrong).length;
  const more = wrong > 12 ? "; 12 of " + count(wrong) : "";
  const explained = (row) => valueOf(row, rows.targets[row]);
  if (isRegression) {
    parts.push(
      hasLabels ? strip("Farthest off", "The largest distance from the true number.", (row) => -Math.abs(residualOf(row))) : null,
      strip("Lowest", "The smallest numbers predicted.", explained),
      strip("Highest", "The largest numbers predicted.", (row) => -explained(row)));
  } else if (isMultilabel) {
    parts.push(
      strip("Wrong in a label", "The most confident answers to the explained label first" + more + ".", (row) => -confidenceOf(row), isWrong),
      strip("Least certain", "The answers to the explained label that are closest to even odds.", confidenceOf));
  } else {
    parts.push(
      strip("Misclassified", "The most confident mistakes first" + more + ".", (row) => -confidenceOf(row), isWrong),
      strip("Least certain", "The smallest probability of the predicted class.", confidenceOf),
      strip("Most certain", "The largest probability of the predicted class.", (row) => -confidenceOf(row)));
  }
  parts.push(
    strip(hasManyTargets ? "Unusual for their " + targetNoun : "Unusual", "Attributions that point away from the mean" + (hasManyTargets ? " of their " + targetNoun : "") + ".", (row) => -(rows.unusual[row] ?? -1)),
    report.methods.length > 1
      ? strip("Methods disagree", "The smallest mean rank correlation between methods.", (row) => rows.agreement[row] ?? 2000) : null);
  fill("batch-body", parts);
}

// What rows are explained for: a class, a label, or a number.
const targetNoun = isRegression ? "number" : isMultilabel ? "label" : "class";
const hasManyTargets = outputs.filter((output) => report.methods.some((m) => m.targetMeans[output])).length > 1;

// The means for each target and method, on one scale for all methods that measure the same
// quantity.
function meanTable() {
  const targets = outputs.filter((output) => report.methods.some((m) => m.targetMeans[output]));
  const title = hasManyTargets ? "Mean attribution of each " + targetNoun : "Mean attribution";
  const meanOf = (method, output) =>
    pixelsOf(method, method.targetMeans[output].map((value) => value * method.meanLimit / 32767));
  // For colours, the largest sum over a pixel's channels.
  const ownLimit = (method) => channels === 1 ? method.meanLimit : targets.reduce((most, output) =>
    method.targetMeans[output] ? meanOf(method, output).reduce((a, b) => Math.max(a, Math.abs(b)), most) : most, 0);
  const limit = (method) => Math.max(...report.methods.filter((m) => m.quantity === method.quantity).map(ownLimit));
  if (!isImage) {
    return element("div", {}, element("h3", {}, title),
      element("p", { class: "note" }, (hasManyTargets ? "Over the rows explained for that " + targetNoun : "Over all rows explained") + "; the largest features."),
      meanLists(targets));
  }
  const body = report.methods.map((method, index) => element("tr", {},
    element("th", { scope: "row" }, method.title, colorBar(method.isSigned, limit(method), unitOf(method))),
    targets.map((output) => {
      if (!method.targetMeans[output]) return element("td", {}, "–");
      const values = meanOf(method, output);
      const canvas = valuesCanvas(values, index, limit(method), 56, method.title + ", mean of " + (isClassification && outputCount > 1 ? "class " : "") + outputTitle(output));
      return element("td", {}, canvas);
    })));
  return element("div", {}, element("h3", {}, title),
    element("p", { class: "note" }, (hasManyTargets ? "Over the rows explained for that " + targetNoun : "Over all rows explained") + "; one scale for all methods that measure the same."),
    element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": title },
      element("table", { class: "means" },
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "method"),
          targets.map((output) => element("th", { scope: "col" }, outputTitle(output))))),
        element("tbody", {}, body))));
}

// A prediction in short: its input and each method's picture.
function card(row) {
  const pictures = !isImage ? strongestLines(row, 0) : report.methods.map((_, method) => lazyCanvas({ "aria-hidden": "true" },
    (canvas) => paintValues(canvas, row, method, 0, rowLimit(row, method, 0), 96)));
  if (isImage) pictures.unshift(lazyCanvas({ "aria-hidden": "true" }, (canvas) => paintInput(canvas, row, 96)));
  return element("button", {
    type: "button", class: isWrong(row) ? "card wrong" : "card",
    "aria-label": describe(row) + ": show it",
    on: { click: () => {
      setState({ open: String(rows.places[row]) }, true);
      document.getElementById("predictions").scrollIntoView();
    } },
  }, element("span", { class: isImage ? "pictures" : "lines" }, pictures),
  element("span", { class: "words" }, rowTitle(row) + ": ", element("b", {}, verdict(row)), confidenceText(row, ", ")));
}
