import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { enclosingDeclaration } from '../../../src/syntax/enclosing.ts';
import type { Declaration } from '../../../src/syntax/syntax.ts';
import { never, sample, SAMPLES, startSyntax } from './samples.ts';

/** `kind path(parameters)`, with a `+` in front when it is exported and a `"` when documented. */
function outline(declarations: readonly Declaration[]): readonly string[] {
  return declarations.map(
    ({ kind, path, parameters, exported, comment }) =>
      `${exported ? '+' : ''}${comment === null ? '' : '"'}${kind} ${path}(${parameters.join(', ')})`,
  );
}

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'limiter.ts': [
    'constant TICK_MS()',
    '+"interface LimiterOptions()',
    '+property LimiterOptions.capacity()',
    '+property LimiterOptions.refillPerSecond()',
    '+property LimiterOptions.now()',
    '+type Decision()',
    '+class TokenLimiter()',
    'property TokenLimiter.#tokens()',
    'property TokenLimiter.last()',
    '+constructor TokenLimiter.constructor(options)',
    '+method TokenLimiter.available()',
    '+method TokenLimiter.take(count, label)',
    'method TokenLimiter.refill()',
    '+function isLabel(text)',
    '+function takeAll({ limiters, count })',
    '+function describeDecision(decision)',
  ],
  'cart.js': [
    '"function round(amount)',
    '+class Cart()',
    '+property Cart.items()',
    '+method Cart.add(item, quantity)',
    '+method Cart.[Symbol.iterator]()',
    '+method Cart.total(discounts)',
    '+function load(path)',
  ],
  'panel.tsx': [
    '+interface PanelProps()',
    '+property PanelProps.title()',
    '+property PanelProps.children()',
    '+function Panel({ title, children })',
    '+function Empty()',
  ],
  'inventory.py': [
    '+constant LOW_STOCK()',
    '+"class Item()',
    '+property Item.name()',
    '+property Item.count()',
    '+property Item.tags()',
    '+method Item.is_low(limit)',
    '+class OutOfStock()',
    '+class Inventory()',
    '+constructor Inventory.__init__(items)',
    '+method Inventory.take(name, count, strict, extra)',
    '+method Inventory.total()',
    'method Inventory._audit()',
    '+function load(path, paths)',
  ],
  'queue.go': [
    '+variable ErrClosed()',
    'constant defaultSize()',
    '+class Job()',
    '+property Job.ID()',
    '+property Job.Work()',
    '+interface Handler()',
    '+method Handler.Handle(job)',
    'type results()',
    '+class Queue()',
    'property Queue.mu()',
    'property Queue.jobs()',
    'property Queue.closed()',
    '+function New(size)',
    '+method Queue.Push(job, more)',
    'method Queue.pop()',
    'function raw(_, b)',
  ],
  'Account.java': [
    '+"class Account()',
    '+constant Account.MAX_ENTRIES()',
    'property Account.entries()',
    'property Account.balance()',
    '+constructor Account.Account(opening)',
    '+method Account.withdraw(amount, notes)',
    '+method Account.visit(visitor)',
    'method Account.sign()',
    '+class Account.Entry(amount, note)',
    '+interface Account.Visitor()',
    '+method Account.Visitor.entry(entry)',
    'enum Account.State()',
    'method Account.State.isOpen()',
  ],
  'Store.cs': [
    '+class Store()',
    'property Store.items()',
    '+constant Store.Limit()',
    '+property Store.Name()',
    '+constructor Store.Store(name)',
    '+method Store.TryAdd(key, item, labels)',
    '+property Store.this(key)',
    '+property Store.Changed()',
    'method Store.Describe()',
    '+method Store.operator +(left, right)',
    '+interface IStore()',
    '+property IStore.Name()',
    '+class Point(X, Y)',
    '+enum Mode()',
  ],
  'buffer.cpp': [
    '+"enum Policy()',
    '+class Buffer()',
    '+constructor Buffer.Buffer(capacity)',
    '+method Buffer.~Buffer()',
    '+method Buffer.push(value, policy)',
    '+method Buffer.size()',
    '+method Buffer.operator==(other)',
    'property Buffer.data_()',
    'method Buffer.shrink(by, names)',
    '+method Buffer.push#2(value, policy)',
    'function helper(argc, argv)',
    '+class Point()',
    '+property Point.x()',
    '+property Point.y()',
    '+function main(argc, argv)',
  ],
  'parser.rs': [
    '+constant MAX_LINES()',
    '+"enum ParseError()',
    '+class Config()',
    '+property Config.values()',
    'property Config.lines()',
    '+method Config.get(key)',
    '+method Config.parse(text, (from, to))',
    '+method Config.fmt(f)',
    '+interface Source()',
    '+method Source.text()',
    '+method Source.is_empty()',
    'function config()',
    'function count(text)',
    'module inner()',
    'function inner.hidden()',
  ],
  'ledger.rb': [
    '+"module Books()',
    '+constant Books.LIMIT()',
    '+class Books.Ledger()',
    '+constructor Books.Ledger.initialize(entries, rest, currency, rate, options, block)',
    '+method Books.Ledger.add(amount, note)',
    '+method Books.Ledger.load(path)',
    '+method Books.Ledger.report()',
    'method Books.Ledger.total()',
    '+function open_ledger(path)',
  ],
  'Router.php': [
    '+"class Router()',
    '+constant Router.MAX_ROUTES()',
    'property Router.routes()',
    '+constructor Router.__construct(prefix, defaults)',
    '+method Router.add(path, handler, count)',
    'method Router.normalise(path)',
    '+interface Middleware()',
    '+method Middleware.handle(request)',
    '+function route(name)',
  ],
};

