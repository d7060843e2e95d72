// What two players do together: features, pixels or segments, by the methods that tell.

// Which methods tell, by their place.
const pairMethods = report.methods.map((_, index) => index).filter((index) => rows.pairs[index]);

// A player's name.
function playerTitle(method, player) {
  return report.methods[method].players === width ? featureTitle(player) : "segment " + player;
}

// The same, of a segment with where its middle lies in the picture.
function placedTitle(method, player) {
  const title = playerTitle(method, player);
  if (!isImage || report.methods[method].players === width) return title;
  const [x, y] = rows.middles[method][player];
  return title + " (around row " + Math.floor(y * imageHeight) + ", column " + Math.floor(x * imageWidth) + ")";
}

// Beyond 1.96 standard errors a pair's sign is certain.
function isCertain(value, error) {
  return error === undefined || Math.abs(value) >= 1.96 * error;
}

// The strongest pairs of one prediction: over the picture where there is one, and with their numbers.
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

// Lines between the middles of the players, as wide as the pair is strong; uncertain ones dashed. Segments have
// their numbers at the ends.
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

// The strongest pairs over all rows explained.
function pairMeans() {
  return pairMethods.map((index) => {
    const method = report.methods[index];
    if (!method.strongestPairs.length) return null;
    return element("div", {}, element("h3", {}, "Interactions, by " + method.title),
      element("p", { class: "note" }, "Over all rows explained: the mean magnitude and the mean of what two contribute together beyond each alone, for the " + scoreWord + ". All pairs are in " + method.pairs + "."),
      table("The strongest pairs", ["pair", "mean magnitude", "mean"], method.strongestPairs.slice(0, 10).map((pair) => [
        placedTitle(index, pair.first) + " with " + placedTitle(index, pair.second), number(pair.meanSize), signed(pair.mean),
      ])));
  });
}
