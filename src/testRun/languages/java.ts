import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { below, folderUpWith, onPath, stemOf } from '../command/projectPrograms.ts';
import type { Runner, TestCommand, TestPlaceOnDisk } from '../command/runner.ts';
import { CACHE, HOME } from '../command/runner.ts';
import { realHome } from '../command/testEnvironment.ts';
import { isThere } from '../copy/projectPaths.ts';

const GRADLE = ['build.gradle', 'build.gradle.kts'];

/** Java asks the system for the home, not the environment. */
const OPTIONS = `-Djava.io.tmpdir=${HOME} -Duser.home=${HOME} -XX:+PerfDisableSharedMem`;

/** A build of one test is over before code that is compiled well has paid for that; the tests themselves run as ever. */
const QUICK_START = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC';

/** The runners of Java: Maven or Gradle, whichever is nearest to the test. */
export const javaRunners = {
  junit: {
    command: junit,
    configured: [
      { kind: 'plugins', file: /^pom\.xml$/, says: /<(?:plugin|extension)>/ },
      { kind: 'plugins', file: /^extensions\.xml$/ },
      { kind: 'buildScripts', file: /^(?:build|settings)\.gradle(?:\.kts)?$|^buildSrc$/ },
    ],
    // Of Maven and of Gradle.
    hasRun: (output) =>
      /^(?:\[\w{4,7}\] )?Tests run: [1-9]/m.test(output) ||
      /^[1-9]\d{0,8} tests? completed/m.test(output),
    notStarted: [
      /in offline mode|Could not (?:resolve|find artifact)|could not be resolved|No cached version of/,
      /Non-(?:parseable|resolvable) |^\[ERROR\] No plugin found|JAVA_HOME[^\n]{1,200}(?:not|invalid)/m,
      /Unsupported class file major version|release version \d{1,3} not supported|invalid target release/,
    ],
    alwaysTells: true,
  },
} satisfies Readonly<Record<string, Runner>>;

async function junit(place: TestPlaceOnDisk): Promise<TestCommand | undefined> {
  const folder = await folderUpWith(place, 'pom.xml', ...GRADLE);
  if (folder === undefined) return undefined;
  const isMaven = await isThere(join(place.root, folder, 'pom.xml'));
  return isMaven ? maven(place, folder) : gradle(place, folder);
}

async function maven(place: TestPlaceOnDisk, module: string): Promise<TestCommand | undefined> {
  const command = await onPath('mvn', place.env);
  if (command === undefined) return undefined;
  const folder = await reactorOf(place, module);
  const part = folder === module ? [] : ['-pl', below(folder, module), '-am'];
  const own = join(realHome(place.env), '.m2/repository');
  return {
    command,
    args: [
      '-o',
      '-B',
      '-ntp',
      '-Dstyle.color=never',
      `-Dmaven.repo.local=${own}`,
      // Of whatever remote a package came, it is here.
      '-Daether.enhancedLocalRepository.trackingFilename=none',
      `-Dtest=${stemOf(place.path)}`,
      '-Dsurefire.failIfNoSpecifiedTests=false',
      '-DfailIfNoTests=false',
      ...part,
      'test',
    ],
    folder,
    probe: '--version',
    env: { JAVA_TOOL_OPTIONS: OPTIONS, MAVEN_OPTS: QUICK_START },
    results: {
      format: 'junit',
      in: 'folder',
      folder: join(module, 'target/surefire-reports'),
      start: 'TEST-',
    },
  };
}

/** The outermost project whose modules lead to one. */
async function reactorOf({ root }: TestPlaceOnDisk, module: string): Promise<string> {
  let found = module;
  for (let at = module; at !== '';) {
    at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '';
    const pom = await readFile(join(root, at, 'pom.xml'), 'utf8').catch(() => '');
    if (pom.includes(`<module>${below(at, found)}</module>`)) found = at;
  }
  return found;
}

async function gradle(place: TestPlaceOnDisk, folder: string): Promise<TestCommand | undefined> {
  const user = join(realHome(place.env), '.gradle');
  const command = (await wrapped(place, user)) ?? (await onPath('gradle', place.env));
  if (command === undefined) return undefined;
  const named = /^[ \t]*package\s+([\w.]+)\s*;?/m.exec(place.text)?.[1];
  const name = [...(named === undefined ? [] : [named]), stemOf(place.path)].join('.');
  return {
    command,
    args: ['--offline', '--no-daemon', '--console=plain', 'test', '--tests', name],
    folder,
    probe: '--version',
    builds: 'gradle',
    env: {
      JAVA_TOOL_OPTIONS: OPTIONS,
      GRADLE_USER_HOME: `${CACHE}/gradle`,
      // What was loaded before is read there and never written.
      GRADLE_RO_DEP_CACHE: join(user, 'caches'),
    },
    results: {
      format: 'junit',
      in: 'folder',
      folder: join(folder, 'build/test-results/test'),
      start: 'TEST-',
    },
  };
}

/** The Gradle that a project asks for by its wrapper, where it was loaded before. */
async function wrapped(place: TestPlaceOnDisk, user: string): Promise<string | undefined> {
  const settings = 'gradle/wrapper/gradle-wrapper.properties';
  const folder = await folderUpWith(place, settings);
  if (folder === undefined) return undefined;
  const text = await readFile(join(place.root, folder, settings), 'utf8').catch(() => '');
  const url = /^distributionUrl=(\S+)\.zip\s*$/m.exec(text)?.[1];
  if (url === undefined) return undefined;
  const loaded = join(user, 'wrapper/dists', basename(url));
  for (const hash of await readdir(loaded).catch(() => [])) {
    for (const name of await readdir(join(loaded, hash)).catch(() => [])) {
      const program = join(loaded, hash, name, 'bin/gradle');
      if (await isThere(program)) return program;
    }
  }
  return undefined;
}
