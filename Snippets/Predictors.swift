// A program as the model. Run in a folder with predict.py, as the guide to predictors has it.
import Limn

let firstRow = [Float](repeating: 1, count: 13)
let row = (0..<13).map(Float.init)

// snippet.predictor
let model = try Predictor(
  command: "python3 predict.py", input: InputSchema(.vector(13)), example: firstRow)
let values = try SHAP(model).attribution(of: row, objective: .probability(0))
// snippet.end
print(values.sum)
