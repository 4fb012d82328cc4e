import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The descriptors that a step's processes write to. */
export interface Output {
  readonly out: number;
  readonly err: number;
}

/** A part of a run, which may go on beside others. */
export interface Step {
  readonly name: string;
  /** Steps that have to be done before, where they are run at all. */
  readonly needs?: readonly string[];
  /** How many cores it keeps busy. */
  readonly cores: number;
  /** True when it passed. */
  readonly run: (output: Output) => Promise<boolean>;
}

/** How a step ended. */
export interface StepEnd {
  readonly step: Step;
  readonly isPassed: boolean;
}

/** What steps are run with. */
export interface StepOptions {
  /** What the steps that go on at the same time may need together; one that needs more goes on alone. */
  readonly cores: number;
  /** Where the output is kept of steps that began before it was their turn to be shown. */
  readonly folder: string;
  readonly write: (text: string | Uint8Array) => void;
}

const TERMINAL: Output = { out: 1, err: 2 };

/**
 * Runs steps, starting them in their order, and shows what each says as a whole, in the same order. After a failure no step is
 * started; those under way come to their end. Gives the steps that were run.
 */
export async function runSteps(
  steps: readonly Step[],
  { cores, folder, write }: StepOptions,
): Promise<readonly StepEnd[]> {
  const known = new Set(steps.map(({ name }) => name));
  const underWay = new Map<Step, Promise<void>>();
  const ended = new Map<string, () => void>();
  const ends: StepEnd[] = [];
  let started = 0;
  let shown = 0;

  const canStart = ({ needs = [], cores: wanted }: Step): boolean => {
    if (ends.some(({ isPassed }) => !isPassed)) return false;
    if (needs.some((name) => known.has(name) && !ended.has(name))) return false;
    const busy = [...underWay.keys()].reduce((sum, step) => sum + step.cores, 0);
    return busy === 0 || busy + wanted <= cores;
  };

  const start = async (step: Step, isTurn: boolean): Promise<void> => {
    const title = `\n== ${step.name}\n`;
    const begun = performance.now();
    const file = join(folder, `${fileName(step.name)}.txt`);
    const kept = isTurn ? undefined : openSync(file, 'w');
    if (isTurn) write(title);
    const isPassed = await step.run(kept === undefined ? TERMINAL : { out: kept, err: kept });
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    ends.push({ step, isPassed });
    underWay.delete(step);
    ended.set(step.name, () => {
      if (kept !== undefined) {
        closeSync(kept);
        write(title);
        write(readFileSync(file));
      }
      write(`${isPassed ? 'ok' : 'FAILED'}: ${step.name}, ${seconds} s\n`);
    });
  };

  const showEnded = (): void => {
    for (const step of steps.slice(shown)) {
      const show = ended.get(step.name);
      if (show === undefined) return;
      show();
      shown += 1;
    }
  };

  mkdirSync(folder, { recursive: true });
  for (;;) {
    showEnded();
    for (let step = steps[started]; step !== undefined && canStart(step); step = steps[started]) {
      underWay.set(step, start(step, started === shown));
      started += 1;
    }
    if (underWay.size === 0) return ends;
    await Promise.race(underWay.values());
  }
}

/** A step's name as files of it are called. */
export function fileName(step: string): string {
  return step.replace(' ', '-');
}
