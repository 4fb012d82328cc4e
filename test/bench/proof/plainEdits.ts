import type { EditKind, FunctionLines, PreservingEdit } from './edit.ts';

/** A language whose code is written otherwise line by line, without a tree of it. */
interface PlainLanguage {
  readonly comment: string;
  /** A statement that does nothing. */
  readonly nothing: string;
  /** A value with a name; undefined: this value cannot have one everywhere. */
  readonly named: (name: string, value: string) => string | undefined;
  readonly returns: (name: string) => string;
  /** A line that gives back what an expression comes to. */
  readonly returned: RegExp;
  /** A line that makes a local, and its name. */
  readonly local: RegExp;
}

/** Values that are one whatever stands around them: what a name is given may have another type. */
const CALL = /^[\w.$>:-]{1,80}\([^()]{0,120}\)$/;

const LANGUAGES: Readonly<Record<string, PlainLanguage>> = {
  go: {
    comment: '//',
    nothing: 'if false {\n\t}',
    named: (name, value) =>
      CALL.test(value) || /^\w+\.\w+$/.test(value) ? `${name} := ${value}` : undefined,
    returns: (name) => `return ${name}`,
    returned: /^(\s+)return ([^\n,]+)$/,
    local: /^\s+(\w+) := /,
  },
  rust: {
    comment: '//',
    nothing: 'if false {}',
    named: (name, value) => `let ${name} = ${value};`,
    returns: (name) => `return ${name};`,
    returned: /^(\s+)return ([^\n;]+);$/,
    local: /^\s+let (?:mut )?(\w+) = /,
  },
  java: {
    comment: '//',
    nothing: 'if (false) {}',
    named: (name, value) =>
      CALL.test(value) || /^new \w+\(/.test(value) ? `var ${name} = ${value};` : undefined,
    returns: (name) => `return ${name};`,
    returned: /^(\s+)return ([^\n;]+);$/,
    local: /^\s+(?:final )?(?:int|long|boolean|char|double|String|StringBuilder) (\w+) = /,
  },
  php: {
    comment: '//',
    nothing: 'if (false) {}',
    named: (name, value) => `$${name} = ${value};`,
    returns: (name) => `return $${name};`,
    returned: /^(\s+)return ([^\n;]+);$/,
    local: /^\s+\$(\w+)\s+= /,
  },
  ruby: {
    comment: '#',
    nothing: 'nil if false',
    named: (name, value) => `${name} = ${value}`,
    returns: (name) => `return ${name}`,
    returned: /^(\s+)return ((?!(?:if|unless|case)\b)[^\s,][^\n,]*)$/,
    local: /^\s+(\w+) = /,
  },
};

/** Whether functions of a language are written otherwise here. */
export function isPlain(language: string): boolean {
  return Object.hasOwn(LANGUAGES, language);
}

type Edit = (language: PlainLanguage, lines: readonly string[]) => readonly string[] | undefined;

/** All edits that a function can have, each kind once. */
export function plainEdits(
  language: string,
  text: string,
  { firstLine, lastLine }: FunctionLines,
): readonly PreservingEdit[] {
  const known = LANGUAGES[language];
  if (known === undefined) return [];
  const all = text.split('\n');
  const own = all.slice(firstLine - 1, lastLine);
  return (Object.entries(EDITS) as (readonly [EditKind, Edit])[]).flatMap(([kind, edit]) => {
    const lines = edit(known, own);
    if (lines === undefined) return [];
    const whole = [...all.slice(0, firstLine - 1), ...lines, ...all.slice(lastLine)];
    return [{ kind, text: whole.join('\n') }];
  });
}

const EDITS: Partial<Record<EditKind, Edit>> = {
  'comment added': ({ comment }, lines) =>
    before(lines, (indent) => [`${indent}${comment} What follows does the work.`]),
  'nothing done': ({ nothing }, lines) =>
    before(lines, (indent) => [`${indent}${nothing.replaceAll('\n\t', `\n${indent}`)}`]),
  'result named': ({ returned, named, returns }, lines) => {
    for (const [at, line] of lines.entries()) {
      const [, indent, value] = returned.exec(line) ?? [];
      if (indent === undefined || value === undefined || !isBlock(lines, at)) continue;
      if (/[`'"=?]|\b(?:nil|null|None|function|fn|if|unless)\b/.test(value)) continue;
      const first = named('namedResult', value);
      if (first === undefined) continue;
      const both = [`${indent}${first}`, `${indent}${returns('namedResult')}`];
      return [...lines.slice(0, at), ...both, ...lines.slice(at + 1)];
    }
    return undefined;
  },
  'local renamed': ({ local }, lines) => {
    const text = lines.join('\n');
    const names = lines.flatMap((line) => local.exec(line)?.[1] ?? []);
    const name = names.find((one) => isOnlyLocal(one, text));
    if (name === undefined || text.includes('renamedLocal')) return undefined;
    const word = new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'g');
    return text.replace(word, 'renamedLocal').split('\n');
  },
};

/** Before the first line of the body, which has to begin and end as a statement of its own. */
function before(
  lines: readonly string[],
  make: (indent: string) => readonly string[],
): readonly string[] | undefined {
  const at = lines.findIndex((line) => /\{\s*$/.test(line) || /^\s*def\b[^\n]*\)?$/.test(line)) + 1;
  const first = lines[at];
  if (at === 0 || first === undefined || at >= lines.length - 1 || first.trim() === '') {
    return undefined;
  }
  return [...lines.slice(0, at), ...make(/^\s*/.exec(first)?.[0] ?? ''), ...lines.slice(at)];
}

/** Whether a line stands in a block: under an `if` without one its second half would be outside. */
function isBlock(lines: readonly string[], at: number): boolean {
  const above = lines[at - 1]?.trim() ?? '';
  return /[{};]$|^end$|:$/.test(above) || (above !== '' && !/[)\w]$|[,(&|+.]$/.test(above));
}

/** Whether all that is called so is the local, as far as signs around tell. */
function isOnlyLocal(name: string, text: string): boolean {
  if (name.length < 3) return false;
  const all = [...text.matchAll(new RegExp(`(?<!\\w)${name}(?!\\w)`, 'g'))];
  return all.every(({ index }) => {
    const [ahead, behind] = [text.slice(0, index), text.slice(index + name.length)];
    const line = ahead.slice(ahead.lastIndexOf('\n') + 1);
    const isQuoted =
      /["'`]|\/\/|#|\/\*|^\s*\*/.test(line) || /["'`]/.test(behind.split('\n')[0] ?? '');
    return !isQuoted && !/[.:>]$/.test(ahead) && !/^\s*(?::(?!=)|\()/.test(behind);
  });
}
