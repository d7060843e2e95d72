// The wording of the report.

const rowNoun = run.inputs.name === "embedded digits" ? "Digit" : "Row";

// A row's id, if rows have ids.
function rowTitle(row) {
  return rows.names ? rows.names[row] : rowNoun + " " + rows.places[row];
}

function objectiveText(row, which) {
  const target = scoreText(rows.targets[row]);
  const against = which === 1 ? scoreText(rows.rivals[row])
    : run.objective.against === undefined || run.objective.against === null
      ? null : scoreText(run.objective.against);
  return against === null ? target : target + " against " + against;
}

function unitOf(method) {
  const scale = scoreWord;
  return {
    contribution: scale + (channels > 1 ? ", summed over channels" : ""), slope: scale + " per unit of input",
    slopeMagnitude: scale + " per unit of input", slopeVariance: "(" + scale + " per unit of input)²",
  }[method.quantity] || scale;
}

const featureNoun = isImage ? "pixel" : "feature";

function featureTitle(index) {
  return isImage
    ? "row " + Math.floor(index / imageWidth) + ", column " + (index % imageWidth)
    : report.content.featureNames[index] || "feature " + index;
}

// The value of an input; for a categorical column, the word that it represents.
function inputText(feature, value, digits) {
  const words = report.content.categories && report.content.categories[feature];
  if (!words) return number(value, digits);
  return value < words.length ? cut(words[value], 40) : "another";
}
