/// What a standard error from few samples is multiplied by, so that `± 1.96` of it covers 95% as
/// Student's t does: `t₀.₉₇₅(ν)/1.96`.
///
/// Tabulated to 4 degrees of freedom, from there on the Cornish-Fisher expansion (Abramowitz and
/// Stegun 26.7.5), which is then right to 3e-4.
package func studentFactor(degreesOfFreedom: Int) -> Double {
  precondition(degreesOfFreedom > 0, "no spread from a single sample")
  let normal = 1.959963985
  let few = [12.706205, 4.302653, 3.182446, 2.776445]
  if degreesOfFreedom <= few.count { return few[degreesOfFreedom - 1] / normal }
  let (z, v) = (normal, Double(degreesOfFreedom))
  let (z2, z4, z6) = (z * z, z * z * z * z, z * z * z * z * z * z)
  let first = (z2 + 1) / 4
  let second = (5 * z4 + 16 * z2 + 3) / 96
  let third = (3 * z6 + 19 * z4 + 17 * z2 - 15) / 384
  let fourth = (79 * z4 * z4 + 776 * z6 + 1482 * z4 - 1920 * z2 - 945) / 92160
  return 1 + (first + (second + (third + fourth / v) / v) / v) / v
}
