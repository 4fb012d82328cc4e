import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { heeded } from '../../../../src/editor/runs/checkedText.ts';
import {
  advance,
  NOT_STARTED,
  progressText,
  shownModel,
} from '../../../../src/editor/runs/progressText.ts';
import { cancelledText, resultTitle, shortTitle } from '../../../../src/editor/runs/resultTitle.ts';
import { survivorTexts } from '../../../../src/editor/runs/survivorTexts.ts';
import { modelName } from '../../../../src/editor/wording/displayNames.ts';
import type { Message } from '../../../../src/editor/wording/messageTable.ts';
import { wordIn } from '../../../../src/editor/wording/wording.ts';
import type { RunEvent, RunResult } from '../../../../src/routing/run/run.ts';

const word = (message: Message): string => wordIn(message, (text) => text);
const after = (...events: readonly RunEvent[]): string =>
  progressText(events.reduce(advance, NOT_STARTED), word);

const first: RunEvent = {
  type: 'attempt',
  ordinal: 1,
  kind: 'first',
  tier: 'haiku',
  model: 'claude-haiku-5-5',
  effort: null,
  reason: undefined,
};
const escalation: RunEvent = {
  type: 'attempt',
  ordinal: 2,
  kind: 'escalation',
  tier: 'opus',
  model: 'claude-opus-5-5',
  effort: null,
  reason: {
    code: 'escalation',
    args: {
      from: 'haiku',
      tier: 'opus',
      problem: 'edits.syntaxError',
      problems: 1,
      costNusd: 40_000_000,
    },
  },
};

describe('the progress of a run', () => {
  it('reads the code before a model is named', () => {
    assert.equal(after(), 'Reading the code');
  });

  it('names the model from the first moment on', () => {
    assert.equal(after(first), 'Haiku 5.5: asking');
    assert.equal(after(first, { type: 'thinking' }), 'Haiku 5.5: thinking');
    assert.equal(
      after(first, { type: 'text', text: 'x', characters: 1000 }),
      'Haiku 5.5: writing, about 400 tokens',
    );
    assert.equal(after(first, { type: 'checking' }), 'Haiku 5.5: checking the answer');
  });

  it('says why it starts where it starts, and about how much that costs', () => {
    const args = { tier: 'opus', from: 'sonnet', signal: 'security' };
    const reason = { code: 'signal', args } as const;
    const estimate = { lowNusd: 40_000_000, highNusd: 90_000_000, escalationChance: 0 };
    const route = { moves: [], reason, considered: [reason], only: false, propensity: 1, estimate };
    const opus: RunEvent = { ...first, tier: 'opus', model: 'claude-opus-5-5' };
    const routed: RunEvent = { type: 'routed', route };
    const why = 'It starts at Opus instead of Sonnet, because of a question of security → Opus 5.5';
    assert.equal(after(routed, opus), `${why}, about $0.04`);
    assert.equal(after(routed, opus, { type: 'thinking' }), 'Opus 5.5: thinking');
    const included: RunEvent = {
      type: 'routed',
      route: { ...route, estimate: { lowNusd: 0, highNusd: 0, escalationChance: 0 } },
    };
    assert.equal(after(included, opus), why);
    const classify: RunEvent = { ...first, kind: 'classify' };
    assert.equal(after(routed, classify), 'Haiku 5.5: judging how hard this is');
  });

  it('says why it escalates, to whom and about how much it costs', () => {
    assert.equal(
      after(first, escalation),
      'Haiku failed the check: The edit breaks the syntax → Opus 5.5, about $0.04',
    );
    assert.equal(
      after(first, escalation, { type: 'checking' }),
      'Haiku failed the check: The edit breaks the syntax → Opus 5.5: checking the answer',
    );
  });

  it('says for what it waits, and no more once it goes on', () => {
    const waiting: RunEvent = {
      type: 'waiting',
      reason: { code: 'overloaded', args: { tier: 'haiku', tries: 1 } },
      ms: 11_200,
    };
    assert.equal(after(first, waiting), 'Haiku is overloaded: waiting 12 s');
    assert.equal(after(first, waiting, { type: 'thinking' }), 'Haiku 5.5: thinking');
  });

  it('says that the user is asked, with a way to the question, whatever else goes on', () => {
    const asking = advance({ ...advance(NOT_STARTED, first), asksUser: true }, escalation);
    assert.equal(
      progressText(asking, word),
      'Waiting for your answer: [see the notifications](command:notifications.showList)',
    );
    const answered = { ...asking, asksUser: false };
    assert.match(progressText(answered, word), /^Haiku failed the check: .* → Opus 5\.5/);
  });
});

