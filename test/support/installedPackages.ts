import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const INSTALLED = join(import.meta.dirname, '../../node_modules');

/** Installs packages of this project, with all that they need, into a folder called node_modules. */
export function installPackages(folder: string, names: readonly string[]): void {
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const from = join(INSTALLED, name);
    const to = join(folder, name);
    if (!existsSync(from) || existsSync(to)) continue;
    cpSync(from, to, { recursive: true });
    const manifest = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as {
      readonly dependencies?: Readonly<Record<string, string>>;
    };
    waiting.push(...Object.keys(manifest.dependencies ?? {}));
  }
}
