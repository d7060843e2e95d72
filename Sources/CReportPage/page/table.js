// What the page of a table shows in place of pictures: features by name, in words and in steps.

// The `count` features with the largest values: "proline +1.2, hue −0.4".
function strongestText(row, method, which, count) {
  const values = valuesOf(row, method, which);
  return [...values.keys()].sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]) || a - b).slice(0, count)
    .map((feature) => cut(featureTitle(feature), 24) + " " + signed(values[feature], 2)).join(", ");
}

// One line per method, in place of its picture.
function strongestLines(row, which) {
  return report.methods.map((method, index) => element("span", { class: "strongest" },
    element("small", {}, shortTitle(method)), " " + strongestText(row, index, which, 3)));
}

// The pictures of the batch, the most requested first.
function showTable() {
  const section = document.getElementById("features");
  if (!report.pictures.length) return;
  section.hidden = false;
  document.getElementById("features-link").hidden = false;
  fill("features-body", report.pictures.map((picture) => element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": picture.title },
    element("img", { src: picture.source, alt: picture.title + ". " + picture.description, loading: "lazy" }))));
}

// The method for the pictures above the predictions; its values add up to the score.
function sharingMethod() {
  const named = report.methods.findIndex((method) => method.name === "shap");
  return named >= 0 ? named : report.methods.findIndex((method) => method.quantity === "contribution");
}

// From the score without the row's features to the score with them, the largest steps at the top.
function waterfall(row) {
  const method = sharingMethod();
  if (method < 0) return null;
  const values = valuesOf(row, method, which());
  const facts = factsOf(row, method);
  // The score against a rival is not among the row's numbers.
  if (which() === 1) return null;
  const input = inputOf(row);
  const order = [...values.keys()].sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]) || a - b);
  const own = order.length <= 11 ? order : order.slice(0, 10);
  const rest = order.slice(own.length);
  const steps = own.map((feature) => ({ name: cut(featureTitle(feature), 20) + " = " + inputText(feature, input[feature], 4), change: values[feature], kind: "" }));
  if (rest.length) steps.push({ name: rest.length + " other features", change: rest.reduce((sum, feature) => sum + values[feature], 0), kind: "rest" });
  const gap = facts.atInput - facts.atBaseline - values.reduce((sum, value) => sum + value, 0);
  const size = Math.max(Math.abs(facts.atInput - facts.atBaseline), ...values.map(Math.abs));
  if (Math.abs(gap) > 0.01 * size) steps.push({ name: "not attributed", change: gap, kind: "gap" });
  let level = facts.atInput;
  const levels = steps.map((step) => { level -= step.change; return [level, level + step.change]; });
  const all = [...levels.flat(), facts.atInput, facts.atBaseline];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = high > low ? 0 : Math.abs(low) / 2 || 0.5;
  const [left, right, top, line] = [196, 478, 24, 20];
  // Room at both ends for the numbers of the outermost steps.
  const margin = 52;
  const x = (value) => left + margin + (right - left - 2 * margin) * (value - low + room) / (high - low + 2 * room);
  const bottom = top + line * steps.length;
  const inside = (value) => Math.min(right - 90, Math.max(left + 90, x(value)));
  const title = "How " + (isRegression ? "" : "the ") + scoreText(rows.targets[row]) + " comes about, by " + report.methods[method].title;
  return figure(title, svg("svg", { viewBox: "0 0 480 " + (bottom + 24), role: "img", class: "waterfall", "aria-label": title },
    [facts.atBaseline, facts.atInput].map((value) => svg("line", { class: "level", x1: x(value), x2: x(value), y1: top - 4, y2: bottom + 4 })),
    svg("text", { x: inside(facts.atInput), y: top - 9, "text-anchor": "middle" }, cut(scoreText(rows.targets[row]), 32) + " " + number(facts.atInput, 4)),
    svg("text", { x: inside(facts.atBaseline), y: bottom + 17, "text-anchor": "middle" }, "without its features " + number(facts.atBaseline, 4)),
    steps.map((step, index) => {
      const y = top + line * index;
      const [from, to] = [x(Math.min(...levels[index])), x(Math.max(...levels[index]))];
      const rises = step.change >= 0;
      return [
        svg("text", { x: left - 6, y: y + 14, "text-anchor": "end" }, step.name),
        svg("rect", { class: step.kind || (rises ? "up" : "down"), x: from, y: y + 3, width: Math.max(0.6, to - from), height: line - 6 }),
        svg("text", { x: rises ? to + 4 : from - 4, y: y + 14, "text-anchor": rises ? "start" : "end" }, signed(step.change)),
      ];
    })));
}


// The means for each target, as lists of the largest features by name.
function meanLists(targets) {
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Mean attributions" },
    element("table", { class: "tops" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "method"),
        targets.map((output) => element("th", { scope: "col", title: outputTitle(output) }, cut(outputTitle(output), 28))))),
      element("tbody", {}, report.methods.map((method) => element("tr", {},
        element("th", { scope: "row" }, method.title, element("span", { class: "unit" }, unitOf(method))),
        targets.map((output) => {
          const means = method.targetMeans[output];
          if (!means) return element("td", {}, "–");
          const order = means.map((_, index) => index).sort((a, b) => Math.abs(means[b]) - Math.abs(means[a]) || a - b);
          return element("td", {}, order.slice(0, 5).map((feature) => element("span", { class: "strongest" },
            cut(featureTitle(feature), 28) + " " + signed(means[feature] * method.meanLimit / 32767, 2))));
        }))))));
}
