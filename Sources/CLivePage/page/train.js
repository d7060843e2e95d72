// A network that learns before one's eyes: its settings, its curves, its weights becoming strokes, and what it
// takes for what.

let training = null;
const frameTime = 50;

const trainDefaults = { hidden: "64", activation: "relu", optimizer: "adam", rate: "0.01", batch: "64", decay: "0.0001", epochs: "100", pace: "10", seed: "0" };

function buildTraining() {
  const section = document.getElementById("train");
  section.hidden = !isDigits || isKept;
  if (section.hidden) return;
  const choice = (name, label, options) => element("label", {}, label, element("select", { id: "train-" + name },
    options.map(([value, text]) => element("option", { value, selected: value === trainDefaults[name] }, text))));
  const field = (name, label, more) => element("label", {}, label, element("input", { id: "train-" + name, value: trainDefaults[name], inputmode: "decimal", autocomplete: "off", ...more }));
  const same = (names) => names.map((name) => [name, name]);
  const button = (id, text, action) => element("button", { type: "button", id, on: { click: action } }, text);
  fill("train-body",
    element("p", { class: "note" }, "A new network learns the embedded digits on this machine: 1,078 to learn from, 360 to judge by. While it learns, the drawing above is explained by it."),
    element("form", { id: "train-settings", "aria-label": "How it is trained", on: { submit: (e) => e.preventDefault() } },
      field("hidden", "units of hidden layers"), choice("activation", "activation", same(setup.activations)), choice("optimizer", "optimizer", same(setup.optimizers)),
      field("rate", "learning rate"), field("batch", "batch"), field("decay", "weight decay"), field("epochs", "epochs"), field("seed", "seed"),
      choice("pace", "speed", [["2", "2 epochs a second"], ["10", "10 epochs a second"], ["50", "50 epochs a second"], ["", "as fast as it goes"]])),
    element("div", { class: "choice", role: "group", "aria-label": "Training" },
      button("train-start", "Start", startTraining), button("train-pause", "Pause", togglePause), button("train-step", "One epoch", () => order({ order: "step" })),
      button("train-stop", "Stop", () => order({ order: "stop" })),
      element("label", { class: "check" }, element("input", { type: "checkbox", id: "train-explain", on: { change: (e) => change({ model: e.target.checked ? "trained" : "" }) } }), " explain this network above"),
      button("train-save", "Download as ONNX", saveModel)),
    element("p", { id: "train-status", role: "status", "aria-live": "polite" }),
    element("div", { id: "train-pictures", hidden: true },
      element("figure", {}, element("figcaption", {}, "Loss"), element("div", { id: "curve-loss" })),
      element("figure", {}, element("figcaption", {}, "Accuracy"), element("div", { id: "curve-accuracy" })),
      element("figure", {}, element("figcaption", {}, "What the first units look for"), element("canvas", { id: "train-weights", role: "img", "aria-label": "The weights of the first layer's units, one picture each" })),
      element("figure", {}, element("figcaption", {}, "What it takes for what, of 360 digits"), element("div", { id: "train-confusion" }))),
    element("ul", { id: "train-words", class: "notes" }),
    element("p", { class: "note" }, "The same in a terminal: ", element("code", { id: "train-command" })));
  document.getElementById("train-pace").addEventListener("change", () => training && order({ pace: paceOf() }));
  for (const name of Object.keys(trainDefaults)) document.getElementById("train-" + name).addEventListener("change", showTrainCommand);
  showTrainCommand();
  showTrainButtons();
}

const setting = (name) => document.getElementById("train-" + name).value.trim();
const paceOf = () => (setting("pace") === "" ? null : Number(setting("pace")));
const hiddenOf = () => setting("hidden").split(/[\s,]+/).filter((part) => part !== "").map(Number);

function showTrainCommand() {
  document.getElementById("train-command").textContent = ["limn train --hidden", hiddenOf().join(",") || "''", "--activation", setting("activation"), "--optimizer", setting("optimizer"), "--learning-rate", setting("rate"),
    "--batch-size", setting("batch"), "--weight-decay", setting("decay"), "--epochs", setting("epochs"), "--no-early-stopping --seed", setting("seed")].join(" ");
}

