import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { ServerEvents } from '../../../src/providers/http/serverEvents.ts';

/** Characters that are read as JSON while something is done. */
function readDuring(work: () => void): number {
  const parse: (text: string) => unknown = JSON.parse.bind(JSON);
  let read = 0;
  JSON.parse = (text: string) => {
    read += text.length;
    return parse(text);
  };
  try {
    work();
  } finally {
    JSON.parse = parse;
  }
  return read;
}

function dataOf(...pieces: readonly string[]): unknown[] {
  const events = new ServerEvents();
  return pieces.flatMap((piece) => [...events.push(piece)]).map(({ data }) => data);
}

describe('A stream of server-sent events', () => {
  const unclosed = `data: {"a":"${'x'.repeat(20_000)}","b":${'{"c":'.repeat(200)}`;
  for (const [what, line] of [
    ['closing brackets', 'data: }'],
    ['brackets in a text', 'data: "}'],
    ['opened and closed ones', 'data: {}'],
    ['empty lines of data', 'data:'],
    ['too many closing brackets', `data: ${'}'.repeat(250)}`],
  ] as const) {
    it(`is read as JSON a few times, however many lines an event has: ${what}`, () => {
      const body = `event: x\n${unclosed}\n${`${line}\n`.repeat(5_000)}`;
      const read = readDuring(() => dataOf(body));
      assert.ok(read <= body.length * 3, `${read} of ${body.length}`);
    });
  }

  it('tells an object of many lines before the end of its frame', () => {
    const lines = JSON.stringify({ type: 'a', nested: { list: [1, '}"\\'] } }, null, 1).split('\n');
    const frame = lines.map((line) => `data: ${line}\n`).join('');
    const value: unknown = JSON.parse(lines.join('\n'));
    assert.deepEqual(dataOf(frame), [value]);
    assert.deepEqual(dataOf(frame.replaceAll(/^data: +/gm, 'data: '), frame, '\n'), [value, value]);
  });

  it('holds no event that is longer than any answer', () => {
    const piece = 'x'.repeat(1_000_000);
    const line = Array.from({ length: 9 }, () => piece);
    assert.throws(() => dataOf('data: {"a":"', ...line), SyntaxError);
    assert.throws(
      () => dataOf('data: {\n', ...line.map((each) => `data: "${each}"\n`)),
      SyntaxError,
    );
  });
});
