import { join } from 'node:path';
import { below, folderUpWith, onPath } from '../command/projectPrograms.ts';
import type { Runner, TestCommand, TestPlaceOnDisk } from '../command/runner.ts';
import { RESULTS } from '../command/runner.ts';
import { isThere } from '../copy/projectPaths.ts';
import { warmPython } from '../series/warmCommands.ts';
import { measuredPython } from './pythonCoverage.ts';

const NOT_STARTED = [/No module named '?(?:pytest|unittest)/];

/** Without looking at each frame: of an endless recursion that takes seconds. */
const NATIVE = '--tb=native';

/** The runners of Python. */
export const pythonRunners = {
  pytest: {
    command: (place) =>
      python(
        place,
        (file, told) => ['-m', 'pytest', '-q', ...told, '-p', 'no:cacheprovider', file],
        { format: 'junit', in: 'file', told: [`--junitxml=${RESULTS}`], early: ['-x', NATIVE] },
      ),
    configured: [
      { kind: 'conftest', file: /^conftest\.py$/ },
      {
        kind: 'plugins',
        file: /^(?:pytest\.ini|\.pytest\.ini|pyproject\.toml|tox\.ini|setup\.cfg)$/,
        says: /-p[ =]{0,9}\w|\b(?:pytest_plugins|required_plugins)\b/,
      },
    ],
    // What cannot be collected has another exit code; Python has this one without pytest, too.
    hasRun: (output, exitCode) =>
      exitCode === 1 && !/^[^\n]{0,4000}: No module named '?pytest'?\s{0,9}$/.test(output),
    notStarted: NOT_STARTED,
    warm: warmPython,
    reasons: /^FAILED [^\n]{1,999}? - ([^\n]{1,999})/gm,
  },
  unittest: {
    command: (place) =>
      python(place, (file, told) => ['-m', 'unittest', ...told, file], {
        format: 'unittest',
        in: 'output',
        told: ['-v'],
        early: ['-f'],
      }),
    configured: [],
    hasRun: (output) =>
      /^Ran [1-9]\d{0,8} tests? in \d/m.test(output) &&
      !/^ERROR: \S{1,999} \(unittest\.loader\._FailedTest/m.test(output),
    notStarted: NOT_STARTED,
    warm: warmPython,
  },
} satisfies Readonly<Record<string, Runner>>;

/** How a runner tells its results, and the arguments that make it. */
interface Telling {
  readonly format: 'junit' | 'unittest';
  readonly in: 'file' | 'output';
  readonly told: readonly string[];
  /** What makes it end with the first case that fails, and soon. */
  readonly early: readonly string[];
}

/** With the Python of the project's own environment, or the one on the path. */
async function python(
  place: TestPlaceOnDisk,
  argsOf: (file: string, told: readonly string[]) => readonly string[],
  { format, in: where, told, early }: Telling,
): Promise<TestCommand | undefined> {
  const folder = await folderOf(place);
  const inside = ['.venv/bin/python', 'venv/bin/python', '.venv/Scripts/python.exe'];
  const own = await Promise.all(
    inside.map(async (name) => ((await isThere(join(place.root, name))) ? name : undefined)),
  );
  const [name] = own.filter((each) => each !== undefined);
  const command =
    name === undefined
      ? ((await onPath('python3', place.env)) ?? (await onPath('python', place.env)))
      : join(place.root, name);
  if (command === undefined) return undefined;
  const isTold = place.byCase === true;
  const flags = [...(isTold ? told : []), ...(place.endsEarly === true ? early : [])];
  const args = argsOf(below(folder, place.path), flags);
  const together = isTold ? await loadedTogether(place, folder) : [];
  const beside = together.length > 1 ? { together } : {};
  const found = { command, args, folder, probe: '--version', env: {}, ...beside };
  const run = isTold ? { ...found, results: { format, in: where } as const } : found;
  return place.coverage === true ? measuredPython(run) : run;
}

/** The folder of a project that a file belongs to. */
async function folderOf(place: Pick<TestPlaceOnDisk, 'root' | 'path'>): Promise<string> {
  return (
    (await folderUpWith(place, 'pyproject.toml')) ??
    (await folderUpWith(place, 'setup.py')) ??
    (await folderUpWith(place, 'setup.cfg')) ??
    ''
  );
}

/** What a runner reads its settings from: files below different ones are not run alike. */
const SETTINGS = ['pytest.ini', '.pytest.ini', 'pyproject.toml', 'tox.ini', 'setup.cfg'];

/** Files that are run as this one is, relative to its folder; this one is among them. */
async function loadedTogether(
  { root, path, beside = [] }: TestPlaceOnDisk,
  folder: string,
): Promise<readonly string[]> {
  const settings = await folderUpWith({ root, path }, ...SETTINGS);
  const alike = await Promise.all(
    beside.map(async (one) => {
      const place = { root, path: one.path };
      const isOfFolder = (await folderOf(place)) === folder;
      return isOfFolder && (await folderUpWith(place, ...SETTINGS)) === settings;
    }),
  );
  return beside.filter((_, at) => alike[at]).map((one) => below(folder, one.path));
}
