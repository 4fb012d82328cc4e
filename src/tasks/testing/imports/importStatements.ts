import { testsOf } from '../languages/languages.ts';
import type { ImportStatement } from './importParts.ts';

/** Import statements of a text that has nothing else; other lines stand for themselves. */
export function importStatements(language: string, text: string): readonly ImportStatement[] {
  const { readImport, lineMarker = '//' } = testsOf(language) ?? {};
  return statementsIn(text).map((statement) => {
    // What is said at the end of a statement says nothing of what it imports.
    const bare = withoutLastComment(statement, lineMarker);
    return readImport?.(bare) ?? { text: statement, names: [], without: () => statement };
  });
}

/** Lines that belong together: brackets that are open, and lines that say that they go on. */
function statementsIn(text: string): readonly string[] {
  const statements: string[] = [];
  let lines: string[] = [];
  let depth = 0;
  for (const line of text.split('\n')) {
    if (lines.length === 0 && line.trim() === '') continue;
    lines.push(line);
    for (const sign of line.match(/[()[\]{}]/g) ?? []) depth += '([{'.includes(sign) ? 1 : -1;
    if (depth > 0 || line.endsWith('\\')) continue;
    statements.push(lines.join('\n').trim());
    lines = [];
    depth = 0;
  }
  if (lines.length > 0) statements.push(lines.join('\n').trim());
  return statements;
}

/** A statement without the comment behind its last line. */
function withoutLastComment(statement: string, marker: string): string {
  const last = statement.lastIndexOf('\n') + 1;
  const found = [` ${marker}`, `\t${marker}`].map((lead) => statement.indexOf(lead, last));
  const at = Math.min(...found.map((one) => (one === -1 ? statement.length : one)));
  return statement.slice(0, at).trimEnd();
}
