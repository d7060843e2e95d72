// The report's data: a document with texts and columns, and one record of numbers for each row.

const written = JSON.parse(document.getElementById("report").textContent);
// The content of report.json, together with data that only the page needs.
const report = { ...written, ...written.summary, methods: joined(written.summary.methods, written.methods) };
const run = report.run;
const dimensions = run.model.inputShape;
const valueCount = dimensions.reduce((product, side) => product * side, 1);
const isImage = dimensions.length >= 2;
// A colour image is stored channel by channel: red, green, blue, and optionally opacity.
const channels = dimensions.length === 3 ? dimensions[0] : 1;
// The number of items that are shown individually: pixels, or features.
const width = valueCount / channels;
// A vector with few enough features that each can have a bar.
const hasBars = !isImage && width <= 64;
const imageWidth = isImage ? dimensions[dimensions.length - 1] : width;
const imageHeight = isImage ? dimensions[dimensions.length - 2] : 1;
const task = run.model.output.task;
const [isClassification, isMultilabel, isRegression] = ["classification", "multilabel", "regression"].map((kind) => kind === task);
const outputCount = run.model.output.count;
const outputs = [...Array(outputCount).keys()];
// A single yes-or-no output has two classes.
const classCount = run.model.classCount || 0;
const rows = report.rows;
const rowCount = rows.places.length;
const hasLabels = rows.labels.length > 0 || rows.truth.length > 0;
const hasRivals = rows.rivals.length > 0;

function joined(these, those) {
  return these.map((one, index) => ({ ...one, ...those[index] }));
}

const bytes = (function () {
  const text = document.getElementById("values").textContent;
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const binary = atob(text);
  const result = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) result[i] = binary.charCodeAt(i);
  return result;
})();
const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

// The inputs come first; a table's are unscaled, because each column has its own scale.
const inputSize = (isImage ? 2 : 4) * valueCount;

// The offset of each series in a record, in bytes.
const layout = (function () {
  let at = inputSize + (isRegression ? 4 : 2) * outputCount;
  const methods = report.methods.map((method) => ({
    series: method.limits.slice(0, hasRivals ? 2 : 1).map((limit, index) => {
      const place = { values: at, errors: null };
      at += 2 * valueCount;
      if (method.errorLimits[index] !== null && method.errorLimits[index] !== undefined) {
        place.errors = at;
        at += 2 * valueCount;
      }
      return place;
    }),
  }));
  for (const method of methods) {
    method.facts = at;
    at += 26;
  }
  // For each view, the agreement of each pair of methods.
  const pairs = at;
  at += 6 * (hasRivals ? 2 : 1) * report.methods.length * (report.methods.length - 1) / 2;
  return { methods, pairs, size: at };
})();

function inputOf(row) {
  const [low, high] = report.inputRange;
  const start = row * layout.size;
  const result = new Float64Array(valueCount);
  for (let i = 0; i < valueCount; i++) {
    result[i] = isImage ? low + (high - low) * view.getUint16(start + 2 * i, true) / 65535 : view.getFloat32(start + 4 * i, true);
  }
  return result;
}

// The values per pixel of a colour image: sums over the channels, or means if each channel's value
// is about the whole pixel; other values unchanged.
function pixelsOf(method, values) {
  if (channels === 1) return values;
  const share = addsUp(method) ? 1 : 1 / channels;
  const result = new Float64Array(width);
  for (let i = 0; i < valueCount; i++) result[i % width] += share * values[i];
  return result;
}

function addsUp(method) {
  return !["drop", "evidence", "contrast"].includes(method.quantity);
}

// The values of a method; `which` is 0 for the target and 1 for the target against its rival.
function valuesOf(row, method, which) {
  const start = row * layout.size + layout.methods[method].series[which].values;
  const unit = report.methods[method].limits[which] / 32767;
  const result = new Float64Array(valueCount);
  for (let i = 0; i < valueCount; i++) result[i] = view.getInt16(start + 2 * i, true) * unit;
  return pixelsOf(report.methods[method], result);
}

// The standard errors, or null for a method that does not sample.
function errorsOf(row, method, which) {
  const at = layout.methods[method].series[which].errors;
  if (at === null) return null;
  const start = row * layout.size + at;
  const unit = report.methods[method].errorLimits[which] / 65535;
  const result = new Float64Array(valueCount);
  // The error of a sum is at most the sum of the errors.
  for (let i = 0; i < valueCount; i++) result[i] = view.getUint16(start + 2 * i, true) * unit;
  return pixelsOf(report.methods[method], result);
}

function factsOf(row, method) {
  const at = row * layout.size + layout.methods[method].facts;
  const note = view.getUint16(at + 24, true);
  return {
    atInput: view.getFloat32(at, true),
    atBaseline: view.getFloat32(at + 4, true),
    gap: view.getFloat32(at + 8, true),
    rSquared: view.getFloat32(at + 12, true),
    effective: view.getFloat32(at + 16, true),
    evaluations: view.getUint32(at + 20, true),
    note: note > 0 ? rows.notes[note - 1] : null,
  };
}

// Whether a value's sign is uncertain at 95%.
function isUncertain(method, value, error) {
  return report.methods[method].isSigned && Math.abs(value) < 1.96 * error;
}

// The agreement of two methods on a row: the rank correlation, the fraction of the strongest
// features that both name, and the fraction that both name with the same sign; null where a measure
// is undefined.
function agreementOf(row, which, first, second) {
  const methods = report.methods.length;
  const pair = first * (2 * methods - first - 1) / 2 + second - first - 1;
  const at = row * layout.size + layout.pairs + 6 * (which * methods * (methods - 1) / 2 + pair);
  const [rank, common, sameSign] = [0, 2, 4].map((offset) => {
    const value = view.getInt16(at + offset, true);
    return value === -32768 ? null : value / 1000;
  });
  return { rank, common, sameSign };
}

// The limits of a batch's colour scales; methods that measure the same quantity share one.
function batchLimit(method, which) {
  const quantity = report.methods[method].quantity;
  if (channels > 1) {
    // Sums over pixels are not among the report's numbers; they are computed once.
    const name = quantity + which;
    batchLimit.known[name] ??= rows.places.reduce(
      (limit, _, row) => Math.max(limit, rowLimit(row, method, which)), 0);
    return batchLimit.known[name];
  }
  return Math.max(
    ...report.methods.filter((m) => m.quantity === quantity).map((m) => m.limits[which]));
}

batchLimit.known = {};

// The limit of one prediction's colour scale.
function rowLimit(row, method, which) {
  const quantity = report.methods[method].quantity;
  let limit = 0;
  report.methods.forEach((m, index) => {
    if (m.quantity !== quantity) return;
    for (const value of valuesOf(row, index, which)) limit = Math.max(limit, Math.abs(value));
  });
  return limit;
}
