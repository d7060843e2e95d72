// The list of predictions, with filters and sorting; only the visible rows are in the document.

let listedRows = [];
let active = 0;

function showFilters() {
  const labels = isMultilabel ? outputs : [...Array(classCount).keys()];
  const choose = (name, title, options) => element("label", {}, element("span", {}, title),
    element("select", { name, on: { change: (event) => setState({ [name]: event.target.value }) } },
      options.map(([value, text]) => element("option", { value }, text))));
  const classOptions = [["", "any"], ...labels.map((label) => [String(label), isMultilabel ? outputTitle(label) : className(label)])];
  const range = (name, title, max, step) => element("label", {}, element("span", {}, title, element("output", { id: "out-" + name })),
    element("input", { name, type: "range", min: name === "agreement" ? "-1" : "0", max, step, on: { input: (event) => setState({ [name]: event.target.value }) } }));
  const form = document.getElementById("filters");
  form.append(
    ...[isRegression ? null : choose("predicted", "Predicted", classOptions),
      hasLabels && !isRegression ? choose("label", "Labelled", classOptions) : null,
      hasLabels && !isRegression ? choose("correct", "Which", [["", "right and wrong"], ["right", "right"], ["wrong", isMultilabel ? "wrong in a label" : "misclassified"]]) : null,
      isClassification ? range("from", "Probability from ", "100", "1") : null,
      isClassification ? range("to", "Probability to ", "100", "1") : null,
      report.methods.length > 1 ? range("agreement", "Agreement at most ", "1", "0.05") : null,
      choose("sort", "Order", sorts.map((sort) => [sort.name, sort.title])),
      choose("scale", isImage ? "Colour scale" : "Scale of the bars", [["batch", "one for all"], ["row", "one for each"]]),
      element("button", { type: "button", on: { click: () => setState({ ...defaults }) } }, "Show all"),
    ].filter((node) => node !== null));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("selection").textContent = "On this page: " + report.page.selection + ". The arrays and predictions.csv hold all.";
  const list = document.getElementById("list");
  list.addEventListener("scroll", drawRows, { passive: true });
  list.addEventListener("keydown", onListKey);
}

function rowHeight() {
  return window.matchMedia("(max-width: 40rem)").matches ? 118 : 84;
}

function showState() {
  for (const field of document.getElementById("filters").elements) {
    if (field.name) field.value = state[field.name];
  }
  const outputs = { from: state.from + "%", to: state.to + "%", agreement: number(Number(state.agreement)) };
  for (const [name, text] of Object.entries(outputs)) {
    const output = document.getElementById("out-" + name);
    if (output) output.textContent = text;
  }
  const order = [state.predicted, state.label, state.correct, state.from, state.to, state.agreement, state.sort].join("|");
  if (order !== showState.order) {
    showState.order = order;
    listedRows = chosenRows();
    active = 0;
    document.getElementById("list").scrollTop = 0;
  }
  const open = state.open === "" ? -1 : rows.places.indexOf(Number(state.open));
  if (open >= 0 && listedRows.includes(open)) {
    active = listedRows.indexOf(open);
    bringIntoView(active);
  }
  document.getElementById("count").textContent = listedRows.length === rowCount
    ? plural(rowCount, "prediction") : plural(listedRows.length, "prediction") + " of " + count(rowCount);
  drawRows();
  showDetail(open);
}

function bringIntoView(index) {
  const list = document.getElementById("list");
  const height = rowHeight();
  const top = index * height;
  if (top < list.scrollTop) list.scrollTop = top;
  if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height - list.clientHeight;
}

// Puts the visible rows into the document.
function drawRows() {
  const list = document.getElementById("list");
  const body = document.getElementById("rows");
  const height = rowHeight();
  body.style.height = listedRows.length * height + "px";
  const first = Math.max(0, Math.floor(list.scrollTop / height) - 4);
  const last = Math.min(listedRows.length, Math.ceil((list.scrollTop + list.clientHeight) / height) + 4);
  const nodes = [];
  for (let index = first; index < last; index++) nodes.push(rowNode(index, height));
  if (listedRows.length === 0) {
    nodes.push(element("p", { class: "empty" }, "No prediction matches these filters. “Show all” removes them."));
  }
  body.replaceChildren(...nodes);
  list.setAttribute("aria-activedescendant", listedRows.length ? "row-" + listedRows[active] : "");
}

function rowNode(index, height) {
  const row = listedRows[index];
  const isOpen = String(rows.places[row]) === state.open;
  return element("div", {
    role: "option", id: "row-" + row, class: "row" + (index === active ? " active" : "") + (isWrong(row) ? " wrong" : ""),
    "aria-selected": isOpen ? "true" : "false", "aria-posinset": index + 1, "aria-setsize": listedRows.length,
    "aria-label": describe(row) + (rows.agreement[row] === null ? "" : ", agreement " + hundredths(rows.agreement[row] / 1000)),
    style: "top:" + index * height + "px;height:" + height + "px",
    on: { click: () => openRow(index) },
  },
  element("span", { class: "words" }, element("b", {}, rowTitle(row)),
    element("span", {}, isRegression ? "predicted " : "", element("b", {}, cut(answerText(row), confidenceOf(row) === null ? 28 : 17)), confidenceText(row, " ")),
    isRegression && hasLabels ? element("span", {}, "true " + rightText(row)) : null,
    isWrong(row) ? element("span", { class: "mistake" }, "labelled " + cut(rightText(row), 18)) : null,
    rows.agreement[row] === null ? null : element("span", { class: "quiet" }, "agreement " + hundredths(rows.agreement[row] / 1000))),
  isImage ? rowPictures(row) : element("span", { class: "lines" }, strongestLines(row, which())));
}

function rowPictures(row) {
  const input = element("canvas", { "aria-hidden": "true" });
  paintInput(input, row, 128);
  const pictures = report.methods.map((method, number) => {
    const canvas = element("canvas", { "aria-hidden": "true" });
    paintValues(canvas, row, number, which(), limitFor(row, number, which()), 128);
    return element("span", { class: "picture" }, canvas, element("small", {}, shortTitle(method)));
  });
  return element("span", { class: "pictures" }, element("span", { class: "picture" }, input, element("small", {}, "input")), pictures);
}

function openRow(index) {
  active = index;
  setState({ open: String(rows.places[listedRows[index]]), pixel: "" }, true);
  // In a narrow window the prediction is above the list.
  const detail = document.getElementById("detail");
  if (window.matchMedia("(max-width: 60rem)").matches) detail.scrollIntoView();
}

function shortTitle(method) {
  return { "integrated-gradients": "IG", "gradient-x-input": "G × I" }[method.name] || method.title;
}

function onListKey(event) {
  const page = Math.max(1, Math.floor(document.getElementById("list").clientHeight / rowHeight()));
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
  if (event.key in steps) {
    active = Math.min(listedRows.length - 1, Math.max(0, active + steps[event.key]));
    bringIntoView(active);
    drawRows();
    if (state.open !== "") setState({ open: String(rows.places[listedRows[active]]), pixel: "" });
  } else if ((event.key === "Enter" || event.key === " ") && listedRows.length) {
    setState({ open: String(rows.places[listedRows[active]]), pixel: "" }, true);
    document.getElementById("detail").focus();
  } else if (event.key === "Escape") {
    setState({ open: "", pixel: "" }, true);
  } else {
    return;
  }
  event.preventDefault();
}
