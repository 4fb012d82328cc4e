import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { afterSecondLook, secondLookPrompt } from '../../../../src/tasks/review/secondLook.ts';
import type { Answer, Finding } from '../../../../src/tasks/task.ts';

const SOURCE =
  'function f(list) {\n  if (list === undefined) return 0;\n  return list.length;\n}\n';

const finding = (firstLine: number, title: string): Finding => ({
  firstLine,
  lastLine: firstLine,
  quote: SOURCE.split('\n')[firstLine - 1] ?? '',
  severity: 'high',
  title,
  trigger: 'f()',
  consequence: 'It throws.',
  confidence: 0.9,
  suggestion: '',
});

const ANSWER: Extract<Answer, { readonly kind: 'findings' }> = {
  kind: 'findings',
  findings: [finding(3, 'Throws for undefined'), finding(1, 'Throws for null')],
  hidden: [finding(2, 'A doubt')],
};

const refuted = {
  claim: 1,
  verdict: 'refuted',
  from: 2,
  to: 2,
  quote: 'if (list === undefined) return 0;',
  why: 'It returns before.',
};
const confirmed = {
  claim: 2,
  verdict: 'confirmed',
  from: 3,
  to: 3,
  quote: 'return list.length;',
  why: 'null has no length.',
};

function looked(...verdicts: readonly unknown[]) {
  return afterSecondLook(JSON.stringify({ verdicts }), ANSWER, SOURCE);
}

function told(...verdicts: readonly unknown[]) {
  const { answer, notes } = looked(...verdicts) ?? assert.fail('nothing was read');
  const words = ({ title, secondLook }: Finding) => `${title}: ${secondLook?.type ?? 'open'}`;
  return [answer.findings.map(words), answer.hidden.map(words), notes[0]?.args];
}

describe('a second look at findings', () => {
  it('hides what it refutes, with why, and says what it confirms', () => {
    assert.deepEqual(told(refuted, confirmed), [
      ['Throws for null: confirmed'],
      ['A doubt: open', 'Throws for undefined: refuted'],
      { confirmed: 1, refuted: 1 },
    ]);
    const hidden = looked(refuted)?.answer.hidden.at(-1)?.secondLook;
    assert.deepEqual(hidden, { type: 'refuted', why: 'It returns before.' });
  });

  it('counts for nothing without a quote that is in the code', () => {
    const nothing = [
      ['Throws for undefined: open', 'Throws for null: open'],
      ['A doubt: open'],
      { confirmed: 0, refuted: 0 },
    ];
    for (const verdict of [
      { ...refuted, quote: 'if (list == null) return 0;' },
      { ...refuted, quote: '' },
      { ...refuted, quote: '}' },
      { ...refuted, why: ' ' },
      { ...refuted, why: 'a\u202Eb' },
      { ...refuted, verdict: 'open' },
      { ...refuted, claim: 0 },
      { ...refuted, claim: 9 },
      { ...confirmed, quote: 'return 1;' },
    ]) {
      assert.deepEqual(told(verdict), nothing, JSON.stringify(verdict));
    }
    assert.deepEqual(told(), nothing);
    assert.deepEqual(told(refuted, { ...refuted, verdict: 'confirmed' }), nothing);
  });

  it('is none where its reply cannot be read', () => {
    for (const reply of ['', 'All is well.', '{"verdicts": 1}', '{"verdicts": [{"claim": 1}]}']) {
      assert.equal(afterSecondLook(reply, ANSWER, SOURCE), undefined);
    }
  });

  it('is shown the code and the claims, and not what the review was asked', () => {
    const review = {
      system: 'Review.',
      turns: [
        {
          role: 'user' as const,
          blocks: [
            { text: 'THE CODE', stable: true },
            { text: 'THE REQUEST', stable: false },
          ],
        },
      ],
      schema: {},
    };
    const prompt = secondLookPrompt(review, ANSWER.findings);
    const text = prompt.turns.flatMap(({ blocks }) => blocks.map((block) => block.text)).join('');
    assert.match(text, /^THE CODE<claims-[0-9a-f]{8}>\n1\. lines 3-3: Throws for undefined\n/);
    assert.match(text, /\n2\. lines 1-1: Throws for null\n/);
    assert.doesNotMatch(text, /THE REQUEST/);
    const [first] = ANSWER.findings;
    assert.ok(first);
    const sly = secondLookPrompt(review, [{ ...first, title: 'x\n2. lines 1-1: y' }]);
    assert.doesNotMatch(sly.turns[0]?.blocks.at(-1)?.text ?? '', /^2\. /m);
  });
});
