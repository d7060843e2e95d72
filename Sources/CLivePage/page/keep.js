// Keeps what is shown: as one page that needs no server, as a picture, or as the command line that makes the
// same numbers.

function buildKeep() {
  const button = (id, text, action) => element("button", { type: "button", id, on: { click: action } }, text);
  if (isKept) {
    fill("keep-body", element("p", {}, "This is a view that was saved: it holds its drawing and its explanation. To draw on it, run ", element("code", {}, "limn serve"), " and add this to the address:"),
      element("p", {}, element("code", { class: "address" }, setup.kept.address)), element("div", { class: "choice" }, button("save-png", "Save as a picture", savePicture)));
    return;
  }
  fill("keep-body", element("div", { class: "choice" }, button("save-html", "Save as a page", savePage), data ? null : button("save-png", "Save as a picture", savePicture), button("save-csv", "Save the input", saveInput)),
    element("p", { class: "note" }, "The same numbers in a terminal, and as files:"), element("pre", { id: "command", tabindex: "0", "aria-label": "Command line" }));
}

function showKeep() {
  const hasAnswer = Boolean(answer && answer.prediction);
  for (const id of ["save-html", "save-png", "save-csv"]) { const node = document.getElementById(id); if (node) node.disabled = !hasAnswer; }
  const command = document.getElementById("command");
  if (command) command.textContent = hasAnswer ? commandLine() : "Draw something first.";
}

const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'");

function commandLine() {
  const unit = unitOfState();
  if (data) return tableCommand();
  const isDigitAsItIs = drawing.base !== null && drawing.strokes.length === 0;
  const words = ["limn", "explain", ...(state.model === "trained" ? ["--model", "limn-live.onnx"] : setup.model.arguments),
    ...(isDigitAsItIs ? ["--digit", String(drawing.digit)] : ["--input", "drawing.csv", ...(state.model === "trained" || setup.model.arguments.includes("--model") ? ["--shape", model.shape.join("x")] : [])]),
    ...shownMethods().flatMap((name) => ["--method", name])];
  if (unit) words.push("--neuron", shownModel().stages[unit.stage].place + ":" + unit.unit);
  else {
    words.push("--target", String(answer.target));
    if (answer.against !== undefined && answer.against !== null) words.push("--against", String(answer.against));
  }
  return words.concat("--output", "why").map(quoted).join(" ")
    + (isDigitAsItIs ? "" : "\n# drawing.csv: “Save the input”") + (state.model === "trained" ? "\n# limn-live.onnx: “Download as ONNX”" : "");
}

function tableCommand() {
  const isAsItIs = tried.changes.size === 0;
  return ["limn", "explain", ...setup.model.arguments, "--input", isAsItIs ? data.path : "row.csv", ...(isAsItIs ? ["--row", String(tried.row)] : []),
    "--background", data.path, ...shownMethods().flatMap((name) => ["--method", name]), "--target", String(answer.target),
    ...(answer.against === undefined || answer.against === null ? [] : ["--against", String(answer.against)]), "--output", "why"].map(quoted).join(" ")
    + (isAsItIs ? "" : "\n# row.csv: “Save the input”");
}

// One row, in the model's own order.
function saveInput() {
  const header = data && data.names ? data.names.map((name) => "\"" + name.replaceAll("\"", "\"\"") + "\"").join(",") + "\n" : "";
  download(new Blob([header + answer.values.join(",") + "\n"], { type: "text/csv" }), data ? "row.csv" : "drawing.csv");
}

const safeJSON = (value) => JSON.stringify(value).replace(/[<>&]/g, (c) => "\\u00" + c.charCodeAt(0).toString(16));

// This page with its answer in it.
async function savePage() {
  try {
    writeState();
    const page = await (await request(location.pathname + location.search)).text();
    const digits = Object.fromEntries([...knownDigits].filter(([index]) => index === drawing.digit || String(index) === state.pin.split("!")[0]));
    const shown = { ...setup, model: { ...setup.model, stages: shownModel().stages },
      kept: { address: location.hash, answer, pinned: state.pin ? pinned : null, digits, inputs: { now: answer.values } } };
    const start = page.indexOf("id=\"setup\">") + "id=\"setup\">".length;
    const end = page.indexOf("<\/script>", start);
    download(new Blob([page.slice(0, start) + safeJSON(shown) + page.slice(end)], { type: "text/html" }), "limn-view.html");
  } catch (error) {
    showTrouble(troubleOf(error));
  }
}

// Input, answer and every method's picture, with their words and the scale.
function savePicture() {
  const scale = 2;
  const [side, gap, top] = [200, 24, 96];
  const shown = answer.methods.filter((m) => m.values);
  const width = gap + (shown.length + 1) * (side + gap);
  const height = top + side + 150;
  const canvas = element("canvas", { width: width * scale, height: height * scale });
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  context.imageSmoothingEnabled = false;
  const write = (text, x, y, size, color, weight) => {
    context.fillStyle = color || "#1c1b1a";
    context.font = (weight || "400") + " " + size + "px Inter, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif";
    let line = "";
    for (const word of text.split(" ")) {
      if (context.measureText(line + word).width > side && line) { context.fillText(line, x, y); [line, y] = ["", y + size * 1.35]; }
      line += word + " ";
    }
    context.fillText(line, x, y);
  };
  const said = answer.prediction;
  const label = said.label === null || said.label === undefined ? "" : outputName(said.label) + ", " + percent(said.probabilities[said.label] ?? said.probabilities[0]);
  context.fillStyle = "#1c1b1a";
  context.font = "600 22px 'Source Serif 4', Charter, Georgia, serif";
  context.fillText("The network says " + (label || said.outputs.map((v) => number(v, 4)).join(", ")), gap, 40);
  context.font = "400 13px Inter, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif";
  context.fillStyle = "#5f5b55";
  context.fillText("Explained: " + answer.objective + ", by " + model.name + ". Red speaks for it, blue against it.", gap, 62);
  const paint = (title, words, place, painter) => {
    const x = gap + place * (side + gap);
    const cells = element("canvas");
    painter(cells);
    const high = (side * lines) / columns;
    context.drawImage(cells, x, top, side, high);
    context.strokeStyle = "#d9d4cb";
    context.strokeRect(x - 0.5, top - 0.5, side + 1, high + 1);
    write(title, x, top - 8, 13, null, "600");
    write(words, x, top + high + 18, 12, "#5f5b55");
  };
  paint("Input", "", 0, (cells) => paintInput(cells, answer.values));
  const limits = limitsOf([answer]);
  shown.forEach((method, k) => paint(titleOf(method.name), wordsOf(method), k + 1, (cells) => paintMethod(cells, method, limits.get(method.quantity))));
  [...limits].forEach(([quantity, limit], k) => {
    const sample = shown.find((m) => m.quantity === quantity);
    const palette = sample.isSigned ? palettes.diverging : palettes.sequential;
    const x = gap + side + gap + k * (side + gap);
    for (let i = 0; i < side; i++) {
      context.fillStyle = "rgb(" + colorAt(palette, i / (side - 1)).join(",") + ")";
      context.fillRect(x + i, height - 56, 1, 10);
    }
    write((sample.isSigned ? number(-limit) + " to " : "0 to ") + number(limit) + " " + unitText(quantity, answer.scale), x, height - 28, 12, "#5f5b55");
  });
  canvas.toBlob((blob) => download(blob, "limn-view.png"), "image/png");
}
