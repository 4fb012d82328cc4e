/** ms until a response's headers must be there. */
export const TIMEOUT_MS = 60_000;
/** Long thinking can be silent for minutes; a sleeping laptop's connection is so for ever. */
export const SILENCE_MS = 300_000;
/** ms for the body of an error, which is short: each of its bytes is no sign of life. */
export const ERROR_BODY_MS = 10_000;
/** ms for a whole list of models, all its pages together. */
export const LIST_MS = 30_000;
