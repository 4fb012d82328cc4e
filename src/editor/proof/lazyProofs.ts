import type { Disposable, Uri } from 'vscode';
import type { Lazy } from '../lazy.ts';
import { lazy } from '../lazy.ts';
import type { Runs } from '../runs/runs.ts';
import { ProofDiagnostics } from './proofDiagnostics.ts';
import type { UntestedBehaviour } from './untestedBehaviour.ts';
import type { VerifyChanges, VerifyChangesParts } from './verifyChanges.ts';

/** What running the user's own tests tells, each loaded when it is first asked for. */
export interface LazyProofs extends Disposable {
  readonly untested: Lazy<UntestedBehaviour>;
  readonly verify: Lazy<VerifyChanges>;
  /** Has a test written for a change that none notices, if it is still there. */
  readonly writeTestFor: (uri: Uri, index: number) => Promise<void>;
}

/** Proofs that share their diagnostics. */
export function lazyProofs(
  parts: Omit<VerifyChangesParts, 'diagnostics'>,
  runs: Pick<Runs, 'writeTestFor'>,
): LazyProofs {
  const diagnostics = new ProofDiagnostics();
  const untested = lazy(async () => {
    const { UntestedBehaviour } = await import('./untestedBehaviour.ts');
    return new UntestedBehaviour({ ...parts, diagnostics });
  });
  const verify = lazy(async () => {
    const { VerifyChanges } = await import('./verifyChanges.ts');
    return new VerifyChanges({ ...parts, diagnostics });
  });
  const writeTestFor = async (uri: Uri, index: number): Promise<void> => {
    const mutant = diagnostics.at(uri, index);
    if (mutant !== undefined) await runs.writeTestFor(uri, mutant);
  };
  const dispose = (): void => {
    diagnostics.dispose();
    for (const { begun } of [untested, verify]) void begun()?.then((made) => made.dispose());
  };
  return { untested, verify, writeTestFor, dispose };
}
