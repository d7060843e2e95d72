// How far to trust the explanations: what the methods report about themselves, and the results of
// tests on a sample.

function showTrust() {
  const head = ["method", "mean |gap|", "largest |gap|", "mean R²", "largest standard error", "evaluations", "rows with notes"];
  const body = report.methods.map((method) => [
    method.title, number(method.meanAbsoluteGap), number(method.largestAbsoluteGap),
    number(method.meanRSquared), number(method.errorLimits[0]), count(method.evaluations),
    count(method.rowsWithNotes),
  ]);
  const notes = report.methods.flatMap((method) => method.notes.map((note) =>
    element("li", {}, element("strong", {}, method.title), ": ", note)));
  fill("trust-body",
    table("What each method reports about itself, over all predictions", head, body),
    element("p", { class: "note" }, "The gap is the sum of the values minus the difference of the scores at the input and at the baseline, in " + (isRegression ? "the unit of the output" : run.objective.scale + "s") + ". R² says how well the surrogate of LIME describes the model around an input. A dash means that the method makes no such promise."),
    report.methods.length > 1 ? element("p", {}, "Agreement between the methods, the mean rank correlation of each pair over all predictions: ", element("strong", {}, hundredths(report.meanAgreement)), " (1: the same order of " + featureNoun + "s; 0: none in common).") : null,
    notes.length ? element("details", {}, element("summary", {}, "Notes of the methods"), element("ul", {}, notes)) : null,
    evaluationSection());
}

// The question that each test answers, in plain words.
const questions = {
  "completeness-gap": "Do the values add up to the change of the score?",
  "deletion": "Does the score fall fast as the most relevant features are removed?",
  "insertion": "Does the score rise fast as they are inserted into the baseline?",
  "infidelity": "Do the values predict how the score changes when random parts are removed? 0 is perfect, 1 no better than zeros.",
  "faithfulness-correlation": "Do larger values go with larger changes of the score?",
  "monotonicity": "Does each " + featureNoun + " move the score the way its sign says?",
  "max-sensitivity": "Does the explanation stay the same when the input changes slightly? 0 means it does not move at all.",
  "parameter-randomisation": "Does it change when the model's weights are random? Near 1, it shows the input, not the model.",
  "complexity-rise": "Does it become less orderly with random weights? A weak test on small inputs.",
  "complexity": "Over how many " + featureNoun + "s is it spread? The entropy of their shares; simple does not mean true.",
  "sparseness": "Do few " + featureNoun + "s dominate? 0: all equal, near 1: a single one; sparse does not mean true.",
};

// The results of the tests: the numbers in report.json, with the page's words and curves.
const found = report.evaluation && {
  ...report.tests, ...report.evaluation, methods: joined(report.evaluation.methods, report.tests.methods),
};

function isBad(finding) {
  return found.badVerdicts.includes(finding.verdict);
}

function evaluationSection() {
  const heading = element("h3", {}, "Put to the test");
  if (!found) return [heading, element("p", { class: "note" }, "The methods of this report were not tested; limn report --evaluate N does so.")];
  const tested = found.sampled - found.badRows.length;
  const sample = found.sampled === found.of
    ? "All " + plural(found.of, "row") : plural(found.sampled, "row") + " of " + count(found.of) + ", one drawn from each of as many equal ranges";
  const missing = found.badRows.length
    ? ", without " + plural(found.badRows.length, "row") + " that could not be explained" : "";
  if (tested === 0) return [heading, element("p", {}, sample + ": none of them could be explained.")];
  return [
    heading,
    element("p", {}, element("strong", {}, sample + missing + "."), " Each was explained again for the tests. A number alone says little, so each is shown beside that of a ", element("strong", {}, "random explanation"), ": the method's own values shuffled among the " + featureNoun + "s that differ from the baseline, or noise of the same size where shuffling would change nothing. A method that does no better than that has shown nothing in this test."),
    element("p", {}, referenceSentence()),
    element("ul", { class: "outcomes" }, found.methods.map(outcome)),
    element("p", { class: "note" }, "Among so many tests one or two verdicts are due to chance, and few rows show only large differences."),
    curvesSection(),
    findingsTable(tested),
    agreementSummary(),
    gradeSection(),
    element("p", { class: "note" }, "evaluation.json holds every value. None of these tests can tell whether an explanation helps a person."),
  ];
}

// The reference of the tests for each method: what replaces an absent feature.
function referenceSentence() {
  const backgrounds = found.methods.filter((method) => method.referenceRows);
  const alone = found.methods.filter((method) => !method.referenceRows);
  const parts = [];
  if (alone.length) parts.push("an absent " + featureNoun + " shows the baseline, " + run.baseline + (backgrounds.length ? ", in the tests of " + listed(alone.map((method) => method.title)) : ""));
  for (const rows of [...new Set(backgrounds.map((method) => method.referenceRows))]) {
    const names = listed(backgrounds.filter((method) => method.referenceRows === rows).map((method) => method.title));
    parts.push((parts.length ? "" : "an absent " + featureNoun + " ") + (parts.length ? "in those of " + names + " " : "") + "shows in turn each of " + plural(rows, "reference row") + " of the background" + (parts.length ? "" : ", in the tests of " + names));
  }
  return "Each method is tested against its own reference: " + parts.join("; ") + ".";
}

