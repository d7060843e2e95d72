// Networks: files, pictures, layers. Run in a folder with model.onnx, a model of digits.
import Limn

let digit = Array(Digits.all.inputs[row: 3])

/// A small network with convolutions, trained for a moment on pictures of its own.
func convolutional() throws -> Network {
  try NetworkArchitecture(
    inputShape: .image(height: 8, width: 8), inputFactor: 1 / 16,
    layers: LayerItem.list("conv4x3,relu,conv4x3,relu,dense16,relu"), classCount: 10
  ).network(seed: 0)
}

do {
  // snippet.onnx
  let model = try ONNXModel.read(path: "model.onnx")  // ONNXError says what is wrong, and where
  let network = model.network  // model.name, .producer, .opset, .metadata
  try AtomicFile.write(
    ONNXModel.encode(network, name: "my model", metadata: [("seed", "0")]), to: "copy.onnx")
  let digits = try EmbeddedModel.network()  // the one inside the binary
  // snippet.end
  _ = digits
}

do {
  let network = try EmbeddedModel.network()
  let (before, after) = (network, try ONNXModel.read(path: "model.onnx").network)
  let testSet = Digits.all
  // snippet.network
  let summary = NetworkSummary(of: network)
  let activity = try NetworkActivity(of: network, on: Digits.all)
  let silent = activity.stages[0].deadUnits  // units that are never on
  let figure = try WeightsFigure(network, title: "Weights", activity: activity)
  try figure.write(to: "weights.pdf")

  let difference = try NetworkDifference(from: before, to: after)
  let changes = difference.rows.filter { $0.status == .weights }.map(\.relativeChange)

  let confusion = try ConfusionMatrix(of: network, on: testSet)  // any Model, not only a Network
  let recall = confusion.recall(of: 8)  // nil where class 8 has no example
  // snippet.end
  _ = (summary, silent, changes, recall)
}

do {
  let network = try EmbeddedModel.network()
  // snippet.layers
  let place = try LayerPlace("relu", in: network)
  let rest = network.part(from: place.value, holding: digit)
  let why = try Conductance(network, layer: "relu")
  // snippet.end
  _ = (rest, why)
  // snippet.neuron
  let unit = try place.neuron([12], of: network)
  let seen = try IntegratedGradients(unit).attribution(of: digit, objective: .output())
  // snippet.end
  _ = seen
}

do {
  let network = try convolutional()
  // snippet.grad-cam
  let cam = try GradCAM(network, layer: "convolution 2", hires: true)
  let guided = try GuidedBackprop(network)
  // snippet.end
  _ = (cam, guided)
}

do {
  let photos = try convolutional()
  try AtomicFile.write(ONNXModel.encode(photos, name: "photos"), to: "photos.onnx")
  let pixels = digit
  // snippet.photograph
  let network = try ONNXModel.read(path: "photos.onnx").network
  let cam = try GradCAM(network)
  let why = try cam.attribution(of: pixels, objective: .logit(1))  // pixels: 3 × 64 × 64, 0 to 1
  // snippet.end
  _ = why
}
