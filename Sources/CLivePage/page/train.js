// Training a network live: its settings, its curves, its weights turning into strokes, and its
// confusions. Several optimizers may race from the same start.

let training = null;
const frameTime = 50;

const trainDefaults = { layers: "64", activation: "relu", optimizer: "adam", rate: "0.01", batch: "64", decay: "0.0001", epochs: "100", pace: "10", seed: "0" };
// After a reload, the same tab keeps following its training.
const trainer = isKept ? visitor : ownName("limn-trainer");

function ownName(key) {
  const known = sessionStorage.getItem(key);
  if (known) return known;
  sessionStorage.setItem(key, visitor);
  return visitor;
}

function buildTraining() {
  const section = document.getElementById("train");
  section.hidden = isKept || (!setup.ground && !setup.choice);
  if (section.hidden) return;
  const { ground } = setup;
  if (setup.choice) listenForTables();
  if (!ground) {
    fill("train-body", element("p", { class: "note" }, "There is no training data for this model. Choose some: the page then starts over with that data and a new network."), dataChoice(), element("div", { id: "data-asked" }));
    return;
  }
  const choice = (name, label, options) => element("label", {}, label, element("select", { id: "train-" + name },
    options.map(([value, text]) => element("option", { value, selected: value === trainDefaults[name] }, text))));
  const field = (name, label, more) => element("label", {}, label, element("input", { id: "train-" + name, value: trainDefaults[name], inputmode: "decimal", autocomplete: "off", spellcheck: "false", ...more }));
  const same = (names) => names.map((name) => [name, name]);
  const button = (id, text, action) => element("button", { type: "button", id, on: { click: action } }, text);
  fill("train-body", dataChoice(), element("div", { id: "data-asked" }),
    element("p", { class: "note" }, "A new network learns from " + ground.name + " on this machine: " + count(ground.training) + " for training and " + count(ground.validation) + " for validation. While it learns, the " + (data ? "row" : "drawing") + " above is explained by it."),
    element("form", { id: "train-settings", "aria-label": "How it is trained", on: { submit: (e) => e.preventDefault() } },
      field("layers", "hidden layers", { inputmode: "text", title: isImage ? "Units of each, such as 64,32; or layers such as conv8x3,relu,maxpool2,dense32,relu" : "Units of each, such as 64,32" }),
      choice("activation", "activation", same(setup.activations)), choice("optimizer", "optimizer", same(setup.optimizers)),
      field("rate", "learning rate"), field("batch", "batch"), field("decay", "weight decay"), field("epochs", "epochs"), field("seed", "seed"),
      choice("pace", "speed", [["2", "2 epochs a second"], ["10", "10 epochs a second"], ["50", "50 epochs a second"], ["", "as fast as possible"]])),
    element("details", { id: "train-race" }, element("summary", {}, "Race other optimizers from the same start"),
      element("div", { class: "methods" }, setup.optimizers.map((name) => element("label", { class: "check" }, element("input", { type: "checkbox", id: "race-" + name, on: { change: showTrainCommand } }), " " + name + ", at " + number(ground.rates[name]))))),
    element("div", { class: "choice", role: "group", "aria-label": "Training" },
      button("train-start", "Start", startTraining), button("train-pause", "Pause", togglePause), button("train-step", "One epoch", () => order({ order: "step" })),
      button("train-stop", "Stop", () => order({ order: "stop" })),
      element("label", { class: "check" }, element("input", { type: "checkbox", id: "train-explain", on: { change: (e) => change({ model: e.target.checked ? "trained" : "" }) } }), " explain this network above"),
      button("train-save", "Download as ONNX", saveModel)),
    element("p", { id: "train-status", role: "status", "aria-live": "polite" }),
    element("div", { id: "train-runs", class: "choice" }),
    element("div", { id: "train-pictures", hidden: true },
      element("figure", {}, element("figcaption", {}, "Loss"), element("div", { id: "curve-loss" })),
      element("figure", {}, element("figcaption", { id: "score-h" }, "Accuracy"), element("div", { id: "curve-score" })),
      element("figure", {}, element("figcaption", {}, "Gradients of its layers"), element("div", { id: "curve-gradients" })),
      element("figure", { id: "weights-figure" }, element("figcaption", { id: "weights-h" }), element("canvas", { id: "train-weights", role: "img", "aria-label": "The weights of the first layer, one image each" })),
      element("figure", { id: "confusion-figure" }, element("figcaption", {}, "Confusion matrix of " + plural(ground.validation, examples?.noun || "example")), element("div", { id: "train-confusion" }))),
    element("ul", { id: "train-words", class: "notes" }),
    element("p", { class: "note" }, "The same in a terminal: ", element("code", { id: "train-command" })));
  document.getElementById("train-pace").addEventListener("change", () => isOwnOpen() && order({ pace: paceOf() }));
  document.getElementById("train-optimizer").addEventListener("change", (e) => { document.getElementById("train-rate").value = String(ground.rates[e.target.value]); });
  for (const name of Object.keys(trainDefaults)) document.getElementById("train-" + name).addEventListener("change", showTrainCommand);
  window.addEventListener("pagehide", () => {
    if (isOwnOpen()) fetch(addressed("api/training/order"), { method: "POST", keepalive: true, headers: { "X-Limn-Token": token, "Content-Type": "application/json" }, body: JSON.stringify({ visitor: trainer, order: "leave", page: visitor }) });
  });
  showTrainCommand();
  showTrainButtons();
}

