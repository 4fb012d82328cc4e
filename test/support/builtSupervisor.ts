import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { cacheFolder, projectRoot } from '../host/folders.ts';

/**
 * The supervisor of test runs in one file, as the extension ships it, built from the present sources once a process. From
 * TypeScript it started three times as slowly, and every run of tests starts one.
 */
export const supervisorPath = build(join(projectRoot, 'src/testRun/process/testSupervisor.ts'));

function build(source: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [source],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  const text = outputFiles[0]?.text ?? '';
  const version = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const folder = join(cacheFolder, 'supervisors');
  const path = join(folder, `${version}.cjs`);
  if (existsSync(path)) return path;
  // Other processes that build it too find a whole file or none.
  mkdirSync(folder, { recursive: true });
  const unfinished = join(folder, `${version}-${process.pid}`);
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
  return path;
}
