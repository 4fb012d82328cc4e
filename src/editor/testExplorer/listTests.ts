import type { Disposable } from 'vscode';
import { lazy } from '../lazy.ts';
import type { TestExplorer, TestExplorerParts } from './testExplorer.ts';

/** Lists generated tests in the Test Explorer, which is loaded once there are some that were run. */
export function listTests(parts: Omit<TestExplorerParts, 'controller'>): Disposable {
  const { runs, errors } = parts;
  const explorer = lazy(async (): Promise<TestExplorer> => {
    const { createTestExplorer } = await import('./testExplorer.ts');
    return createTestExplorer(parts);
  });
  const listening = runs.onDidChange(() => {
    if (runs.last?.checkDetails.ran === undefined) return;
    explorer().catch((error: unknown) => errors.show(error));
  });
  return {
    dispose: () => {
      listening.dispose();
      void explorer.begun()?.then((begun) => begun.dispose());
    },
  };
}
