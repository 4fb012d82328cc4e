const MINUTE_MS = 60_000;

/** Ages of a batch, and how often it is then looked at, in ms: most end within an hour. */
const STEPS = [
  { untilMs: 5 * MINUTE_MS, everyMs: 10_000 },
  { untilMs: 60 * MINUTE_MS, everyMs: MINUTE_MS },
  { untilMs: Infinity, everyMs: 5 * MINUTE_MS },
];

/** ms until a batch of this age is looked at again. */
export function pollAfter(ageMs: number): number {
  return STEPS.find(({ untilMs }) => ageMs < untilMs)?.everyMs ?? MINUTE_MS;
}
