import type { SupportedLanguage } from '../../../syntax/languages/languages.ts';
import { isSupported } from '../../../syntax/languages/languages.ts';
import type { TestLanguage } from '../testLanguage.ts';
import { cpp } from './cpp.ts';
import { csharp } from './csharp.ts';
import { javascript, typescript } from './ecmascript.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';

/** How each language that has a grammar is tested. */
const TEST_LANGUAGES: Readonly<Record<SupportedLanguage, TestLanguage>> = {
  typescript,
  typescriptreact: typescript,
  javascript,
  javascriptreact: javascript,
  python,
  go,
  java,
  csharp,
  c: { ...cpp, hasOverloads: false, oneMethodAName: false },
  cpp,
  rust,
  ruby,
  php,
};

/** How a language is tested, by its id; undefined: it has no grammar, and no tests are planned. */
export function testsOf(language: string): TestLanguage | undefined {
  return isSupported(language) ? TEST_LANGUAGES[language] : undefined;
}
