import Limn

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

/// What LIMN_FUZZ names: the reader that gets the inputs.
private let reader: FuzzedReader = {
  guard let name = getenv("LIMN_FUZZ").map({ String(cString: $0) }),
    let reader = FuzzedReader(rawValue: name)
  else {
    let names = FuzzedReader.allCases.map(\.rawValue).joined(separator: ", ")
    print("Set LIMN_FUZZ to one of: \(names).")
    exit(64)
  }
  return reader
}()

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Where SwiftPM has a program of this name begin; libFuzzer's own `main` is not linked then.
@_cdecl("limn_fuzz_main")
public func begin(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> CInt {
  var (count, arguments) = (count, Optional(arguments))
  return runDriver(&count, &arguments, testOneInput)
}

/// Called by libFuzzer before anything else: with LIMN_FUZZ_SEEDS, writes valid files to that folder
/// and ends.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>
) -> CInt {
  let reader = reader
  guard let folder = getenv("LIMN_FUZZ_SEEDS").map({ String(cString: $0) }) else { return 0 }
  do {
    for (index, seed) in try reader.seeds().enumerated() {
      try AtomicFile.write(seed, to: "\(folder)/seed-\(index)")
    }
  } catch {
    print("No seeds: \(error)")
    exit(70)
  }
  exit(0)
}

/// Called by libFuzzer with each input. An input is read, or refused by an error of our own; anything
/// else ends the process, and the input is kept.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    try reader.read(bytes)
  } catch is DataError {
  } catch is GraphicsError {
  } catch is ONNXError {
  } catch is ModelError {
  } catch is TrainingError {
  } catch is FigureError {
  } catch is AttributionError {
  } catch is ReportError {
  } catch FileError.tooLarge {
    // What a file says of its parts can be beyond what is read.
  } catch let error as FileError {
    // The file that stands in for the input is there: its content cannot make it unreadable.
    fatalError("\(error)")
  } catch {
    fatalError("an error without a type of ours: \(error)")
  }
  return 0
}