// Whether this tab has a training in progress.
const isOwnOpen = () => Boolean(training) && training.frame?.phase !== "ended" && (!training.frame || training.frame.settings.visitor === trainer);
const setting = (name) => document.getElementById("train-" + name).value.trim();
const paceOf = () => (setting("pace") === "" ? null : Number(setting("pace")));
const isLayerList = () => setting("layers").split(",").some((part) => part.trim() !== "" && !/^\d+$/.test(part.trim()));
// The chosen optimizer, then those that race against it.
const racers = () => [setting("optimizer"), ...setup.optimizers.filter((name) => name !== setting("optimizer") && document.getElementById("race-" + name).checked)];

function showTrainCommand() {
  document.getElementById("train-activation").disabled = isLayerList();
  const layers = setting("layers").split(",").map((part) => part.trim()).filter((part) => part).join(",");
  const all = racers();
  document.getElementById("train-command").textContent = ["limn", "train", ...setup.ground.arguments,
    ...(isLayerList() ? ["--layers", layers] : ["--hidden", layers || "none", "--activation", setting("activation")]),
    ...(all.length > 1 ? ["--compare", all.join(",")] : ["--optimizer", all[0], "--learning-rate", setting("rate")]),
    ...(all.includes("gradient-descent") ? [] : ["--batch-size", setting("batch")]), "--weight-decay", setting("decay"), "--epochs", setting("epochs"), "--no-early-stopping", "--seed", setting("seed")].map(quoted).join(" ")
    + (all.length > 1 && Number(setting("rate")) !== setup.ground.rates[all[0]] ? " # in a terminal " + all[0] + " uses its default rate, " + number(setup.ground.rates[all[0]]) : "");
}

async function startTraining() {
  const names = ["rate", "batch", "decay", "epochs", "seed"];
  const numbers = Object.fromEntries(names.map((name) => [name, Number(setting(name))]));
  const bad = names.find((name) => setting(name) === "" || !Number.isFinite(numbers[name]));
  if (bad) return showTrainTrouble("“" + setting(bad) + "” is not a number that training accepts.");
  try {
    await request("api/training", { visitor: trainer, layers: setting("layers"), activation: setting("activation"), optimizers: racers(), ...numbers, ...(paceOf() === null ? {} : { pace: paceOf() }) });
    training = { runs: [], frame: null, number: (training?.number || 0) + 1 };
    showTrainTrouble("");
    document.getElementById("train-explain").checked = true;
    watchTraining(training);
  } catch (error) {
    showTrainTrouble(troubleOf(error));
  }
}

