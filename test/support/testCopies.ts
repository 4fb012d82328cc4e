import { CopyPool } from '../../src/testRun/copy/copyPool.ts';

/** Copies for two runs side by side below a folder; what cannot be removed goes to a list. */
export function testCopies(temporary: string, troubles: unknown[]): CopyPool {
  const onTrouble = (error: unknown): void => {
    troubles.push(error);
  };
  return new CopyPool({ temporary, most: 2, now: () => Date.now(), onTrouble });
}
