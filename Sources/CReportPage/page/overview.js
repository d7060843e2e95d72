// The part above the predictions: how to read them, the model, how far to trust them, and their
// origin.

function showOverview() {
  const methods = report.methods.map((method) => method.title);
  fill("title", report.content.title);
  fill("lead", plural(report.explained, "prediction") + " of ", element("strong", {}, run.model.name),
    ", explained by ", listed(methods), ".",
    fitSentence(),
    report.badRowCount > 0
      ? " " + plural(report.badRowCount, "row") + " could not be explained (see Origin)." : null);
  showLegend();
  showModel();
  showTrust();
  showOrigin();
}

// The model's performance on these rows.
function fitSentence() {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  if (report.labels) {
    const shares = report.labels.map((label) => label.accuracy).filter((share) => typeof share === "number");
    return shares.length ? " Of its answers to the " + outputCount + " labels " + (100 * mean(shares)).toFixed(1) + "% are right." : null;
  }
  if (report.fit) {
    const known = report.fit.filter((fit) => typeof fit.rSquared === "number");
    if (!known.length) return null;
    return known.length === 1
      ? " R² is " + hundredths(known[0].rSquared) + (known[0].rSquared > 0
        ? ": that share of the variance of the true numbers is explained."
        : ": predicting the mean of the true numbers would be better.")
      : " R² is " + hundredths(mean(known.map((fit) => fit.rSquared))) + " on average over its " + known.length + " numbers.";
  }
  return typeof report.accuracy === "number" ? " The model is right in " + (100 * report.accuracy).toFixed(1) + "% of them." : null;
}

function listed(names) {
  return names.length < 2 ? names.join("") : names.slice(0, -1).join(", ") + " and " + names.at(-1);
}

function showLegend() {
  const seen = new Set();
  const bars = [];
  report.methods.forEach((method, index) => {
    if (seen.has(method.quantity)) return;
    seen.add(method.quantity);
    const names = report.methods.filter((m) => m.quantity === method.quantity).map((m) => m.title);
    bars.push(element("div", {}, element("h3", {}, listed(names)),
      colorBar(method.isSigned, batchLimit(index, 0), unitOf(method))));
  });
  const sampled = report.methods.some((method) => method.errorLimits[0] !== null && method.errorLimits[0] !== undefined);
  const signs = isRegression
    ? [" " + featureNoun + "s raise " + favoured() + ". ", " ones lower it. "]
    : [" " + featureNoun + "s speak for " + favoured() + ": they raise its " + run.objective.scale + ". ", " ones speak against it. "];
  fill("legend",
    element("div", {},
      element("p", {}, element("strong", { class: "for" }, "Red"), signs[0],
        element("strong", { class: "against" }, "Blue"), signs[1] + (hasBars ? "The longer the bar, the larger the contribution." : "Pale ones hardly matter. The stronger the colour, the larger the contribution.")),
      element("p", {}, "“Absent” means the baseline, here ", element("strong", {}, run.baseline), ". A " + featureNoun + " that equals it has value 0 in most methods, " + (isImage ? "so blank paper can stay pale even where its blankness matters." : "even where being at the baseline is what matters.")),
      sampled ? element("p", {}, "A ", element("strong", {}, hasBars ? "hollow bar" : "stroke across a cell"), " marks a value whose sign is not certain at 95%: its size is below 1.96 standard errors.") : null),
    element("div", {},
      element("h3", {}, "What an attribution cannot tell"),
      element("ul", {},
        element("li", {}, "It says what the model used, not what is true of the world, nor whether the model is right."),
        element("li", {}, "It divides a score; it does not say what would happen if several " + featureNoun + "s changed together."),
        element("li", {}, "Another baseline or another method asks another question. Where the methods disagree, no single figure is the explanation."))),
    element("div", {}, bars));
}

