import Limn

extension ProcessError: DescribedError {
  var status: ExitStatus { .unavailable }
}
