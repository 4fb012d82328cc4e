/**
 * What the extension costs at VS Code's start: `npm run bench:activation`, with `-- --json` one JSON object alone. The activation
 * time is the one that VS Code itself measures and shows under "Running Extensions".
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../host/browser.ts';
import { projectRoot } from '../host/folders.ts';
import { startVSCodeServer } from '../host/vscodeServer.ts';
import { packageExtension, vsixFile } from '../host/vsix.ts';
import { workbenchPage } from '../host/workbenchPage.ts';
import { Workbench } from '../support/workbench.ts';

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The value should be at most this. */
  readonly target: number;
}

interface Metafile {
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly bytes: number;
        readonly inputs: Readonly<Record<string, unknown>>;
      }
    >
  >;
}

const starts = 5;
const heavyPackages = ['@anthropic-ai/sdk', '@vscode/tree-sitter-wasm', 'sql.js', 'typescript'];

if (!(await packageExtension())) process.exit(1);
const figures = [
  { name: 'activation', value: await activationTime(), unit: 'ms', target: 30 },
  ...bundleFigures(),
  { name: 'VSIX', value: statSync(vsixFile).size, unit: 'bytes', target: 8_000_000 },
];
process.stdout.write(
  process.argv.includes('--json') ? `${JSON.stringify({ figures })}\n` : table(figures),
);
process.exitCode = figures.every(({ value, target }) => value <= target) ? 0 : 1;

/** The median, over several starts, of loading the main bundle and calling `activate`. */
async function activationTime(): Promise<number> {
  const server = await startVSCodeServer({
    workspace: join(projectRoot, 'test', 'fixtures', 'sample'),
    extensions: [vsixFile],
  });
  const browser = await launchBrowser();
  try {
    const page = await workbenchPage(browser, server);
    const workbench = new Workbench(page, server.url, 'activation');
    const times: number[] = [];
    for (let start = 0; start < starts; start += 1) {
      await workbench.open();
      await workbench.runCommand('Developer: Show Running Extensions');
      const row = page
        .locator('.runtime-extensions-editor .extension')
        .filter({ has: page.locator('.name', { hasText: /^Tierwise$/ }) });
      const time = row.locator('.activation-time').filter({ hasText: 'ms' });
      const shown = await time.innerText();
      times.push(Number(/(\d+) ?ms/.exec(shown)?.[1]));
    }
    return times.sort((a, b) => a - b)[Math.floor(starts / 2)] ?? Number.NaN;
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** The main bundle's size, and how much of what should load later is in it. */
function bundleFigures(): readonly Figure[] {
  const meta = JSON.parse(readFileSync(join(projectRoot, 'dist/meta.json'), 'utf8')) as Metafile;
  const main = meta.outputs['dist/extension.cjs'];
  if (main === undefined) throw new Error('dist/meta.json knows no main bundle.');
  const heavy = Object.keys(main.inputs).filter((input) =>
    heavyPackages.some((name) => input.includes(`node_modules/${name}/`)),
  );
  const io = ioWhileActivating();
  if (io.length > 0) process.stderr.write(`While activating: ${io.join(', ')}\n`);
  return [
    { name: 'main bundle', value: main.bytes, unit: 'bytes', target: 300_000 },
    { name: 'heavy modules in the main bundle', value: heavy.length, unit: 'modules', target: 0 },
    { name: 'I/O while activating', value: io.length, unit: 'calls', target: 0 },
  ];
}

/** What `activate` asks of the file system, the network, processes and workers. */
function ioWhileActivating(): readonly string[] {
  const script = join(projectRoot, 'test', 'bench', 'activationIo.ts');
  const output = execFileSync(process.execPath, [script, 'dist/extension.cjs'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  return JSON.parse(output) as string[];
}

function table(rows: readonly Figure[]): string {
  const lines = rows.map(({ name, value, unit, target }) => {
    const verdict = value <= target ? 'ok' : 'OVER';
    return `${name.padEnd(34)}${String(value).padStart(10)} ${unit.padEnd(8)} at most ${String(target).padStart(9)}  ${verdict}`;
  });
  return `${lines.join('\n')}\n`;
}
