import type { SupportedLanguage } from '../languageIds.ts';
import type { LanguageTable } from '../languageTable.ts';
import { cpp } from './cpp.ts';
import { csharp } from './csharp.ts';
import { ecmascript } from './ecmascript.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';

/** Every language that has a grammar. */
export const TABLES: Readonly<Record<SupportedLanguage, LanguageTable>> = {
  typescript: ecmascript,
  typescriptreact: ecmascript,
  javascript: ecmascript,
  javascriptreact: ecmascript,
  python,
  go,
  java,
  csharp,
  c: cpp,
  cpp,
  rust,
  ruby,
  php,
};
