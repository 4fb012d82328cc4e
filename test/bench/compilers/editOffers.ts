import type { Declaration, TextRange } from '../../../src/syntax/syntax.ts';
import { inputOn } from '../gates/cases.ts';
import type { SourceFile } from '../gates/corpus.ts';
import { goodEdits } from '../gates/editCases.ts';
import type { NoiseGround, RawEdit } from './noise.ts';
import { EDIT_NOISE } from './noise.ts';
import type { Ground, Offer } from './offers.ts';

interface RawReplacement {
  readonly line: number;
  readonly find: string;
  readonly replace: string;
}

/** A change as it was meant, before anything goes wrong with it. */
interface Change {
  readonly maker: string;
  readonly edits: readonly RawEdit[];
  readonly replacements: readonly RawReplacement[];
  /** Breaks the file for its tool: nothing is to be made of it. */
  readonly isBad?: boolean;
}

const CALLABLE = new Set(['function', 'method', 'constructor']);
/** Noises that are tried on each change of a file. */
const NOISES_OF_A_CHANGE = 4;
const NOISES = Object.keys(EDIT_NOISE).filter((name) => name !== 'none');

/** Changes of a file, each as it was meant and as a model might write it down. */
export function editOffers(ground: Ground): readonly Offer[] {
  const { file, choices } = ground;
  const lines = file.text.split('\n');
  const known: NoiseGround = { language: file.language, unit: unitOf(file.text) };
  return changesOf(ground, lines).flatMap((change) => {
    const noises = change.isBad === true ? [] : choices.some(NOISES, NOISES_OF_A_CHANGE);
    return ['none', ...noises].flatMap((noise) => {
      const edits = change.edits.map((one) => EDIT_NOISE[noise]?.(one, known) ?? one);
      const isSame = JSON.stringify(edits) === JSON.stringify(change.edits);
      if (noise !== 'none' && isSame) return [];
      return [offerOf(file, change, noise, edits)];
    });
  });
}

/** One step of indentation. */
export function unitOf(text: string): string {
  return /^(?:\t| {2,8})(?=\S)/m.exec(text)?.[0] ?? '    ';
}

function offerOf(
  file: SourceFile,
  change: Change,
  noise: string,
  edits: readonly RawEdit[],
): Offer {
  const { maker, replacements, isBad } = change;
  return {
    task: 'refactor',
    maker,
    noise,
    input: inputOn('refactor', file, file.text),
    reply: () => JSON.stringify({ edits, replacements, summary: 'Makes it easier to read.' }),
    before: file.text,
    ...(isBad === true ? {} : { meant: meantBy(file.text, change) }),
    path: file.path,
    lineEnds: noise.length % 3 === 0 ? '\r\n' : '\n',
  };
}

/** The text with a change, as it was meant. */
function meantBy(text: string, { edits, replacements }: Change): string {
  const lines = text.split('\n');
  for (const { line, find, replace } of replacements) {
    lines[line - 1] = (lines[line - 1] ?? '').replace(find, () => replace);
  }
  for (const { from, to, replace } of edits.toSorted((one, other) => other.from - one.from)) {
    lines.splice(from - 1, to - from + 1, ...(replace === '' ? [] : replace.split('\n')));
  }
  return lines.join('\n');
}

function edit(lines: readonly string[], from: number, to: number, replace: string): RawEdit {
  return { from, to, firstLine: lines[from - 1] ?? '', lastLine: lines[to - 1] ?? '', replace };
}

function changesOf(ground: Ground, lines: readonly string[]): readonly Change[] {
  const { facts, choices } = ground;
  const good = goodEdits(ground).map(({ kind, reply }): Change => {
    const { edits, replacements } = JSON.parse(reply) as Pick<Change, 'edits' | 'replacements'>;
    return { maker: kind, edits, replacements };
  });
  const functions = facts.declarations.filter(
    ({ kind, bodyStart, end }) => CALLABLE.has(kind) && bodyStart !== null && bodyStart < end,
  );
  const some = choices.some(functions, 4);
  const single = (maker: string, one: RawEdit | undefined, isBad = false): readonly Change[] =>
    one === undefined ? [] : [{ maker, edits: [one], replacements: [], isBad }];
  return [
    ...choices.some(good, 6),
    ...some.flatMap((one) => [
      ...single('a comment in a body', commented(ground, lines, one)),
      ...single('some lines again', again(ground, lines, one)),
      ...single('a body wrapped', wrapped(ground, lines, one)),
    ]),
    ...single('an import repeated', importRepeated(ground, lines), true),
    ...single('a declaration repeated', repeated(ground, lines), true),
  ];
}