async function startTraining() {
  const names = ["rate", "batch", "decay", "epochs", "seed"];
  const numbers = Object.fromEntries(names.map((name) => [name, Number(setting(name))]));
  const bad = names.find((name) => setting(name) === "" || !Number.isFinite(numbers[name])) || (hiddenOf().some((units) => !Number.isInteger(units)) ? "hidden" : null);
  if (bad) return showTrainTrouble("“" + setting(bad) + "” is no number that training can take.");
  try {
    await request("api/training", { visitor, hidden: hiddenOf(), activation: setting("activation"), optimizer: setting("optimizer"), ...numbers, ...(paceOf() === null ? {} : { pace: paceOf() }) });
    training = { epochs: [], frame: null, number: (training?.number || 0) + 1 };
    showTrainTrouble("");
    document.getElementById("train-explain").checked = true;
    watchTraining(training);
  } catch (error) {
    showTrainTrouble(troubleOf(error));
  }
}

async function order(what) {
  try {
    await request("api/training/order", { visitor, ...what });
    showTrainTrouble("");
  } catch (error) {
    showTrainTrouble(troubleOf(error));
  }
}

const togglePause = () => order({ order: training?.frame?.phase === "paused" ? "run" : "pause" });

function showTrainTrouble(text) {
  const status = document.getElementById("train-status");
  status.classList.toggle("mistake", Boolean(text));
  if (text) status.textContent = text;
}

// Looks at the training until it has ended; a page that nobody sees looks seldom.
async function watchTraining(own) {
  while (training === own) {
    const began = performance.now();
    try {
      const frame = await (await request("api/training?after=" + own.epochs.length)).json();
      if (training !== own) return;
      const isNew = frame.epochs.length > 0 || !own.frame || own.frame.phase !== frame.phase;
      own.epochs.push(...frame.epochs);
      own.frame = frame;
      if (isNew) requestAnimationFrame(() => showTraining(own));
      if (frame.phase === "ended") return;
    } catch (error) {
      return showTrainTrouble(troubleOf(error));
    }
    const left = (document.hidden ? 2000 : frameTime) - (performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, left)));
  }
}

function showTraining(own) {
  const { frame, epochs } = own;
  const wasTrained = trainedModel !== null;
  trainedModel = { ...frame.model, key: "trained " + own.number + " " + frame.epoch, isTrained: true, isTraining: frame.phase !== "ended" };
  if (document.getElementById("train-explain").checked && state.model !== "trained") change({ model: "trained" });
  else if (!wasTrained || state.model === "trained") { showChoices(); modelChanged(); }
  showTrainButtons();
  document.getElementById("train-pictures").hidden = false;
  const last = epochs[epochs.length - 1];
  const phase = { running: "Training", paused: "Paused", ended: frame.fault ? "Ended: " + frame.fault : "Trained" }[frame.phase];
  const status = document.getElementById("train-status");
  status.classList.remove("mistake");
  status.textContent = phase + (last ? " · epoch " + last.epoch + " · loss " + number(last.loss) + " · right: " + percent(last.accuracy) + " of the training digits, " + percent(last.validationAccuracy) + " of the others" : "");
  showCurve("curve-loss", epochs, (e) => e.loss, (e) => e.validationLoss, null);
  showCurve("curve-accuracy", epochs, (e) => e.accuracy, (e) => e.validationAccuracy, [0, 1]);
  showWeights(frame.model.stages);
  showConfusion(frame.confusion);
  fill("train-words", frame.words.map((words) => element("li", {}, words)));
}

function showTrainButtons() {
  const phase = training?.frame?.phase;
  const isOpen = phase === "running" || phase === "paused";
  for (const [id, isUsable] of [["train-pause", isOpen], ["train-step", isOpen], ["train-stop", isOpen], ["train-save", trainedModel !== null]]) document.getElementById(id).disabled = !isUsable;
  document.getElementById("train-pause").textContent = phase === "paused" ? "Go on" : "Pause";
  document.getElementById("train-start").textContent = isOpen ? "Start anew" : "Start";
  document.getElementById("train-explain").checked = state.model === "trained" || (training !== null && trainedModel === null);
}