// Resumes following the training that this tab started before a reload, and the network of one that
// has ended.
async function resumeTraining() {
  if (!setup.ground || isKept) return;
  const frame = await (await request("api/training?after=0&page=" + visitor)).json();
  if (frame.phase === "none" || (frame.settings.visitor !== trainer && frame.phase !== "ended")) return;
  const { settings } = frame;
  for (const name of ["layers", "activation", "rate", "batch", "decay", "epochs", "seed"]) document.getElementById("train-" + name).value = String(settings[name]);
  document.getElementById("train-optimizer").value = settings.optimizers[0];
  const pace = document.getElementById("train-pace");
  pace.value = settings.pace === undefined ? "" : String(settings.pace);
  if (pace.selectedIndex < 0) pace.value = "10";
  for (const name of setup.optimizers) document.getElementById("race-" + name).checked = settings.optimizers.includes(name) && name !== settings.optimizers[0];
  document.getElementById("train-race").open = settings.optimizers.length > 1;
  showTrainCommand();
  training = { runs: [], frame: null, number: 1, isResumed: true };
  takeFrame(training, frame);
  trainedModel = trainedOf(training);
  return () => { showTraining(training); watchTraining(training); };
}

async function order(what) {
  try {
    await request("api/training/order", { visitor: trainer, ...what });
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

// Appends new data to what is known; returns whether there was any.
function takeFrame(own, frame) {
  const isNew = frame.runs.some((run) => run.epochs.length > 0) || !own.frame || own.frame.phase !== frame.phase || own.frame.shown !== frame.shown;
  frame.runs.forEach((run, k) => { own.runs[k] = { ...run, epochs: [...(own.runs[k]?.epochs || []), ...run.epochs] }; });
  own.frame = frame;
  return isNew;
}

// Polls the training until it has ended; a hidden page polls rarely.
async function watchTraining(own) {
  while (training === own) {
    const began = performance.now();
    try {
      // Counted for each run of a race, because they take turns.
      const seen = own.runs.map((run) => run.epochs.length);
      const frame = await (await request("api/training?after=" + seen.join() + "&page=" + visitor)).json();
      if (training !== own) return;
      if (takeFrame(own, frame)) requestAnimationFrame(() => showTraining(own));
      if (frame.phase === "ended") return;
    } catch (error) {
      return showTrainTrouble(troubleOf(error));
    }
    const left = (document.hidden ? 2000 : frameTime) - (performance.now() - began);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, left)));
  }
}

const trainedOf = (own) => ({ ...own.frame.model, which: "trained", key: "trained " + own.number + " " + own.frame.shown + " " + own.frame.epoch, isTraining: own.frame.phase !== "ended" });

function showTraining(own) {
  if (training !== own) return;
  const { frame, runs } = own;
  const wasTrained = trainedModel !== null;
  trainedModel = trainedOf(own);
  if (document.getElementById("train-explain").checked && state.model !== "trained") change({ model: "trained" });
  else if (!wasTrained || own.isResumed || state.model === "trained" || state.beside === "trained") { showChoices(); modelChanged(); }
  own.isResumed = false;
  showTrainButtons();
  document.getElementById("train-pictures").hidden = false;
  const { epochs, fault } = runs[frame.shown];
  const last = epochs[epochs.length - 1];
  const phase = { running: "Training", paused: "Paused", ended: fault ? "Ended: " + fault : "Trained" }[frame.phase];
  const status = document.getElementById("train-status");
  status.classList.remove("mistake");
  const isAccuracy = frame.metric === "accuracy";
  const score = (value) => (value === null || value === undefined ? "–" : frame.metric === "R²" ? number(value) : percent(value));
  status.textContent = phase + (last ? " · epoch " + last.epoch + " · loss " + number(last.loss) + " · " + (isAccuracy ? "right: " : frame.metric + ": ") + score(last.score) + " of the training " + (examples?.noun || "example") + "s, " + score(last.validationScore) + " of the others" : "");
  document.getElementById("score-h").textContent = frame.metric[0].toUpperCase() + frame.metric.slice(1);
  showRuns(own);
  showCurves(own);
  showWeights(frame.model.stages);
  document.getElementById("confusion-figure").hidden = !frame.confusion;
  if (frame.confusion) showConfusion(frame.confusion);
  fill("train-words", frame.words.map((words) => element("li", {}, words)));
}