function isInside(ranges: readonly TextRange[], offset: number): boolean {
  return ranges.some(({ start, end }) => offset > start && offset < end);
}

/** Offsets at which lines start, from line 1 on. */
function startsOf(lines: readonly string[]): readonly number[] {
  let at = 0;
  return lines.map((line) => {
    const start = at;
    at += line.length + 1;
    return start;
  });
}

function marker(language: string): string {
  return /^(?:python|ruby)$/.test(language) ? '#' : '//';
}

/** Lines in a body that start in no string. */
function bodyLines(
  { file, facts }: Ground,
  lines: readonly string[],
  { firstLine, lastLine, bodyStart }: Declaration,
): readonly number[] {
  const starts = startsOf(lines);
  const top = file.text.slice(0, bodyStart ?? 0).split('\n').length;
  return lines
    .slice(firstLine - 1, lastLine)
    .map((_, index) => firstLine + index)
    .filter(
      (line) =>
        line > firstLine &&
        line >= top &&
        (lines[line - 1] ?? '').trim() !== '' &&
        !isInside([...facts.strings, ...facts.comments], starts[line - 1] ?? 0),
    );
}

function commented(
  ground: Ground,
  lines: readonly string[],
  one: Declaration,
): RawEdit | undefined {
  const line = ground.choices.one(bodyLines(ground, lines, one).slice(1));
  if (line === undefined) return undefined;
  const text = lines[line - 1] ?? '';
  const indent = /^\s*/.exec(text)?.[0] ?? '';
  const note = `${indent}${marker(ground.file.language)} Kept for callers: größer – “quoted”.`;
  return edit(lines, line, line, `${note}\n${text}`);
}

/** A few lines of a body, with something more at the end of one. */
function again(ground: Ground, lines: readonly string[], one: Declaration): RawEdit | undefined {
  const { choices, file } = ground;
  const from = choices.one(bodyLines(ground, lines, one).slice(1));
  if (from === undefined) return undefined;
  const to = Math.min(one.lastLine, from + choices.below(8));
  const indent = /^\s*/.exec(lines[from - 1] ?? '')?.[0] ?? '';
  const text = lines.slice(from - 1, to);
  return edit(lines, from, to, [`${indent}${marker(file.language)} Again.`, ...text].join('\n'));
}

const BLOCKS: Readonly<Record<string, readonly [string, string]>> = {
  python: ['if True:', ''],
  ruby: ['begin', 'end'],
};

/** The lines of a body in a block of their own. */
function wrapped(ground: Ground, lines: readonly string[], one: Declaration): RawEdit | undefined {
  const { language, text } = ground.file;
  const all = bodyLines(ground, lines, one);
  const isIndented = /^(?:python|ruby)$/.test(language);
  const inner = isIndented && language === 'python' ? all : all.slice(1, -1);
  const from = inner[0];
  const to = language === 'python' ? one.lastLine : inner.at(-1);
  if (from === undefined || to === undefined || to < from) return undefined;
  const [open, close] = BLOCKS[language] ?? ['{', '}'];
  const unit = unitOf(text);
  const starts = startsOf(lines);
  const indent = /^\s*/.exec(lines[from - 1] ?? '')?.[0] ?? '';
  const body = lines
    .slice(from - 1, to)
    .map((line, index) =>
      line.trim() === '' || isInside(ground.facts.strings, starts[from - 1 + index] ?? 0)
        ? line
        : unit + line,
    );
  return edit(
    lines,
    from,
    to,
    [indent + open, ...body, ...(close === '' ? [] : [indent + close])].join('\n'),
  );
}

/** An import a second time. */
function importRepeated(ground: Ground, lines: readonly string[]): RawEdit | undefined {
  const { facts, file, choices } = ground;
  const one = choices.one(facts.imports);
  if (one === undefined) return undefined;
  const from = file.text.slice(0, one.start).split('\n').length;
  const to = file.text.slice(0, one.end).trimEnd().split('\n').length;
  const text = lines.slice(from - 1, to).join('\n');
  return edit(lines, from, to, `${text}\n${text}`);
}

/** A function or class a second time. */
function repeated(ground: Ground, lines: readonly string[]): RawEdit | undefined {
  const { facts, file, choices } = ground;
  const whole = facts.declarations.filter(
    ({ start, end, firstLine, lastLine, bodyStart }) =>
      bodyStart !== null &&
      file.text.slice(start, end).trim() ===
        lines
          .slice(firstLine - 1, lastLine)
          .join('\n')
          .trim(),
  );
  const one = choices.one(whole);
  if (one === undefined) return undefined;
  const text = lines.slice(one.firstLine - 1, one.lastLine).join('\n');
  return edit(lines, one.firstLine, one.lastLine, `${text}\n\n${text}`);
}