describe('the name of a model', () => {
  it('is short where the id says it', () => {
    assert.equal(modelName('claude-haiku-5-5'), 'Haiku 5.5');
    assert.equal(modelName('claude-opus-5'), 'Opus 5');
    assert.equal(modelName('claude-haiku-4-5-20251001'), 'Haiku 4.5');
    assert.equal(modelName('gpt-7'), 'gpt-7');
  });

  it('has the tier beside it where it does not say the tier', () => {
    assert.equal(shownModel({ tier: 'opus', model: 'claude-opus-5-5' }), 'Opus 5.5');
    assert.equal(shownModel({ tier: 'haiku', model: 'my-small-model' }), 'Haiku (my-small-model)');
    assert.equal(shownModel({ tier: undefined, model: undefined }), '');
  });
});

describe('the title of a result', () => {
  const result = {
    outcome: 'accepted',
    strength: 'proves',
    finalTier: 'haiku',
    finalModel: 'claude-haiku-5-5',
    costNusd: 400_000,
    estimated: false,
    unpriced: 0,
    notes: [],
  } as unknown as RunResult;
  const title = (changes: Partial<RunResult>): string =>
    word(resultTitle({ ...result, ...changes }, word));

  it('names who answered, how far it was checked and what it cost', () => {
    assert.equal(title({}), 'Haiku 5.5 · checked: proven · $0.0004');
  });

  it('says what proves that a refactoring does the same, and of a fix that it is proven', () => {
    const notes = [{ code: 'notes.sameJavaScript', args: {} } as const];
    const proven = (task: RunResult['task']) => title({ task, notes }).split(' · ')[1];
    assert.equal(proven('refactor'), 'checked: proven, the same JavaScript');
    assert.equal(proven('fix'), 'checked: proven');
    const [note] = notes;
    assert.ok(note);
    assert.equal(
      heeded(note, { task: 'refactor', strength: 'proves', notes: [] }, 'checked'),
      undefined,
    );
    assert.equal(heeded(note, { task: 'fix', strength: 'proves', notes: [] }, 'checked'), note);
  });

  it('says what of it was looked at, types among it', () => {
    const checked = (
      changes: Partial<RunResult>,
      types?: Parameters<typeof resultTitle>[2],
    ): string | undefined => {
      const found = { ...result, strength: 'checks', notes: [], ...changes } as RunResult;
      return word(resultTitle(found, word, types)).split(' · ')[1];
    };
    const notRun = [{ code: 'notes.notRun', args: {} }];
    const notProven = [{ code: 'notes.notProven', args: {} }];
    const noGrammar = [{ code: 'notes.noGrammar', args: {} }];
    assert.equal(checked({ task: 'tests', notes: notRun }), 'checked: syntax');
    assert.equal(
      checked({ task: 'tests', notes: notProven }),
      'checked: syntax, and a run that passed',
    );
    assert.match(checked({ task: 'docs', notes: noGrammar }) ?? '', /syntax not checked/);
    assert.equal(checked({ task: 'refactor' }, 'checked'), 'checked: syntax and types');
    assert.equal(
      checked({ task: 'fix' }, 'checkedWithoutConfig'),
      'checked: syntax and types, without a tsconfig',
    );
    for (const types of ['noChecker', 'noFolder', 'notInTime'] as const) {
      assert.match(
        checked({ task: 'refactor' }, types) ?? '',
        /^checked: syntax; types not checked: /,
      );
    }
  });

  it('says what proven tests notice, where that was looked at', () => {
    const notes = [{ code: 'notes.notices', args: { killed: 17, executed: 20 } }];
    assert.equal(title({ notes }), 'Haiku 5.5 · proven: notices 17 of 20 changes · $0.0004');
    assert.equal(
      heeded(notes[0] as Message, { task: 'tests', strength: 'proves', notes: [] }, undefined),
      undefined,
    );
    const few = [{ code: 'notes.noticesTooFew', args: { killed: 3, executed: 20 } }];
    assert.equal(
      title({ task: 'tests', strength: 'checks', notes: few }),
      'Haiku 5.5 · checked: syntax, and a run that passed · $0.0004',
    );
  });

  it('is followed by what the tests do not notice, each change in one short line', () => {
    const long = `call(${'x, '.repeat(40)}y);`;
    const survivors = [
      { line: 3, before: '<', after: '<=' },
      { line: 7, before: 'save(\n  all);', after: '' },
      { line: 9, before: long, after: '$(trash) ' },
      ...Array.from({ length: 9 }, (_, line) => ({ line, before: '1', after: '2' })),
    ];
    const told = survivorTexts({ survivors }).map(word);
    assert.deepEqual(told.slice(0, 2), [
      'Not noticed: in line 3 `<=` in place of `<`.',
      'Not noticed: in line 7 `save( all);` left out.',
    ]);
    assert.match(
      told[2] ?? '',
      /^Not noticed: in line 9 `\$ \(trash\)` in place of `call\(.{34,36}…`\.$/,
    );
    assert.equal(told.length, 5);
    assert.deepEqual(survivorTexts({}), []);
  });

  it('is short in a tab', () => {
    assert.equal(word(shortTitle(result, word)), 'Haiku 5.5, $0.0004');
    assert.equal(
      word(shortTitle({ ...result, outcome: 'rejected' }, word)),
      'Haiku 5.5, not accepted',
    );
  });

  it('takes no note for true that what was looked at contradicts', () => {
    const note = { code: 'notes.typesNotChecked', args: {} } as const;
    assert.equal(
      heeded(note, { task: 'fix', strength: 'checks', notes: [] }, 'notInTime'),
      undefined,
    );
    assert.equal(heeded(note, { task: 'fix', strength: 'proves', notes: [] }, 'notInTime'), note);
    assert.equal(
      heeded(note, { task: 'fix', strength: 'checks', notes: [] }, 'checked')?.code,
      'notes.problemNotChecked',
    );
  });

  it('says what was estimated and what has no price', () => {
    assert.equal(
      title({ estimated: true, unpriced: 1 }),
      'Haiku 5.5 · checked: proven · ~$0.0004 + 1 unpriced',
    );
  });

  it('names no dollars for what was part of a subscription', () => {
    const included = { included: true, costNusd: 0, estimated: true };
    assert.equal(title(included), 'Haiku 5.5 · checked: proven · included');
    const cancelled = (changes: Partial<RunResult>): string =>
      word(cancelledText({ ...result, ...changes }, word));
    assert.equal(cancelled(included), 'Cancelled.');
    assert.equal(cancelled({}), 'Cancelled. $0.0004 was spent.');
    // What was paid for beside it is said.
    assert.equal(
      title({ ...included, costNusd: 400_000 }),
      'Haiku 5.5 · checked: proven · ~$0.0004',
    );
  });

  it('says that an answer was not accepted', () => {
    assert.equal(title({ outcome: 'rejected' }), 'Haiku 5.5 · not accepted · $0.0004');
  });
});
