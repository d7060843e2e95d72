// Curves over the epochs: training and validation curves of one run, or one line per optimizer for
// a race, and the gradient norm of each layer.

const [curveWidth, curveHeight, curveLeft, curveBottom] = [320, 170, 42, 20];

function showCurves(own) {
  const { runs, frame } = own;
  const isShare = frame.metric !== "R²";
  const noun = runs.length > 1 ? "validation " : "";
  const lines = (pick, judged) => (runs.length > 1
    ? runs.map((run) => ({ name: run.optimizer, epochs: run.epochs, value: judged }))
    : [{ name: "learnt from", epochs: runs[0].epochs, value: pick }, { name: "judged by", epochs: runs[0].epochs, value: judged }]);
  showCurve("curve-loss", lines((e) => e.loss, (e) => e.validationLoss ?? e.loss), { label: noun + "loss" });
  showCurve("curve-score", lines((e) => e.score, (e) => e.validationScore ?? e.score), isShare ? { label: noun + frame.metric, range: [0, 1], text: (t) => Math.round(100 * t) + "%" } : { label: noun + frame.metric, range: [null, 1] });
  const { epochs } = runs[frame.shown];
  const layers = epochs[0] ? epochs[0].gradients.length : 0;
  const named = frame.model.stages.slice(1).filter((stage) => stage.weights).map((stage) => stage.title);
  showCurve("curve-gradients", Array.from({ length: layers }, (_, l) => ({ name: named.length === layers ? named[l] : "layer " + (l + 1), epochs, value: (e) => e.gradients[l] })), { label: "norms of gradients", isLog: true });
}

// Draws lines over the epochs, distinguished by colour and dashes, with a legend below.
function showCurve(id, all, { label, range = [0, null], text = (t) => number(t, 2), isLog = false }) {
  const values = all.flatMap(({ epochs, value }) => epochs.map(value)).filter((v) => Number.isFinite(v) && (!isLog || v > 0));
  const count = Math.max(1, ...all.map(({ epochs }) => epochs.length));
  let [low, high] = [range[0] ?? Math.min(0, ...values), range[1] ?? roundedUp(Math.max(1e-6, robustHigh(values)))];
  if (isLog) [low, high] = [Math.floor(Math.log10(Math.min(1, ...values))), Math.ceil(Math.log10(Math.max(1e-6, ...values)))];
  if (low === high) low = high - 1;
  const at = (v) => (isLog ? Math.log10(v) : v);
  const x = (epoch) => curveLeft + ((curveWidth - curveLeft - 6) * (epoch - 1)) / Math.max(1, count - 1);
  const y = (v) => 6 + ((curveHeight - curveBottom - 6) * (high - Math.max(low, Math.min(v, high)))) / (high - low);
  const stride = Math.max(1, Math.floor(count / 300));
  const path = ({ epochs, value }) => epochs.filter((e, k) => (k % stride === 0 || k === epochs.length - 1) && Number.isFinite(value(e)) && (!isLog || value(e) > 0))
    .map((e, k) => (k ? "L" : "M") + x(e.epoch).toFixed(1) + " " + y(at(value(e))).toFixed(1)).join("");
  const ticks = isLog ? Array.from({ length: high - low + 1 }, (_, k) => low + k).filter((_, k, list) => k % Math.ceil(list.length / 5) === 0) : [low, (low + high) / 2, high];
  const lastOf = ({ epochs, value }) => (epochs.length ? value(epochs[epochs.length - 1]) : null);
  fill(id, svg("svg", { viewBox: "0 0 " + curveWidth + " " + curveHeight, class: "curve", role: "img", "aria-label": "Curves of " + label + " over " + plural(count, "epoch") + ": " + all.map((line) => line.name + " " + number(lastOf(line), 2)).join(", ") },
    ticks.map((t) => [svg("line", { class: "grid", x1: curveLeft, x2: curveWidth, y1: y(t), y2: y(t) }), svg("text", { x: curveLeft - 6, y: y(t) + 4, "text-anchor": "end" }, isLog ? text(10 ** t) : text(t))]),
    svg("text", { x: curveWidth - 4, y: curveHeight - 4, "text-anchor": "end" }, "epoch " + count),
    all.map((line, k) => svg("path", { class: "run c" + (k % 8), d: path(line) })).reverse()),
    element("p", { class: "key note" }, all.map((line, k) => element("span", { class: "run c" + (k % 8) }, line.name))));
}

// An upper limit that all but extreme values stay below, so that one large initial loss does not
// flatten all others.
function robustHigh(values) {
  if (values.length < 20) return Math.max(...values, 0);
  const sorted = [...values].sort((a, b) => a - b);
  return Math.min(sorted[sorted.length - 1], 2.5 * sorted[Math.floor(sorted.length * 0.9)]);
}
