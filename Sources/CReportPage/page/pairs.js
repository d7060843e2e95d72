// Interactions of two players (features, pixels or segments), for the methods that compute them.

// The methods that compute interactions, by index.
const pairMethods = report.methods.map((_, index) => index).filter((index) => rows.pairs[index]);

// The name of a player.
function playerTitle(method, player) {
  return report.methods[method].players === width ? featureTitle(player) : "segment " + player;
}

// The same; for a segment, with the position of its centre in the picture.
function placedTitle(method, player) {
  const title = playerTitle(method, player);
  if (!isImage || report.methods[method].players === width) return title;
  const [x, y] = rows.middles[method][player];
  return title + " (around row " + Math.floor(y * imageHeight) + ", column " + Math.floor(x * imageWidth) + ")";
}

// A pair's sign is certain beyond 1.96 standard errors.
function isCertain(value, error) {
  return error === undefined || Math.abs(value) >= 1.96 * error;
}

// The strongest pairs of one prediction, over the picture if there is one, with their numbers.
function pairsOf(row) {
  return pairMethods.map((method) => {
    const pairs = rows.pairs[method][row];
    if (!pairs.length) return null;
    const title = "Interactions, by " + report.methods[method].title;
    return element("div", { class: "pairs" }, isImage ? pairPicture(row, method, pairs) : null,
      table(title + ", for the " + objectiveText(row, 0), ["pair", scoreWord], pairs.map(([first, second, value, error]) => [
        playerTitle(method, first) + " with " + playerTitle(method, second),
        signed(value) + (error === undefined ? "" : " ± " + number(error, 2)) + (isCertain(value, error) ? "" : " (sign uncertain)"),
      ])));
  });
}

// Lines between the centres of the players, with a width proportional to the strength; uncertain
// ones are dashed. Segments are numbered at the ends.
function pairPicture(row, method, pairs) {
  const canvas = element("canvas", { "aria-hidden": "true" });
  paintInput(canvas, row, 320);
  const largest = Math.abs(pairs[0][2]);
  const tall = 100 * imageHeight / imageWidth;
  const place = (player) => rows.middles[method][player].map((share, axis) => (axis === 0 ? 100 : tall) * share);
  const lines = pairs.toReversed().map(([first, second, value, error]) => {
    const [[x1, y1], [x2, y2]] = [place(first), place(second)];
    const size = Math.abs(value) / largest;
    return ["under", "over"].map((layer) => svg("line", {
      x1, y1, x2, y2, class: layer + (value > 0 ? " together" : " apart"),
      "stroke-width": (layer === "under" ? 1.6 : 0.6) + 2.4 * size,
      "stroke-dasharray": isCertain(value, error) ? "none" : "3 2",
    }));
  });
  const ends = [...new Set(pairs.flatMap(([first, second]) => [first, second]))].map((player) => {
    const [cx, cy] = place(player);
    const name = report.methods[method].players === width ? null
      : svg("text", { x: cx + 2.4, y: cy - 2 }, String(player));
    return [svg("circle", { cx, cy, r: 1.4 }), name];
  });
  return figure("Red: more together than each alone. Blue: less.", element("div", { class: "plate" }, canvas,
    svg("svg", { viewBox: "0 0 100 " + tall, "aria-hidden": "true" }, lines, ends)));
}

// The strongest pairs over all explained rows.
function pairMeans() {
  return pairMethods.map((index) => {
    const method = report.methods[index];
    if (!method.strongestPairs.length) return null;
    return element("div", {}, element("h3", {}, "Interactions, by " + method.title),
      element("p", { class: "note" }, "Over all rows explained: the mean magnitude and the mean of what two contribute together beyond what each contributes alone, for the " + scoreWord + ". All pairs are in " + method.pairs + "."),
      table("The strongest pairs", ["pair", "mean magnitude", "mean"], method.strongestPairs.slice(0, 10).map((pair) => [
        placedTitle(index, pair.first) + " with " + placedTitle(index, pair.second), number(pair.meanSize), signed(pair.mean),
      ])));
  });
}
