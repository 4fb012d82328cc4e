import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { onPath, stemOf } from '../command/projectPrograms.ts';
import type { Runner, TestCommand, TestPlaceOnDisk } from '../command/runner.ts';
import { HOME, RESULTS } from '../command/runner.ts';
import { realHome } from '../command/testEnvironment.ts';

const DOTNET: Runner = {
  command: dotnetTest,
  configured: [
    {
      kind: 'buildScripts',
      file: /\.(?:cs|fs|vb)proj$|^Directory\.Build\.(?:props|targets)$|\.targets$/,
      says: /<(?:Exec|UsingTask|Target)\b/,
    },
  ],
  hasRun: (output) =>
    /^(?:Passed|Failed)! {1,3}- Failed: {1,9}\d/m.test(output) ||
    /^Total tests: [1-9]/m.test(output),
  notStarted: [
    /error (?:NETSDK1004|NETSDK1005|NETSDK1045|NU1\d{3}|MSB1003|MSB4236|MSB4019)\b/,
    /No \.NET SDKs were found|You must install (?:or update )?\.NET|A compatible \.NET SDK was not found/,
    /No test (?:is available in|matches the given testcase filter)/,
  ],
  alwaysTells: true,
};

/** The runners of C#, all of them behind one command. */
export const csharpRunners = {
  xunit: DOTNET,
  nunit: DOTNET,
  mstest: DOTNET,
} satisfies Readonly<Record<string, Runner>>;

/** What was restored before is used: nothing is fetched. */
async function dotnetTest(place: TestPlaceOnDisk): Promise<TestCommand | undefined> {
  const command = await onPath('dotnet', place.env);
  const folder = await projectOf(place);
  if (command === undefined || folder === undefined) return undefined;
  return {
    command,
    args: [
      'test',
      '--no-restore',
      '--nologo',
      '--logger',
      `trx;LogFileName=${RESULTS}`,
      '--results-directory',
      HOME,
      '--filter',
      `FullyQualifiedName~${stemOf(place.path)}`,
      '-nodeReuse:false',
      '-p:UseSharedCompilation=false',
    ],
    folder,
    probe: '--version',
    env: {
      NUGET_PACKAGES: place.env['NUGET_PACKAGES'] ?? join(realHome(place.env), '.nuget/packages'),
      DOTNET_CLI_HOME: HOME,
      DOTNET_CLI_TELEMETRY_OPTOUT: '1',
      DOTNET_CLI_UI_LANGUAGE: 'en',
      DOTNET_NOLOGO: '1',
      DOTNET_GENERATE_ASPNET_CERTIFICATE: 'false',
      MSBUILDDISABLENODEREUSE: '1',
    },
    results: { format: 'trx', in: 'file' },
  };
}

/** The nearest folder above the test with a project of .NET. */
async function projectOf({ root, path }: TestPlaceOnDisk): Promise<string | undefined> {
  for (let at = path; at !== '';) {
    at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
    const names = await readdir(join(root, at)).catch(() => []);
    if (names.some((name) => /\.(?:cs|fs|vb)proj$/.test(name))) return at;
  }
  return undefined;
}
