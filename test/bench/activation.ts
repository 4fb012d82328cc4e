/**
 * What the extension costs at VS Code's start: `npm run bench:activation`, with `-- --json` one JSON object alone. The
 * extension's own activation (reading, compiling and running the main bundle, then `activate`) is measured in VS Code's
 * extension host. What VS Code itself shows under "Running Extensions" holds the waiting for all other extensions that load
 * in the same moment as well.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../host/browser.ts';
import { projectRoot, temporaryFolder } from '../host/folders.ts';
import { startVSCodeServer } from '../host/vscodeServer.ts';
import { packageExtension, unpackVsix, vsixFile } from '../host/vsix.ts';
import { workbenchPage } from '../host/workbenchPage.ts';
import { Workbench } from '../support/workbench.ts';

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The value should be at most this; null: for comparison. */
  readonly target: number | null;
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

const starts = 7;
const MOST_BYTES = 150 * 1024;
const heavyPackages = ['@anthropic-ai/sdk', '@vscode/tree-sitter-wasm', 'sql.js', 'typescript'];

if (!(await packageExtension())) process.exit(1);
const figures = [
  ...(await activationFigures()),
  ...bundleFigures(),
  { name: 'VSIX', value: statSync(vsixFile).size, unit: 'bytes', target: 8_000_000 },
];
process.stdout.write(
  process.argv.includes('--json') ? `${JSON.stringify({ figures })}\n` : table(figures),
);
process.exitCode = figures.every(isReached) ? 0 : 1;

/** Medians over several starts of VS Code. */
async function activationFigures(): Promise<readonly Figure[]> {
  const { folder, readTimes } = measuredExtension();
  const server = await startVSCodeServer({
    workspace: join(projectRoot, 'test', 'fixtures', 'sample'),
    extensions: [folder],
  });
  const browser = await launchBrowser();
  try {
    const page = await workbenchPage(browser, server);
    const workbench = new Workbench(page, server.url, 'activation');
    for (let start = 0; start < starts; start += 1) {
      await workbench.open();
      // It is there once `activate` has come to its end.
      await workbench.statusBarItem('tierwise.tierwise').waitFor();
    }
  } finally {
    await browser.close();
    await server.stop();
  }
  const own = readTimes();
  const figure = (name: string, values: readonly number[], target: number | null): Figure => {
    return { name, value: median(values), unit: 'ms', target };
  };
  return [
    figure(
      'activation',
      own.map(({ loadMs, activateMs }) => loadMs + activateMs),
      25,
    ),
    figure(
      'of that the main bundle',
      own.map(({ loadMs }) => loadMs),
      null,
    ),
  ];
}

/** What one activation took. */
interface ActivationTimes {
  readonly loadMs: number;
  readonly activateMs: number;
}

/** The packaged extension behind a main file that notes how long loading and activating took. */
function measuredExtension(): {
  readonly folder: string;
  readonly readTimes: () => readonly ActivationTimes[];
} {
  const folder = unpackVsix(vsixFile, join(temporaryFolder(), 'extension'));
  const notes = join(temporaryFolder(), 'activations.jsonl');
  writeFileSync(notes, '');
  const manifestFile = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as { readonly main: string };
  const measured = `
    const from = performance.now();
    const extension = require(${JSON.stringify(manifest.main)});
    const loadMs = performance.now() - from;
    exports.activate = (context) => {
      const called = performance.now();
      extension.activate(context);
      const activateMs = performance.now() - called;
      const note = JSON.stringify({ loadMs, activateMs });
      require('node:fs').appendFileSync(${JSON.stringify(notes)}, note + '\\n');
    };`;
  writeFileSync(join(folder, 'measured.cjs'), measured);
  writeFileSync(manifestFile, JSON.stringify({ ...manifest, main: './measured.cjs' }));
  const readTimes = () =>
    readFileSync(notes, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as ActivationTimes);
  return { folder, readTimes };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN) * 10) / 10;
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
    { name: 'main bundle', value: main.bytes, unit: 'bytes', target: MOST_BYTES },
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

function isReached({ value, target }: Figure): boolean {
  return target === null || value <= target;
}

function table(rows: readonly Figure[]): string {
  const lines = rows.map((figure) => {
    const { name, value, unit, target } = figure;
    const aim =
      target === null
        ? ''
        : ` at most ${String(target).padStart(9)}  ${isReached(figure) ? 'ok' : 'OVER'}`;
    return `${name.padEnd(34)}${String(value).padStart(10)} ${unit.padEnd(8)}${aim}`.trimEnd();
  });
  return `${lines.join('\n')}\n`;
}
