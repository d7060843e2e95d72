// Saving what is shown: as a page that needs no server, as a picture, or as the command line that
// computes the same numbers.

function buildKeep() {
  const button = (id, text, action) => element("button", { type: "button", id, on: { click: action } }, text);
  if (isKept) {
    fill("keep-body", element("p", {}, "This is a saved view: it contains its " + (data ? "row" : "drawing") + " and its explanation. To " + (data ? "change" : "draw on") + " it, run ", element("code", {}, "limn serve"), (data ? " with the same data" : "") + " and add this to the address:"),
      element("p", {}, element("code", { class: "address" }, setup.kept.address)), element("div", { class: "choice" }, button("save-png", "Save as an image", savePicture)));
    return;
  }
  fill("keep-body", element("div", { class: "choice" }, button("save-html", "Save as a page", savePage), button("save-png", "Save as an image", savePicture), button("save-csv", "Save the input", saveInput)),
    element("p", { class: "note" }, "The same in a terminal, with a byte-identical image:"), element("pre", { id: "command", tabindex: "0", "aria-label": "Command line" }));
}

function showKeep() {
  const hasAnswer = Boolean(answer && answer.prediction);
  for (const id of ["save-html", "save-png", "save-csv"]) { const node = document.getElementById(id); if (node) node.disabled = !hasAnswer; }
  const command = document.getElementById("command");
  if (command) write(command, hasAnswer ? commandLine() : "Draw something first.");
}

// While the next answer is pending, the last one is for another input; saving waits for it.
async function settled() {
  while (!isKept && answer && answer.values.some((value, i) => value !== input.values[i])) await new Promise((resolve) => setTimeout(resolve, 20));
}

const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'");

// The command-line options for the explained model.
function modelWords() {
  if (shownModel() === trainedModel) return ["--model", "limn-live.onnx"];
  return shownModel() === otherModel ? ["--model", otherModel.name] : setup.model.arguments;
}

// The input as the command line takes it, and the name that limn explain uses for it.
function inputOfView() {
  const isAsItIs = data ? tried.changes.size === 0 : drawing.base !== null && drawing.strokes.length === 0;
  if (data) {
    const file = data.path.split("/").pop();
    const options = ["--background", data.path, ...data.arguments];
    if (!isAsItIs) return { words: ["--input", "row.csv", ...options], name: "row.csv, row 0", file: "row.csv" };
    return { words: ["--input", data.path, "--row", rowWord(tried.row), ...options], name: file + ", " + rowName(tried.row), label: data.labels?.[tried.row] };
  }
  const shape = modelWords().length > 0 ? ["--shape", model.shape.join("x")] : [];
  if (isAsItIs && drawing.digit !== null && examples.isEmbedded) {
    const known = knownDigits.get(drawing.digit);
    return { words: ["--digit", String(drawing.digit)], name: "Digit " + drawing.digit, label: known.label };
  }
  const { picture } = drawing;
  if (isAsItIs && picture?.file && !picture.file.wasReduced) return { words: ["--image", picture.name, ...picture.arguments, ...shape], name: picture.name, steps: picture.steps, isPicture: true };
  return { words: ["--input", "drawing.csv", ...shape], name: "drawing.csv, row 0", file: "drawing.csv" };
}

// How the command line identifies a row: by its name, unless several rows have that name.
const rowWord = (row) => (data.ids && data.ids.filter((id) => id === data.ids[row]).length === 1 ? data.ids[row] : String(row));

// The methods that can explain this model; the command line would reject the others.
const answeringMethods = () => answer.methods.filter((method) => method.values).map((method) => method.name);

function commandLine() {
  const unit = unitOfState();
  const { words: inputWords, file } = inputOfView();
  const words = ["limn", "explain", ...modelWords(), ...inputWords, ...answeringMethods().flatMap((name) => ["--method", name])];
  if (unit) words.push("--neuron", shownModel().stages[unit.stage].place + ":" + unit.unit);
  else {
    words.push("--target", String(answer.target));
    if (answer.against !== undefined && answer.against !== null) words.push("--against", String(answer.against));
  }
  if (setup.isUntrained && shownModel() === ownModel) return "# This network is untrained and not a file: train it above and download it.";
  return words.concat("--output", "why").map(quoted).join(" ")
    + (file ? "\n# " + file + ": “Save the input”" : "") + (shownModel() === trainedModel ? "\n# limn-live.onnx: “Download as ONNX”" : "");
}