// In a race, the choice of the run to inspect and explain.
function showRuns(own) {
  const box = document.getElementById("train-runs");
  if (own.runs.length < 2) return box.replaceChildren();
  const key = own.number + " " + own.frame.shown + own.runs.map((run) => run.fault || "").join();
  if (box.dataset.key === key && box.childElementCount > 0) return;
  box.dataset.key = key;
  box.replaceChildren(element("span", {}, "Explained and shown below:"), ...own.runs.map((run, k) =>
    element("button", { type: "button", id: "run-" + k, "aria-pressed": String(k === own.frame.shown), title: run.fault, on: { click: () => order({ run: k }).then(() => own.frame.phase === "ended" && watchTraining(own)) } }, run.optimizer + ", at " + number(run.rate) + (run.fault ? ": ended" : ""))));
}

function showTrainButtons() {
  if (!setup.ground || isKept) return;
  const phase = training?.frame?.phase;
  const isOpen = phase === "running" || phase === "paused";
  for (const [id, isUsable] of [["train-pause", isOpen], ["train-step", isOpen], ["train-stop", isOpen], ["train-save", trainedModel !== null]]) document.getElementById(id).disabled = !isUsable;
  document.getElementById("train-pause").textContent = phase === "paused" ? "Go on" : "Pause";
  document.getElementById("train-start").textContent = isOpen ? "Start over" : "Start";
  document.getElementById("train-explain").checked = state.model === "trained" || (training !== null && trainedModel === null);
}

// The first layer's weights as pictures on a common scale, for each unit or kernel.
function showWeights(stages) {
  const first = stages[1];
  const figure = document.getElementById("weights-figure");
  figure.hidden = !isImage || !first || !first.weights;
  if (figure.hidden) return;
  const { kernel, weights } = first;
  const [high, wide] = kernel ? kernel.slice(1) : [lines, columns];
  const units = kernel ? first.shape[0] : first.width;
  const size = kernel ? kernel[0] * high * wide : cellCount;
  document.getElementById("weights-h").textContent = kernel ? "The kernels of its first layer" : "What the first units look for";
  const canvas = document.getElementById("train-weights");
  const shown = Math.min(units, 100);
  const across = Math.ceil(Math.sqrt(shown * 1.6));
  const down = Math.ceil(shown / across);
  if (canvas.width !== across * (wide + 1) - 1 || canvas.height !== down * (high + 1) - 1) [canvas.width, canvas.height] = [across * (wide + 1) - 1, down * (high + 1) - 1];
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  let most = 1e-9;
  for (const weight of weights) most = Math.max(most, Math.abs(weight));
  for (let unit = 0; unit < shown; unit++) {
    const [left, top] = [(unit % across) * (wide + 1), Math.floor(unit / across) * (high + 1)];
    for (let i = 0; i < high * wide; i++) {
      // The first of several channels.
      const weight = kernel ? weights[unit * size + i] : weights[i * units + unit];
      image.data.set([...colorAt(palettes.diverging, (weight / most + 1) / 2), 255], 4 * ((top + Math.floor(i / wide)) * canvas.width + left + (i % wide)));
    }
  }
  context.putImageData(image, 0, 0);
}

function showConfusion(counts) {
  const cells = document.querySelectorAll("#train-confusion td");
  if (cells.length !== counts.length ** 2) {
    fill("train-confusion", element("div", { class: "scroll" }, element("table", { class: "confusion small" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "true ↓ predicted\u00a0→"), counts.map((_, k) => element("th", { scope: "col" }, outputName(k))))),
      element("tbody", {}, counts.map((row, t) => element("tr", {}, element("th", { scope: "row" }, outputName(t)), row.map(() => element("td", {}))))))));
    return showConfusion(counts);
  }
  counts.flat().forEach((many, k) => {
    const [t, p] = [Math.floor(k / counts.length), k % counts.length];
    const total = counts[t].reduce((a, b) => a + b, 0);
    const cell = cells[k];
    const text = many === 0 ? "" : String(many);
    if (cell.textContent === text && cell.dataset.total === String(total)) return;
    cell.textContent = text;
    cell.dataset.total = String(total);
    cell.className = t === p ? "right" : many > 0 ? "wrong" : "none";
    cell.style.setProperty("--share", total > 0 ? many / total : 0);
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
