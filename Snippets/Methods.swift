// Every method, as the guides show it.
import Limn

let network = try EmbeddedModel.network()
let model: any Model = network
let digit = Array(Digits.all.inputs[row: 3])
let rows = Digits.all.inputs.rows(0..<8)

do {
  // snippet.integrated-gradients
  let ig = try IntegratedGradients(network, baseline: .zeros)
  let attribution = try ig.attribution(of: digit, objective: .logit(3, against: 8))
  // snippet.end
  _ = attribution
}

do {
  // snippet.shap
  let shap = try SHAP(network)  // closed form, where there is one
  let attribution = try shap.attribution(of: digit, objective: .logit(3))
  // snippet.end
  _ = attribution
}

do {
  let service = BlackBox(inputShape: .vector(64), outputCount: 10, scoreKind: .probabilities) {
    network.scores(of: $0).softmaxOfRows()
  }
  let trainingRows = rows
  // snippet.shap-service
  let sampled = try SHAP(
    BlackBox(inputShape: .vector(64), outputCount: 10, scoreKind: .probabilities) { batch in
      try service.scores(of: batch)
    },
    background: .rows(trainingRows), estimator: .permutation, evaluations: 20_000, precision: 0.01)
  // snippet.end
  _ = sampled
}

do {
  let (classifier, trainingRows) = (network, rows)
  // snippet.lime
  let lime = try LIME(network)
  let attribution = try lime.attribution(of: digit, objective: .logit(3))
  let rSquared = attribution.fit?.rSquared  // also intercept, localPrediction, effectiveSampleSize

  let table = try TabularLIME(classifier, background: trainingRows)
  // snippet.end
  _ = (rSquared, table)
}

do {
  // snippet.deeplift
  let why = try DeepLIFT(network, background: .rows(rows))
    .attribution(of: digit, objective: .logit(3))
  let paths = try ExpectedGradients(network, background: .rows(rows))
  // snippet.end
  _ = (why, paths)
}

do {
  // snippet.smoothgrad
  let smooth = try SmoothGrad(
    network, noise: GradientNoise(samples: 100), inner: LRP.Configuration())
  // snippet.end
  _ = smooth
}

do {
  // snippet.interactions
  let found = try ShapleyInteractions(model, segmentation: .blocks(2))
    .attribution(of: digit, objective: .logit(3))
  let pair = found.interactions?[4, 9]
  let largest = found.interactions?.strongest(5)
  // snippet.end
  _ = (pair, largest)
}

do {
  // snippet.lrp
  let lrp = try LRP(network, composite: .epsilonGammaBox, box: .init(low: 0, high: 16))
  // snippet.end
  _ = lrp
}

do {
  // snippet.occlusion
  let windows = try Occlusion(
    model, window: .init(height: 4, width: 4), stride: .init(height: 2, width: 2))
  let blocks = try FeatureAblation(model, segmentation: .blocks(2))
  // snippet.end
  _ = (windows, blocks)
}

do {
  // snippet.rise
  let rise = try RISE(model, grid: .init(height: 4, width: 4), samples: 8000)
  // snippet.end
  _ = rise
}

do {
  let (input, batch) = (digit, rows)
  let objectives = try model.predictions(of: rows).map(\.objective)
  // snippet.one-and-many
  let shap = try SHAP(model)
  let one = try shap.attribution(of: input, objective: .logit(3))
  let many = try shap.attributions(of: batch, objectives: objectives)
  // snippet.end
  _ = (one, many)
}
