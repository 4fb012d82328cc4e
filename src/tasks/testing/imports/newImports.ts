import { languageOf } from '../../../syntax/languages/languages.ts';
import type { SyntaxFacts, TextRange } from '../../../syntax/syntax.ts';
import { closingOf, masked } from '../../masking.ts';
import { testsOf } from '../languages/languages.ts';
import type { ImportedName, ImportStatement } from './importParts.ts';
import { importStatements } from './importStatements.ts';

/** Imports that a file lacks. */
export interface NewImports {
  readonly statements: readonly string[];
  /** A name that the file has already, and for something else. */
  readonly taken: string | undefined;
}

/** Where a file imports at its top level, in order. */
export function importRanges(
  language: string,
  text: string,
  facts: SyntaxFacts | undefined,
): readonly TextRange[] {
  const code = masked(text, facts, 'commentsAndStrings');
  const ranges = (facts?.imports ?? []).map(({ start, end }) => ({
    start,
    end: /^[ \t]*;/.exec(text.slice(end, end + 20)) ? text.indexOf(';', end) + 1 : end,
  }));
  const unmarked = testsOf(language)?.unmarkedImports;
  for (const { 0: found, index } of unmarked === undefined ? [] : code.matchAll(unmarked)) {
    const end = found.endsWith('(')
      ? closingOf(code, index + found.length - 1)
      : index + found.length;
    const rest = /^(?:\.[\w$]{1,99})?[ \t]*;?/.exec(code.slice(end, end + 120))?.[0] ?? '';
    ranges.push({ start: index, end: end + rest.length });
  }
  return ranges.toSorted((one, other) => one.start - other.start);
}

/** What a name stands for that the file takes from what it has imported, whatever that is. */
const SAME = '';
/** `const expect = chai.expect`, and `const { expect } = chai`. */
const TAKEN_FROM =
  /^(?:const|let|var)[ \t]+(?:([\w$]+)[ \t]*=[ \t]*[\w$.]{1,200}\.\1|\{([^{}]{0,2000})\}\s{0,20}=\s{0,20}[\w$.]{1,200})[ \t]{0,20};?[ \t]{0,20}$/gm;

/** Names that a file declares at its top level without an import: one more would be one too many. */
export function declaredNames(
  language: string,
  text: string,
  facts: SyntaxFacts | undefined,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const tests = testsOf(language);
  if (tests?.partsNames === true) return names;
  for (const { name, path } of facts?.declarations ?? []) {
    if (!path.includes('.'))
      names.set(tests?.foldsCase === true ? name.toLowerCase() : name, 'here');
  }
  if (languageOf(language).isScript !== true) return names;
  const code = masked(text, facts, 'commentsAndStrings');
  for (const [, one, list = ''] of code.matchAll(TAKEN_FROM)) {
    for (const name of one === undefined
      ? (list.match(/(?<![\w$])[\w$]+(?=\s{0,20}(?:,|$))/g) ?? [])
      : [one]) {
      names.set(name, SAME);
    }
  }
  return names;
}

/** Packages of Go's own: what they are called is what their path ends with. */
const GO_PACKAGES = new Set(
  'archive bufio bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt go hash html image index io iter log maps math mime net os path plugin reflect regexp runtime slices sort strconv strings structs sync syscall testing text time unicode unique unsafe weak'.split(
    ' ',
  ),
);

/** Whether Go refuses an import because nothing in the code uses it, as far as its name is known. */
export function isUnusedInGo({ local, source }: ImportedName, code: string): boolean {
  const isOwn = GO_PACKAGES.has(source.split('/', 1)[0] ?? '');
  return isOwn && /^[A-Za-z]\w*$/.test(local) && !isSelectedFrom(code, local);
}

/** Whether code takes something out of a package. */
function isSelectedFrom(code: string, name: string): boolean {
  for (let at = code.indexOf(name); at >= 0; at = code.indexOf(name, at + 1)) {
    const isWord = !/\w/.test(code.charAt(at - 1));
    const end = at + name.length;
    if (
      isWord &&
      code
        .slice(end, end + 10)
        .trimStart()
        .startsWith('.')
    )
      return true;
  }
  return false;
}

