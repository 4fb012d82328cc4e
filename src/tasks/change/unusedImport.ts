import { languageOf } from '../../syntax/languages/languages.ts';
import type { SyntaxFacts } from '../../syntax/syntax.ts';
import { masked } from '../masking.ts';
import { importStatements } from '../testing/imports/importStatements.ts';
import { importRanges, isUnusedInGo } from '../testing/imports/newImports.ts';

/** A text and what is known of it. */
interface Parsed {
  readonly text: string;
  readonly facts: SyntaxFacts;
}

/** An import of Go's own packages that nothing uses any more, and that its compiler refuses. */
export function unusedImport(
  language: string,
  before: Parsed,
  after: Parsed,
): { readonly name: string; readonly at: number } | undefined {
  if (languageOf(language).refusesUnusedImports !== true) return undefined;
  const now = unusedIn(after);
  if (now.length === 0) return undefined;
  const known = new Set(unusedIn(before).map(({ name }) => name));
  return now.find(({ name }) => !known.has(name));
}

function unusedIn({
  text,
  facts,
}: Parsed): readonly { readonly name: string; readonly at: number }[] {
  const code = masked(text, facts, 'commentsAndStrings');
  return importRanges('go', text, facts).flatMap(({ start, end }) =>
    importStatements('go', text.slice(start, end)).flatMap(({ names }) =>
      names
        .filter((one) => isUnusedInGo(one, code))
        .map(({ local }) => ({ name: local, at: start })),
    ),
  );
}
