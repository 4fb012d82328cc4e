import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Peer, PeerFile, Score } from './peer.ts';
import { FIRST } from './peer.ts';
import type { ProgramPlace } from './program.ts';
import { inCopy, onceIn, runProgram } from './program.ts';

const VERSION = '3.8.1';
const INSTALL_MS = 300_000;

/** Exit codes by which it keeps what became of a mutant: 33 is one that no test runs. */
const KILLED: readonly (number | null)[] = [1, 3];
const SURVIVED: readonly (number | null)[] = [0, 33];

/** mutmut, with two processes. */
export const mutmut: Peer = {
  name: `mutmut ${VERSION}`,
  languages: ['python'],
  // It forks, and takes little for a mutant.
  mostLines: 350,
  // The tests of isodate are made by `load_tests`, which pytest does not call, and it runs nothing but pytest.
  canRun: ({ framework, name }) => framework === 'pytest' && name !== 'isodate',
  score,
};

async function score({ project, path, cache, limitMs }: PeerFile): Promise<Score> {
  const python = await onceIn(join(cache, `mutmut-${VERSION}`), async (folder) => {
    const run = promisify(execFile);
    await run('python3', ['-m', 'venv', folder], { timeout: INSTALL_MS });
    const wheels = ['--only-binary=:all:', '-q', `mutmut==${VERSION}`, 'pytest==8.3.3'];
    await run(join(folder, 'bin/python3'), ['-m', 'pip', 'install', ...wheels], {
      timeout: INSTALL_MS,
    });
  });
  return inCopy(project.root, async (folder) => {
    const entries = (await readdir(folder)).filter((one) => !one.endsWith('.dist-info'));
    const tests = Object.keys(project.texts).find((one) => /(?:^|\/)test_\w+\.py$/.test(one)) ?? '';
    const testFolder = tests.slice(0, Math.max(0, tests.lastIndexOf('/')));
    const env = { ...project.env, PATH: `${join(python, 'bin')}:${project.env['PATH'] ?? ''}` };
    const settings = [
      '[mutmut]',
      `paths_to_mutate=${path}`,
      `tests_dir=${testFolder}`,
      'pytest_add_cli_args=',
      ...(await leftOut(join(python, 'bin/python3'), testFolder, { cwd: folder, env, limitMs })),
      'also_copy=',
      ...entries.map((one) => `    ${one}`),
    ];
    await writeFile(join(folder, 'setup.cfg'), `${settings.join('\n')}\n`);
    const start = performance.now();
    let first: number | undefined;
    const codes = async (): Promise<readonly (number | null)[]> => {
      const place = join(folder, 'mutants', `${path}.meta`);
      if (!existsSync(place)) return [];
      try {
        const meta = JSON.parse(await readFile(place, 'utf8')) as {
          readonly exit_code_by_key: Readonly<Record<string, number | null>>;
        };
        return Object.values(meta.exit_code_by_key);
      } catch {
        // It is being written.
        return [];
      }
    };
    const onLook = async (): Promise<void> => {
      const all = await codes();
      const judged = all.filter((code) => code !== null).length;
      const isEnough = all.length > 0 && judged >= Math.min(FIRST, all.length);
      if (isEnough) first ??= performance.now() - start;
    };
    const args = ['run', '--max-children', '2'];
    const place = { cwd: folder, env, limitMs, onLook };
    const end = await runProgram(join(python, 'bin/mutmut'), args, place);
    const all = await codes();
    const killed = all.filter((code) => KILLED.includes(code)).length;
    const survived = all.filter((code) => SURVIVED.includes(code)).length;
    if (killed + survived === 0) throw new Error(end.output.trim().slice(-200));
    return { killed, survived, first };
  });
}

/** Cases that fail as they are, which ours leaves out as well; it would judge nothing beside them. */
async function leftOut(
  python: string,
  tests: string,
  place: ProgramPlace,
): Promise<readonly string[]> {
  const args = ['-m', 'pytest', '-q', '--tb=no', '-rfE', '-p', 'no:cacheprovider', tests];
  const { output } = await runProgram(python, args, place);
  const failed = [...output.matchAll(/^(?:FAILED|ERROR) (\S{1,400})/gm)].map(([, id = '']) => id);
  return [...new Set(failed)].map(
    (id) => `    --${id.includes('::') ? 'deselect' : 'ignore'}=${id}`,
  );
}