function showModel() {
  const facts = report.content.modelFacts.concat([
    { name: "input", value: dimensions.join(" × ") }, isClassification
      ? { name: "classes", value: outputCount === 1 ? "2, by one output" : String(classCount) }
      : { name: isMultilabel ? "labels" : "numbers", value: String(outputCount) },
    ...(run.model.output.names ? [{ name: "their names", value: run.model.output.names.join(", ") }] : []),
    { name: "SHA-256", value: run.model.sha256.slice(0, 16) + "…" },
  ]);
  const list = element("dl", { class: "facts" }, facts.map((fact) => [
    element("dt", {}, fact.name), element("dd", {}, fact.value),
  ]));
  const pictures = report.content.pictures.map((picture) => figure(picture.title,
    element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": picture.title },
      element("img", {
        src: "data:image/svg+xml;charset=utf-8," + encodeURIComponent(picture.svg),
        alt: picture.description, loading: "lazy",
      }))));
  fill("model-body", element("div", { class: "columns" }, list, report.confusion ? confusionTable() : scoreTable()),
    fitPlots(),
    pictures.length ? element("div", { class: "pictures" }, pictures) : null);
}

// The confusion matrix; clicking a cell filters the list.
function confusionTable() {
  const largest = Math.max(1, ...report.confusion.map((line, t) => Math.max(0, ...line.filter((_, p) => p !== t))));
  const cell = (label, prediction) => {
    const number = report.confusion[label][prediction];
    if (number === 0) return element("td", { class: "none" }, "·");
    const isRight = label === prediction;
    const share = isRight ? 0 : 0.25 + 0.75 * number / largest;
    return element("td", { class: isRight ? "right" : "wrong", style: isRight ? null : "--share:" + share },
      element("button", {
        type: "button",
        "aria-label": plural(number, "row") + " labelled " + className(label) + ", predicted " + className(prediction) + ": show them",
        on: { click: () => {
          setState({ label: String(label), predicted: String(prediction), correct: "", open: "" }, true);
          document.getElementById("predictions").scrollIntoView();
        } },
      }, count(number)));
  };
  const classes = [...Array(classCount).keys()];
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Confusion matrix" },
    element("table", { class: "confusion" },
      element("caption", {}, "Confusion matrix: choose a cell to see its predictions"),
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "label ↓ predicted →"),
        classes.map((label) => element("th", { scope: "col", title: className(label) }, cut(className(label), 12))))),
      element("tbody", {}, classes.map((label) => element("tr", {},
        element("th", { scope: "row", title: className(label) }, cut(className(label), 24)), classes.map((p) => cell(label, p)))))));
}

function originObjective() {
  const isFixed = run.objective.target !== "predicted";
  const target = isFixed ? scoreText(Number(run.objective.target))
    : isClassification && outputCount > 1 ? run.objective.scale + " of predicted"
      : isMultilabel ? run.objective.scale + " of the label most in favour" : scoreText(0);
  return target + (run.objective.against === undefined || run.objective.against === null ? "" : " against " + scoreText(run.objective.against));
}

const shownBadRows = 50;

function showOrigin() {
  const facts = [
    ["Limn", run.version], ["model", run.model.name + ", SHA-256 " + run.model.sha256],
    ["inputs", run.inputs.name + ", rows " + run.inputs.firstRow + " to " + (run.inputs.firstRow + run.inputs.count - 1) + ", SHA-256 " + run.inputs.sha256],
    ["explained", originObjective()],
    ["baseline", run.baseline],
    ...run.methods.map((method) => [method.name, method.settings.map((s) => s.name + " " + s.value).join(", ") || "no settings"]),
  ];
  const bad = report.badRows.slice(0, shownBadRows).map((row) => element("li", {}, (row.name === null || row.name === undefined ? "row " + row.row : row.name) + ": " + row.reason));
  fill("origin-body",
    element("dl", { class: "facts wide" }, facts.map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])),
    bad.length ? element("h3", {}, plural(report.badRowCount, "row") + " without an explanation") : null,
    bad.length ? element("ul", {}, bad) : null,
    report.badRowCount > bad.length ? element("p", { class: "note" }, "The first " + bad.length + " are listed; predictions.csv names all.") : null,
    element("p", { class: "note" }, "The same command writes the same bytes: this page contains no date and no duration."));
}
