import { join } from 'node:path';
import { below, folderUpWith, onPath } from '../command/projectPrograms.ts';
import type { Runner, TestCommand, TestPlaceOnDisk } from '../command/runner.ts';
import { RESULTS } from '../command/runner.ts';

const OWN = 'vendor/phpunit/phpunit/phpunit';

const SETTINGS = /^phpunit(?:\.dist)?\.xml(?:\.dist)?$/;

/** The runner of PHP. */
export const phpRunners = {
  phpunit: {
    command: phpunit,
    configured: [
      { kind: 'setupFiles', file: SETTINGS, says: /\bbootstrap\s{0,9}=/ },
      { kind: 'plugins', file: SETTINGS, says: /<(?:extension|listener)s?\b/ },
    ],
    hasRun: (output) => /^(?:OK \([1-9]|Tests: [1-9])/m.test(output),
    notStarted: [
      /^Could not open input file:|^This version of PHPUnit requires|^PHPUnit requires/m,
      /Class "?'?PHPUnit\\Framework\\TestCase'?"? not found|^Cannot open (?:bootstrap )?file/m,
    ],
    alwaysTells: true,
  },
} satisfies Readonly<Record<string, Runner>>;

async function phpunit(place: TestPlaceOnDisk): Promise<TestCommand | undefined> {
  const command = await onPath('php', place.env);
  const holder = await folderUpWith(place, OWN);
  const installed = holder === undefined ? await onPath('phpunit', place.env) : undefined;
  if (command === undefined || (holder === undefined && installed === undefined)) return undefined;
  const folder =
    holder ?? (await folderUpWith(place, 'phpunit.xml', 'phpunit.xml.dist', 'composer.json')) ?? '';
  const told = ['--log-junit', RESULTS, '--colors=never', '--do-not-cache-result', '--no-coverage'];
  return {
    command,
    args: [installed ?? join(OWN), ...told, below(folder, place.path)],
    folder,
    probe: '--version',
    env: {},
    results: { format: 'junit', in: 'file' },
  };
}
