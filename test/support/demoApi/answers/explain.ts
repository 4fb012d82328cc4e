import type { DemoTask } from '../prompt.ts';
import type { ScannedDeclaration } from '../scan.ts';
import { bodyLines, inTarget, scan } from '../scan.ts';
import type { Source } from '../source.ts';
import { maskedAt, sourceOf, targetNumbers } from '../source.ts';
import { summaryOf } from './docs.ts';
import { listed } from './english.ts';

const MOST_DECLARATIONS = 8;

/** Markdown on the declarations in the target: what they do, what they take, whom they call. */
export function explainAnswer(task: DemoTask): string {
  const source = sourceOf(task);
  const all = scan(source);
  const shown = inTarget(source, all).slice(0, MOST_DECLARATIONS);
  const { first, last } = source.target;
  if (shown.length === 0) {
    return `Lines ${first} to ${last} hold ${statements(source)} lines of code and declare nothing of their own.`;
  }
  return [
    `**In short:** lines ${first} to ${last} declare ${listed(shown.map((declaration) => `\`${declaration.path}\``))}.`,
    ...shown.map((declaration) => about(source, declaration, all)),
  ].join('\n\n');
}

function about(
  source: Source,
  declaration: ScannedDeclaration,
  all: readonly ScannedDeclaration[],
): string {
  const body = bodyLines(source, declaration).slice(1).join('\n');
  const called = all
    .filter(
      (other) =>
        other.path !== declaration.path &&
        other.container !== declaration.name &&
        other.name !== 'constructor' &&
        (other.kind === 'function' || other.kind === 'method') &&
        new RegExp(`\\b${other.name.replace(/\W/g, '')}\\(`).test(body),
    )
    .map((other) => `\`${other.name}\``);
  const named = declaration.parameters.filter((parameter) => !parameter.destructured);
  const points = [
    ...(named.length === 0
      ? []
      : [`- It takes ${listed(named.map((parameter) => `\`${parameter.name}\``))}.`]),
    ...(/\bthrow\b|\braise\b/.test(body) ? ['- It refuses input that it cannot work with.'] : []),
    ...(/\bfor\b|\bwhile\b|\.map\(|\.forEach\(/.test(body)
      ? ['- It goes through its input in a loop.']
      : []),
    ...(called.length === 0 ? [] : [`- It relies on ${listed([...new Set(called)])}.`]),
  ];
  return [
    `### \`${declaration.path}\``,
    `${summaryOf(source, declaration, all)} (${declaration.line === declaration.last ? `line ${declaration.line}` : `lines ${declaration.line} to ${declaration.last}`}).`,
    ...(points.length === 0 ? [] : [points.join('\n')]),
  ].join('\n\n');
}

function statements(source: Source): number {
  return targetNumbers(source).filter((number) => maskedAt(source, number).trim() !== '').length;
}
