/** Runs the editor tests inside VS Code's extension host. Their report goes to files, since the host's console is shared. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';

/** Called by VS Code; rejects when a test failed. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  // Not bundled: mocha is an ES module, and all test files must share one.
  const { default: Mocha } = await import('mocha');
  const { Reporter } = await import('../host/reporter.ts');
  const lines: string[] = [];
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => lines.push(format(...args));
  const mocha = new Mocha({ ui: 'bdd', reporter: Reporter, timeout: 120_000, color: false });
  const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.test.cjs')).sort()) {
    mocha.addFile(join(__dirname, file));
  }
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  const output = process.env['TIERWISE_TEST_OUTPUT'];
  if (output !== undefined) writeFileSync(output, `${lines.join('\n')}\n`);
  if (failures > 0) throw new Error(`${failures} failed`);
}
