/**
 * Writes `l10n/bundle.l10n.json`, from which translations are made: `npm run l10n`. It has the texts of the tables and
 * every literal of the sources that is handed to a translator.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript-classic';
import { TASK_TITLES } from '../../src/editor/taskTable.ts';
import { TIER_NAMES } from '../../src/editor/wording/displayNames.ts';
import { MESSAGES } from '../../src/editor/wording/messageTable.ts';
import { REPORT_TEXTS } from '../../src/report/protocol/texts.ts';
import { WEEKLY_TEXTS } from '../../src/report/weekly/weeklyTexts.ts';
import { projectRoot } from './folders.ts';
import { typeScriptFiles } from './house.ts';

/** The bundle's file. */
export const bundleFile = join(projectRoot, 'l10n', 'bundle.l10n.json');

/** Tables whose texts are handed to a translator one by one. */
const TABLES: readonly Readonly<Record<string, string>>[] = [
  MESSAGES,
  TASK_TITLES,
  TIER_NAMES,
  REPORT_TEXTS,
  WEEKLY_TEXTS,
];

/** What is handed to a translator as something else than a literal: it comes from a table, or is handed on. */
const FROM_TABLES: ReadonlySet<string> = new Set([
  'MESSAGES[code]',
  'traitsOf(task).title',
  'own(TASK_TITLES, value) ?? value',
  'english',
  'WEEKLY_TEXTS[key]',
  'text',
]);

/** Names under which functions are given the translator. */
const TRANSLATORS: ReadonlySet<string> = new Set(['l10n.t', 't', 'translate']);

/** The whole text of the bundle. Throws for a text that is neither a literal nor of a table. */
export function bundleText(): string {
  const texts = new Set(TABLES.flatMap((table) => Object.values(table)));
  for (const file of typeScriptFiles('src')) {
    for (const text of translatedIn(file, readFileSync(join(projectRoot, file), 'utf8'))) {
      texts.add(text);
    }
  }
  const entries = [...texts].sort().map((text) => [text, text]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/** The literals of a source that are handed to a translator. */
export function translatedIn(file: string, source: string): readonly string[] {
  const found: string[] = [];
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const take = (text: ts.Expression): void => {
    if (ts.isStringLiteralLike(text)) found.push(text.text);
    else if (ts.isConditionalExpression(text)) [text.whenTrue, text.whenFalse].forEach(take);
    else if (!FROM_TABLES.has(text.getText())) {
      throw new Error(`${file}: ${text.getText()} is neither a literal nor of a known table`);
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && TRANSLATORS.has(node.expression.getText())) {
      const [text] = node.arguments;
      if (text !== undefined) take(text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

if (basename(process.argv[1] ?? '') === 'l10n.ts') {
  mkdirSync(dirname(bundleFile), { recursive: true });
  writeFileSync(bundleFile, bundleText());
}
