import type { Source } from '../source.ts';
import { indentOf, lineAt, maskedAt, numbersIn, targetNumbers } from '../source.ts';
import { blockEnd, previousCode } from './blocks.ts';
import type { Change } from './edits.ts';
import { rewritten } from './edits.ts';

/** `if (c) { return true; } return false;` says no more than `return c;`. */
export function booleanReturns(source: Source): readonly Change[] {
  const { first, last } = source.target;
  return numbersIn(source, first, last).flatMap((number): readonly Change[] => {
    const lines = numbersIn(source, number, Math.min(last, number + 4)).map((at) =>
      maskedAt(source, at).trim(),
    );
    const head = lineAt(source, number);
    const indent = indentOf(head);
    const python = source.family === 'python';
    const condition = python
      ? /^\s*if\s+(.+):\s*$/.exec(head)?.[1]
      : source.family === 'go' || source.family === 'rust'
        ? /^\s*if\s+([^;]+)\s*\{\s*$/.exec(head)?.[1]
        : /^\s*if\s*\((.+)\)\s*\{?\s*$/.exec(head)?.[1];
    if (condition === undefined || !isComparison(condition, source)) {
      return [];
    }
    const body = lines.slice(1);
    const shapes = python
      ? [
          ['return True', 'else:', 'return False'],
          ['return True', 'return False'],
        ]
      : [
          ['return true;?', '\\}\\s*else\\s*\\{', 'return false;?', '\\}'],
          ['return true;?', '\\}', 'return false;?'],
        ];
    const shape = shapes.find((candidate) =>
      candidate.every((pattern, index) => new RegExp(`^${pattern}$`).test(body[index] ?? '')),
    );
    if (shape === undefined || maskedAt(source, number).includes('else')) {
      return [];
    }
    const semicolon = (body[0] ?? '').endsWith(';') ? ';' : '';
    return [
      rewritten(
        source,
        number,
        number + shape.length,
        `${indent}return ${condition.trim()}${semicolon}`,
        'Returned the condition itself instead of choosing between true and false.',
      ),
    ];
  });
}

/** Only what is a boolean by its own shape may be returned in place of true and false. */
function isComparison(condition: string, source: Source): boolean {
  const bare = condition.trim();
  if (source.family === 'go' || source.family === 'rust') {
    return true;
  }
  return (
    !/&&|\|\||\?|\bor\b|\band\b/.test(bare) &&
    /^[^=]*(?:===|!==|==|!=|<=|>=|<|>|\bin\b|\bis\b)[^=]*$|^(?:!|not\s)/.test(bare)
  );
}

/** `x === null || x === undefined ? '' : String(x)` has a shorter word. */
export function missingAsEmpty(source: Source): readonly Change[] {
  return targetNumbers(source).flatMap((number): readonly Change[] => {
    const find = /(\w+) === null \|\| \1 === undefined \? '' : String\(\1\)/.exec(
      lineAt(source, number),
    );
    return source.family !== 'ts' || find === null
      ? []
      : [
          {
            edits: [],
            replacements: [
              { line: number, find: find[0], replace: `String(${find[1] ?? ''} ?? '')` },
            ],
            summary: `Put the two checks for a missing \`${find[1] ?? ''}\` into one.`,
          },
        ];
  });
}

/** After a branch that returns, `else` only adds a level. */
export function elseAfterReturn(source: Source): readonly Change[] {
  const { first, last } = source.target;
  return numbersIn(source, first, last).flatMap((number): readonly Change[] => {
    const line = maskedAt(source, number);
    const python = source.family === 'python';
    if (!(python ? /^\s*else\s*:\s*$/ : /^\s*\}\s*else\s*\{\s*$/).test(line)) {
      return [];
    }
    const indent = indentOf(line);
    const before = previousCode(source, number);
    const end = blockEnd(source, number, indent.length);
    const opening = numbersIn(source, first, number - 1)
      .toReversed()
      .find(
        (at) =>
          indentOf(maskedAt(source, at)).length === indent.length &&
          maskedAt(source, at).trim() !== '',
      );
    if (
      !/^\s*(?:return\b|throw\b|raise\b|continue\b|break\b)/.test(maskedAt(source, before)) ||
      opening === undefined ||
      !/^\s*if\b/.test(maskedAt(source, opening)) ||
      !(python || /;\s*$|\{\s*$|^\s*\w/.test(maskedAt(source, before))) ||
      end > last ||
      end <= number ||
      // Taken out of its block, a name could clash with one outside.
      numbersIn(source, number + 1, end).some((at) =>
        /^\s*(?:const|let|var)\b|:=/.test(maskedAt(source, at)),
      ) ||
      numbersIn(source, number + 1, end).some(
        (at) => lineAt(source, at) !== '' && !lineAt(source, at).startsWith(indent),
      )
    ) {
      return [];
    }
    const body = numbersIn(source, number + 1, python ? end : end - 1);
    const step = indentOf(lineAt(source, body[0] ?? number)).length - indent.length;
    if (step <= 0 || (!python && maskedAt(source, end).trim() !== '}')) {
      return [];
    }
    const text = body
      .map((at) =>
        lineAt(source, at).trim() === ''
          ? ''
          : indent + lineAt(source, at).slice(indent.length + step),
      )
      .join('\n');
    return [
      rewritten(
        source,
        number,
        end,
        python ? text : `${indent}}\n${text}`,
        'Dropped an `else` after a branch that already leaves.',
      ),
    ];
  });
}

/** `if (a) { if (b) {…} }` without anything else is one condition. */
export function nestedConditions(source: Source): readonly Change[] {
  if (source.family !== 'ts') {
    return [];
  }
  const { first, last } = source.target;
  return numbersIn(source, first, last).flatMap((number): readonly Change[] => {
    const outer = /^(\s*)if \((.+)\) \{$/.exec(lineAt(source, number));
    const inner = /^\s*if \((.+)\) \{$/.exec(lineAt(source, number + 1));
    const indent = outer?.[1]?.length ?? 0;
    const end = blockEnd(source, number, indent);
    const innerEnd = blockEnd(source, number + 1, indentOf(lineAt(source, number + 1)).length);
    if (
      outer === null ||
      inner === null ||
      end > last ||
      innerEnd !== end - 1 ||
      /\|\||\?/.test(`${outer[2] ?? ''}${inner[1] ?? ''}`) ||
      lineAt(source, end).trim() !== '}' ||
      lineAt(source, innerEnd).trim() !== '}'
    ) {
      return [];
    }
    const step = indentOf(lineAt(source, number + 1)).length - indent;
    const body = numbersIn(source, number + 2, innerEnd - 1).map((at) =>
      lineAt(source, at).slice(lineAt(source, at).trim() === '' ? 0 : step),
    );
    return [
      rewritten(
        source,
        number,
        end,
        [
          `${outer[1] ?? ''}if (${outer[2] ?? ''} && ${inner[1] ?? ''}) {`,
          ...body,
          `${outer[1] ?? ''}}`,
        ].join('\n'),
        'Joined two nested conditions into one.',
      ),
    ];
  });
}
