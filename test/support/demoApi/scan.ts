import type { Source } from './source.ts';
import { indentOf, lineAt, maskedAt, numbersIn } from './source.ts';

/** What kind of thing a declaration is. */
type ScannedKind = 'function' | 'method' | 'class' | 'interface' | 'type' | 'enum' | 'constant';

/** A parameter as it is written. */
export interface ScannedParameter {
  readonly name: string;
  /** Its written type; empty where there is none. */
  readonly type: string;
  /** May be left out by a caller. */
  readonly optional: boolean;
  /** Has a default written beside it. */
  readonly hasDefault: boolean;
  readonly rest: boolean;
  /** Taken apart in place (`{ a, b }`): it has no name of its own. */
  readonly destructured: boolean;
}

/** A declaration found by its shape; a light stand-in for a parser. */
export interface ScannedDeclaration {
  readonly name: string;
  /** Name with its container. */
  readonly path: string;
  readonly kind: ScannedKind;
  readonly container: string;
  readonly first: number;
  /** Line of the name; attributes and decorators may stand before it. */
  readonly line: number;
  readonly last: number;
  readonly parameters: readonly ScannedParameter[];
  /** Written type of the result; empty where there is none. */
  readonly result: string;
  readonly exported: boolean;
  readonly async: boolean;
  readonly static: boolean;
  readonly accessor: boolean;
}

const NO_METHOD = new Set([
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'return',
  'function',
  'await',
  'new',
  'super',
  'with',
  'typeof',
  'else',
  'do',
  'match',
  'foreach',
  'using',
  'lock',
  'sizeof',
  'defer',
  'go',
  'throw',
]);

/** All declarations of the file, in order. */
export function scan(source: Source): readonly ScannedDeclaration[] {
  const found =
    source.family === 'python'
      ? scanPython(source)
      : source.family === 'hash'
        ? scanHash(source)
        : scanBraces(source);
  return numbered(found);
}

