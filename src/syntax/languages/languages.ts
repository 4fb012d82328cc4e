import type { Language, ParsedLanguage } from '../language.ts';
import { cpp } from './cpp.ts';
import { csharp } from './csharp.ts';
import { javascript, javascriptreact, typescript, typescriptreact } from './ecmascript.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import { WITHOUT_GRAMMAR } from './withoutGrammar.ts';

/**
 * Language id of the editor -> name of the grammar's file (`tree-sitter-<name>.wasm`). It stands apart
 * from what the languages are, so that who only asks for it loads nothing of that.
 */
export const GRAMMARS = {
  typescript: 'typescript',
  typescriptreact: 'tsx',
  javascript: 'javascript',
  javascriptreact: 'javascript',
  python: 'python',
  go: 'go',
  java: 'java',
  csharp: 'c-sharp',
  c: 'cpp',
  cpp: 'cpp',
  rust: 'rust',
  ruby: 'ruby',
  php: 'php',
} as const satisfies Readonly<Record<string, string>>;

/** A language id of the editor that has a grammar. */
export type SupportedLanguage = keyof typeof GRAMMARS;

/** Whether there is a grammar for this language id. */
export function isSupported(language: string): language is SupportedLanguage {
  return Object.hasOwn(GRAMMARS, language);
}

/** Every language that has a grammar. */
export const LANGUAGES: Readonly<Record<SupportedLanguage, ParsedLanguage>> = {
  typescript,
  typescriptreact,
  javascript,
  javascriptreact,
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

const NOTHING_KNOWN: Language = {};

/** What is known of a language by its id; of one that nobody has heard of, nothing. */
export function languageOf(language: string): Language {
  if (isSupported(language)) return LANGUAGES[language];
  return Object.hasOwn(WITHOUT_GRAMMAR, language)
    ? (WITHOUT_GRAMMAR[language] ?? NOTHING_KNOWN)
    : NOTHING_KNOWN;
}
