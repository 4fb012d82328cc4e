import { systemClock } from '../../src/editor/systemClock.ts';
import type { Clock } from '../../src/models/ports.ts';

/** Eight seconds of the machine are one of this clock. */
const TIMES = 8;

/**
 * A clock for what is judged by what came out, not by how long it took: a limit that an idle machine never comes near
 * is not reached by a busy one either.
 */
export const patientClock: Clock = {
  now: () => systemClock.now(),
  ticks: () => systemClock.ticks() / TIMES,
  wait: (ms, signal) => systemClock.wait(ms * TIMES, signal),
};
