import { Disposable } from 'vscode';
import { lazy } from '../lazy.ts';
import type { FindingsInPlace, FindingsInPlaceParts } from './findingsInPlace.ts';

/** What is done with findings where they stand: loaded once there are some, or somebody asks. */
export function whenFound(
  parts: FindingsInPlaceParts,
  subscriptions: Disposable[],
): () => Promise<FindingsInPlace> {
  const inPlace = lazy(async () => {
    const { FindingsInPlace: Made } = await import('./findingsInPlace.ts');
    return new Made(parts);
  });
  const load = (): void => {
    inPlace().catch((error: unknown) => parts.errors.show(error));
  };
  const end = new Disposable(() => void inPlace.begun()?.then((begun) => begun.dispose()));
  subscriptions.push(parts.findings.onDidChange(load), end);
  return inPlace;
}
