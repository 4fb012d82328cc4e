import type { DemoTask } from '../prompt.ts';
import { inTarget, scan, splitTopLevel } from '../scan.ts';
import { indentOf, lineAt, maskedAt, numbersIn, type Source, sourceOf } from '../source.ts';
import { type Change, edit, type EditsAnswer, joined } from './edits.ts';
import { capitalised, isVerb, wordsOf } from './english.ts';
import { headed, namedResult } from './lastResort.ts';

const MOST_CHANGES = 3;

/** Edits in the target that keep what the code does. */
export function refactorAnswer(task: DemoTask): EditsAnswer {
  const source = sourceOf(task);
  const rename = renamed(task, source);
  if (rename !== undefined) {
    return joined([rename], 1);
  }
  const answer = joined(
    [
      ...booleanReturns(source),
      ...summingLoops(source),
      ...indexLoops(source),
      ...countingLoops(source),
      ...missingAsEmpty(source),
      ...elseAfterReturn(source),
      ...neverReassigned(source),
      ...repeatedLiterals(source),
    ],
    MOST_CHANGES,
  );
  return answer.edits.length + answer.replacements.length > 0
    ? answer
    : joined(
        [
          ...nestedConditions(source),
          ...namedNumbers(source),
          ...namedConditions(source),
          ...namedArguments(source),
          ...namedReturn(source),
          ...namedFields(source),
          ...namedResult(source),
          ...headed(source),
        ],
        1,
      );
}

function renamed(task: DemoTask, source: Source): Change | undefined {
  const wish = /\brename\s+[`"']?([\w$]+)[`"']?\s+(?:to|into|as)\s+[`"']?([\w$]+)[`"']?/i.exec(
    `${task.instruction}\n${task.followUp}`,
  );
  const [before, after] = [wish?.[1], wish?.[2]];
  if (before === undefined || after === undefined) {
    return undefined;
  }
  const word = new RegExp(`(?<![\\w$])${before.replaceAll('$', '\\$')}(?![\\w$])`, 'g');
  const edits = numbersIn(source, source.target.first, source.target.last).flatMap((number) => {
    const masked = maskedAt(source, number);
    const line = lineAt(source, number);
    let replaced = '';
    let at = 0;
    for (const match of masked.matchAll(word)) {
      replaced += line.slice(at, match.index) + after;
      at = match.index + before.length;
    }
    return at === 0 ? [] : [edit(source, number, number, replaced + line.slice(at))];
  });
  return edits.length === 0
    ? undefined
    : { edits, replacements: [], summary: `Renamed \`${before}\` to \`${after}\`.` };
}

/** `if (c) { return true; } return false;` says no more than `return c;`. */
function booleanReturns(source: Source): readonly Change[] {
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
      {
        edits: [
          edit(
            source,
            number,
            number + shape.length,
            `${indent}return ${condition.trim()}${semicolon}`,
          ),
        ],
        replacements: [],
        summary: 'Returned the condition itself instead of choosing between true and false.',
      },
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

/** A loop over indexes that only reads the element becomes a loop over elements. */
function indexLoops(source: Source): readonly Change[] {
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
      {
        edits: [edit(source, number, end, `${head}\n${replaced}`)],
        replacements: [],
        summary: `Went through \`${list}\` itself instead of through its indexes.`,
      },
    ];
  });
}

/** `let sum = 0` and a loop that only adds to it are one expression. */
function summingLoops(source: Source): readonly Change[] {
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
      {
        edits: [
          edit(
            source,
            number,
            end,
            ts
              ? `${indent}const ${name} = ${list}.reduce((${sum}, ${item}) => ${sum} + ${term}, 0);`
              : `${indent}${name} = sum(${term === item ? list : `${term} for ${item} in ${list}`})`,
          ),
        ],
        replacements: [],
        summary: `Summed \`${list}\` in one expression.`,
      },
    ];
  });
}

/** Go counts to a number by `range`. */
function countingLoops(source: Source): readonly Change[] {
  return numbersIn(source, source.target.first, source.target.last).flatMap(
    (number): readonly Change[] => {
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
            {
              edits: [edit(source, number, number, `${indent}for ${index} := range ${bound} {`)],
              replacements: [],
              summary: `Counted to \`${bound}\` with \`range\`.`,
            },
          ];
    },
  );
}

