const STEPS_PER_DOUBLING = 4;

/** The bucket that counts an output of this many tokens: four to every doubling. */
export function outputBucket(tokens: number): number {
  return tokens < 1 ? 0 : Math.floor(Math.log2(tokens) * STEPS_PER_DOUBLING) + 1;
}

/** The most tokens that a bucket counts; at most 19 % above the least. */
export function bucketTop(bucket: number): number {
  return bucket === 0 ? 0 : Math.ceil(2 ** (bucket / STEPS_PER_DOUBLING)) - 1;
}
