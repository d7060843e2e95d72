// What stands above the predictions: how to read them, the model, how far to trust, the origin.

function showOverview() {
  const methods = report.methods.map((method) => method.title);
  fill("title", report.content.title);
  fill("lead", plural(report.explained, "prediction") + " of ", element("strong", {}, run.model.name),
    ", explained by ", listed(methods), ".",
    report.accuracy === null || report.accuracy === undefined ? null
      : " The model is right in " + (100 * report.accuracy).toFixed(1) + "%" + " of them.",
    report.badRowCount > 0
      ? " " + plural(report.badRowCount, "row") + " could not be explained (see Origin)." : null);
  showLegend();
  showModel();
  showTrust();
  showOrigin();
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
  const target = run.objective.target === "predicted" ? "the predicted class" : "class " + className(Number(run.objective.target));
  fill("legend",
    element("div", {},
      element("p", {}, element("strong", { class: "for" }, "Red"), " " + featureNoun + "s speak for " + target + ": they raise its " + run.objective.scale + ". ",
        element("strong", { class: "against" }, "Blue"), " ones speak against it. " + (hasBars ? "The longer the bar, the larger the part." : "Pale ones hardly matter. The stronger the colour, the larger the part.")),
      element("p", {}, "“Absent” means the baseline, here ", element("strong", {}, run.baseline), ". A " + featureNoun + " that equals it has nothing to say in most methods, " + (isImage ? "so blank paper can stay pale even where its blankness matters." : "even where being at the baseline is what matters.")),
      sampled ? element("p", {}, "A ", element("strong", {}, hasBars ? "hollow bar" : "stroke across a cell"), " marks a value whose sign is not certain at 95%: its size is below 1.96 standard errors.") : null),
    element("div", {},
      element("h3", {}, "What an attribution cannot tell"),
      element("ul", {},
        element("li", {}, "It says what the model used, not what is true of the world, nor whether the model is right."),
        element("li", {}, "It shares out a score; it does not say what would happen if several " + featureNoun + "s changed together."),
        element("li", {}, "Another baseline or another method asks another question. Where the methods disagree, no single picture is the explanation."))),
    element("div", {}, bars));
}

function showModel() {
  const facts = report.content.modelFacts.concat([
    { name: "input", value: dimensions.join(" × ") }, { name: "classes", value: String(classCount) },
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
  fill("model-body", element("div", { class: "columns" }, list, report.confusion ? confusionTable() : null),
    pictures.length ? element("div", { class: "pictures" }, pictures) : null);
}

// The confusion matrix; each cell filters the list.
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
        classes.map((label) => element("th", { scope: "col" }, className(label))))),
      element("tbody", {}, classes.map((label) => element("tr", {},
        element("th", { scope: "row" }, className(label)), classes.map((p) => cell(label, p)))))));
}

function showOrigin() {
  const facts = [
    ["Limn", run.version], ["model", run.model.name + ", SHA-256 " + run.model.sha256],
    ["inputs", run.inputs.name + ", rows " + run.inputs.firstRow + " to " + (run.inputs.firstRow + run.inputs.count - 1) + ", SHA-256 " + run.inputs.sha256],
    ["explained", run.objective.scale + " of " + run.objective.target + (run.objective.against === undefined ? "" : " against " + run.objective.against)],
    ["baseline", run.baseline],
    ...run.methods.map((method) => [method.name, method.settings.map((s) => s.name + " " + s.value).join(", ") || "no settings"]),
  ];
  const bad = report.badRows.map((row) => element("li", {}, "row " + row.row + ": " + row.reason));
  fill("origin-body",
    element("dl", { class: "facts wide" }, facts.map(([name, value]) => [element("dt", {}, name), element("dd", {}, value)])),
    bad.length ? element("h3", {}, plural(report.badRowCount, "row") + " without an explanation") : null,
    bad.length ? element("ul", {}, bad) : null,
    report.badRowCount > report.badRows.length ? element("p", { class: "note" }, "The first " + report.badRows.length + " are listed; predictions.csv names all.") : null,
    element("p", { class: "note" }, "The same command writes the same bytes: no date, no duration stands in this page."));
}
