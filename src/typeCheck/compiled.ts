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
 * go, and what its decorators are told of types is part of it.
 */
export function compiled(
  path: string,
  text: string,
  { options, hasConfig }: Project,
): string | undefined {
  if (/\.d\.[cm]?ts$/.test(path) || AMBIENT_ENUM.test(text)) return undefined;
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: {
      ...AS_WRITTEN,
      verbatimModuleSyntax: !hasConfig || options.verbatimModuleSyntax === true,
      experimentalDecorators: options.experimentalDecorators === true,
      emitDecoratorMetadata: options.emitDecoratorMetadata === true,
    },
  });
  return diagnostics.length > 0 ? undefined : outputText;
}
