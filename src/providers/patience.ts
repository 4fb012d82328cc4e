/** ms until a response's headers must be there. */
export const TIMEOUT_MS = 60_000;
/** Long thinking can be silent for minutes; a sleeping laptop's connection is so for ever. */
export const SILENCE_MS = 300_000;
