// A row of named features, each with its input and, for every method, a bar and its number.

const mostBars = 40;

function featureBars(row) {
  const methods = report.methods.map((method, index) => ({
    method, index, limit: limitFor(row, index, which()),
    values: valuesOf(row, index, which()), errors: errorsOf(row, index, which()),
  }));
  const input = inputOf(row);
  const features = strongestFeatures(methods);
  const note = features.length < width
    ? "The " + features.length + " strongest of " + count(width) + " features; the arrays hold all. " : "";
  const isSampled = methods.some((m) => m.errors);
  return element("div", {}, waterfall(row),
    element("p", { class: "note" }, note + (isRegression ? "Red bars to the right raise " + outputName(rows.targets[row]) + ", blue ones to the left lower it" : "Red bars to the right speak for " + outputName(rows.targets[row]) + ", blue ones to the left against it") +
      (isSampled ? "; a hollow bar marks a value whose sign is not certain at 95%" : "") + "."),
    element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Features and their values" },
      element("table", { class: "bars" },
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "feature"), element("th", { scope: "col" }, "input"),
          methods.map((m) => element("th", { scope: "col" }, m.method.title, element("span", { class: "unit" }, "± " + number(m.limit) + ", " + unitOf(m.method)))))),
        element("tbody", {}, features.map((feature) => element("tr", {},
          element("th", { scope: "row", title: featureTitle(feature) }, cut(featureTitle(feature), 34)),
          element("td", {}, inputText(feature, input[feature])),
          methods.map((m) => element("td", {}, bar(m, feature)))))))));
}

// The features with the largest values relative to each method's scale, largest first.
function strongestFeatures(methods) {
  const all = [...Array(width).keys()];
  const size = (i) => Math.max(...methods.map((m) => (m.limit > 0 ? Math.abs(m.values[i]) / m.limit : 0)));
  const sizes = all.map(size);
  return all.sort((a, b) => sizes[b] - sizes[a] || a - b).slice(0, mostBars);
}

function bar({ method, index, limit, values, errors }, feature) {
  const value = values[feature];
  const uncertain = errors !== null && isUncertain(index, value, errors[feature]);
  const share = limit > 0 ? Math.min(1, Math.abs(value) / limit) : 0;
  const from = !method.isSigned ? 0 : value < 0 ? 50 - 50 * share : 50;
  const color = barColor(index, value);
  const error = errors && errors[feature] > 0 ? " ± " + number(errors[feature], 2) : "";
  return element("span", { class: "cell" },
    element("span", { class: "length" + (method.isSigned ? " signed" : "") }, element("span", {
      style: "left:" + from + "%;width:" + (method.isSigned ? 50 : 100) * share + "%;" +
        (uncertain ? "border:1.5px solid " + color : "background:" + color),
    })),
    element("span", { class: "value" }, signed(value) + error + (uncertain ? " (sign uncertain)" : "")));
}
