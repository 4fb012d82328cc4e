import { folderUpWith, onPath } from '../command/projectPrograms.ts';
import type { Runner, TestCommand, TestPlaceOnDisk } from '../command/runner.ts';
import { CACHE, COVERAGE } from '../command/runner.ts';

/** Where Go keeps what it has built, in the cache of all runs. */
const BUILDS = 'go-build';

/** The runner of Go. */
export const goRunners = {
  'go test': {
    command: goTest,
    configured: [],
    hasRun: (output) => /^(?:FAIL|ok)[ \t]{1,9}\S{1,999}\t[\d.]{1,20}s/m.test(output),
    notStarted: [
      /^go: (?:cannot find main module|module lookup disabled|[^\n]{0,999}requires go >=)/m,
      /missing go\.sum entry|no required module provides package/,
    ],
  },
} satisfies Readonly<Record<string, Runner>>;

async function goTest(place: TestPlaceOnDisk): Promise<TestCommand | undefined> {
  const command = await onPath('go', place.env);
  const module = await folderUpWith(place, 'go.mod');
  if (command === undefined || module === undefined) return undefined;
  const names = new Set(place.only?.map((name) => /^\w+/.exec(name)?.[0] ?? ''));
  const only = names.size === 0 ? [] : [`-run=^(?:${[...names].join('|')})$`];
  const isTold = place.byCase === true;
  const covering = place.coverage === true ? [`-coverprofile=${COVERAGE}`] : [];
  const found = {
    command,
    args: ['test', ...(isTold ? ['-json'] : []), '-count=1', ...covering, ...only, '.'],
    folder: place.path.slice(0, Math.max(0, place.path.lastIndexOf('/'))),
    probe: 'version',
    builds: BUILDS,
    // Nothing is fetched: a test runs with what is installed.
    env: { GOCACHE: `${CACHE}/${BUILDS}`, GOPROXY: 'off', GOTOOLCHAIN: 'local' },
    ...(place.coverage === true && { coverage: { format: 'go' } as const }),
  };
  return isTold ? { ...found, results: { format: 'go', in: 'output' } } : found;
}
