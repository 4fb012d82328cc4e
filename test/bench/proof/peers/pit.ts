import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Peer, PeerFile, Score } from './peer.ts';
import { FIRST } from './peer.ts';
import { inCopy, runProgram } from './program.ts';

const VERSION = '1.17.4';
const FOR_JUNIT_5 = '1.2.1';

const PLUGIN = `<plugin>
    <groupId>org.pitest</groupId><artifactId>pitest-maven</artifactId><version>${VERSION}</version>
    <dependencies><dependency><groupId>org.pitest</groupId><artifactId>pitest-junit5-plugin</artifactId><version>${FOR_JUNIT_5}</version></dependency></dependencies>
  </plugin></plugins>`;

/** PIT by its plugin for Maven, with two threads. */
export const pit: Peer = {
  name: `PIT ${VERSION}`,
  languages: ['java'],
  canRun: ({ framework }) => framework === 'junit',
  score,
};

async function score({ project, path, limitMs }: PeerFile): Promise<Score> {
  return inCopy(project.root, async (folder) => {
    const pom = join(folder, 'pom.xml');
    await writeFile(pom, (await readFile(pom, 'utf8')).replace('</plugins>', PLUGIN));
    const name = path
      .replace(/^src\/main\/java\//, '')
      .replace(/\.java$/, '')
      .replaceAll('/', '.');
    const args = [
      '-B',
      `-Dmaven.repo.local=${join(project.env['HOME'] ?? '', '.m2/repository')}`,
      `-DtargetClasses=${name}`,
      `-DtargetTests=${name}*`,
      '-DoutputFormats=CSV',
      '-DtimestampedReports=false',
      '-Dthreads=2',
      'test-compile',
      `org.pitest:pitest-maven:${VERSION}:mutationCoverage`,
    ];
    const end = await runProgram('mvn', args, { cwd: folder, env: project.env, limitMs });
    const report = join(folder, 'target/pit-reports/mutations.csv');
    const rows = (await readFile(report, 'utf8').catch(() => '')).trim().split('\n');
    const states = rows.flatMap((row) => row.split(',')[5] ?? []);
    const of = (...wanted: readonly string[]) =>
      states.filter((one) => wanted.includes(one)).length;
    const [killed, survived] = [of('KILLED'), of('SURVIVED', 'NO_COVERAGE')];
    if (killed + survived === 0) throw new Error(errorIn(end.output));
    // It does not tell when each was judged: they are taken to have come evenly.
    const analysis = Number(
      /run mutation analysis : (?:(\d+) minutes? and )?/.exec(end.output)?.[1] ?? 0,
    );
    const seconds = Number(
      /run mutation analysis : [^\n]*?(\d+) seconds?/.exec(end.output)?.[1] ?? 0,
    );
    const running = (analysis * 60 + seconds) * 1000;
    const share = Math.min(1, FIRST / states.length);
    return { killed, survived, first: end.ms - running + running * share };
  });
}

function errorIn(output: string): string {
  return (/^\[ERROR\][^\n]*/m.exec(output)?.[0] ?? output.slice(-200)).slice(0, 300);
}