/** The declaration of a path; a name alone fits too, the line being the one nearest to the target. */
export function findDeclaration(
  declarations: readonly ScannedDeclaration[],
  path: string,
): ScannedDeclaration | undefined {
  const name =
    path
      .replace(/#\d+$/, '')
      .split(/\.|::|#/)
      .at(-1) ?? path;
  return (
    declarations.find((declaration) => declaration.path === path) ??
    declarations.find((declaration) => declaration.name === name)
  );
}

/** Declarations that lie in the target, or around it where none does. */
export function inTarget(
  source: Source,
  declarations: readonly ScannedDeclaration[],
): readonly ScannedDeclaration[] {
  const { first, last } = source.target;
  const inside = declarations.filter(
    (declaration) => declaration.line >= first && declaration.line <= last,
  );
  if (inside.length > 0) {
    return inside;
  }
  const around = declarations.filter(
    (declaration) => declaration.first <= first && declaration.last >= last,
  );
  const nearest = around.at(-1);
  return nearest === undefined ? declarations : [nearest];
}

/** Original text of a declaration's body lines. */
export function bodyLines(source: Source, declaration: ScannedDeclaration): readonly string[] {
  return numbersIn(source, declaration.line, declaration.last).map((number) =>
    lineAt(source, number),
  );
}

/** Splits at commas outside all brackets. */
export function splitTopLevel(text: string, masked: string = text): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < masked.length; at += 1) {
    const char = masked[at] ?? '';
    if ('([{<'.includes(char)) {
      depth += 1;
    } else if (')]}'.includes(char) || (char === '>' && masked[at - 1] !== '=')) {
      depth -= 1;
    } else if (char === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function numbered(found: readonly ScannedDeclaration[]): readonly ScannedDeclaration[] {
  const seen = new Map<string, number>();
  return found.map((declaration) => {
    const times = (seen.get(declaration.path) ?? 0) + 1;
    seen.set(declaration.path, times);
    return times === 1 ? declaration : { ...declaration, path: `${declaration.path}#${times}` };
  });
}

interface Container {
  readonly name: string;
  readonly depth: number;
  readonly last: number;
  readonly interface: boolean;
}

function scanBraces(source: Source): readonly ScannedDeclaration[] {
  const found: ScannedDeclaration[] = [];
  const containers: Container[] = [];
  let depth = 0;
  let parens = 0;
  for (const number of numbersIn(source, source.firstNumber, Infinity)) {
    const line = maskedAt(source, number);
    while ((containers.at(-1)?.last ?? Infinity) < number) {
      containers.pop();
    }
    const container = containers.at(-1);
    if (parens === 0 && depth === (container?.depth ?? 0)) {
      const declaration = braceDeclaration(source, number, container);
      if (declaration !== undefined) {
        const holds = ['class', 'interface', 'enum'].includes(declaration.kind);
        if (declaration.path !== '') {
          found.push(declaration);
        }
        if (holds && declaration.last > number) {
          containers.push({
            name: declaration.name,
            depth: depth + 1,
            last: declaration.last,
            interface: declaration.kind !== 'class',
          });
        }
      }
    }
    for (const char of line) {
      depth += char === '{' ? 1 : char === '}' ? -1 : 0;
      parens += char === '(' ? 1 : char === ')' ? -1 : 0;
    }
  }
  return found;
}

function braceDeclaration(
  source: Source,
  number: number,
  container: Container | undefined,
): ScannedDeclaration | undefined {
  const line = maskedAt(source, number);
  switch (source.family) {
    case 'go':
      return goDeclaration(source, number, line);
    case 'rust':
      return rustDeclaration(source, number, line, container);
    case 'ts':
      return tsDeclaration(source, number, line, container);
    default:
      return cDeclaration(source, number, line, container);
  }
}

function tsDeclaration(
  source: Source,
  number: number,
  line: string,
  container: Container | undefined,
): ScannedDeclaration | undefined {
  const start =
    /^\s*(?<export>export\s+)?(?:default\s+)?(?:declare\s+)?(?<rest>.*)$/.exec(line)?.groups ?? {};
  const exported = start['export'] !== undefined;
  const rest = start['rest'] ?? '';
  const outer =
    /^(?<async>async\s+)?function\s*\*?\s*(?<name>[\w$]+)/.exec(rest) ??
    /^(?:abstract\s+)?(?<kind>class|interface|enum|namespace)\s+(?<name>[\w$]+)/.exec(rest) ??
    /^(?:const\s+)(?<kind>enum)\s+(?<name>[\w$]+)/.exec(rest) ??
    /^(?<kind>type)\s+(?<name>[\w$]+)\s*(?:<[^=]*>)?\s*=/.exec(rest);
  const groups = outer?.groups;
  if (groups?.['name'] !== undefined) {
    const kind = groups['kind'];
    if (kind === undefined) {
      return callable(source, number, groups['name'], {
        kind: 'function',
        container: container?.name ?? '',
        exported,
        async: groups['async'] !== undefined,
      });
    }
    return plain(source, number, groups['name'], {
      kind: kind === 'namespace' ? 'class' : asKind(kind),
      container: container?.name ?? '',
      exported,
    });
  }
  const value =
    /^(?:const|let|var)\s+(?<name>[\w$]+)\s*(?::[^=]*?)?=\s*(?<async>async\s*)?(?<arrow>function\b|\(|[\w$]+\s*=>)?/.exec(
      rest,
    )?.groups;
  if (value?.['name'] !== undefined && container === undefined) {
    const isArrow = value['arrow'] !== undefined && hasArrow(source, number);
    return isArrow
      ? callable(source, number, value['name'], {
          kind: 'function',
          container: '',
          exported,
          async: value['async'] !== undefined,
        })
      : plain(source, number, value['name'], { kind: 'constant', container: '', exported });
  }
  if (container === undefined) {
    return undefined;
  }
  const member =
    /^\s*(?<words>(?:(?:public|private|protected|static|async|readonly|override|abstract|get|set)\s+)*)\*?\s*(?<name>[#\w$]+)\s*\??\s*(?:<[^(]*>)?\(/.exec(
      line,
    )?.groups;
  const name = member?.['name'];
  if (name === undefined || NO_METHOD.has(name)) {
    return undefined;
  }
  const words = member?.['words'] ?? '';
  return callable(source, number, name, {
    kind: 'method',
    container: container.name,
    exported: !/private|protected/.test(words) && !name.startsWith('#'),
    async: /\basync\b/.test(words),
    static: /\bstatic\b/.test(words),
    accessor: /\b[gs]et\b/.test(words),
  });
}

function hasArrow(source: Source, number: number): boolean {
  const text = numbersIn(source, number, number + 12)
    .map((line) => maskedAt(source, line))
    .join('\n');
  const at = text.indexOf('=') + 1;
  const value = text.slice(at).trimStart();
  if (/^(?:async\s+)?function\b/.test(value) || /^(?:async\s+)?[\w$]+\s*=>/.test(value)) {
    return true;
  }
  const open = text.indexOf('(', at);
  const close = closing(text, open);
  return close > 0 && /^\s*(?::[^=;]*)?=>/.test(text.slice(close + 1));
}

function goDeclaration(
  source: Source,
  number: number,
  line: string,
): ScannedDeclaration | undefined {
  const method = /^func\s+\(\s*\w*\s*\*?\s*(?<type>\w+)[^)]*\)\s*(?<name>\w+)/.exec(line)?.groups;
  if (method?.['name'] !== undefined) {
    return callable(source, number, method['name'], {
      kind: 'method',
      container: method['type'] ?? '',
      exported: /^[A-Z]/.test(method['name']),
      after: method['name'],
    });
  }
  const name = /^func\s+(?<name>\w+)/.exec(line)?.groups?.['name'];
  if (name !== undefined) {
    return callable(source, number, name, {
      kind: 'function',
      container: '',
      exported: /^[A-Z]/.test(name),
    });
  }
  const type = /^type\s+(?<name>\w+)\s*(?:\[[^\]]*\])?\s*(?<kind>struct|interface)?/.exec(
    line,
  )?.groups;
  if (type?.['name'] !== undefined) {
    return plain(source, number, type['name'], {
      kind:
        type['kind'] === 'struct' ? 'class' : type['kind'] === 'interface' ? 'interface' : 'type',
      container: '',
      exported: /^[A-Z]/.test(type['name']),
    });
  }
  const constant = /^(?:const|var)\s+(?<name>\w+)/.exec(line)?.groups?.['name'];
  return constant === undefined
    ? undefined
    : plain(source, number, constant, {
        kind: 'constant',
        container: '',
        exported: /^[A-Z]/.test(constant),
      });
}

function rustDeclaration(
  source: Source,
  number: number,
  line: string,
  container: Container | undefined,
): ScannedDeclaration | undefined {
  const exported = /^\s*pub\b/.test(line);
  const implemented = /^\s*impl\b(?:<[^>]*>)?\s*(?:[\w:<>]+\s+for\s+)?(?<name>\w+)/.exec(line)
    ?.groups?.['name'];
  if (implemented !== undefined) {
    return {
      ...plain(source, number, implemented, { kind: 'class', container: '', exported }),
      path: '',
    };
  }
  const name = /\bfn\s+(?<name>\w+)/.exec(line)?.groups?.['name'];
  if (name !== undefined) {
    return callable(source, number, name, {
      kind: container === undefined ? 'function' : 'method',
      container: container?.name ?? '',
      exported,
      async: /\basync\b/.test(line),
    });
  }
  const type =
    /^\s*(?:pub(?:\([^)]*\))?\s+)?(?<kind>struct|enum|trait|type|const|static)\s+(?<name>\w+)/.exec(
      line,
    )?.groups;
  return type?.['name'] === undefined
    ? undefined
    : plain(source, number, type['name'], {
        kind: asKind(type['kind'] ?? ''),
        container: container?.name ?? '',
        exported,
      });
}

function cDeclaration(
  source: Source,
  number: number,
  line: string,
  container: Container | undefined,
): ScannedDeclaration | undefined {
  const type =
    /^\s*(?<words>(?:[\w@]+\s+)*)(?<kind>class|interface|enum|struct|record|trait|protocol|namespace|object)\s+(?<name>\w+)/.exec(
      line,
    )?.groups;
  if (type?.['name'] !== undefined) {
    return plain(source, number, type['name'], {
      kind: asKind(type['kind'] ?? ''),
      container: container?.name ?? '',
      exported: /\b(?:public|export)\b/.test(type['words'] ?? '') || container === undefined,
    });
  }
  const method =
    /^\s*(?<words>(?:[\w@<>[\],.?*&:~]+\s+)+?)[*&]*(?<name>~?\w+)\s*\(/.exec(line)?.groups ??
    /^\s*(?<words>(?:fun|func|function|def)\s+)(?<name>\w+)\s*(?:<[^(]*>)?\(/.exec(line)?.groups;
  const name = method?.['name'];
  const words = method?.['words'] ?? '';
  if (
    name === undefined ||
    NO_METHOD.has(name) ||
    NO_METHOD.has(words.trim().split(/\s+/)[0] ?? '')
  ) {
    return undefined;
  }
  if (/[;=]\s*$/.test(line) && !/\babstract\b/.test(words) && container?.interface !== true) {
    return undefined;
  }
  return callable(source, number, name, {
    kind: container === undefined ? 'function' : 'method',
    container: container?.name ?? '',
    exported: !/\b(?:private|protected|static\s+inline)\b/.test(words),
    async: /\basync\b/.test(words),
    static: /\bstatic\b/.test(words),
  });
}

function scanPython(source: Source): readonly ScannedDeclaration[] {
  const found: ScannedDeclaration[] = [];
  const containers: { readonly name: string; readonly indent: number; readonly class: boolean }[] =
    [];
  for (const number of numbersIn(source, source.firstNumber, Infinity)) {
    const line = maskedAt(source, number);
    if (line.trim() === '') {
      continue;
    }
    const indent = indentOf(line).length;
    while ((containers.at(-1)?.indent ?? -1) >= indent) {
      containers.pop();
    }
    const groups = /^\s*(?<async>async\s+)?(?<kind>def|class)\s+(?<name>\w+)/.exec(line)?.groups;
    const constant = /^(?<name>[A-Z][A-Z0-9_]*)\s*(?::[^=]+)?=[^=]/.exec(line)?.groups?.['name'];
    if (constant !== undefined) {
      found.push(
        plain(source, number, constant, { kind: 'constant', container: '', exported: true }),
      );
    }
    const name = groups?.['name'];
    if (name === undefined) {
      continue;
    }
    const container = containers.at(-1);
    const last = pythonEnd(source, number, indent);
    const exported = !name.startsWith('_');
    if (groups?.['kind'] === 'class') {
      found.push({
        ...plain(source, number, name, {
          kind: 'class',
          container: container?.name ?? '',
          exported,
        }),
        last,
      });
      containers.push({ name, indent, class: true });
      continue;
    }
    const previous = lineAt(source, number - 1);
    const declaration = callable(source, number, name, {
      kind: container?.class === true ? 'method' : 'function',
      container: container?.name ?? '',
      exported,
      async: groups?.['async'] !== undefined,
      static: /@(?:static|class)method/.test(previous),
      accessor: /@property|\.setter/.test(previous),
    });
    found.push({ ...declaration, last });
    containers.push({ name, indent, class: false });
  }
  return found;
}

function pythonEnd(source: Source, number: number, indent: number): number {
  let last = number;
  let open = 0;
  for (const next of numbersIn(source, number, Infinity)) {
    const line = maskedAt(source, next);
    if (next > number && open <= 0 && line.trim() !== '' && indentOf(line).length <= indent) {
      break;
    }
    for (const char of line) {
      open += '([{'.includes(char) ? 1 : ')]}'.includes(char) ? -1 : 0;
    }
    if (lineAt(source, next).trim() !== '') {
      last = next;
    }
  }
  return last;
}

function scanHash(source: Source): readonly ScannedDeclaration[] {
  return numbersIn(source, source.firstNumber, Infinity).flatMap((number) => {
    const groups =
      /^\s*(?<kind>def|class|module|function|sub|defp?)\s+(?:self\.)?(?<name>\w+[?!]?)/.exec(
        maskedAt(source, number),
      )?.groups ?? /^(?<name>\w+)\s*\(\)\s*\{/.exec(maskedAt(source, number))?.groups;
    const name = groups?.['name'];
    if (name === undefined) {
      return [];
    }
    const isType = groups?.['kind'] === 'class' || groups?.['kind'] === 'module';
    const indent = indentOf(lineAt(source, number)).length;
    const end = numbersIn(source, number + 1, Infinity).find(
      (next) =>
        /^\s*(?:end\b|\})/.test(maskedAt(source, next)) &&
        indentOf(lineAt(source, next)).length <= indent,
    );
    const declaration = isType
      ? plain(source, number, name, { kind: 'class', container: '', exported: true })
      : callable(source, number, name, { kind: 'function', container: '', exported: true });
    return [{ ...declaration, last: end ?? number }];
  });
}

interface Traits {
  readonly kind: ScannedKind;
  readonly container: string;
  readonly exported: boolean;
  readonly async?: boolean;
  readonly static?: boolean;
  readonly accessor?: boolean;
  /** The parameters follow this name. */
  readonly after?: string;
}

function plain(source: Source, number: number, name: string, traits: Traits): ScannedDeclaration {
  return {
    name,
    path: traits.container === '' ? name : `${traits.container}.${name}`,
    kind: traits.kind,
    container: traits.container,
    first: firstLine(source, number),
    line: number,
    last: braceEnd(source, number),
    parameters: [],
    result: '',
    exported: traits.exported,
    async: traits.async ?? false,
    static: traits.static ?? false,
    accessor: traits.accessor ?? false,
  };
}

function callable(
  source: Source,
  number: number,
  name: string,
  traits: Traits,
): ScannedDeclaration {
  const numbers = numbersIn(source, number, number + 40);
  const text = numbers.map((line) => lineAt(source, line)).join('\n');
  const masked = numbers.map((line) => maskedAt(source, line)).join('\n');
  const open = masked.indexOf('(', Math.max(0, masked.indexOf(name)) + name.length);
  const close = closing(masked, open);
  const declaration = plain(source, number, name, traits);
  if (open < 0 || close < 0) {
    return declaration;
  }
  const linesOfHead = masked.slice(0, close).split('\n').length - 1;
  return {
    ...declaration,
    last: Math.max(declaration.last, braceEnd(source, number + linesOfHead)),
    parameters: parametersOf(source, text.slice(open + 1, close), masked.slice(open + 1, close)),
    result: resultOf(source, masked.slice(close + 1), masked.slice(0, open)),
  };
}

function parametersOf(source: Source, text: string, masked: string): readonly ScannedParameter[] {
  const parts = splitTopLevel(text, masked);
  if (source.family === 'go') {
    return goParameters(parts);
  }
  return parts.flatMap((part): readonly ScannedParameter[] => {
    const bare = part.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').trim();
    if (source.family === 'python' || source.family === 'hash') {
      return pythonParameter(bare);
    }
    if (source.family === 'c' && !/^\w+\s*:/.test(bare)) {
      return cParameter(bare);
    }
    const groups =
      /^(?<words>(?:(?:public|private|protected|readonly|override|mut|ref)\s+|@\w+(?:\([^)]*\))?\s+|&\s*(?:'\w+\s+)?)*)(?<rest>\.\.\.)?(?<name>[\w$]+|\{[\s\S]*?\}|\[[\s\S]*?\])(?<mark>\?)?\s*(?::\s*(?<type>[\s\S]*?))?(?<value>\s=\s?[^>][\s\S]*)?$/.exec(
        bare,
      )?.groups;
    const name = groups?.['name'];
    if (name === undefined || name === 'self' || name === 'this') {
      return [];
    }
    return [
      {
        name,
        type: (groups?.['type'] ?? '').trim(),
        optional: groups?.['mark'] !== undefined || groups?.['value'] !== undefined,
        hasDefault: groups?.['value'] !== undefined,
        rest: groups?.['rest'] !== undefined,
        destructured: /^[{[]/.test(name),
      },
    ];
  });
}

function goParameters(parts: readonly string[]): readonly ScannedParameter[] {
  let type = '';
  const parameters: ScannedParameter[] = [];
  for (const part of parts.toReversed()) {
    const groups = /^(?<name>\w+)(?:\s+(?<type>.+))?$/s.exec(part)?.groups;
    if (groups?.['name'] === undefined) {
      continue;
    }
    type = groups['type'] ?? type;
    parameters.unshift({
      name: groups['name'],
      type: type.replace(/^\.\.\./, ''),
      optional: type.startsWith('...'),
      hasDefault: false,
      rest: type.startsWith('...'),
      destructured: false,
    });
  }
  return parameters;
}

function pythonParameter(part: string): readonly ScannedParameter[] {
  const groups =
    /^(?<stars>\*{0,2})(?<name>\w+)\s*(?::\s*(?<type>[^=]+))?(?:=(?<value>[\s\S]*))?$/.exec(
      part,
    )?.groups;
  const name = groups?.['name'];
  if (name === undefined || name === 'self' || name === 'cls') {
    return [];
  }
  const rest = groups?.['stars'] !== '';
  return [
    {
      name,
      type: (groups?.['type'] ?? '').trim(),
      optional: rest || groups?.['value'] !== undefined,
      hasDefault: groups?.['value'] !== undefined,
      rest,
      destructured: false,
    },
  ];
}

function cParameter(part: string): readonly ScannedParameter[] {
  const groups =
    /^(?<type>[\s\S]*[\s*&>\]?])(?<dots>\.\.\.)?\s*\$?(?<name>\w+)(?:\[\])?\s*(?<value>=[\s\S]*)?$/.exec(
      part,
    )?.groups;
  const name = groups?.['name'];
  return name === undefined || part === 'void'
    ? []
    : [
        {
          name,
          type: (groups?.['type'] ?? '')
            .replace(/\b(?:final|const|in|out|ref|params)\s+/g, '')
            .trim(),
          optional: groups?.['value'] !== undefined,
          hasDefault: groups?.['value'] !== undefined,
          rest: /\.\.\.|\bparams\b/.test(part),
          destructured: false,
        },
      ];
}

function resultOf(source: Source, after: string, before: string): string {
  switch (source.family) {
    case 'ts':
      return (
        /^\s*:\s*(?<type>[\s\S]*?)\s*(?:\{\s*(?:\n|$|\}|return\b|const\b)|=>|;|\n)/.exec(after)
          ?.groups?.['type'] ?? ''
      );
    case 'python':
      return (
        /^\s*->\s*(?<type>[^:]+(?:\[[^\]]*\])?)\s*:/.exec(after)?.groups?.['type']?.trim() ?? ''
      );
    case 'rust':
      return /^\s*->\s*(?<type>[^{;]+)/.exec(after)?.groups?.['type']?.trim() ?? '';
    case 'go':
      return /^\s*(?<type>[^{\n]*?)\s*(?:\{|\n|$)/.exec(after)?.groups?.['type'] ?? '';
    case 'hash':
      return '';
    case 'c': {
      const colon = /^\s*(?::|->)\s*(?<type>[\w<>[\]?., ]+)/.exec(after)?.groups?.['type'];
      const words = before.trim().split(/\s+/).slice(0, -1);
      return (
        colon?.trim() ??
        words.at(-1)?.replace(/^(?:public|private|protected|static|fun|func|function)$/, '') ??
        ''
      );
    }
  }
}

/** Decorators and attributes belong to what they stand on. */
function firstLine(source: Source, number: number): number {
  let first = number;
  while (/^\s*(?:@\w|#\[|\[\w+(?:\(|\]))/.test(maskedAt(source, first - 1))) {
    first -= 1;
  }
  return first;
}

/** The line that closes the first brace opened at or after this line's head. */
function braceEnd(source: Source, number: number): number {
  if (source.family === 'python' || source.family === 'hash') {
    return number;
  }
  let depth = 0;
  let parens = 0;
  let opened = false;
  for (const next of numbersIn(source, number, Infinity)) {
    const line = maskedAt(source, next);
    for (const char of line) {
      if (char === '{') {
        depth += 1;
        opened = true;
      } else if (char === '}') {
        depth -= 1;
      } else if ('(['.includes(char)) {
        parens += 1;
      } else if (')]'.includes(char)) {
        parens -= 1;
      }
    }
    if (depth <= 0 && parens <= 0 && (opened || /;\s*$/.test(line))) {
      return next;
    }
    if (!opened && parens <= 0 && next > number && line.trim() === '') {
      return next - 1;
    }
  }
  return number;
}

/** Offset of the bracket that closes the one at `open`; -1 where there is none. */
function closing(masked: string, open: number): number {
  if (open < 0) {
    return -1;
  }
  let depth = 0;
  for (let at = open; at < masked.length; at += 1) {
    const char = masked[at] ?? '';
    if ('([{'.includes(char)) {
      depth += 1;
    } else if (')]}'.includes(char)) {
      depth -= 1;
      if (depth === 0) {
        return at;
      }
    }
  }
  return -1;
}

function asKind(word: string): ScannedKind {
  switch (word) {
    case 'interface':
    case 'trait':
    case 'protocol':
      return 'interface';
    case 'enum':
      return 'enum';
    case 'type':
      return 'type';
    case 'const':
    case 'static':
      return 'constant';
    default:
      return 'class';
  }
}