// The overall result of all tests for one method.
function outcome(method) {
  const judged = method.metrics.map((finding, index) => [finding, found.metrics[index]])
    .filter(([finding]) => finding.verdict);
  const bad = judged.filter(([finding]) => isBad(finding));
  const open = judged.filter(([finding]) => finding.verdict === "too few to tell");
  const passed = judged.length - bad.length - open.length;
  // One or two of so many tests may fail by chance.
  return element("li", { class: bad.length > 2 ? "bad" : "" }, element("strong", {}, method.title),
    ": passes " + passed + " of " + plural(judged.length, "test"),
    bad.map(([finding, metric]) => "; " + finding.verdict + " in " + metric.title),
    open.length ? "; too few rows to tell in " + open.length : "", ".");
}

function findingsTable(tested) {
  const columns = found.methods.length;
  const lines = found.metrics.map((metric, index) => {
    const findings = found.methods.map((method) => method.metrics[index]);
    const range = rangeOf(findings.flatMap((finding) => [finding.spread, finding.controlSpread]));
    return element("tr", { role: "row" },
      element("th", { scope: "row", role: "rowheader" }, element("b", {}, metric.title + " " + metric.arrow),
        element("span", { class: "quiet" }, questions[metric.name] || metric.meaning)),
      findings.map((finding, method) => findingCell(finding, found.methods[method].title, range)));
  });
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "The tests of each method" },
    element("table", { class: "findings", role: "table", style: "--columns:" + columns },
      element("caption", {}, "Medians over " + plural(tested, "row") + ", from the lower to the upper quartile; the random explanation in grey. ↓ lower is better, ↑ higher is better. “Ahead” counts the rows on which the method beats the random explanation; the verdict is a sign test of that count at 5%."),
      element("thead", {}, element("tr", { role: "row" }, element("th", { scope: "col", role: "columnheader" }, "test"),
        found.methods.map((method) => element("th", { scope: "col", role: "columnheader" }, method.title)))),
      element("tbody", {}, lines)));
}

function findingCell(finding, title, range) {
  const missing = finding.undefined.map(({ count, reason }) => plural(count, "row") + ": " + found.reasons.find((known) => known.name === reason).meaning);
  if (!finding.spread) {
    return element("td", { role: "cell", "data-method": title }, element("span", { class: "quiet" }, "no value"),
      element("span", { class: "quiet" }, missing.join("; ")));
  }
  const sign = finding.signTest;
  return element("td", { role: "cell", "data-method": title },
    element("span", {}, element("b", {}, compact(finding.spread.median)), " ", element("span", { class: "quiet" }, between(finding.spread))),
    dots(finding, range),
    finding.controlSpread ? element("span", { class: "quiet" }, "random " + compact(finding.controlSpread.median) + " " + between(finding.controlSpread)) : null,
    finding.verdict ? element("span", { class: "verdict" + (isBad(finding) ? " bad" : "") },
      (isBad(finding) ? "✗ " : finding.verdict === "too few to tell" ? "? " : "✓ ") + finding.verdict) : null,
    element("span", { class: "quiet" }, "ahead in " + sign.better + " of " + (sign.better + sign.worse + sign.equal)),
    missing.map((text) => element("span", { class: "quiet" }, "no value for " + text)));
}

// A number with two digits; rounding errors are shown as 0.
function compact(value) {
  return Math.abs(value) < 1e-12 ? "0" : number(value, 2);
}

function between(spread) {
  return "(" + compact(spread.lowerQuartile) + " to " + compact(spread.upperQuartile) + ")";
}

function rangeOf(spreads) {
  const values = spreads.filter((spread) => spread).flatMap((spread) => [spread.lowerQuartile, spread.upperQuartile]).concat(0);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high > low ? [low, high] : [low, low + 1];
}

// The method's quartiles and median, and below them those of random explanations.
function dots(finding, [low, high]) {
  const x = (value) => 4 + 112 * (value - low) / (high - low);
  const bar = (spread, y, kind) => spread && svg("g", { class: kind },
    svg("line", { x1: x(spread.lowerQuartile), x2: x(spread.upperQuartile), y1: y, y2: y }),
    svg("circle", { cx: x(spread.median), cy: y, r: 3 }));
  return svg("svg", { class: "dots", viewBox: "0 0 120 22", "aria-hidden": "true" },
    svg("line", { class: "axis", x1: x(0), x2: x(0), y1: 0, y2: 22 }),
    bar(finding.spread, 7, "own"), bar(finding.controlSpread, 16, "random"));
}

const drawing = document.getElementById("drawing").namespaceURI;

