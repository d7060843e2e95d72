import Limn

let names = ["shap-accuracy", "shap-time"]
let chosen = CommandLine.arguments.dropFirst()
if let unknown = chosen.first(where: { !names.contains($0) }) {
  print("no benchmark is named \(unknown); there are \(names.joined(separator: ", "))")
} else {
  let subject = try Subject()
  if chosen.isEmpty || chosen.contains("shap-accuracy") {
    try ShapleyAccuracy(subject: subject, digits: 60, seeds: 4).run()
  }
  if chosen.isEmpty || chosen.contains("shap-time") {
    try ShapleyTime(subject: subject).run()
  }
}
