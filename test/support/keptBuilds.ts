import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../host/folders.ts';

/**
 * The real path of a folder for what compilers build in tests, in the place of a `BuildCache`: kept between test runs, so that
 * Go builds its standard library once on a machine. Go itself tells its builds apart and removes old ones.
 */
export function keptBuilds(): string {
  const folder = join(cacheFolder, 'builds');
  mkdirSync(folder, { recursive: true });
  return realpathSync(folder);
}
