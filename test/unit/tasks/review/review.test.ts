import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { sample, SAMPLES } from '../../syntax/samples.ts';
import { checked, codes, inputFor, prepare, startTools } from '../taskBench.ts';

const SOURCE = sample('limiter.ts');
const LINES = SOURCE.split('\n');

function finding(from: number, given: Readonly<Record<string, unknown>> = {}) {
  return {
    from,
    to: from,
    quote: LINES[from - 1] ?? '',
    severity: 'medium',
    title: `Something at ${from}`,
    trigger: 'always',
    consequence: `wrong at ${from}`,
    confidence: 0.8,
    suggestion: '',
    ...given,
  };
}

describe('review', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  const review = (findings: readonly unknown[], target?: readonly [number, number]) =>
    checked(
      tools,
      inputFor('review', 'typescript', SOURCE, {
        ...(target && {
          target: { firstLine: target[0], lastLine: target[1] },
          targetKind: 'selection',
        }),
      }),
      { findings },
    );
  const lines = (result: Awaited<ReturnType<typeof review>>) =>
    result.answer?.kind === 'findings'
      ? result.answer.findings.map(({ firstLine }) => firstLine)
      : [];

  it('accepts quotes that stand at their lines', async () => {
    const several = finding(40, { to: 42, quote: LINES.slice(39, 42).join('\n') });
    const result = await review([
      finding(31),
      several,
      finding(32, { quote: 'count > this.#tokens' }),
    ]);
    assert.deepEqual(result.problems, []);
    assert.deepEqual(lines(result), [31, 40, 32]);
    assert.equal(result.strength, 'form');
  });

  it('keeps a replacement of exactly its lines, and none of others', async () => {
    const line = LINES[30] ?? '';
    const better = `${line} // mended`;
    const given = (replacement: unknown, more: Readonly<Record<string, unknown>> = {}) =>
      review([finding(31, { replacement, ...more })]);
    const kept = async (...args: Parameters<typeof given>) => {
      const { answer, problems } = await given(...args);
      assert.deepEqual(problems, []);
      return answer?.kind === 'findings' ? answer.findings[0]?.replacement : undefined;
    };
    assert.equal(await kept(better), better);
    assert.equal(await kept(`\n${better}\r\n`), better);
    assert.equal(await kept(better, { quote: `31|${line}` }), better);
    for (const none of ['', '  ', line, `${line}  `, 7, null, 'x'.repeat(20_000), `a\u202eb`]) {
      assert.equal(await kept(none), undefined, JSON.stringify(none).slice(0, 20));
    }
    // The quote stands elsewhere, in the middle of the line, or is not all of it.
    assert.equal(await kept(better, { from: 30, to: 30 }), undefined);
    assert.equal(await kept(better, { from: 30, to: 31 }), undefined);
    assert.equal(await kept(better, { quote: line.trim().slice(2) }), undefined);
  });

  it('keeps what a finding is about, and takes one that says nothing known', async () => {
    const result = await review([
      finding(31, { kind: 'errors' }),
      finding(32, { kind: 'style' }),
      finding(40, { kind: 7 }),
      finding(41),
    ]);
    assert.deepEqual(result.problems, []);
    assert.ok(result.answer?.kind === 'findings');
    assert.deepEqual(
      result.answer.findings.map(({ kind }) => kind),
      ['errors', undefined, undefined, undefined],
    );
    const prepared = await prepare(tools, inputFor('review', 'typescript', SOURCE));
    assert.match(JSON.stringify(prepared.prompt.schema), /"kind":\{[^}]*"errors"/);
    assert.match(JSON.stringify(prepared.prompt.schema), /"required":\[[^\]]*"kind"/);
  });

  it('accepts nothing to report', async () => {
    assert.deepEqual(codes(await review([])), []);
  });

  it('moves a finding to the only place of its quote', async () => {
    const result = await review([finding(3, { quote: LINES[33] })]);
    assert.deepEqual(lines(result), [34]);
  });

  it('forgives line numbers, outer white space and white space at line ends', async () => {
    const quote = `32|${LINES[31]}  \n33|${LINES[32]}\t`;
    const result = await review([
      finding(32, { to: 33, quote }),
      finding(34, { quote: LINES[33]?.trim() }),
    ]);
    assert.deepEqual(result.problems, []);
    assert.deepEqual(lines(result), [32, 34]);
  });

  it('rejects quotes that are not there, ambiguous or empty', async () => {
    assert.deepEqual(codes(await review([finding(31, { quote: 'eval(input)' })])), [
      'review.quoteNotFound',
    ]);
    assert.deepEqual(codes(await review([finding(3, { quote: 'const now =' })])), []);
    assert.deepEqual(codes(await review([finding(3, { quote: '}' })])), ['review.quoteAmbiguous']);
    assert.deepEqual(codes(await review([finding(3, { quote: ' \n' })])), ['review.emptyQuote']);
    assert.deepEqual(codes(await review([finding(-5, { to: 999_999, quote: 'no such' })])), [
      'review.quoteNotFound',
    ]);
  });

  it('takes the only place a few lines off where a quote is in several', async () => {
    const source = 'a();\nreturn 1;\n\n\n\n\n\n\nb();\nreturn 1;\nc();\n';
    const said = async (from: number) => {
      const given = { ...finding(1), from, to: from, quote: 'return 1;' };
      const result = await checked(tools, inputFor('review', 'typescript', source), {
        findings: [given],
      });
      return result.problems.length > 0 ? codes(result) : lines(result);
    };
    assert.deepEqual(await said(11), [10]);
    assert.deepEqual(await said(1), [2]);
    assert.deepEqual(await said(6), ['review.quoteAmbiguous']);
  });

  it('forgives the indentation of a quote over several lines that is right otherwise', async () => {
    const bare = LINES.slice(30, 34).map((line) => line.trim());
    const result = await review([finding(31, { to: 34, quote: bare.join('\n') })]);
    assert.deepEqual([codes(result), lines(result)], [[], [31]]);
    const other = finding(31, { to: 34, quote: [...bare.slice(0, 3), 'x();'].join('\n') });
    assert.deepEqual(codes(await review([other])), ['review.quoteNotFound']);
  });

  it('marks the quote alone where the lines given are half the file', async () => {
    const result = await review([finding(1, { to: LINES.length, quote: LINES[31] })]);
    assert.ok(result.answer?.kind === 'findings');
    const [found] = result.answer.findings;
    assert.deepEqual([found?.firstLine, found?.lastLine], [32, 32]);
  });

  it('tells the model what stands where it saw something else', async () => {
    const result = await review([finding(31, { quote: 'eval(input)' })]);
    assert.ok(result.problems[0]?.detail.includes(LINES[30]?.trim() ?? '-'));
  });

  it('rejects a changed space inside a quote', async () => {
    const quote = (LINES[30] ?? '').replace('this.refill', 'this .refill');
    assert.deepEqual(codes(await review([finding(31, { quote })])), ['review.quoteNotFound']);
  });

  it('keeps findings inside the lines of the file', async () => {
    const result = await review([finding(1, { from: -3, to: 9_999, quote: LINES[31] })]);
    assert.ok(result.answer?.kind === 'findings');
    const [{ firstLine, lastLine } = { firstLine: 0, lastLine: 0 }] = result.answer.findings;
    assert.ok(firstLine >= 1 && lastLine <= LINES.length);
  });

  it('asks a high severity for its trigger and its consequence', async () => {
    const high = finding(32, { severity: 'high', trigger: ' ', consequence: '' });
    assert.deepEqual(codes(await review([high])), [
      'review.missingTrigger',
      'review.missingConsequence',
    ]);
    assert.deepEqual(codes(await review([{ ...high, severity: 'low' }])), []);
  });

  it('drops duplicates and findings outside the target, the latter with a note', async () => {
    const result = await review(
      [finding(32), finding(32, { title: 'something AT 32' }), finding(3), finding(55)],
      [30, 40],
    );
    assert.deepEqual(lines(result), [32]);
    assert.deepEqual(result.notes, [{ code: 'notes.outsideTarget', args: { count: 2 } }]);
  });

  it('hides low confidence visibly', async () => {
    const result = await review([
      finding(32, { confidence: 0.49 }),
      finding(34, { confidence: 0.5 }),
    ]);
    assert.ok(result.answer?.kind === 'findings');
    assert.deepEqual(
      result.answer.hidden.map(({ firstLine }) => firstLine),
      [32],
    );
    assert.deepEqual(lines(result), [34]);
    assert.deepEqual(result.notes, [{ code: 'notes.hiddenFindings', args: { count: 1 } }]);
  });

  it('is unsure where all it found is doubtful and some of it would matter', async () => {
    const weak = { confidence: 0.4 };
    const nit = { severity: 'low', confidence: 0.3 };
    const sureOf = async (...findings: Parameters<typeof review>[0]): Promise<number | undefined> =>
      (await review(findings)).confidence;
    assert.equal(await sureOf(finding(32, weak)), 0.4);
    assert.equal(await sureOf(finding(32, weak), finding(34, { ...nit, confidence: 0.45 })), 0.45);
    // What is shown is what the review is judged by; the rest is hidden.
    assert.equal(await sureOf(finding(32, weak), finding(34, { confidence: 0.8 })), 0.8);
    // No findings, or doubtful trifles, are nothing to ask a dearer model about.
    assert.equal(await sureOf(), undefined);
    assert.equal(await sureOf(finding(32, nit), finding(34, nit)), undefined);
  });

  it('rejects invisible characters in what is shown', async () => {
    for (const field of ['title', 'trigger', 'consequence', 'suggestion']) {
      assert.deepEqual(codes(await review([finding(32, { [field]: 'a\u202eb' })])), [
        'answer.hiddenCharacters',
      ]);
    }
  });

  for (const [language, file] of SAMPLES) {
    it(`finds every line of ${file} that is quoted`, async () => {
      const source = sample(file);
      const findings = source.split('\n').flatMap((quote, index) =>
        quote.trim() === ''
          ? []
          : [
              {
                ...finding(1),
                from: index + 1,
                to: index + 1,
                quote,
                title: `t${index}`,
                consequence: `c${index}`,
              },
            ],
      );
      const result = await checked(tools, inputFor('review', language, source), { findings });
      assert.deepEqual(result.problems, []);
      assert.ok(result.answer?.kind === 'findings');
      assert.equal(result.answer.findings.length, findings.length);
    });
  }

  it('sends of a large file the target and signatures around it, and says so', async () => {
    const body = Array.from(
      { length: 40 },
      (_, index) => `  step(${index}, 'some words to fill a line');`,
    ).join('\n');
    const source = Array.from(
      { length: 120 },
      (_, index) =>
        `export function part${index}(first: string, second: number): void {\n${body}\n}\n`,
    ).join('');
    const target = { firstLine: 43, lastLine: 84 };
    const input = inputFor('review', 'typescript', source, { target, targetKind: 'declaration' });
    const prepared = await prepare(tools, input);
    const [code] = prepared.prompt.turns[0]?.blocks ?? [];
    assert.match(code?.text ?? '', /\n43\|export function part1\(/);
    assert.match(code?.text ?? '', /\n…\n.*\d+\|export function part119\(/s);
    assert.ok((code?.text.length ?? 0) < 40_000);
    assert.equal(prepared.notes[0]?.code, 'notes.excerpt');
  });

  it('refuses a target that is too large', async () => {
    const source = 'callSomething(1, 2, 3);\n'.repeat(20_000);
    await assert.rejects(prepare(tools, inputFor('review', 'typescript', source)), {
      code: 'input.tooLarge',
    });
  });
});
