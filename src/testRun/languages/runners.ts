import type { Runner } from '../command/runner.ts';
import { csharpRunners } from './csharp.ts';
import { goRunners } from './go.ts';
import { javaRunners } from './java.ts';
import { phpRunners } from './php.ts';
import { pythonRunners } from './python.ts';
import { rubyRunners } from './ruby.ts';
import { rustRunners } from './rust.ts';
import { scriptRunners } from './scripts.ts';

/** The frameworks whose tests are run, by the name that tasks have for them. */
export const FRAMEWORKS_THAT_RUN = [
  'vitest',
  'jest',
  'mocha',
  'node:test',
  'pytest',
  'unittest',
  'go test',
  'cargo test',
  'minitest',
  'rspec',
  'phpunit',
  'junit',
  'xunit',
  'nunit',
  'mstest',
] as const;

type FrameworkThatRuns = (typeof FRAMEWORKS_THAT_RUN)[number];

const RUNNERS: Readonly<Record<FrameworkThatRuns, Runner>> = {
  ...scriptRunners,
  ...pythonRunners,
  ...goRunners,
  ...rustRunners,
  ...rubyRunners,
  ...phpRunners,
  ...javaRunners,
  ...csharpRunners,
};

/** How a framework's tests are run; undefined: nobody here runs them. */
export function runnerOf(framework: string): Runner | undefined {
  const name = FRAMEWORKS_THAT_RUN.find((one) => one === framework);
  return name === undefined ? undefined : RUNNERS[name];
}
