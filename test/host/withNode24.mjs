/**
 * Starts a script with Node 24 or later, from whatever Node (20 or later) runs this one:
 * `node test/host/withNode24.mjs <script> [argument...]`.
 * The Node on PATH is used if it is new enough, else one is fetched from npm into the cache.
 */
import { spawn } from 'node:child_process';
import { delimiter, dirname } from 'node:path';
import { nodeFromNpm } from './nodeFromNpm.mjs';

const isNewEnough = Number(process.versions.node.split('.')[0]) >= 24;
const node = isNewEnough ? process.execPath : nodeFromNpm(24);

const child = spawn(node, process.argv.slice(2), {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` },
});
// The script decides how to end; this process only waits for it.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => child.kill(signal));
}
// npm hands a signal to a shell that may end without passing it on: then this process has lost its parent.
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid !== parent) child.kill('SIGTERM');
}, 500);
watch.unref();
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
});
