import { goProbes } from './goProbes.ts';
import type { ProbeLanguage } from './probeLanguage.ts';
import { pythonProbes } from './pythonProbes.ts';
import { scriptProbes } from './scriptProbes.ts';

const LANGUAGES: Readonly<Record<string, ProbeLanguage>> = {
  javascript: scriptProbes,
  javascriptreact: scriptProbes,
  typescript: scriptProbes,
  typescriptreact: scriptProbes,
  python: pythonProbes,
  go: goProbes,
};

/** How functions of a language are probed; undefined: they are not. */
export function probesOf(language: string): ProbeLanguage | undefined {
  return Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
}
