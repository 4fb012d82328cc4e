import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { coded } from '../../../../src/editor/wording/editorCodes.ts';
import { EDITOR_TEXTS } from '../../../../src/editor/wording/editorTexts.ts';
import type { MessageCode } from '../../../../src/editor/wording/messageTable.ts';
import { MESSAGES } from '../../../../src/editor/wording/messageTable.ts';
import { FINDING_KIND_TEXTS } from '../../../../src/editor/wording/texts/ruleTexts.ts';
import {
  ATTEMPT_KIND_TEXTS,
  ATTEMPT_OUTCOME_TEXTS,
  CONFIGURED_TEXTS,
  NOT_RUN_CAUSE_TEXTS,
  STRENGTH_TEXTS,
  VERDICT_TEXTS,
} from '../../../../src/editor/wording/texts/runTexts.ts';
import { messageOf, messageWithin, wordIn } from '../../../../src/editor/wording/wording.ts';
import type { CodeArg, CodeArgs } from '../../../../src/models/codes.ts';
import { UserError } from '../../../../src/models/userError.ts';
import {
  ATTEMPT_REASONS,
  FAILURES,
  NOTES as ROUTING_NOTES,
  ROUTE_REASONS,
  SPEND_REASONS,
  WAIT_REASONS,
} from '../../../../src/routing/reasons.ts';
import { NOTES } from '../../../../src/tasks/noteCodes.ts';
import { PROBLEMS } from '../../../../src/tasks/problemCodes.ts';
import type { TaskErrorCode } from '../../../../src/tasks/taskErrors.ts';
import { TASK_ERRORS } from '../../../../src/tasks/taskErrors.ts';

const root = new URL('../../../../', import.meta.url);

const english = (text: string): string => text;
const word = (code: MessageCode, args: CodeArgs = {}): string => wordIn({ code, args }, english);

/** Codes of other rooms with the names of their arguments, as they stand in the table of messages. */
const documented: readonly (readonly [MessageCode, readonly string[]])[] = [
  ...entries(PROBLEMS).map(([code, { args }]) => [code, args] as const),
  ...entries(NOTES),
  ...entries(TASK_ERRORS),
  ...below('route', ROUTE_REASONS),
  ...below('attempt', ATTEMPT_REASONS),
  ...below('wait', WAIT_REASONS),
  ...below('spend', SPEND_REASONS),
  ...below('failure', FAILURES),
  ...below('note', ROUTING_NOTES),
];

function entries<Code extends string, Value>(
  table: Readonly<Record<Code, Value>>,
): readonly (readonly [Code, Value])[] {
  return Object.entries(table) as unknown as readonly (readonly [Code, Value])[];
}

function below<In extends string, Code extends string>(
  context: In,
  codes: Readonly<Record<Code, readonly string[]>>,
): readonly (readonly [`${In}.${Code}`, readonly string[]])[] {
  return entries(codes).map(([code, args]) => [`${context}.${code}`, args]);
}

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

function withoutBrackets(text: string): string {
  return text.replace(/\[[^\]]*\]/g, '');
}

/** The sources of the editor, but for its tables of words. */
const sources = readdirSync(new URL('src/editor', root), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.includes('wording/texts/'))
  .map((name) => readFileSync(new URL(`src/editor/${name}`, root), 'utf8'))
  .join('\n');

