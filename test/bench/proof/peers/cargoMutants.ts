import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Peer, PeerFile, Score } from './peer.ts';
import { FIRST } from './peer.ts';
import { inCopy, onceIn, runProgram } from './program.ts';

/** It is compiled here, once. */
const INSTALL_MS = 1_800_000;

interface Outcome {
  readonly scenario: unknown;
  readonly summary: string;
  readonly phase_results: readonly { readonly duration: number }[];
}

/** cargo-mutants, which takes one mutant after the other. */
export const cargoMutants: Peer = {
  name: 'cargo-mutants',
  languages: ['rust'],
  canRun: ({ framework }) => framework === 'cargo test',
  score,
};

async function score({ project, path, cache, limitMs }: PeerFile): Promise<Score> {
  const tool = await onceIn(join(cache, 'cargo-mutants'), async (folder) => {
    const args = ['install', 'cargo-mutants', '--locked', '--root', folder, '-j', '1'];
    await promisify(execFile)('cargo', args, { timeout: INSTALL_MS });
  });
  return inCopy(project.root, async (folder) => {
    const args = ['mutants', '-f', path, '--no-shuffle', '--no-times', '--in-place'];
    const place = { cwd: folder, env: project.env, limitMs };
    const end = await runProgram(join(tool, 'bin/cargo-mutants'), args, place);
    const told = await readFile(join(folder, 'mutants.out/outcomes.json'), 'utf8').catch(() => '');
    if (told === '') throw new Error(end.output.trim().slice(-200));
    const { outcomes } = JSON.parse(told) as { readonly outcomes: readonly Outcome[] };
    const mutants = outcomes.filter(({ scenario }) => scenario !== 'Baseline');
    const seconds = ({ phase_results: phases }: Outcome): number =>
      phases.reduce((sum, { duration }) => sum + duration, 0);
    const isWhole = mutants.length >= FIRST || end.code !== null;
    const before = outcomes.filter(({ scenario }) => scenario === 'Baseline');
    const first = [...before, ...mutants.slice(0, FIRST)].reduce(
      (sum, one) => sum + seconds(one),
      0,
    );
    const of = (summary: string) => mutants.filter((one) => one.summary === summary).length;
    const [killed, survived] = [of('CaughtMutant'), of('MissedMutant')];
    if (killed + survived === 0) throw new Error('none of its mutants was judged');
    return { killed, survived, first: isWhole ? first * 1000 : undefined };
  });
}
