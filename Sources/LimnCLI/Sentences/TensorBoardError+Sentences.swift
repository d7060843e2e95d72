import Limn

extension TensorBoardError: DescribedError {
  var status: ExitStatus { .badData }
}