/** `x === null || x === undefined ? '' : String(x)` has a shorter word. */
function missingAsEmpty(source: Source): readonly Change[] {
  return numbersIn(source, source.target.first, source.target.last).flatMap(
    (number): readonly Change[] => {
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
    },
  );
}

/** A comparison gets a name; only where it narrows no type. */
function namedConditions(source: Source): readonly Change[] {
  return numbersIn(source, source.target.first, source.target.last).flatMap(
    (number): readonly Change[] => {
      const shape =
        source.family === 'python'
          ? /^(\s+)if ([\w.]+) (<=|>=|<|>) ([\w.]+):$/
          : source.family === 'go'
            ? /^(\s+)if ([\w.]+) (<=|>=|<|>) ([\w.]+) \{$/
            : /^(\s+)if \(([\w.]+) (<=|>=|<|>) ([\w.]+)\) \{$/;
      const parts = shape.exec(lineAt(source, number));
      const [indent, left, operator, right] = parts?.slice(1) ?? [];
      if (
        indent === undefined ||
        left === undefined ||
        operator === undefined ||
        right === undefined ||
        /^\d/.test(right) ||
        !['ts', 'python', 'go'].includes(source.family) ||
        !opensStatement(source, number)
      ) {
        return [];
      }
      const relations: Readonly<Record<string, string>> = {
        '<': 'Below',
        '<=': 'AtMost',
        '>': 'Above',
        '>=': 'AtLeast',
      };
      const camel = [left, relations[operator] ?? '', right]
        .map((part) => part.split('.').at(-1) ?? '')
        .map((part, index) => (index === 0 ? part : capitalised(part)))
        .join('');
      const name = source.family === 'python' ? wordsOf(camel).join('_').toLowerCase() : camel;
      if (
        !/^[a-z]\w*$/i.test(name) ||
        source.masked.some((line) => new RegExp(`\\b${name}\\b`).test(line))
      ) {
        return [];
      }
      const condition = `${left} ${operator} ${right}`;
      const lines =
        source.family === 'ts'
          ? [`const ${name} = ${condition};`, `if (${name}) {`]
          : source.family === 'go'
            ? [`${name} := ${condition}`, `if ${name} {`]
            : [`${name} = ${condition}`, `if ${name}:`];
      return [
        {
          edits: [edit(source, number, number, lines.map((line) => indent + line).join('\n'))],
          replacements: [],
          summary: `Gave the condition \`${condition}\` a name.`,
        },
      ];
    },
  );
}

/** A singular that the file does not use yet. */
function elementName(list: string, source: Source): string | undefined {
  const last = list.split('.').at(-1) ?? list;
  const singular = last.endsWith('ies')
    ? `${last.slice(0, -3)}y`
    : /(?:[^aeiou]es|ses|xes|zes)$/.test(last) && /(?:ch|sh|s|x|z)es$/.test(last)
      ? last.slice(0, -2)
      : last.endsWith('s')
        ? last.slice(0, -1)
        : undefined;
  return [singular, 'item', 'element', 'entry'].find(
    (name) =>
      name !== undefined &&
      name.length > 1 &&
      !source.masked.some((line) => new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(line)),
  );
}

/** After a branch that returns, `else` only adds a level. */
function elseAfterReturn(source: Source): readonly Change[] {
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
      {
        edits: [edit(source, number, end, python ? text : `${indent}}\n${text}`)],
        replacements: [],
        summary: 'Dropped an `else` after a branch that already leaves.',
      },
    ];
  });
}

/** A `let` that nothing assigns to again is a `const`. */
function neverReassigned(source: Source): readonly Change[] {
  if (source.family !== 'ts') {
    return [];
  }
  return numbersIn(source, source.target.first, source.target.last).flatMap(
    (number): readonly Change[] => {
      const line = maskedAt(source, number);
      const name = /^\s*(?:export\s+)?(let|var)\s+(\w+)\s*(?::[^=;]+)?=[^=]/.exec(line);
      if (name?.[2] === undefined || name[1] === undefined || /,\s*\w+\s*=/.test(line)) {
        return [];
      }
      const assigned = new RegExp(
        `(?<![\\w$.])${escaped(name[2])}\\s*(?:[-+*/%&|^?]{0,3}=(?![=>])|\\+\\+|--)|(?:\\+\\+|--)${escaped(name[2])}\\b|[\\[{,]\\s*${escaped(name[2])}\\s*[\\]},][^;]*\\]?\\s*=[^=]`,
      );
      const others = source.masked.filter((_text, index) => index + source.firstNumber !== number);
      const keyword = `${name[1]} ${name[2]}`;
      if (
        others.some((other) => assigned.test(other)) ||
        lineAt(source, number).split(keyword).length !== 2 ||
        (name[1] === 'var' && !indentOf(line))
      ) {
        return [];
      }
      return [
        {
          edits: [],
          replacements: [{ line: number, find: keyword, replace: `const ${name[2]}` }],
          summary: `Made \`${name[2]}\` a constant: nothing assigns to it again.`,
        },
      ];
    },
  );
}