// Two lines over the epochs: training digits, and those it is judged by.
function showCurve(id, epochs, own, judged, range) {
  const [w, h, left, bottom] = [320, 170, 38, 20];
  const all = epochs.flatMap((e) => [own(e), judged(e)]).filter((v) => Number.isFinite(v));
  const high = range ? range[1] : roundedUp(Math.max(1e-6, ...all));
  const x = (epoch) => left + ((w - left - 6) * (epoch - 1)) / Math.max(1, epochs.length - 1);
  const y = (value) => 6 + ((h - bottom - 6) * (high - Math.min(value, high))) / high;
  const stride = Math.max(1, Math.floor(epochs.length / 300));
  const path = (value) => epochs.filter((_, k) => k % stride === 0 || k === epochs.length - 1).map((e, k) => (k ? "L" : "M") + x(e.epoch).toFixed(1) + " " + y(value(e)).toFixed(1)).join("");
  const ticks = [0, high / 2, high];
  fill(id, svg("svg", { viewBox: "0 0 " + w + " " + h, class: "curve", role: "img", "aria-label": "Curves over " + plural(epochs.length, "epoch") },
    ticks.map((t) => [svg("line", { class: "grid", x1: left, x2: w, y1: y(t), y2: y(t) }), svg("text", { x: left - 6, y: y(t) + 4, "text-anchor": "end" }, range ? Math.round(100 * t) + "%" : number(t))]),
    svg("text", { x: w - 4, y: h - 4, "text-anchor": "end" }, "epoch " + epochs.length),
    svg("path", { class: "line random", d: path(judged) }), svg("path", { class: "line own", d: path(own) })),
    element("p", { class: "key note" }, element("span", {}, "learnt from"), element("span", { class: "random" }, "judged by")));
}

// Each unit's weights as a picture, on one scale.
function showWeights(stages) {
  const canvas = document.getElementById("train-weights");
  const { width, weights } = stages[1];
  const shown = Math.min(width, 100);
  const across = Math.ceil(Math.sqrt(shown * 1.6));
  const down = Math.ceil(shown / across);
  [canvas.width, canvas.height] = [across * (columns + 1) - 1, down * (lines + 1) - 1];
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  let most = 1e-9;
  for (const weight of weights) most = Math.max(most, Math.abs(weight));
  for (let unit = 0; unit < shown; unit++) {
    const [left, top] = [(unit % across) * (columns + 1), Math.floor(unit / across) * (lines + 1)];
    for (let i = 0; i < cellCount; i++) {
      const color = colorAt(palettes.diverging, (weights[i * width + unit] / most + 1) / 2);
      image.data.set([...color, 255], 4 * ((top + Math.floor(i / columns)) * canvas.width + left + (i % columns)));
    }
  }
  context.putImageData(image, 0, 0);
}

function showConfusion(counts) {
  const cells = document.querySelectorAll("#train-confusion td");
  if (cells.length !== counts.length ** 2) {
    fill("train-confusion", element("table", { class: "confusion small" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "true ↓ taken for →"), counts.map((_, k) => element("th", { scope: "col" }, outputName(k))))),
      element("tbody", {}, counts.map((row, t) => element("tr", {}, element("th", { scope: "row" }, outputName(t)), row.map(() => element("td", {})))))));
    return showConfusion(counts);
  }
  counts.flat().forEach((many, k) => {
    const [t, p] = [Math.floor(k / counts.length), k % counts.length];
    const total = counts[t].reduce((a, b) => a + b, 0);
    const cell = cells[k];
    const text = many === 0 ? "" : String(many);
    if (cell.textContent !== text) cell.textContent = text;
    cell.className = t === p ? "right" : many > 0 ? "wrong" : "none";
    cell.style.setProperty("--share", many / total);
  });
}

async function saveModel() {
  try {
    const bytes = await (await request("api/training/model")).blob();
    download(bytes, "limn-live.onnx");
  } catch (error) {
    showTrainTrouble(troubleOf(error));
  }
}

function download(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
