/** What a standard normal value stays below with 97.5 %: of 95 % intervals, both sides. */
export const NORMAL_975 = 1.959_963_984_540_054;

/** Below this many degrees the expansion of {@link student975} is off by more than 1 %. */
const LEAST_DEGREES = 3;

/**
 * The 97.5 % quantile of Student's t, by its Cornish-Fisher expansion (Abramowitz and Stegun 26.7.5):
 * within 1 % from three degrees of freedom on. Fewer are taken for three.
 */
export function student975(degrees: number): number {
  const n = Math.max(LEAST_DEGREES, degrees);
  const z = NORMAL_975;
  const [z3, z5, z7, z9] = [z ** 3, z ** 5, z ** 7, z ** 9];
  return (
    z +
    (z3 + z) / (4 * n) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * n ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n ** 3) +
    (79 * z9 + 776 * z7 + 1_482 * z5 - 1_920 * z3 - 945 * z) / (92_160 * n ** 4)
  );
}
