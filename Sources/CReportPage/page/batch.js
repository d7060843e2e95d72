// The batch as a whole: each class's mean attribution, and the predictions worth a look.

function showBatch() {
  const parts = [meanTable()];
  const strip = (title, note, order, filter) => {
    const chosen = [...Array(rowCount).keys()].filter(filter || (() => true));
    if (chosen.length === 0) return null;
    const keys = new Map(chosen.map((row) => [row, order(row)]));
    chosen.sort((a, b) => keys.get(a) - keys.get(b) || a - b);
    return element("div", { class: "strip" }, element("h3", {}, title), element("p", { class: "note" }, note),
      element("ul", { class: "cards" }, chosen.slice(0, 12).map((row) => element("li", {}, card(row)))));
  };
  const wrong = [...Array(rowCount).keys()].filter(isWrong).length;
  parts.push(
    strip("Misclassified", "The surest mistakes first" + (wrong > 12 ? "; 12 of " + count(wrong) : "") + ".", (row) => -confidenceOf(row), isWrong),
    strip("Least certain", "The smallest probability of the predicted class.", confidenceOf),
    strip("Most certain", "The largest probability of the predicted class.", (row) => -confidenceOf(row)),
    strip("Unusual for their class", "Attributions that point away from the mean of their class.", (row) => -(rows.unusual[row] ?? -1)),
    report.methods.length > 1
      ? strip("Methods disagree", "The smallest mean rank correlation between methods.", (row) => rows.agreement[row] ?? 2000) : null);
  fill("batch-body", parts);
}

// Means of each class and method on one scale for all methods that measure the same.
function meanTable() {
  const classes = [...Array(classCount).keys()].filter((label) => report.methods.some((m) => m.classMeans[label]));
  const limit = (method) => Math.max(...report.methods.filter((m) => m.quantity === method.quantity).map((m) => m.meanLimit));
  const body = report.methods.map((method, index) => element("tr", {},
    element("th", { scope: "row" }, method.title, colorBar(method.isSigned, limit(method), unitOf(method))),
    classes.map((label) => {
      const mean = method.classMeans[label];
      if (!mean) return element("td", {}, "–");
      const values = mean.map((value) => value * method.meanLimit / 32767);
      const canvas = valuesCanvas(values, index, limit(method), 56, method.title + ", mean of class " + className(label));
      return element("td", {}, canvas);
    })));
  return element("div", {}, element("h3", {}, "Mean attribution of each class"),
    element("p", { class: "note" }, "Over the rows explained for that class; one scale for all methods that measure the same."),
    element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Mean attribution of each class" },
      element("table", { class: "means" },
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "method"),
          classes.map((label) => element("th", { scope: "col" }, className(label))))),
        element("tbody", {}, body))));
}

// A prediction in short: its input and each method's picture.
function card(row) {
  const input = lazyCanvas({ "aria-hidden": "true" }, (canvas) => paintInput(canvas, row, 96));
  const pictures = report.methods.map((_, method) => lazyCanvas({ "aria-hidden": "true" },
    (canvas) => paintValues(canvas, row, method, 0, rowLimit(row, method, 0), 96)));
  return element("button", {
    type: "button", class: isWrong(row) ? "card wrong" : "card",
    "aria-label": describe(row) + ": show it",
    on: { click: () => {
      setState({ open: String(rows.places[row]) }, true);
      document.getElementById("predictions").scrollIntoView();
    } },
  }, element("span", { class: "pictures" }, input, pictures),
  element("span", { class: "words" }, rowTitle(row) + ": ", element("b", {}, verdict(row)), ", " + percent(confidenceOf(row))));
}

// "3", or "3, labelled 8" for a mistake.
function verdict(row) {
  return className(rows.predicted[row]) + (isWrong(row) ? ", labelled " + className(rows.labels[row]) : "");
}

function describe(row) {
  return rowTitle(row) + ", predicted " + verdict(row) + ", " + percent(confidenceOf(row));
}
