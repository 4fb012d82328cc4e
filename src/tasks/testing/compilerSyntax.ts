import { languageOf } from '../../syntax/languages/languages.ts';
import type { Diagnostics, GivenDiagnostic } from '../task.ts';

/** Of the compiler's syntax errors those that depend on its options rather than on the text. */
const OF_OPTIONS = new Set([1055, 1056, 1148, 1192]);
/** Errors of another kind by which a text does not run in any setting. */
const ALWAYS = new Set([1308, 2451]);

/** A text and the language that it is in. */
interface Script {
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

/** The first line that the TypeScript compiler cannot read, where it is asked and the old text had none. */
export async function compilerSyntaxLine(
  diagnostics: Diagnostics | undefined,
  script: Script,
  existing: string | undefined,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { path, language, text } = script;
  if (diagnostics === undefined || languageOf(language).isScript !== true) return undefined;
  const now = unreadBy(await diagnostics.errorsIn(path, language, text, signal));
  if (now.length === 0 || existing === undefined) return now[0]?.firstLine;
  const before = unreadBy(await diagnostics.errorsIn(path, language, existing, signal));
  return now.length > before.length ? now[0]?.firstLine : undefined;
}

function unreadBy(errors: readonly GivenDiagnostic[] | undefined): readonly GivenDiagnostic[] {
  return (errors ?? []).filter(({ ruleCode }) => {
    const code = Number(ruleCode.replace(/^TS/, ''));
    return (code >= 1000 && code < 1200 && !OF_OPTIONS.has(code)) || ALWAYS.has(code);
  });
}
