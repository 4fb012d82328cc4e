import picomatch from 'picomatch';
import { testsOf } from '../../tasks/testing/languages/languages.ts';

/** Language ids of the editor by the endings of files, for those whose functions can be emptied. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ts: 'typescript',
  mts: 'typescript',
  cts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  jsx: 'javascriptreact',
  py: 'python',
  go: 'go',
  java: 'java',
  cs: 'csharp',
  php: 'php',
};

/** What others have written, or tools. */
const NOT_OWN =
  /(?:^|\/)(?:node_modules|vendor|third_party|dist|build|out|target|generated|__pycache__)\/|\.min\.|\.d\.[cm]?ts$|\.(?:pb|g|generated)\.[a-z]{1,4}$/;

/** The language of a source file whose functions can be emptied and tested; undefined: it is none. */
export function languageOfSource(path: string): string | undefined {
  if (NOT_OWN.test(path) || !path.includes('.')) return undefined;
  return LANGUAGES[path.slice(path.lastIndexOf('.') + 1)];
}

/** Whether a path is one of a test, by the globs of its language. */
export function isTestOf(language: string, path: string): boolean {
  return picomatch.isMatch(path, [...(testsOf(language)?.testFiles ?? [])], { dot: true });
}
