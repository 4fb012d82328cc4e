import type { Source } from '../source.ts';
import { indentOf, lineAt, maskedAt, numbersIn, targetNumbers } from '../source.ts';
import { blockEnd, escaped } from './blocks.ts';
import type { Change } from './edits.ts';
import { rewritten } from './edits.ts';
import { elementName } from './freeNames.ts';

/** A loop over indexes that only reads the element becomes a loop over elements. */
export function indexLoops(source: Source): readonly Change[] {
  const { first, last } = source.target;
  return numbersIn(source, first, last).flatMap((number): readonly Change[] => {
    const line = maskedAt(source, number);
    const indent = indentOf(line);
    const groups =
      source.family === 'ts'
        ? /^\s*for\s*\(\s*(?:let|var)\s+(\w+)\s*=\s*0;\s*\1\s*<\s*([\w.]+)\.length;\s*(?:\1\+\+|\+\+\1|\1\s*\+=\s*1)\s*\)\s*\{\s*$/.exec(
            line,
          )
        : source.family === 'python'
          ? /^\s*for\s+(\w+)\s+in\s+range\(\s*len\(\s*([\w.]+)\s*\)\s*\)\s*:\s*$/.exec(line)
          : null;
    const [index, list] = [groups?.[1], groups?.[2]];
    if (index === undefined || list === undefined) {
      return [];
    }
    const end = blockEnd(source, number, indent.length);
    if (end > last || end <= number) {
      return [];
    }
    const body = numbersIn(source, number + 1, end).map((at) => lineAt(source, at));
    const masked = numbersIn(source, number + 1, end)
      .map((at) => maskedAt(source, at))
      .join('\n');
    const read = `${list}[${index}]`;
    const uses = masked.match(new RegExp(`(?<![\\w.])${index}(?!\\w)`, 'g'))?.length ?? 0;
    const reads = masked.split(read).length - 1;
    const writes = new RegExp(
      `${escaped(read)}\\s*(?:[-+*/|&]?=(?!=)|\\+\\+|--)|(?:\\+\\+|--|delete |del )${escaped(read)}|(?<![\\w.])${escaped(list)}\\s*(?:=(?!=)|\\.(?:push|pop|splice|shift|unshift|append|insert|remove|clear))`,
    ).test(masked);
    const named = new RegExp(`^\\s*(?:const\\s+|)(\\w+) = ${escaped(read)};?\\s*$`).exec(
      body[0] ?? '',
    )?.[1];
    const element = named ?? elementName(list, source);
    if (
      // A string gives characters one way and code units the other.
      /^(?:text|str|string|line|name|word|source|input)$/i.test(list) ||
      source.masked.some((other) =>
        new RegExp(`\\b${escaped(list)}\\??:\\s*str(?:ing)?\\b(?!\\[)`).test(other),
      ) ||
      reads === 0 ||
      writes ||
      (source.family === 'ts' && uses !== reads) ||
      element === undefined
    ) {
      return [];
    }
    const replaced = (named === undefined ? body : body.slice(1))
      .join('\n')
      .replaceAll(read, element);
    const head =
      source.family === 'ts'
        ? `${indent}for (const ${element} of ${list}) {`
        : uses === reads
          ? `${indent}for ${element} in ${list}:`
          : `${indent}for ${index}, ${element} in enumerate(${list}):`;
    return [
      rewritten(
        source,
        number,
        end,
        `${head}\n${replaced}`,
        `Went through \`${list}\` itself instead of through its indexes.`,
      ),
    ];
  });
}

/** `let sum = 0` and a loop that only adds to it are one expression. */
export function summingLoops(source: Source): readonly Change[] {
  const { first, last } = source.target;
  return numbersIn(source, first, last).flatMap((number): readonly Change[] => {
    const start = lineAt(source, number);
    const indent = indentOf(start);
    const end = source.family === 'ts' ? number + 3 : number + 2;
    const [loop, add, close] = [1, 2, 3].map((step) => lineAt(source, number + step));
    const ts = source.family === 'ts';
    const name = (ts ? /^\s*let (\w+) = 0;$/ : /^\s*(\w+) = 0(?:\.0)?$/).exec(start)?.[1];
    const head = (
      ts
        ? /^\s*for \(const (\w+) of ([\w.]+)\) \{$/
        : source.family === 'python'
          ? /^\s*for (\w+) in ([\w.]+):$/
          : /^(?!)/
    ).exec(loop ?? '');
    const term = new RegExp(`^\\s*${name ?? ''} \\+= (.+?);?$`).exec(add ?? '')?.[1];
    const [item, list] = [head?.[1], head?.[2]];
    const after = numbersIn(source, end + 1, last);
    const inLoop = !ts && indentOf(lineAt(source, end + 1)).length > indentOf(loop ?? '').length;
    if (
      name === undefined ||
      item === undefined ||
      list === undefined ||
      term === undefined ||
      end > last ||
      inLoop ||
      (ts && close?.trim() !== '}') ||
      new RegExp(`\\b${name}\\b`).test(term) ||
      after.some((at) =>
        new RegExp(`\\b${name}\\s*(?:[-+*/]?=(?!=)|\\+\\+|--)`).test(maskedAt(source, at)),
      ) ||
      /[;{]|\bawait\b|\b(?:sum|total)\b/.test(term)
    ) {
      return [];
    }
    const sum = item === 'sum' || name === 'sum' ? 'total' : 'sum';
    return [
      rewritten(
        source,
        number,
        end,
        ts
          ? `${indent}const ${name} = ${list}.reduce((${sum}, ${item}) => ${sum} + ${term}, 0);`
          : `${indent}${name} = sum(${term === item ? list : `${term} for ${item} in ${list}`})`,
        `Summed \`${list}\` in one expression.`,
      ),
    ];
  });
}

/** Go counts to a number by `range`. */
export function countingLoops(source: Source): readonly Change[] {
  return targetNumbers(source).flatMap((number): readonly Change[] => {
    const loop = /^(\s*)for (\w+) := 0; \2 < (\w+); \2\+\+ \{$/.exec(lineAt(source, number));
    const [indent, index, bound] = [loop?.[1], loop?.[2], loop?.[3]];
    if (
      source.family !== 'go' ||
      indent === undefined ||
      index === undefined ||
      bound === undefined
    ) {
      return [];
    }
    const end = blockEnd(source, number, indent.length);
    const changed = new RegExp(`\\b(?:${index}|${bound})\\s*(?:[-+*/]?=(?!=)|\\+\\+|--)`);
    return numbersIn(source, number + 1, end).some((at) => changed.test(maskedAt(source, at)))
      ? []
      : [
          rewritten(
            source,
            number,
            number,
            `${indent}for ${index} := range ${bound} {`,
            `Counted to \`${bound}\` with \`range\`.`,
          ),
        ];
  });
}
