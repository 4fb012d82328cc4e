import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached } from '../host/folders.ts';
import { npm } from '../host/nodeFromNpm.mjs';

/** The exact package, without install scripts. */
const SPEC = 'vitest@3.2.4';

/** The folder of packages with Vitest in it, installed once; undefined where npm cannot bring it. */
export async function vitestPackages(): Promise<string | undefined> {
  try {
    const folder = await cached(SPEC.replace('@', '-'), (unfinished) => {
      writeFileSync(join(unfinished, 'package.json'), '{"private":true}\n');
      npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', SPEC], unfinished);
    });
    return join(folder, 'node_modules');
  } catch {
    return undefined;
  }
}
