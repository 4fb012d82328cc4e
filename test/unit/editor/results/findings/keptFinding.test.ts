import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
  findingMarkdown,
  findingMessage,
} from '../../../../../src/editor/results/findings/findingText.ts';
import type { KeptFinding } from '../../../../../src/editor/results/findings/keptFinding.ts';
import {
  readFindings,
  writeFindings,
} from '../../../../../src/editor/results/findings/keptFinding.ts';
import type { Showing } from '../../../../../src/editor/results/findings/showing.ts';

const finding: KeptFinding = {
  id: '7-shown-0',
  runId: 7,
  firstLine: 3,
  lastLine: 4,
  startCharacter: 2,
  endCharacter: 9,
  fingerprint: '0123456789abcdef',
  isShort: false,
  isHidden: false,
  severity: 'high',
  title: 'Null is not checked',
  trigger: 'the cart is empty',
  consequence: 'it throws',
  confidence: 0.9,
  suggestion: '',
};

describe('the file of findings', () => {
  it('is read as it was written', () => {
    const findings = [finding, { ...finding, kind: 'leak' as const }];
    const documents = [{ uri: 'file:///a.ts', findings }];
    assert.deepEqual(readFindings(writeFindings(documents)), documents);
  });

  it('keeps what came of a test that was to show a finding, and nothing of the test', () => {
    const showings: readonly Showing[] = [
      { type: 'shown', path: 'a.test.ts', framework: 'vitest', cases: ['adds'] },
      { type: 'notShown', problem: 'tests.notShown' },
      { type: 'notRun', cause: 'noRunner', framework: 'jest' },
      { type: 'notRun', cause: 'declined' },
    ];
    const findings = showings.map((showing) => ({ ...finding, showing }));
    const documents = [{ uri: 'file:///a.ts', findings }];
    assert.deepEqual(readFindings(writeFindings(documents)), documents);
    const other = writeFindings(documents).replace('"declined"', '"forgotten"');
    assert.equal(readFindings(other), undefined);
  });

  it('is refused whole when it is cut short, of another version or of another shape', () => {
    const file = writeFindings([{ uri: 'file:///a.ts', findings: [finding] }]);
    assert.equal(readFindings(file.slice(0, -10)), undefined);
    assert.equal(readFindings(file.replace('"version":1', '"version":2')), undefined);
    assert.equal(readFindings(file.replace('"firstLine":3', '"firstLine":-3')), undefined);
    assert.equal(readFindings('[]'), undefined);
  });
});

describe('the words of a finding', () => {
  it('are plain in the list of problems', () => {
    assert.equal(findingMessage(finding), 'Null is not checked\nit throws');
    const title = 'a\nb\u202Ec';
    assert.equal(findingMessage({ title, consequence: ' ' }), 'a b\uFFFDc');
  });

  it('leave no link, image or HTML in a hover', () => {
    const labels = {
      title: '[t](command:x)',
      consequence: '<b>Boom</b> [c](command:w)',
      trigger: 'When:',
      suggestion: 'Do:',
      secondLook: 'No [x](command:z).',
      showing: 'A test in [a](b.ts) shows it.',
      weight: 'high',
    };
    const text = findingMarkdown(
      {
        trigger: '<img src=x> ![i](http://e.example/i.png)',
        suggestion: 'use `a | b` [x](command:y)',
      },
      labels,
    );
    assert.doesNotMatch(text.replaceAll(/&#\d+;/g, ''), /[^\p{L}\p{Nd} \n]/u);
    assert.match(text, /use &#96;a &#124; b&#96;/);
  });
});
