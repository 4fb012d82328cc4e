import ts from 'typescript-classic';
import type { Project } from './compilerOptions.ts';

/** What is no JavaScript and yet decides what other files are compiled to. */
const AMBIENT_ENUM = /\bdeclare\s+(?:const\s+)?enum\b/;

/** Nothing is made older than it is written. */
const AS_WRITTEN: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.Preserve,
  jsx: ts.JsxEmit.Preserve,
  // Every field is written down, so that one which comes or goes is seen.
  useDefineForClassFields: true,
  isolatedModules: true,
  removeComments: false,
  newLine: ts.NewLineKind.LineFeed,
  sourceMap: false,
};

/**
 * What a text is compiled to by itself. Imports of nothing but types go where the project lets them
 * go. Where there are decorators, what they may be told of types follows, whoever compiles them.
 * @returns undefined where it does not parse, or types are more than that
 */
export function compiled(
  path: string,
  text: string,
  { options, hasConfig, hasTransforms }: Project,
): string | undefined {
  if (hasTransforms || /\.d\.[cm]?ts$/.test(path) || AMBIENT_ENUM.test(text)) return undefined;
  const verbatimModuleSyntax = !hasConfig || options.verbatimModuleSyntax === true;
  const plain = emitted(path, text, { verbatimModuleSyntax });
  if (plain === undefined || !text.includes('@')) return plain;
  const told = emitted(path, text, {
    verbatimModuleSyntax,
    experimentalDecorators: true,
    emitDecoratorMetadata: true,
  });
  return told === undefined ? undefined : `${plain}\n;\n${told}`;
}

function emitted(path: string, text: string, more: ts.CompilerOptions): string | undefined {
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: { ...AS_WRITTEN, ...more },
  });
  return diagnostics.length > 0 ? undefined : outputText;
}
