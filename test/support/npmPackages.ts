import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../host/folders.ts';
import { npm } from '../host/nodeFromNpm.mjs';

/**
 * The folder of packages with an exact one in it, say `vitest@3.2.4`, installed once without install
 * scripts; undefined where npm cannot bring it.
 */
export async function npmPackages(spec: string): Promise<string | undefined> {
  try {
    const folder = await cached(spec.replace('@', '-'), (unfinished) => {
      writeFileSync(join(unfinished, 'package.json'), '{"private":true}\n');
      npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', spec], unfinished);
    });
    return join(folder, 'node_modules');
  } catch {
    return undefined;
  }
}
