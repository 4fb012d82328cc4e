import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { askedFor, inputFor, prepare, startTools } from '../taskBench.ts';

/** A file of each language with something that others can use, and something that they cannot. */
const FILES: Readonly<Record<string, readonly [source: string, all: string, shared: string]>> = {
  typescript: [
    'export class Cart {\n  add(): void {}\n  private sum(): void {}\n}\nfunction help(): void {}\n',
    'Cart Cart.add Cart.sum help',
    'Cart Cart.add',
  ],
  javascript: ['function a() {}\nfunction b() {}\nexport { a };\n', 'a b', 'a'],
  python: ['def total():\n    pass\n\n\ndef _round():\n    pass\n', 'total _round', 'total'],
  go: ['package a\n\nfunc Open() {}\n\nfunc shut() {}\n', 'Open shut', 'Open'],
  java: [
    'public class A {\n  public void open() {}\n  private void shut() {}\n}\n',
    'A A.open A.shut',
    'A A.open',
  ],
  rust: ['pub fn open() {}\n\nfn shut() {}\n', 'open shut', 'open'],
};

describe('docs of a whole file', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  for (const [language, [source, all, shared]] of Object.entries(FILES)) {
    it(`are of what others can use, in ${language}`, async () => {
      const prepared = await prepare(tools, inputFor('docs', language, source));
      assert.equal(askedFor(prepared).join(' '), shared);
      const count = all.split(' ').length - shared.split(' ').length;
      assert.deepEqual(
        prepared.notes.filter(({ code }) => code === 'notes.privateLeftOut'),
        [{ code: 'notes.privateLeftOut', args: { count } }],
      );
      const whole = inputFor('docs', language, source, { includePrivate: true });
      const everything = await prepare(tools, whole);
      assert.equal(askedFor(everything).join(' '), all);
      assert.deepEqual(everything.notes, []);
    });
  }

  it('are of everything in a selection, and in a file that gives nothing away', async () => {
    const [source, all] = FILES['typescript'] ?? assert.fail();
    const selected = inputFor('docs', 'typescript', source, { targetKind: 'selection' });
    assert.equal(askedFor(await prepare(tools, selected)).join(' '), all);
    const script = inputFor('docs', 'typescript', 'function main(): void {}\nmain();\n');
    assert.deepEqual(askedFor(await prepare(tools, script)), ['main']);
  });

  it('have nothing to do where only private declarations lack a comment', async () => {
    const source = '/** A. */\nexport function a() {}\nfunction b() {}\n';
    await assert.rejects(prepare(tools, inputFor('docs', 'javascript', source)), {
      code: 'nothingToDo.onlyPrivate',
      args: { count: 1 },
    });
  });
});
