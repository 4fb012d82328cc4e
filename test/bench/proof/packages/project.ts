/** What brings a package: the ordinary client of its registry. */
export type Client = 'npm' | 'pip' | 'debian' | 'go' | 'cargo' | 'maven';

/** What runs the tests of a package, as the product calls it. */
export type ProjectFramework =
  | 'mocha'
  | 'vitest'
  | 'jest'
  | 'node:test'
  | 'pytest'
  | 'go test'
  | 'cargo test'
  | 'junit'
  | 'phpunit'
  | 'rspec'
  | 'minitest';

/** A published package that has its own tests in it. */
export interface Project {
  /** As its registry calls it: for Maven `group:artifact`, for Debian the source package. */
  readonly name: string;
  readonly version: string;
  readonly client: Client;
  readonly framework: ProjectFramework;
  /** What its tests import beside its own dependencies: `name@version`, for Maven `group:artifact:version`. */
  readonly tools: readonly string[];
  /** Sources that are measured, by relative path. */
  readonly sources: RegExp;
  /** What is left out of the project: the same again, compiled otherwise, or tests that need more than this. */
  readonly leftOut?: RegExp;
  /** Files that say what else stands in the package's repository alone: how its tests are run. */
  readonly files: Readonly<Record<string, string>>;
}

/** What the sources of a package are written in. */
export function languageOf({ client, framework, sources }: Project): string {
  const byFramework: Partial<Record<ProjectFramework, string>> = {
    pytest: 'python',
    'go test': 'go',
    'cargo test': 'rust',
    junit: 'java',
    phpunit: 'php',
    rspec: 'ruby',
    minitest: 'ruby',
  };
  const isTypeScript = (client === 'npm' || client === 'debian') && /\\\.ts\$/.test(sources.source);
  return byFramework[framework] ?? (isTypeScript ? 'typescript' : 'javascript');
}