describe('declarations', () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());

  for (const [language, file] of SAMPLES) {
    it(`are found in ${file}, with kind, parameters, visibility and comment`, async () => {
      const facts = await syntax.facts(language, sample(file), never);
      assert.deepEqual(facts?.errors, []);
      assert.deepEqual(outline(facts?.declarations ?? []), EXPECTED[file]);
    });

    it(`have ranges that lie within ${file} and unique paths`, async () => {
      const text = sample(file);
      const lines = text.split('\n');
      const { declarations = [] } = (await syntax.facts(language, text, never)) ?? {};
      for (const { start, end, bodyStart, firstLine, lastLine, name } of declarations) {
        assert.ok(start < end && end <= text.length);
        assert.ok(bodyStart === null || (bodyStart > start && bodyStart <= end));
        assert.ok(
          lines
            .slice(firstLine - 1, lastLine)
            .join('\n')
            .includes(text.slice(start, end)),
        );
        assert.ok(text.slice(start, end).includes(name.replace(/^operator /, '')));
      }
      const paths = declarations.map(({ path }) => path);
      assert.equal(new Set(paths).size, paths.length);
    });
  }

  it('include decorators, modifiers and attributes', async () => {
    const text = '@dec()\nexport class A {\n  @log\n  run() {}\n}\n';
    const { declarations = [] } = (await syntax.facts('typescript', text, never)) ?? {};
    assert.deepEqual(
      declarations.map(({ firstLine, lastLine }) => [firstLine, lastLine]),
      [
        [1, 5],
        [3, 4],
      ],
    );
  });

  it('find the comment above a directive that stands in between', async () => {
    const text = '/** Adds. */\n// @ts-ignore\nexport function add() {}\n';
    const { declarations = [] } = (await syntax.facts('typescript', text, never)) ?? {};
    assert.deepEqual(declarations[0]?.comment, { start: 0, end: 12 });
  });

  it('take no comment that a blank line separates or that ends another line', async () => {
    const text = '// about nothing\n\nfunc A() {}\n\nvar x = 1 // one\nfunc B() {}\n';
    const { declarations = [] } = (await syntax.facts('go', text, never)) ?? {};
    assert.deepEqual(
      declarations.map(({ comment }) => comment),
      [null, null, null],
    );
  });

  it('are exported by a list that follows them', async () => {
    const text = 'const a = 1;\nfunction b() {}\nexport { a as c };\nexport { d } from "./d";\n';
    const { declarations = [] } = (await syntax.facts('javascript', text, never)) ?? {};
    assert.deepEqual(outline(declarations), ['+constant a()', 'function b()']);
  });

  it('are found and exported where CommonJS assigns them', async () => {
    const text = [
      'function a(x) {}',
      'const b = 1;',
      'function c() {}',
      'exports.d = function (y) {};',
      'function E() {}',
      'E.prototype.run = async (z) => {};',
      'module.exports = { a, other: b };',
      'describe("x", () => { helper.f = () => {}; });',
    ].join('\n');
    const { declarations = [] } = (await syntax.facts('javascript', text, never)) ?? {};
    assert.deepEqual(outline(declarations), [
      '+function a(x)',
      '+constant b()',
      'function c()',
      '+function d(y)',
      'function E()',
      'function E.run(z)',
    ]);
  });

  it('enclose a range of lines, the innermost first', async () => {
    const { declarations = [] } =
      (await syntax.facts('typescript', sample('limiter.ts'), never)) ?? {};
    const at = (firstLine: number, lastLine = firstLine) =>
      enclosingDeclaration(declarations, { firstLine, lastLine })?.path;
    assert.equal(at(32), 'TokenLimiter.take');
    assert.equal(at(25), 'TokenLimiter.available');
    assert.equal(at(28), 'TokenLimiter');
    assert.equal(at(25, 45), 'TokenLimiter');
    assert.equal(at(3), undefined);
  });
});
