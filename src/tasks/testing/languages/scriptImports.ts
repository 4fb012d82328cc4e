import type { ImportReader, Part } from '../imports/importParts.ts';
import { listed, ofParts } from '../imports/importParts.ts';

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

/** Reads an `import` or a `require` of JavaScript and TypeScript. */
export const readScriptImport: ImportReader = (text) => {
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