/** A literal that stands several times in one function gets a name at the function's top. */
function repeatedLiterals(source: Source): readonly Change[] {
  if (!['ts', 'python', 'go'].includes(source.family)) {
    return [];
  }
  const declarations = inTarget(source, scan(source)).filter(
    (declaration) => declaration.kind === 'function' || declaration.kind === 'method',
  );
  return declarations.flatMap((declaration): readonly Change[] => {
    const top = bodyStart(source, declaration.line, declaration.last);
    if (
      top === undefined ||
      declaration.first < source.target.first ||
      declaration.last > source.target.last
    ) {
      return [];
    }
    const numbers = numbersIn(source, top, declaration.last);
    const places = new Map<string, number[]>();
    for (const number of numbers) {
      for (const match of lineAt(source, number).matchAll(/(["'])((?:(?!\1)[^\\\n]){1,40})\1/g)) {
        // Only where the mask shows a string: not in a comment, not inside a template, not as a key.
        const masked = maskedAt(source, number).slice(match.index, match.index + match[0].length);
        const after = lineAt(source, number).slice(match.index + match[0].length);
        if (
          masked.startsWith(match[1] ?? '"') &&
          !/^\s*:(?!:)/.test(after) &&
          !/^\s*\]/.test(after) &&
          !/\b(?:case|import|from|require\()\s*$/.test(lineAt(source, number).slice(0, match.index))
        ) {
          places.set(match[0], [...(places.get(match[0]) ?? []), number]);
        }
      }
    }
    const [literal, lines] =
      [...places].find(([, at]) => at.length >= 2 && new Set(at).size === at.length) ?? [];
    if (literal === undefined || lines === undefined) {
      return [];
    }
    const name = literalName(literal, source);
    if (name === undefined || lines.includes(top - 1)) {
      return [];
    }
    const first = lineAt(source, top);
    const indent = indentOf(first);
    const declare =
      source.family === 'ts'
        ? `${indent}const ${name} = ${literal};`
        : source.family === 'go'
          ? `${indent}const ${name} = ${literal}`
          : `${indent}${name} = ${literal}`;
    const head = edit(
      source,
      top,
      top,
      `${declare}\n${lines.includes(top) ? first.replace(literal, name) : first}`,
    );
    return [
      {
        edits: [
          head,
          ...lines
            .filter((line) => line !== top)
            .map((line) => edit(source, line, line, lineAt(source, line).replace(literal, name))),
        ],
        replacements: [],
        summary: `Gave the repeated text ${literal} the name \`${name}\`.`,
      },
    ];
  });
}

/** `if (a) { if (b) {…} }` without anything else is one condition. */
function nestedConditions(source: Source): readonly Change[] {
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
      {
        edits: [
          edit(
            source,
            number,
            end,
            [
              `${outer[1] ?? ''}if (${outer[2] ?? ''} && ${inner[1] ?? ''}) {`,
              ...body,
              `${outer[1] ?? ''}}`,
            ].join('\n'),
          ),
        ],
        replacements: [],
        summary: 'Joined two nested conditions into one.',
      },
    ];
  });
}

