/** A name that an import brings into a file. */
export interface ImportedName {
  /** What it is called in the file. */
  readonly local: string;
  /** What it stands for: module and name there, however they are written. */
  readonly source: string;
}

/** A statement that imports. */
export interface ImportStatement {
  readonly text: string;
  /** Empty for what is not understood: it is taken or left as a whole. */
  readonly names: readonly ImportedName[];
  /** The same statement with some of its names alone. */
  without(dropped: ReadonlySet<ImportedName>): string;
}

type Reader = (text: string) => ImportStatement | undefined;

/** Import statements of a text that has nothing else; other lines stand for themselves. */
export function importStatements(language: string, text: string): readonly ImportStatement[] {
  const read = READERS[language];
  return statementsIn(text).map((statement) => {
    const bare = withoutRemark(language, statement);
    return read?.(bare) ?? { text: statement, names: [], without: () => statement };
  });
}

/** What is said at the end of a statement says nothing of what it imports. */
function withoutRemark(language: string, statement: string): string {
  const last = statement.lastIndexOf('\n') + 1;
  const mark = /^(?:python|ruby)$/.test(language) ? /[ \t]#/ : /[ \t]\/\//;
  const at = statement.slice(last).search(mark);
  return at < 0 ? statement : statement.slice(0, last + at).trimEnd();
}

/** Lines that belong together: brackets that are open, and lines that say that they go on. */
function statementsIn(text: string): readonly string[] {
  const statements: string[] = [];
  let lines: string[] = [];
  let depth = 0;
  for (const line of text.split('\n')) {
    if (lines.length === 0 && line.trim() === '') continue;
    lines.push(line);
    for (const sign of line.match(/[()[\]{}]/g) ?? []) depth += '([{'.includes(sign) ? 1 : -1;
    if (depth > 0 || line.endsWith('\\')) continue;
    statements.push(lines.join('\n').trim());
    lines = [];
    depth = 0;
  }
  if (lines.length > 0) statements.push(lines.join('\n').trim());
  return statements;
}

interface Part extends ImportedName {
  /** As the statement writes it. */
  readonly text: string;
}

/** A statement of parts, some of which may go. */
function ofParts<One extends Part>(
  text: string,
  parts: readonly One[],
  written: (kept: readonly One[]) => string,
): ImportStatement | undefined {
  if (parts.length === 0) return undefined;
  return {
    text,
    names: parts,
    without: (dropped) => {
      const kept = parts.filter((part) => !dropped.has(part));
      return kept.length === parts.length ? text : kept.length === 0 ? '' : written(kept);
    },
  };
}