const GO_SPEC = /^[ \t]*(?:import[ \t]+)?(?:\w+[ \t]+)?"[\w./-]+"[ \t]*(?:\/\/.*)?\n/gm;

/** A new test file without the imports that its compiler would refuse. */
export function withoutUnused(language: string, text: string): string {
  if (languageOf(language).refusesUnusedImports !== true) return text;
  const end = text.search(/^(?:func|type|var|const)\b/m);
  if (end < 0) return text;
  const head = text.slice(0, end).replace(GO_SPEC, (line) => {
    const spec = line.trim().replace(/^import\s+/, '');
    const [name] = importStatements('go', `import ${spec}`).flatMap(({ names }) => names);
    return name !== undefined && isUnusedInGo(name, text.slice(end)) ? '' : line;
  });
  return head + text.slice(end);
}

const NO_FILE = { declared: new Map<string, string>(), code: '' };

/** What of new imports a file lacks: no name is declared twice, and none comes to mean another thing. */
export function newImports(
  language: string,
  known: readonly ImportStatement[],
  imports: string,
  file: { readonly declared: ReadonlyMap<string, string>; readonly code: string } = NO_FILE,
): NewImports {
  const { declared, code } = file;
  const { refusesUnusedImports } = languageOf(language);
  const sources = new Map(declared);
  for (const { names } of known) for (const { local, source } of names) sources.set(local, source);
  const lines = new Set(known.map(({ text }) => text));
  const statements: string[] = [];
  let taken: string | undefined;
  for (const statement of importStatements(language, imports)) {
    if (lines.has(statement.text)) continue;
    const dropped = new Set<ImportedName>();
    for (const name of statement.names) {
      const source = sources.get(name.local);
      if (refusesUnusedImports === true && code !== '' && isUnusedInGo(name, code))
        dropped.add(name);
      else if (source === undefined) sources.set(name.local, name.source);
      else if (source === name.source || source === SAME) dropped.add(name);
      else taken ??= name.local;
    }
    const text = statement.without(dropped);
    if (text !== '') statements.push(text);
  }
  return { statements, taken };
}

/** ES imports as CommonJS writes them, and the other way round: a file has one kind of modules. */
export function inModulesOf(
  language: string,
  existing: string,
  known: readonly ImportStatement[],
  statement: string,
): string {
  if (testsOf(language)?.hasTwoModuleKinds !== true) return statement;
  const isEs = known.some(({ text }) => /^import\b/.test(text)) || /^export\b/m.test(existing);
  const isCommon = known.some(({ text }) => /\brequire\s*\(/.test(text));
  if (isEs === isCommon) return statement;
  const [read] = importStatements(language, statement);
  const module = /['"`]([^'"`\n]+)['"`]\s*\)?;?$/.exec(statement)?.[1];
  if (read === undefined || read.names.length === 0 || module === undefined) return statement;
  return isCommon ? asCommon(statement, module) : asEs(statement, module);
}

function asCommon(statement: string, module: string): string {
  const [, whole, all, named] =
    /^import\s+(?:([\w$]+)\s*(?:,\s*)?)?(?:\*\s*as\s+([\w$]+)\s*|\{([^{}]*)\}\s*)?from\b/.exec(
      statement,
    ) ?? [];
  const one = whole ?? all;
  const names = named?.trim().replace(/\s+/g, ' ').replace(/ as /g, ': ').replace(/,$/, '');
  if (one === undefined && names === undefined) return statement;
  return [
    ...(one === undefined ? [] : [`const ${one} = require('${module}');`]),
    ...(names === undefined ? [] : [`const { ${names} } = require('${module}');`]),
  ].join('\n');
}

function asEs(statement: string, module: string): string {
  const [, whole, named] =
    /^(?:const|let|var)\s{1,99}(?:([\w$]+)|\{([^{}]*)\})\s{0,99}=\s{0,99}require\s{0,99}\([^()]*\)\s{0,99};?$/.exec(
      statement,
    ) ?? [];
  if (whole !== undefined) return `import ${whole} from '${module}';`;
  const names = named?.trim().replace(/\s+/g, ' ').replace(/ ?: ?/g, ' as ').replace(/,$/, '');
  return names === undefined ? statement : `import { ${names} } from '${module}';`;
}
