/// An event file as TensorBoard 2.21.0 writes it, with protobuf's Python runtime. Made by:
///
/// ```python
/// from tensorboard.compat.proto import event_pb2, histogram_pb2, summary_pb2
/// from tensorboard.summary.writer.record_writer import RecordWriter
///
/// writer, Value = RecordWriter(open("fixture", "wb")), summary_pb2.Summary.Value
/// histogram = histogram_pb2.HistogramProto(
///     min=-1, max=2, num=3, sum=1.5, sum_squares=5.25, bucket_limit=[0.5, 2], bucket=[2, 1])
/// image = summary_pb2.Summary.Image(
///     height=2, width=3, colorspace=3, encoded_image_string=b"\x89PNG")
/// for event in [
///     event_pb2.Event(wall_time=1.5, file_version="brain.Event:2"),
///     event_pb2.Event(wall_time=2.5, step=3, summary=summary_pb2.Summary(value=[
///         Value(tag="loss/training", simple_value=0.25), Value(tag="h", histo=histogram),
///         Value(tag="first layer", image=image)]))]:
///     writer.write(event.SerializeToString())
/// ```
enum EventFixture {
  static let bytes: [UInt8] = {
    let digits = Array(hexadecimal.filter { !$0.isWhitespace })
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(digits[$0...$0 + 1]), radix: 16)
    }
  }()

  private static let hexadecimal = """
    1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c
    99000000000000008859d14b09000000000000044010032a8b010a140a0d6c6f73732f747261696e
    696e67150000803e0a560a01682a5109000000000000f0bf11000000000000004019000000000000
    084021000000000000f83f2900000000000015403210000000000000e03f00000000000000403a10
    0000000000000040000000000000f03f0a1b0a0b6669727374206c61796572220c08021003180322
    0489504e47940890e2
    """
}

/// The data of the records in an event file: a reader that is slower and simpler than any in use.
func records(in bytes: [UInt8]) -> [[UInt8]] {
  var (rest, records): (ArraySlice<UInt8>, [[UInt8]]) = (bytes[...], [])
  while rest.count >= 16 {
    let length = rest.prefix(8).reversed().reduce(0) { $0 * 256 + Int($1) }
    records.append(Array(rest.dropFirst(12).prefix(length)))
    rest = rest.dropFirst(12 + length + 4)
  }
  return records
}
