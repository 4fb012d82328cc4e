import type { Disposable } from 'vscode';
import { lazy } from '../lazy.ts';
import type { StrategyChecks, StrategyChecksParts } from './strategyChecks.ts';

/** Checks of the strategy, loaded when the first is asked for. */
export interface LazyChecks extends Disposable {
  readonly get: () => Promise<StrategyChecks>;
  /** Forgets what was measured. */
  readonly clear: () => Promise<void>;
}

/** Checks that are loaded when the first is asked for. */
export function lazyChecks(parts: StrategyChecksParts): LazyChecks {
  const checks = lazy(async () => {
    const { StrategyChecks } = await import('./strategyChecks.ts');
    return new StrategyChecks(parts);
  });
  return {
    get: checks,
    clear: async () => (await checks()).clear(),
    dispose: () => {
      void checks.begun()?.then((made) => made.dispose());
    },
  };
}