/** A bare number in a function gets a name. */
function namedNumbers(source: Source): readonly Change[] {
  if (!['ts', 'python', 'go'].includes(source.family)) {
    return [];
  }
  return numbersIn(source, source.target.first, source.target.last).flatMap(
    (number): readonly Change[] => {
      const line = lineAt(source, number);
      const masked = maskedAt(source, number);
      const value = /(?<![\w.$])(\d{2,}(?:\.\d+)?)(?![\w.])/.exec(masked);
      const [literal, at] = [value?.[1], value?.index];
      if (
        literal === undefined ||
        at === undefined ||
        !/^\s+/.test(line) ||
        !/^\s*(?:return|if|const|let|var)\b.*(?:[;:{]|[\w)])\s*$/.test(masked) ||
        /^\s*(?:const|let|var)\s+\w+\s*(?::[^=]+)?=\s*\d+;?\s*$/.test(masked) ||
        new RegExp(`(?<![\\w.])${literal.replace('.', '\\.')}(?![\\w.])`, 'g').exec(line)?.index !==
          at ||
        !opensStatement(source, number)
      ) {
        return [];
      }
      const name = numberNames(literal, line, source.family === 'python').find(
        (candidate) => !source.masked.some((other) => new RegExp(`\\b${candidate}\\b`).test(other)),
      );
      if (name === undefined) {
        return [];
      }
      const indent = indentOf(line);
      const declare =
        source.family === 'ts'
          ? `const ${name} = ${literal};`
          : source.family === 'go'
            ? `const ${name} = ${literal}`
            : `${name} = ${literal}`;
      return [
        {
          edits: [
            edit(
              source,
              number,
              number,
              `${indent}${declare}\n${line.slice(0, at)}${line
                .slice(at)
                .replace(
                  new RegExp(`(?<![\\w.])${literal.replace('.', '\\.')}(?![\\w.])`, 'g'),
                  name,
                )}`,
            ),
          ],
          replacements: [],
          summary: `Gave the number ${literal} a name.`,
        },
      ];
    },
  );
}

