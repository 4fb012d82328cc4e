import { npmPackages } from './npmPackages.ts';

/** The folder of packages with Vitest in it, installed once; undefined where npm cannot bring it. */
export function vitestPackages(): Promise<string | undefined> {
  return npmPackages('vitest@3.2.4');
}
