/** Editor language id -> name of the grammar's file (`tree-sitter-<name>.wasm`). */
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

/** An editor language id that has a grammar. */
export type SupportedLanguage = keyof typeof GRAMMARS;

/** Whether there is a grammar for this editor language id. */
export function isSupported(language: string): language is SupportedLanguage {
  return Object.hasOwn(GRAMMARS, language);
}