// Saves one row in the model's own order; for a table, with numbers as its file writes them.
async function saveInput() {
  await settled();
  const cell = (text) => (/[",;\t\n\r]/.test(text) ? "\"" + text.replaceAll("\"", "\"\"") + "\"" : text);
  const [comma, separator] = data?.arguments.includes("--decimal-comma") ? [",", ";"] : [".", ","];
  const text = (value, i) => (data && categoriesOf(i) ? cell(valueText(i, value)) : String(value).replace(".", comma));
  const header = data && data.names ? data.names.map(cell).join(separator) + "\n" : "";
  download(new Blob([encoded(header + answer.values.map(text).join(separator) + "\n")], { type: "text/csv" }), data ? "row.csv" : "drawing.csv");
}

// A text in the table's own encoding, which the printed command specifies for both files. All its
// characters come from that table.
function encoded(text) {
  const given = data?.arguments ?? [];
  const encoding = given.includes("--encoding") ? given[given.indexOf("--encoding") + 1] : "utf-8";
  if (encoding === "utf-8") return text;
  if (encoding.startsWith("utf-16")) {
    const units = (encoding === "utf-16" ? "\uFEFF" : "") + text;
    const view = new DataView(new ArrayBuffer(2 * units.length));
    for (let i = 0; i < units.length; i++) view.setUint16(2 * i, units.charCodeAt(i), encoding !== "utf-16be");
    return view.buffer;
  }
  const letters = encoding === "latin1" ? Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte))
    : [...new TextDecoder(encoding).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte))];
  return Uint8Array.from([...text], (letter) => letters.indexOf(letter));
}

const safeJSON = (value) => JSON.stringify(value).replace(/[<>&]/g, (c) => "\\u00" + c.charCodeAt(0).toString(16));

const asDataAddress = (blob) => new Promise((resolve) => { const reader = new FileReader(); reader.onload = () => resolve(reader.result); reader.readAsDataURL(blob); });

// Saves this page with its answer.
async function savePage() {
  try {
    await settled();
    writeState();
    const page = await (await request(location.pathname + location.search)).text();
    const panel = answer.methods.some((m) => m.values) ? await asDataAddress(await panelOfView()) : null;
    const digits = Object.fromEntries([...knownDigits].filter(([index]) => index === drawing.digit || String(index) === state.pin.split("!")[0]));
    const shown = { ...setup, model: { ...setup.model, name: shownModel() === trainedModel ? "the network trained here" : shownModel().name, stages: shownModel().stages },
      other: besideModel() ? { number: 0, model: { name: besideModel().name, stages: [] } } : null,
      kept: { address: location.hash, answer, pinned: state.pin ? pinned : null, beside: besideAnswer(), digits, panel } };
    const start = page.indexOf("id=\"setup\">") + "id=\"setup\">".length;
    const end = page.indexOf("<\/script>", start);
    download(new Blob([page.slice(0, start) + safeJSON(shown) + page.slice(end)], { type: "text/html" }), "limn-view.html");
  } catch (error) {
    showTrouble(troubleOf(error));
  }
}

// The figure that the command line writes as panel.png, byte for byte.
async function panelOfView() {
  const { name, label, steps, isPicture } = inputOfView();
  const unit = unitOfState();
  const question = { ...questionOf(answer.values), methods: answeringMethods(), visitor, number: 0, looksInside: false, ...(unit ? {} : { target: answer.target }) };
  return (await request("api/panel", { question, name, ...(label === undefined || label === null ? {} : { label }), ...(steps ? { steps } : {}), ...(isPicture ? { isPicture } : {}) })).blob();
}

// A data URL as a file.
const bytesOf = (address) => new Blob([Uint8Array.from(atob(address.slice(address.indexOf(",") + 1)), (c) => c.charCodeAt(0))], { type: "image/png" });

async function savePicture() {
  try {
    await settled();
    const panel = isKept ? bytesOf(setup.kept.panel) : await panelOfView();
    download(panel, "panel.png");
  } catch (error) {
    showTrouble(troubleOf(error));
  }
}