function listed(list: string): readonly string[] {
  return list
    .replace(/(?:\/\/|#)[^\n]*/g, '')
    .split(',')
    .map((one) => one.trim().replace(/\s+/g, ' '))
    .filter((one) => one !== '');
}

const ES_IMPORT =
  /^import\s+(type\s+(?!from\b|,))?(?:([\w$]+)\s*(?:,\s*)?)?(?:\*\s*as\s+([\w$]+)\s*|\{([^{}]*)\}\s*)?from\s*(['"])([^'"\n]+)\5/;
const REQUIRED =
  /^(const|let|var)\s{1,99}(?:([\w$]+)|\{([^{}]*)\})\s{0,99}=\s{0,99}((?:await\s{1,99}import|require)\s{0,99}\(\s{0,99}['"`]([^'"`\n]+)['"`]\s{0,99}\)(?:\.([\w$]+))?)/;
const IMPORT_REQUIRED =
  /^import\s{1,99}([\w$]+)\s{0,99}=\s{0,99}require\s{0,99}\(\s{0,99}['"]([^'"\n]+)['"]\s{0,99}\)/;

/** Specifiers that lead to the same place are written in several ways. */
function moduleOf(specifier: string): string {
  return specifier
    .replace(/^node:/, '')
    .replace(/\/strict$/, '')
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/\/index$/, '');
}

/** The module as a whole, its default and its namespace are one as far as a name is concerned. */
const WHOLE = '=';

interface ScriptPart extends Part {
  readonly place: 'default' | 'namespace' | 'named';
}

/** Of a name as `listed` writes it: its blanks are single ones. */
function scriptPart(text: string, module: string, place: ScriptPart['place']): ScriptPart {
  const bare = text.replace(/^type\s+/, '');
  const [imported = bare, local = imported] = bare.split(/ as | ?: ?/);
  // Of `assert` the strict one is the module again.
  const isWhole = place !== 'named' || imported === 'default' || imported === 'strict';
  const name = isWhole ? WHOLE : imported;
  const called = local.split(/ ?=/)[0] ?? local;
  return { text, local: called, source: `${moduleOf(module)} ${name}`, place };
}

const ecmascript: Reader = (text) => {
  const es = ES_IMPORT.exec(text);
  if (es !== null) {
    const [found, type = '', whole, all, named, quote = "'", module = ''] = es;
    const parts = [
      ...(whole === undefined ? [] : [scriptPart(whole, module, 'default')]),
      ...(all === undefined ? [] : [scriptPart(all, module, 'namespace')]),
      ...listed(named ?? '').map((one) => scriptPart(one, module, 'named')),
    ];
    const end = text.slice(found.length);
    return ofParts(text, parts, (kept) => {
      const names = kept.filter(({ place }) => place === 'named').map((one) => one.text);
      const clause = kept.flatMap((one) =>
        one.place === 'named' ? [] : one.place === 'default' ? one.text : `* as ${one.text}`,
      );
      if (names.length > 0) clause.push(`{ ${names.join(', ')} }`);
      return `import ${type}${clause.join(', ')} from ${quote}${module}${quote}${end}`;
    });
  }
  const required = REQUIRED.exec(text);
  if (required !== null) {
    const [found, word = '', whole, named, call = '', module = '', member] = required;
    const from = member === undefined ? module : `${module}.${member}`;
    const parts =
      whole === undefined
        ? listed(named ?? '').map((one) => scriptPart(one, from, 'named'))
        : [
            member === undefined
              ? scriptPart(whole, module, 'default')
              : scriptPart(`${member} as ${whole}`, module, 'named'),
          ];
    const end = text.slice(found.length);
    return ofParts(text, parts, (kept) => {
      const names = kept.map((one) => one.text).join(', ');
      return `${word} { ${names} } = ${call}${end}`;
    });
  }
  const [, name, module = ''] = IMPORT_REQUIRED.exec(text) ?? [];
  return name === undefined
    ? undefined
    : ofParts(text, [scriptPart(name, module, 'default')], () => '');
};

const python: Reader = (text) => {
  const flat = text.replace(/\\\n/g, ' ');
  const from = /^from\s+([.\w]+)\s+import\s(?:\s*\(([^()]*)\)|([^()]*))$/.exec(flat);
  if (from !== null) {
    const [, module = '', inBrackets, bare = ''] = from;
    const parts = listed(inBrackets ?? bare).map((one) => {
      const [name = one, local = name] = one.split(' as ');
      return {
        text: one,
        local: name === '*' ? `${module}.*` : local,
        source: `${module} ${name}`,
      };
    });
    return ofParts(text, parts, (kept) => {
      return `from ${module} import ${kept.map((one) => one.text).join(', ')}`;
    });
  }
  const plain = /^import\s([^()]+)$/.exec(flat);
  const parts = listed(plain?.[1] ?? '').map((one) => {
    const [module = one, local = module] = one.split(' as ');
    return { text: one, local, source: module };
  });
  return ofParts(text, parts, (kept) => `import ${kept.map((one) => one.text).join(', ')}`);
};

const go: Reader = (text) => {
  const [, inside] = /^import\s*\(([^]*)\)$/.exec(text) ?? [];
  // Specs stand on lines, or between semicolons.
  const list = inside?.split(/\n|;/) ?? [text.replace(/^import\s*/, '')];
  const parts = list.flatMap((line) => {
    const [spec, alias, path = ''] = /^\s*(?:([\w.]+)\s*)?["`]([^"`\n]+)["`]/.exec(line) ?? [];
    if (spec === undefined) return [];
    const last = path.split('/').filter((one) => !/^v\d+$/.test(one));
    const bare = (last.at(-1) ?? path).replace(/\.v\d+$/, '').replace(/^go-|-go$/, '');
    // Those two are no names: what they do is done once for each path.
    const local = alias === '.' || alias === '_' ? `${alias} ${path}` : (alias ?? bare);
    return [{ text: spec.trim(), local, source: path }];
  });
  if (!text.startsWith('import')) return undefined;
  return ofParts(text, parts, (kept) => kept.map((one) => `import ${one.text}`).join('\n'));
};

const java: Reader = (text) => {
  const [, isStatic, path = ''] = /^import\s+(static\s+)?([\w.*]+)\s*;/.exec(text) ?? [];
  if (path === '') return undefined;
  // Static ones may overload each other.
  const isMany = isStatic !== undefined || path.endsWith('*');
  const local = isMany ? `${isStatic ?? ''}${path}` : path.slice(path.lastIndexOf('.') + 1);
  return ofParts(text, [{ text, local, source: path }], () => '');
};

const csharp: Reader = (text) => {
  const [, kind = '', alias, path = ''] =
    /^(?:global\s+)?using\s+(static\s+)?(?:(\w+)\s*=\s*)?([^\s;=][^;=]*);/.exec(text) ?? [];
  if (path === '') return undefined;
  const source = path.replace(/\s+/g, '');
  return ofParts(text, [{ text, local: alias ?? `${kind}${source}`, source }], () => '');
};

const php: Reader = (text) => {
  const [, kind = '', rest = ''] = /^use\s+((?:function|const)\s+)?([^\s;][^;]*);/.exec(text) ?? [];
  if (rest === '') return undefined;
  const group = /^([\w\\]*\\)\{([^{}]*)\}$/.exec(rest.trim());
  const prefix = group?.[1] ?? '';
  const parts = listed(group?.[2] ?? rest).map((one) => {
    const own = /^(?:function|const) /.exec(one)?.[0] ?? kind;
    const bare = one.replace(/^(?:function|const) /, '');
    const [path = bare, alias] = bare.split(/ as /i);
    const whole = `${prefix}${path}`.replace(/^\\/, '');
    const local = (alias ?? whole.slice(whole.lastIndexOf('\\') + 1)).toLowerCase();
    const said = alias === undefined ? '' : ` as ${alias}`;
    const written = `use ${own}${whole}${said};`;
    return { text: written, local: `${own.trim()} ${local}`.trim(), source: whole.toLowerCase() };
  });
  return ofParts(text, parts, (kept) => kept.map((one) => one.text).join('\n'));
};

const EXTERN_CRATE = /^(?:pub(?:\([^()]*\))?\s+)?extern\s+crate\s+(\w+)(?:\s+as\s+(\w+))?\s*;/;

const rust: Reader = (text) => {
  const [, crate, called = crate] = EXTERN_CRATE.exec(text) ?? [];
  if (crate !== undefined && called !== undefined) {
    return ofParts(text, [{ text, local: called, source: crate }], () => '');
  }
  const [, lead = '', tree = ''] =
    /^((?:pub(?:\([^()]*\))?\s+)?use\s+)([^\s;][^;]*);/.exec(text) ?? [];
  const parts = leavesOf(tree.replace(/\s+/g, ' ').trim()).map((path) => {
    const [whole = path, alias] = path.split(' as ');
    const source = whole.replace(/::self$/, '');
    const last = source.slice(source.lastIndexOf(':') + 1);
    const local = alias === '_' || last === '*' ? path : (alias ?? last);
    return { text: `${lead}${source}${alias === undefined ? '' : ` as ${alias}`};`, local, source };
  });
  return ofParts(text, parts, (kept) => kept.map((one) => one.text).join('\n'));
};

/** `a::{b, c::{d}}` as `a::b` and `a::c::d`. */
function leavesOf(tree: string): readonly string[] {
  const leaves: string[] = [];
  const prefixes: string[] = [''];
  let piece = '';
  const flush = (): void => {
    const found = piece.trim();
    if (found !== '') leaves.push(`${prefixes.at(-1)}${found}`);
    piece = '';
  };
  for (const sign of tree) {
    if (sign === '{') {
      prefixes.push(`${prefixes.at(-1)}${piece.trim()}`);
      piece = '';
    } else if (sign === '}') {
      flush();
      if (prefixes.length > 1) prefixes.pop();
    } else if (sign === ',') flush();
    else piece += sign;
  }
  flush();
  return leaves;
}

/** Languages in which a line stands for itself, whatever its quotes are. */
const byLine: Reader = (text) => {
  const source = text.replace(/\s+/g, ' ').replaceAll('"', "'").replace(/;$/, '');
  return ofParts(text, [{ text, local: source, source }], () => '');
};

const READERS: Readonly<Record<string, Reader>> = {
  typescript: ecmascript,
  typescriptreact: ecmascript,
  javascript: ecmascript,
  javascriptreact: ecmascript,
  python,
  go,
  java,
  csharp,
  php,
  rust,
  ruby: byLine,
  c: byLine,
  cpp: byLine,
};