/** Beginnings of codes that are put together, say `settings.` of `settings.${…}`; an argument `cause` is one, too. */
const beginnings = new Set([
  'cause.',
  ...[...sources.matchAll(/`([\w.]+)\$\{/g)].map(([, beginning = '']) => beginning),
]);

/** Whether some source names the code, or what it is put together of. */
function isSaid(code: string): boolean {
  if (sources.includes(`'${code}'`)) return true;
  return [...beginnings].some(
    (beginning) =>
      code.startsWith(beginning) && sources.includes(`'${code.slice(beginning.length)}'`),
  );
}

/** Codes of the editor's own that a type gives: of these the compiler knows. */
const TYPED = new Set(
  [
    STRENGTH_TEXTS,
    VERDICT_TEXTS,
    ATTEMPT_KIND_TEXTS,
    ATTEMPT_OUTCOME_TEXTS,
    NOT_RUN_CAUSE_TEXTS,
    CONFIGURED_TEXTS,
    FINDING_KIND_TEXTS,
  ].flatMap((texts) => Object.keys(texts)),
);

describe('the wording of codes', () => {
  it('names in words only what the code has, and what may be missing only in brackets', () => {
    for (const [code, names] of documented) {
      const text = MESSAGES[code];
      const all = new Set(names.map((name) => name.replace('?', '')));
      const sure = new Set(names.filter((name) => !name.endsWith('?')));
      for (const name of namesIn(text)) assert.ok(all.has(name), `${code}: ${name}`);
      for (const name of namesIn(withoutBrackets(text)))
        assert.ok(sure.has(name), `${code}: ${name}`);
    }
  });

  it('are made with their arguments, and no others are made: else this file does not compile', () => {
    const made = [
      coded('place.file', { file: 'a.ts' }),
      // @ts-expect-error: words name no such argument
      coded('place.file', { file: 'a.ts', line: 1 }),
      // @ts-expect-error: words name one more
      coded('place.line', { file: 'a.ts' }),
      // @ts-expect-error: words need an argument
      coded('place.file'),
      // @ts-expect-error: there are no words
      coded('place.nowhere'),
      // @ts-expect-error: nobody says which codes it may have
      new UserError('place.file'),
      // @ts-expect-error: none of this room
      new UserError<TaskErrorCode>('place.file'),
    ];
    assert.equal(made.length, 7);
  });

  it('fills every argument that a code has', () => {
    for (const [code, names] of documented) {
      const plain = names.map((name) => name.replace('?', ''));
      const args = plain.map((name): [string, CodeArg] => [name, valueOf(name)]);
      const text = word(code, Object.fromEntries(args));
      assert.doesNotMatch(text, /[{}[\]]/, `${code}: ${text}`);
    }
  });

  it('has no words in the editor that nobody says', () => {
    const unsaid = Object.keys(EDITOR_TEXTS).filter((code) => !TYPED.has(code) && !isSaid(code));
    assert.deepEqual(unsaid, []);
  });

  it('has no exclamation mark and no long line', () => {
    for (const [code, text] of Object.entries(MESSAGES)) {
      assert.doesNotMatch(text, /!/, code);
      assert.ok(text.length <= 120, code);
    }
  });

  it('shows money, times, tiers and models as people read them', () => {
    assert.equal(
      word('spend.budgetDay', { limitNusd: 5_000_000_000, spentNusd: 4_990_000_000, worstNusd: 1 }),
      'The budget of $5.00 for a day could be exceeded; $4.99 is spent.',
    );
    assert.equal(
      word('route.floor', { tier: 'sonnet', from: 'haiku' }),
      'A setting asks for Sonnet at least for this file, instead of Haiku.',
    );
    assert.match(word('note.modelDeprecated', { model: 'claude-sonnet-4-5' }), /Sonnet 4\.5/);
  });

  it('leaves out the part of a sentence whose argument is not known', () => {
    assert.equal(
      word('edits.syntaxError', { line: 12 }),
      'The edit breaks the syntax near line 12.',
    );
    assert.equal(word('edits.syntaxError'), 'The edit breaks the syntax.');
  });

  it('says what a problem was inside another sentence', () => {
    const reason = { from: 'haiku', tier: 'opus', problem: 'edits.syntaxError', problems: 1 };
    assert.equal(
      word('attempt.escalation', reason),
      'Haiku failed the check: The edit breaks the syntax',
    );
  });

  it('names a code that has no words, and does not take names of objects for codes', () => {
    const told = (code: string) => wordIn(messageOf({ code, args: {} }), english);
    assert.match(told('nobody.knows'), /nobody\.knows/);
    assert.match(told('constructor'), /constructor$/);
  });

  it('puts arguments in once: what they hold is not read as a template', () => {
    assert.equal(
      word('key.missing', { origin: '{origin}[x]' }),
      'No API key is set for {origin}[x].',
    );
  });

  it('shows what is hidden in what it is given', () => {
    const file = 'a\u202egpj.ts';
    const told = word('question.of', { task: 'docs', file, question: 'Use it?' });
    assert.equal(told, 'Write Docs, a\uFFFDgpj.ts: Use it?');
  });

  it('lets nothing that it is given become a link, which would run a command', () => {
    const file = '[words](command:workbench.action.quit).ts';
    const asked = word('question.of', { task: 'docs', file, question: `${file}?` });
    assert.equal(
      asked,
      'Write Docs, [words] (command:workbench.action.quit).ts: [words] (command:workbench.action.quit).ts?',
    );
  });

  it('finds the meaning that a code has where it is used', () => {
    const refused = { code: 'refused', args: { tier: 'haiku', from: 'haiku' } };
    assert.equal(wordIn(messageWithin('failure', refused), english), 'Haiku refused to answer.');
    assert.equal(wordIn(messageWithin('attempt', refused), english), 'Haiku refused to answer');
    assert.equal(messageWithin('note', { code: 'notes.notRun', args: {} }).code, 'notes.notRun');
  });
});

function valueOf(name: string): CodeArg {
  switch (name) {
    case 'tier':
    case 'from':
      return 'haiku';
    case 'model':
      return 'claude-haiku-5-5';
    case 'problem':
      return 'edits.syntaxError';
    case 'cause':
      return 'overloaded';
    case 'budget':
      return 'budgetDay';
    case 'signal':
      return 'security';
    case 'task':
      return 'docs';
    case 'kind':
    case 'framework':
    case 'effort':
    case 'question':
      return 'name';
    default:
      return 7;
  }
}