function svg(name, attributes, ...children) {
  const node = document.createElementNS(drawing, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  for (const child of children.flat(Infinity)) if (child !== null && child !== undefined) node.append(child);
  return node;
}

// Deletion and insertion curves of every method, on one scale.
function curvesSection() {
  const kinds = [
    ["deletion", "taken away, strongest first", "A good explanation's curve falls at once."],
    ["insertion", "put in, strongest first", "A good explanation's curve rises at once."],
  ];
  const rangeOfKind = (kind) => {
    const all = found.methods.flatMap((method) =>
      method[kind] ? [...method[kind].method, ...method[kind].control].flat() : []);
    return [Math.min(0, ...all), Math.max(1, ...all)];
  };
  if (!found.methods.some((method) => method.deletion || method.insertion)) return null;
  return element("div", {},
    element("p", { class: "note key" }, element("span", { class: "own" }, "the method"), element("span", { class: "random" }, "random explanation"),
      "Lines are medians over the rows, bands run from the lower to the upper quartile. The score is 1 at the input and 0 at the baseline; below 0 what is left speaks against what is explained."),
    kinds.map(([kind, axis, words]) => element("div", {},
      element("h4", {}, kind[0].toUpperCase() + kind.slice(1) + ": " + words),
      element("div", { class: "curves" }, found.methods.filter((method) => method[kind]).map((method) =>
        curvePlot(method, kind, axis, rangeOfKind(kind)))))));
}

function curvePlot(method, kind, axis, [low, high]) {
  const [left, right, top, bottom] = [34, 292, 8, 150];
  const x = (share) => left + (right - left) * share;
  const y = (score) => bottom - (bottom - top) * (score - low) / (high - low);
  const step = [0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100].find((size) => (high - low) / size <= 5) || (high - low) / 4;
  const ticks = [];
  for (let tick = Math.ceil(low / step); tick * step <= high + 1e-9; tick++) ticks.push(tick * step);
  const path = (values) => values.map((value, i) => (i ? "L" : "M") + x(i / (values.length - 1)).toFixed(1) + " " + y(value).toFixed(1)).join("");
  const band = ([lower, middle, upper], name) => [
    svg("path", { class: "band " + name, d: path(lower) + path(upper).replaceAll("M", "L").match(/L[^L]+/g).reverse().join("") + "Z" }),
    svg("path", { class: "line " + name, d: path(middle) }),
  ];
  const finding = method.metrics.find((each) => each.metric === kind);
  const words = method.title + ": area " + compact(finding.spread.median) +
    (finding.controlSpread ? ", random " + compact(finding.controlSpread.median) : "");
  return figure(words, svg("svg", { viewBox: "0 0 300 182", role: "img", "aria-label": kind + ", " + words },
    ticks.map((tick) => [
      svg("line", { class: "grid", x1: left, x2: right, y1: y(tick), y2: y(tick) }),
      svg("text", { x: left - 5, y: y(tick) + 3.5, "text-anchor": "end" }, number(tick, 2)),
    ]),
    [0, 0.25, 0.5, 0.75, 1].map((share) => svg("text", { x: x(share), y: bottom + 14, "text-anchor": share === 1 ? "end" : "middle" }, Math.round(100 * share) + "%")),
    svg("text", { x: x(0.5), y: bottom + 29, "text-anchor": "middle" }, featureNoun + "s " + axis),
    band(method[kind].control, "random"), band(method[kind].method, "own")));
}

// The measures of agreement that the page shows.
const agreementMeasures = ["rank-correlation", "top-overlap", "sign-agreement"];

function agreementSummary() {
  if (found.agreements.length === 0) return null;
  const cell = (pair, name) => {
    const measure = pair.measures.find((each) => each.measure === name);
    return measure && measure.spread
      ? element("span", {}, hundredths(measure.spread.median) + " ", element("span", { class: "quiet" }, measure.controlSpread ? "random " + hundredths(measure.controlSpread.median) : ""))
      : "–";
  };
  const title = (name) => found.methods.find((method) => method.name === name).title;
  const k = found.agreements[0].k;
  return table("Agreement between methods on the tested rows, medians; beside it that with a shuffled partner",
    ["", "rank correlation", "strongest " + k + " in common", "with the same sign"],
    found.agreements.map((pair) => [listed([title(pair.first), title(pair.second)]),
      ...agreementMeasures.map((name) => cell(pair, name))]));
}

function gradeSection() {
  const grade = found.shapleyGrade;
  if (!grade || !grade.error) return null;
  const held = grade.coverage === null || grade.coverage === undefined ? ""
    : " Of its " + count(grade.intervals) + " 95% intervals, " + (100 * grade.coverage).toFixed(1) + "%" +
      (grade.coverageError === null || grade.coverageError === undefined ? "" : " ± " + (100 * grade.coverageError).toFixed(1) + "%") +
      " contain the true value" + (grade.verdict ? ": " + grade.verdict : "") + ".";
  return element("div", {}, element("h4", {}, "The sampled Shapley estimate, graded"),
    element("p", {}, "For blocks of 2×2 pixels all coalitions can be evaluated. For " + plural(grade.rows, "row") + " the estimator " + grade.estimator + " misses those exact values by a squared error of " +
      compact(grade.error.median) + " of their square, in the median" + (grade.controlError ? "; shuffled values miss by " + compact(grade.controlError.median) : "") + "." + held));
}
