import Limn

extension FuzzedReader {
  /// Valid files of several forms, made by Limn's own writers, and some by hand that it never writes.
  func seeds() throws -> [[UInt8]] {
    switch self {
    case .onnx:
      return try Activation.allCases.map { activation in
        try ONNXModel.encode(
          NetworkArchitecture(
            inputShape: .image(height: 2, width: 2), inputFactor: 0.5, hidden: [3],
            activation: activation, dropout: 0.1, classCount: 2
          ).network(seed: 1), name: "seed")
      }
    case .npy, .segments:
      return ["<f4", "<f8", ">f8", "|b1", "|i1", "<u2", ">i4", "<i8", "<u8"].flatMap { type in
        [([2, 3], false), ([2, 1, 3], true), ([6], false), ([], true)].compactMap {
          shape, isFortran in
          NPYElementType(descriptor: type).map { type in
            let header = NPYHeader(elementType: type, isFortranOrder: isFortran, shape: shape)
            let count = shape.reduce(type.size, *)
            // Whole numbers in every type: zeros, which segments may be as well.
            return header.encoded + [UInt8](repeating: self == .npy ? 1 : 0, count: count)
          }
        }
      }
    case .csv:
      return [
        "a,b\n1,2\n3,4\n", "1;2,5\n", "\"a \"\"q\"\"\nb\",c\r\n-1e3,+.5\r\n\r\n",
        "0\t1\t2\n3\t4\t5\n",
        ",0,1\n0,5,6\n1,7,nan\n", "\u{FEFF}x\ninf\n", "w 5\";k,f\n1,2\n", " 1 , \"2\" \n",
      ].map { Array($0.utf8) }
    case .npz: return [SampleNPZ.compressed, SampleNPZ.stored]
    case .jpeg: return [SampleJPEG.bytes, SampleJPEG.bytes(with: SampleJPEG.sixthOrientation)]
    case .png:
      let grey = Raster(
        width: 8, height: 8, layout: .grey, samples: (0..<64).map { UInt8($0 * 4) })
      let color = Raster(
        width: 3, height: 2, layout: .rgba, samples: (0..<24).map { UInt8($0 * 10) })
      return try [
        PNG.encode(grey, text: [PNG.Text("Method", "shap"), PNG.Text("Wer", "Jörg")]),
        PNG.encode(grey, magnifiedBy: 2), PNG.encode(color),
      ] + Self.handmadePNGs
    case .plan: return try FuzzedRun.all.get().map(\.planBytes)
    case .page: return try FuzzedRun.all.get().map(\.pageBytes)
    case .chunk: return try FuzzedRun.all.get().map { Array($0.chunkBytes) }
    case .evaluation: return try FuzzedRun.all.get().map(\.evaluationBytes)
    case .history:
      return try [false, true].map { isValidated in
        let examples = Digits.all.examples(at: Array(0..<20))
        var trainer = try Trainer(
          NetworkArchitecture.digits(hidden: [3]).network(seed: 1), on: examples,
          validation: isValidated ? examples : nil,
          options: TrainingOptions(
            learningRate: isValidated ? .cosine(initial: 0.1, final: 0) : .constant(0.1), epochs: 3,
            earlyStopping: isValidated ? EarlyStopping(patience: 2) : nil))
        _ = try trainer.run()
        return try trainer.history.json()
      }
    }
  }

  /// Interlaced, with a palette and transparency, and with 16 bits, none of which Limn writes.
  private static let handmadePNGs: [[UInt8]] = [
    "89504e470d0a1a0a0000000d494844520000000200000001100000000081d9fc150000000d4944415478da637060f8"
      + "ff1f000402023f3319319c0000000049454e44ae426082",
    "89504e470d0a1a0a0000000d4948445200000002000000010403000000060c62b900000009504c54450000000000ff"
      + "ffffff5dd8c9230000000374524e53ffff803a728e610000000a4944415478da63500400002300224d3d641d000000"
      + "0049454e44ae426082",
    "89504e470d0a1a0a0000000d4948445200000002000000010100000000dc5942270000000a4944415478da63700000"
      + "0042004184bf8e620000000049454e44ae426082",
  ].map { text in
    let digits = text.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(16 * digits[$0] + digits[$0 + 1]) }
  }
}
