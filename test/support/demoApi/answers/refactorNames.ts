import { inTarget, scan, splitTopLevel } from '../scan.ts';
import type { Source } from '../source.ts';
import { indentOf, lineAt, maskedAt, numbersIn, targetNumbers } from '../source.ts';
import { balanced, bodyStart, escaped, opensStatement } from './blocks.ts';
import type { Change } from './edits.ts';
import { edit, rewritten } from './edits.ts';
import { capitalised, isVerb, wordsOf } from './english.ts';
import {
  constant,
  isFree,
  isUnused,
  joinedName,
  literalName,
  local,
  numberNames,
} from './freeNames.ts';

/** Languages in which values are given names. */
function isRefactored({ family }: Source): boolean {
  return ['ts', 'python', 'go'].includes(family);
}

/** A comparison gets a name; only where it narrows no type. */
export function namedConditions(source: Source): readonly Change[] {
  return targetNumbers(source).flatMap((number): readonly Change[] => {
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
      !isRefactored(source) ||
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
    if (!/^[a-z]\w*$/i.test(name) || !isUnused(name, source)) {
      return [];
    }
    const condition = `${left} ${operator} ${right}`;
    const heads: Readonly<Record<string, string>> = {
      ts: `if (${name}) {`,
      go: `if ${name} {`,
      python: `if ${name}:`,
    };
    const lines = [local(source, name, condition), heads[source.family] ?? ''];
    return [
      rewritten(
        source,
        number,
        number,
        lines.map((line) => indent + line).join('\n'),
        `Gave the condition \`${condition}\` a name.`,
      ),
    ];
  });
}

/** A `let` that nothing assigns to again is a `const`. */
export function neverReassigned(source: Source): readonly Change[] {
  if (source.family !== 'ts') {
    return [];
  }
  return targetNumbers(source).flatMap((number): readonly Change[] => {
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
  });
}

/** A literal that stands several times in one function gets a name at the function's top. */
export function repeatedLiterals(source: Source): readonly Change[] {
  if (!isRefactored(source)) return [];
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
    const declare = indent + constant(source, name, literal);
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

/** A bare number in a function gets a name. */
export function namedNumbers(source: Source): readonly Change[] {
  if (!isRefactored(source)) return [];
  return targetNumbers(source).flatMap((number): readonly Change[] => {
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
    const name = numberNames(literal, line, source.family === 'python').find((candidate) =>
      isUnused(candidate, source),
    );
    if (name === undefined) {
      return [];
    }
    const indent = indentOf(line);
    const declare = constant(source, name, literal);
    return [
      rewritten(
        source,
        number,
        number,
        `${indent}${declare}\n${line.slice(0, at)}${line
          .slice(at)
          .replace(new RegExp(`(?<![\\w.])${literal.replace('.', '\\.')}(?![\\w.])`, 'g'), name)}`,
        `Gave the number ${literal} a name.`,
      ),
    ];
  });
}

/** What is passed on gets a name first: an access, a sum, in TypeScript and Python a call. */
export function namedArguments(source: Source): readonly Change[] {
  if (!isRefactored(source)) return [];
  return targetNumbers(source).flatMap((number): readonly Change[] => {
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
    const declare = local(source, name, argument);
    return [
      rewritten(
        source,
        number,
        number,
        `${indent}${declare}\n${line.replace(argument, () => name)}`,
        `Gave \`${argument}\` a name before it is passed on.`,
      ),
    ];
  });
}

/** A field of the object is taken once into a name; only where nothing in the method assigns it. */
export function namedFields(source: Source): readonly Change[] {
  if (source.family !== 'ts' && source.family !== 'python') {
    return [];
  }
  const owner = source.family === 'ts' ? 'this' : 'self';
  return targetNumbers(source).flatMap((number): readonly Change[] => {
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
          rewritten(
            source,
            number,
            number,
            `${indent}${local(source, name, `${owner}.${field}`)}\n${line.replace(`${owner}.${field}`, name)}`,
            `Took \`${owner}.${field}\` into a name of its own.`,
          ),
        ];
  });
}

/** The last resort: what a function returns gets a name before it is returned. */
export function namedReturn(source: Source): readonly Change[] {
  if (!isRefactored(source)) return [];
  return targetNumbers(source).flatMap((number): readonly Change[] => {
    const line = lineAt(source, number);
    const value = /^(\s+)return\s+([^\s;].*?)(;?)\s*$/.exec(line);
    const name = ['result', 'outcome', 'answer'].find((candidate) => isUnused(candidate, source));
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
    const declare = local(source, name, expression, semicolon);
    return [
      rewritten(
        source,
        number,
        number,
        `${indent}${declare}\n${indent}return ${name}${semicolon}`,
        `Gave what is returned the name \`${name}\`.`,
      ),
    ];
  });
}
