import Foundation

/// Archives of arrays written by numpy 2.4.6.
public enum SampleNPZ {
  /// `savez_compressed(x=arange(12, float16).reshape(4, 3)/4, y=array([1, 2, 3, 4]))`
  public static let compressed = bytes(
    """
    UEsDBC0AAAAIAAAAIQDKQH4w//////////8FABQAeC5ucHkBABAAmAAAAAAAAABeAAAAAAAAAJvsF+obEMnIUMZQrZ6S\
    WpxcpG6loG6TZqSuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GiY6CsaaOgq1CmQDLgYGBhMGCwYrBhsGWwY7\
    BnsGhwYHBscGRwBQSwMELQAAAAgAAAAhAMn3s9z//////////wUAFAB5Lm5weQEAEACgAAAAAAAAAFAAAAAAAAAAm+wX\
    6hsQychQxlCtnpJanFykbqWgbpNpoa6joJ6WX1RSlJgXn1+UkgoSd0vMKU4FihdnJBakAvkaJjqaOgq1ChQALkYGCGCC\
    0sxQmgVKAwBQSwECLQMtAAAACAAAACEAykB+MF4AAACYAAAABQAAAAAAAAAAAAAAgAEAAAAAeC5ucHlQSwECLQMtAAAA\
    CAAAACEAyfez3FAAAACgAAAABQAAAAAAAAAAAAAAgAGVAAAAeS5ucHlQSwUGAAAAAAIAAgBmAAAAHAEAAAAA
    """)
  /// `savez(only=arange(6, '>i2').reshape(2, 3))`
  public static let stored = bytes(
    """
    UEsDBC0AAAAAAAAAIQCQvN3C//////////8IABQAb25seS5ucHkBABAAjAAAAAAAAACMAAAAAAAAAJNOVU1QWQEAdgB7\
    J2Rlc2NyJzogJz5pMicsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAzKSwgfSAgICAgICAgICAg\
    ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAQACAAMABAAFUEsBAi0DLQAA\
    AAAAAAAhAJC83cKMAAAAjAAAAAgAAAAAAAAAAAAAAIABAAAAAG9ubHkubnB5UEsFBgAAAAABAAEANgAAAMYAAAAAAA==
    """)

  private static func bytes(_ text: String) -> [UInt8] {
    Array(Data(base64Encoded: text) ?? Data())
  }
}
