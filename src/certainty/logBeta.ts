/**
 * ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), for positive arguments: of a Beta distribution the
 * logarithm of what its density is divided by.
 */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b);
}

/**
 * ln Γ(x) for x > 0, by Stirling's series from 8 on, to which smaller arguments are brought by
 * Γ(x) = Γ(x + 1) / x: 12 digits.
 */
function logGamma(x: number): number {
  let shifted = x;
  let product = 1;
  while (shifted < 8) {
    product *= shifted;
    shifted += 1;
  }
  const over = 1 / shifted ** 2;
  const series =
    (1 / 12 - over * (1 / 360 - over * (1 / 1_260 - over * (1 / 1_680 - over / 1_188)))) / shifted;
  return (
    (shifted - 0.5) * Math.log(shifted) -
    shifted +
    0.5 * Math.log(2 * Math.PI) +
    series -
    Math.log(product)
  );
}
