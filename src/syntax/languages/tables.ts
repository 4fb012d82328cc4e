import type { SupportedLanguage } from '../languageIds.ts';
import type { LanguageTable } from '../languageTable.ts';
import { ecmascript } from './ecmascript.ts';
import { go } from './go.ts';
import { python } from './python.ts';

/** Every language that has a grammar. */
export const TABLES: Partial<Readonly<Record<SupportedLanguage, LanguageTable>>> = {
  typescript: ecmascript,
  typescriptreact: ecmascript,
  javascript: ecmascript,
  javascriptreact: ecmascript,
  python,
  go,
};