/** What is passed on gets a name first: an access, a sum, in TypeScript and Python a call. */
function namedArguments(source: Source): readonly Change[] {
  if (!['ts', 'python', 'go'].includes(source.family)) {
    return [];
  }
  return numbersIn(source, source.target.first, source.target.last).flatMap(
    (number): readonly Change[] => {
      const line = lineAt(source, number);
      const masked = maskedAt(source, number);
      const call = /^(\s+)((?:[\w$.[\]'", ]+?(?::=|=)\s*)?(?:await\s+)?[\w$.]+\()(.+)(\);?)$/.exec(
        line,
      );
      const [indent, head, inner] = [call?.[1], call?.[2], call?.[3]];
      if (
        indent === undefined ||
        head === undefined ||
        inner === undefined ||
        !balanced(masked) ||
        !balanced(
          maskedAt(source, number).slice(
            indent.length + head.length,
            indent.length + head.length + inner.length,
          ),
        ) ||
        /^\s*(?:if|for|while|switch|function|class|def|func|super|return|else|elif|with|defer|go|raise|throw|var|assert|case)\b/.test(
          line,
        ) ||
        /=>|\bfunction\b|\blambda\b|\byield\b/.test(inner) ||
        !opensStatement(source, number)
      ) {
        return [];
      }
      const shape =
        source.family === 'go'
          ? /^[a-z]\w*(?:\.\w+)+$/
          : /^[a-z_$][\w$]*(?:\.[\w$]+)+(?:\(.*\))?$|^[\w$.()]+ [-+*/] [\w$.()]+$/i;
      const argument = splitTopLevel(inner).find(
        (part) => shape.test(part) && !/^(?:await|new|this|self)\b[^.]|["'`=]/.test(part),
      );
      const words = wordsOf(/(\w+)\W*$/.exec(argument?.replace(/\(.*$/, '') ?? '')?.[1] ?? '');
      const noun =
        words.length > 1 && isVerb(words[0] ?? '')
          ? words.slice(1)
          : words.length === 1 && /^(?:value|dumps|loads|stringify)$/.test(words[0] ?? '')
            ? ['passed', 'value']
            : words.length === 1 && isVerb(words[0] ?? '')
              ? [...wordsOf(/^\w+/.exec(argument ?? '')?.[0] ?? ''), 'value']
              : words;
      const name = [noun, [...noun, 'value'], ['passed', 'value']]
        .map((parts) => joinedName(parts, source))
        .find((candidate) => /^[a-z]\w+$/.test(candidate) && isFree(candidate, source));
      if (argument === undefined || name === undefined || line.split(argument).length !== 2) {
        return [];
      }
      const declare =
        source.family === 'ts'
          ? `const ${name} = ${argument};`
          : source.family === 'go'
            ? `${name} := ${argument}`
            : `${name} = ${argument}`;
      return [
        {
          edits: [
            edit(
              source,
              number,
              number,
              `${indent}${declare}\n${line.replace(argument, () => name)}`,
            ),
          ],
          replacements: [],
          summary: `Gave \`${argument}\` a name before it is passed on.`,
        },
      ];
    },
  );
}

/** A field of the object is taken once into a name; only where nothing in the method assigns it. */
function namedFields(source: Source): readonly Change[] {
  if (source.family !== 'ts' && source.family !== 'python') {
    return [];
  }
  const owner = source.family === 'ts' ? 'this' : 'self';
  return numbersIn(source, source.target.first, source.target.last).flatMap(
    (number): readonly Change[] => {
      const line = lineAt(source, number);
      const use = new RegExp(`^(\\s+)${owner}\\.(\\w+)\\.(\\w+)\\(.*\\);?$`).exec(line);
      const [indent, field] = [use?.[1], use?.[2]];
      if (
        indent === undefined ||
        field === undefined ||
        !balanced(maskedAt(source, number)) ||
        !opensStatement(source, number)
      ) {
        return [];
      }
      const name = joinedName(wordsOf(field), source);
      return !isFree(name, source, `${owner}.${field}`) || !/^[a-z]\w+$/.test(name)
        ? []
        : [
            {
              edits: [
                edit(
                  source,
                  number,
                  number,
                  `${indent}${source.family === 'ts' ? `const ${name} = this.${field};` : `${name} = self.${field}`}\n${line.replace(`${owner}.${field}`, name)}`,
                ),
              ],
              replacements: [],
              summary: `Took \`${owner}.${field}\` into a name of its own.`,
            },
          ];
    },
  );
}

/** Whether no code of the file uses the name, other than as the given access. */
function isFree(name: string, source: Source, except = ''): boolean {
  return !source.masked.some((line) =>
    new RegExp(`(?<![\\w$.])${escaped(name)}(?![\\w$])(?!\\s*:)`).test(
      except === '' ? line : line.replaceAll(except, ''),
    ),
  );
}

function joinedName(words: readonly string[], source: Source): string {
  return source.family === 'python'
    ? words.join('_').toLowerCase()
    : words.map((word, index) => (index === 0 ? word.toLowerCase() : capitalised(word))).join('');
}

/** Names that a number may have, the best first. */
function numberNames(literal: string, line: string, python: boolean): readonly string[] {
  const known: readonly (readonly [string, RegExp, string])[] = [
    ['1000', /second|ms\b|at\b|now|time/i, 'msPerSecond'],
    ['60', /minute|second|hour/i, 'perSixty'],
    ['24', /hour|day/i, 'hoursPerDay'],
    ['12', /month/i, 'december'],
    ['10', /toISOString/, 'dateLength'],
    ['100', /percent|rate/i, 'percent'],
    ['100', /round/i, 'centsPerUnit'],
  ];
  const names = known
    .filter(([number, sign]) => number === literal && sign.test(line))
    .map(([, , name]) => name);
  return [...names, /[<>]/.test(line) ? 'limit' : 'factor', 'bound'].map((name) =>
    python ? wordsOf(name).join('_') : name,
  );
}

/** The last resort: what a function returns gets a name before it is returned. */
function namedReturn(source: Source): readonly Change[] {
  if (!['ts', 'python', 'go'].includes(source.family)) {
    return [];
  }
  return numbersIn(source, source.target.first, source.target.last).flatMap(
    (number): readonly Change[] => {
      const line = lineAt(source, number);
      const value = /^(\s+)return\s+([^\s;].*?)(;?)\s*$/.exec(line);
      const name = ['result', 'outcome', 'answer'].find(
        (candidate) => !source.masked.some((other) => new RegExp(`\\b${candidate}\\b`).test(other)),
      );
      const masked = maskedAt(source, number);
      if (
        value === null ||
        name === undefined ||
        masked.trimEnd() !==
          line
            .trimEnd()
            .replace(/(["'`]).*?\1/g, (text) => text[0] + ' '.repeat(text.length - 2) + text[0]) ||
        !balanced(masked) ||
        !opensStatement(source, number) ||
        /^[[{'"`\d]|^(?:await|yield|nil|null|undefined|None|true|false|True|False)\b/.test(
          value[2] ?? '',
        ) ||
        /^[\w$]+$/.test(value[2] ?? '') ||
        (source.family === 'go' && /,/.test(masked))
      ) {
        return [];
      }
      const [indent, expression, semicolon] = [value[1] ?? '', value[2] ?? '', value[3] ?? ''];
      const declare =
        source.family === 'ts'
          ? `const ${name} = ${expression}${semicolon}`
          : source.family === 'go'
            ? `${name} := ${expression}`
            : `${name} = ${expression}`;
      return [
        {
          edits: [
            edit(
              source,
              number,
              number,
              `${indent}${declare}\n${indent}return ${name}${semicolon}`,
            ),
          ],
          replacements: [],
          summary: `Gave what is returned the name \`${name}\`.`,
        },
      ];
    },
  );
}

/** Whether a line begins a statement of its own, so that another may stand before it. */
function opensStatement(source: Source, number: number): boolean {
  const before = maskedAt(source, previousCode(source, number)).trim();
  const tied = /^(?:if|else|for|while)\b.*\)$|^else$|[,(=&|+?]$/.test(before);
  return (
    !tied && (source.family === 'go' || source.family === 'python' || /[;{}:]$|^$/.test(before))
  );
}

function balanced(line: string): boolean {
  let depth = 0;
  for (const char of line) {
    depth += '([{'.includes(char) ? 1 : ')]}'.includes(char) ? -1 : 0;
    if (depth < 0) {
      return false;
    }
  }
  return depth === 0;
}

/** First line of a function's body that holds code of its own. */
function bodyStart(source: Source, line: number, last: number): number | undefined {
  const numbers = numbersIn(source, line, last);
  const python = source.family === 'python';
  const head = numbers.find((number) =>
    (python ? /:\s*$/ : /\{\s*$/).test(maskedAt(source, number)),
  );
  return head === undefined
    ? undefined
    : numbersIn(source, head + 1, last).find((number) => {
        const text = lineAt(source, number).trim();
        return (
          text !== '' &&
          maskedAt(source, number).trim() !== '' &&
          !/^(?:"""|''')/.test(text) &&
          text !== '}'
        );
      });
}

/** Last line of the block that the line opens; the line itself where it opens none. */
function blockEnd(source: Source, number: number, indent: number): number {
  let end = number;
  for (const next of numbersIn(source, number + 1, Infinity)) {
    const text = maskedAt(source, next);
    if (lineAt(source, next).trim() === '') {
      continue;
    }
    if (indentOf(lineAt(source, next)).length <= indent) {
      return source.family !== 'python' && /^\s*\}/.test(text) ? next : end;
    }
    end = next;
  }
  return end;
}

function previousCode(source: Source, number: number): number {
  return (
    numbersIn(source, source.firstNumber, number - 1)
      .toReversed()
      .find((at) => maskedAt(source, at).trim() !== '') ?? number
  );
}

const SIGN_NAMES: Readonly<Record<string, string>> = {
  '"': 'quote',
  "'": 'apostrophe',
  ',': 'comma',
  ';': 'semicolon',
  ':': 'colon',
  '-': 'dash',
  ' ': 'space',
  '/': 'slash',
  '.': 'dot',
};

function literalName(literal: string, source: Source): string | undefined {
  const sign = SIGN_NAMES[literal.slice(1, -1)];
  if (sign !== undefined) {
    return source.masked.some((line) => new RegExp(`\\b${sign}\\b`).test(line)) ? undefined : sign;
  }
  if (literal.length < 6) {
    return undefined;
  }
  const words = wordsOf(
    literal
      .slice(1, -1)
      .replace(/[^A-Za-z0-9]+/g, ' ')
      .trim(),
  ).slice(0, 3);
  const camel = words
    .map((word, index) => (index === 0 ? word.toLowerCase() : capitalised(word)))
    .join('');
  const name = source.family === 'python' ? words.join('_').toLowerCase() : camel;
  const text = source.family === 'python' ? `${name}_text` : `${name}Text`;
  return [text, source.family === 'python' ? 'repeated_text' : 'repeatedText'].find(
    (candidate) =>
      /^[a-z]\w*$/.test(candidate) &&
      !source.masked.some((line) => new RegExp(`\\b${candidate}\\b`).test(line)),
  );
}

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
