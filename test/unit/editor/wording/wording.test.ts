import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ACTIONS, MESSAGES } from '../../../../src/editor/wording/messageTable.ts';
import { RESULT_ERRORS } from '../../../../src/editor/wording/resultErrors.ts';
import { within, wordIn } from '../../../../src/editor/wording/wording.ts';
import { REACTIONS } from '../../../../src/routing/failures.ts';
import {
  ATTEMPT_REASONS,
  FAILURES,
  NOTES as ROUTING_NOTES,
  ROUTE_REASONS,
  SPEND_REASONS,
  WAIT_REASONS,
} from '../../../../src/routing/reasons.ts';
import { SIGNALS } from '../../../../src/routing/signals.ts';
import { NOTES } from '../../../../src/tasks/noteCodes.ts';
import { PROBLEMS } from '../../../../src/tasks/problemCodes.ts';
import { TASK_ERRORS } from '../../../../src/tasks/taskErrors.ts';

const english = (text: string): string => text;
const word = (code: string, args: Record<string, string | number> = {}): string =>
  wordIn({ code, args }, english);

/** Codes with the names of their arguments, as they stand in the table of messages. */
const documented: readonly (readonly [string, readonly string[]])[] = [
  ...Object.entries(PROBLEMS).map(([code, { args }]) => [code, args] as const),
  ...Object.entries<readonly string[]>(NOTES),
  ...Object.entries<readonly string[]>(TASK_ERRORS),
  ...below('route', ROUTE_REASONS),
  ...below('attempt', ATTEMPT_REASONS),
  ...below('wait', WAIT_REASONS),
  ...below('spend', SPEND_REASONS),
  ...below('failure', FAILURES),
  ...below('note', ROUTING_NOTES),
];

function below(
  context: string,
  codes: Readonly<Record<string, readonly string[]>>,
): readonly (readonly [string, readonly string[]])[] {
  return Object.entries(codes).map(([code, args]) => [`${context}.${code}`, args]);
}

describe('the wording of codes', () => {
  it('has words for every code of tasks and routing, and fills every argument', () => {
    for (const [code, names] of documented) {
      assert.ok(Object.hasOwn(MESSAGES, code), `no words for ${code}`);
      const args = Object.fromEntries(names.map((name) => [name, valueOf(name)]));
      const text = word(code, args);
      assert.doesNotMatch(text, /[{}[\]]/, `${code}: ${text}`);
    }
  });

  it('has words for every failure a call can meet, short and long, and for every signal', () => {
    for (const code of Object.keys(REACTIONS)) {
      assert.ok(MESSAGES[`failure.${code}`], code);
      assert.ok(MESSAGES[`cause.${code}`], code);
    }
    for (const { id } of SIGNALS) assert.ok(MESSAGES[`signal.${id}`], id);
  });

  it('has the words of the results beside its own', () => {
    for (const [code, text] of Object.entries(RESULT_ERRORS)) assert.equal(MESSAGES[code], text);
  });

  it('offers actions only for messages that are there', () => {
    assert.deepEqual(
      Object.keys(ACTIONS).filter((code) => !Object.hasOwn(MESSAGES, code)),
      [],
    );
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
    assert.match(word('nobody.knows'), /nobody\.knows/);
    assert.match(word('constructor'), /constructor$/);
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
    const coded = { code: 'refused', args: { tier: 'haiku', from: 'haiku' } };
    assert.equal(wordIn(within('failure', coded), english), 'Haiku refused to answer.');
    assert.equal(wordIn(within('attempt', coded), english), 'Haiku refused to answer');
    assert.equal(within('note', { code: 'notes.notRun', args: {} }).code, 'notes.notRun');
  });
});

function valueOf(name: string): string | number {
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
