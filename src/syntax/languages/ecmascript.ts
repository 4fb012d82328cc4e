import type { Node } from '@vscode/tree-sitter-wasm';
import type { ParsedLanguage, WidthFile } from '../language.ts';
import { blockComments } from '../language.ts';
import type { DeclarationRule, LanguageTable, Visibility } from '../languageTable.ts';
import { enumMembers, fieldText, isUnhandled } from '../languageTable.ts';
import type { DeclarationKind, ExportedName } from '../syntax.ts';
import { ecmascriptMutants } from './ecmascriptMutants.ts';

const FUNCTIONS = new Set(['arrow_function', 'function_expression', 'generator_function']);

/** The node that holds parameters and body: the value for `const f = () => …`. */
function callable(node: Node): Node {
  const value = node.childForFieldName('value');
  return value !== null && FUNCTIONS.has(value.type) ? value : node;
}

function parametersOf(node: Node): Node | null {
  const holder = callable(node);
  return holder.childForFieldName('parameters') ?? holder.childForFieldName('parameter');
}

/** A single declarator stands for its whole statement. */
function statementOf(node: Node): Node {
  const parent = node.parent;
  return parent?.namedChildren.filter((child) => child?.type === 'variable_declarator').length === 1
    ? parent
    : node;
}

function variableKind(node: Node): DeclarationKind {
  const value = node.childForFieldName('value');
  if (value !== null && FUNCTIONS.has(value.type)) return 'function';
  if (value?.type === 'class') return 'class';
  return node.parent !== null && fieldText(node.parent, 'kind') === 'const'
    ? 'constant'
    : 'variable';
}

const variable: DeclarationRule = {
  kind: variableKind,
  name: (node) => {
    const name = node.childForFieldName('name');
    return name?.type === 'identifier' ? name.text : undefined;
  },
  parameters: parametersOf,
  body: (node) => callable(node).childForFieldName('body'),
  whole: statementOf,
};

const method: DeclarationRule = {
  kind: (node) => (fieldText(node, 'name') === 'constructor' ? 'constructor' : 'method'),
};

const field: DeclarationRule = {
  kind: (node) => (callable(node) === node ? 'property' : 'method'),
  name: (node) => fieldText(node, 'name') ?? fieldText(node, 'property'),
  parameters: parametersOf,
  body: (node) => callable(node).childForFieldName('body'),
};

/** `export default function () {}` and `export default class {}`. */
const anonymousDefault = (kind: DeclarationKind, members: boolean): DeclarationRule => ({
  kind: (node) => (node.parent?.type === 'export_statement' ? kind : undefined),
  name: (node) => fieldText(node, 'name') ?? 'default',
  members,
});

const classLike: DeclarationRule = { kind: 'class', members: true };
const functionLike: DeclarationRule = { kind: 'function' };

/** Names that `export { a, b as c }` gives away, also those of another module. */
function exportedNames(node: Node): readonly ExportedName[] {
  const statement = node.parent;
  // In a namespace it gives away members of that alone.
  if (statement?.parent?.type === 'statement_block') return [];
  const isElsewhere = (statement?.childForFieldName('source') ?? null) !== null;
  return node.namedChildren.flatMap((specifier) => {
    if (specifier?.type !== 'export_specifier') return [];
    const local = fieldText(specifier, 'name');
    const name = fieldText(specifier, 'alias') ?? local;
    if (name === undefined) return [];
    return [isElsewhere || local === undefined ? { name } : { name, local }];
  });
}

/** Names that a pattern such as `{ a, b: c }` declares. */
function patternNames(declaration: Node): readonly ExportedName[] {
  return declaration.namedChildren.flatMap((declarator) => {
    const pattern = declarator?.childForFieldName('name') ?? null;
    const names = pattern?.descendantsOfType([
      'shorthand_property_identifier_pattern',
      'identifier',
    ]);
    return (names ?? []).flatMap((one) => (one === null ? [] : [{ name: one.text }]));
  });
}

/** What `export default a`, `export = a` and `export * from 'm'` give away. */
function otherExports(node: Node): readonly ExportedName[] {
  const from = fieldText(node, 'source');
  if (from !== undefined) {
    const named = node.namedChildren.find((child) => child?.type === 'namespace_export');
    return [{ name: named?.firstNamedChild?.text ?? `* from ${from.slice(1, -1)}` }];
  }
  const declared = node.childForFieldName('declaration');
  if (declared?.type.endsWith('_declaration') === true && /^[a-z]+\s*[{[]/.test(declared.text)) {
    return patternNames(declared);
  }
  const value = node.childForFieldName('value') ?? node.namedChildren.at(-1) ?? null;
  const local =
    declared === null
      ? value?.type === 'identifier' && value.text
      : (fieldText(declared, 'name') ?? 'default');
  const name = /^export\s*=/.test(node.text.slice(0, 40)) ? '=' : 'default';
  return [typeof local === 'string' ? { name, local } : { name }];
}

const MODULE_EXPORTS = /^(?:module\.)?exports(?:\.[\w$]+)?$/;

/** Names that `module.exports = { a, b: c }` and `exports.a = c` give away. */
function assignedExports(node: Node): readonly ExportedName[] {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  if (left?.type !== 'member_expression' || right === null || !MODULE_EXPORTS.test(left.text)) {
    return [];
  }
  const local = right.type === 'identifier' ? { local: right.text } : {};
  const name = /^(?:module\.)?exports\.([\w$]+)$/.exec(left.text)?.[1] ?? '';
  if (name !== '') return [{ name, ...local }];
  if (right.type !== 'object') return [{ name: 'module.exports', ...local }];
  return right.namedChildren.flatMap((entry) => {
    if (entry?.type === 'shorthand_property_identifier') {
      return [{ name: entry.text, local: entry.text }];
    }
    const key = (entry && (fieldText(entry, 'key') ?? fieldText(entry, 'name'))) ?? '';
    if (!entry || key === '') return [];
    const value = entry.childForFieldName('value');
    return [value?.type === 'identifier' ? { name: key, local: value.text } : { name: key }];
  });
}

/** `exports.a = function () {}` and `A.prototype.b = () => {}` declare functions. */
const assigned: DeclarationRule = {
  kind: (node) => {
    const value = node.childForFieldName('right')?.type ?? '';
    const left = node.childForFieldName('left');
    if (left?.type !== 'member_expression' || node.parent?.type !== 'expression_statement') {
      return undefined;
    }
    return FUNCTIONS.has(value) ? 'function' : undefined;
  },
  name: (node) => {
    const left = node.childForFieldName('left');
    return left?.childForFieldName('property')?.text;
  },
  container: (node) => {
    const object = node.childForFieldName('left')?.childForFieldName('object')?.text ?? '';
    return /^(?:module\.)?exports$|^this$/.test(object)
      ? undefined
      : object.replace(/\.prototype$/, '');
  },
  parameters: (node) => {
    const value = node.childForFieldName('right');
    return value?.childForFieldName('parameters') ?? value?.childForFieldName('parameter') ?? null;
  },
  body: (node) => node.childForFieldName('right')?.childForFieldName('body') ?? null,
};

function isExported({ node, name, within, wrappers, containerExported }: Visibility): boolean {
  if (within === undefined) {
    const left = node.type === 'assignment_expression' ? node.childForFieldName('left') : null;
    return wrappers.includes('export_statement') || MODULE_EXPORTS.test(left?.text ?? '');
  }
  if (!containerExported) return false;
  if (within === 'module') return wrappers.includes('export_statement') || !hasModuleBody(node);
  if (name.startsWith('#')) return false;
  const access = node.children.find((child) => child?.type === 'accessibility_modifier')?.text;
  return access !== 'private' && access !== 'protected';
}

/** In `declare module` everything is visible; in a namespace only what is exported. */
function hasModuleBody(node: Node): boolean {
  for (let at: Node | null = node.parent; at !== null; at = at.parent) {
    if (at.type === 'internal_module') return true;
    if (at.type === 'ambient_declaration') return false;
  }
  return true;
}

const tree: LanguageTable = {
  refused: { try_statement: isUnhandled },
  comments: ['comment', 'html_comment'],
  strings: ['string', 'template_string', 'regex'],
  imports: ['import_statement'],
  declarations: {
    function_declaration: functionLike,
    generator_function_declaration: functionLike,
    function_signature: functionLike,
    function_expression: anonymousDefault('function', false),
    class_declaration: classLike,
    abstract_class_declaration: classLike,
    class: anonymousDefault('class', true),
    interface_declaration: { kind: 'interface', members: true },
    type_alias_declaration: { kind: 'type', body: (node) => node.childForFieldName('value') },
    enum_declaration: { kind: 'enum' },
    internal_module: { kind: 'module', members: true },
    module: { kind: 'module', members: true },
    variable_declarator: variable,
    assignment_expression: assigned,
    method_definition: method,
    abstract_method_signature: method,
    method_signature: method,
    public_field_definition: field,
    field_definition: field,
    property_signature: { kind: 'property' },
  },
  wrappers: [
    'export_statement',
    'ambient_declaration',
    'lexical_declaration',
    'variable_declaration',
    'expression_statement',
  ],
  leading: ['decorator'],
  opaque: ['arrow_function', 'generator_function', 'object', 'statement_block', 'object_type'],
  scopes: {},
  skippedParameters: ['this', 'decorator'],
  exported: isExported,
  exportLists: {
    export_clause: { starts: /^\{/, names: exportedNames },
    export_statement: {
      starts: /^export\s*(?:default\b|=|\*|(?:const|let|var)\s*[{[])/,
      names: otherExports,
    },
    enum_declaration: enumMembers('property_identifier', 'enum_assignment'),
    assignment_expression: { starts: /^(?:module\.)?exports\b/, names: assignedExports },
  },
  isDocumentation: (comment) => comment.startsWith('/**') && comment !== '/**/',
  reachesAcross: () => true,
  docstrings: false,
};

const prettierFile = (name: string): WidthFile => ({
  name,
  width: /\bprintWidth["']?\s{0,4}[:=]\s{0,4}(\d{2,3})/,
  otherwise: 80,
});
const WIDTH_FILES: readonly WidthFile[] = [
  ...['', '.json', '.json5', '.yaml', '.yml', '.toml', '.js', '.cjs', '.mjs', '.ts'].map((end) =>
    prettierFile(`.prettierrc${end}`),
  ),
  ...['js', 'cjs', 'mjs', 'ts'].map((end) => prettierFile(`prettier.config.${end}`)),
  {
    name: 'package.json',
    width: /\bprintWidth["']?\s{0,4}:\s{0,4}(\d{2,3})/,
    speaks: /"prettier"\s{0,4}:\s{0,4}\{/,
    otherwise: 80,
  },
  { name: 'biome.json', width: /"lineWidth"\s{0,4}:\s{0,4}(\d{2,3})/, otherwise: 80 },
  { name: 'biome.jsonc', width: /"lineWidth"\s{0,4}:\s{0,4}(\d{2,3})/, otherwise: 80 },
  { name: 'dprint.json', width: /"lineWidth"\s{0,4}:\s{0,4}(\d{2,3})/, otherwise: 120 },
  { name: 'deno.json', width: /"lineWidth"\s{0,4}:\s{0,4}(\d{2,3})/ },
];

const SILENCERS = [
  /\bas\s+(?:any|never|unknown\s+as)\b/g,
  /(?<![\w$)\]>])<\s*any\s*>(?=\s*[\w$([{])/g,
];

/** JavaScript. */
export const javascript: ParsedLanguage = {
  tree,
  mutants: ecmascriptMutants,
  documentation: {
    style: blockComments(
      'JSDoc: one summary sentence, then @param {type} name - text, @returns {type} text, @throws',
    ),
    widthFiles: WIDTH_FILES,
    examples: 'deno',
  },
  directives: [
    /^@ts-(?:ignore|expect-error|nocheck|check)\b/,
    /^@(?:jest|vitest)-environment\b/,
    /^@jsx\w*\s/,
    // `stripInternal` looks for the letters alone, in the name of a package and in an address too.
    /@internal/,
    /^@(?:flow|noflow)\b/,
    /^<(?:reference|amd-)/,
    /^[@#]__\w+__/,
    /^(?:webpack|turbopack|vite)(?:[A-Z]|-)\w*/,
    /^\$Flow\w+/,
  ],
  readerTags: {
    words: new Set(
      'param params arg argument returns return throws exception example see link linkcode linkplain remarks summary description desc deprecated since version author default defaultvalue typeparam privateremarks todo fires event eventproperty yields async generator class constructor function method module memberof name namespace property prop public category group label alpha beta experimental copyright file fileoverview overview tutorial inheritdoc packagedocumentation decorator sealed virtual callback template override readonly public private protected access static instance inner ignore hidden hideconstructor interface enum typedef type extends augments implements mixes mixin borrows lends listens emits variation global external kind requires abstract satisfies'.split(
        ' ',
      ),
    ),
    where: 'atStart',
    besideStyles: true,
  },
  toolWords: {
    anywhere: [/@TJS-\w/, /\bts-(?:auto-mock|unused-exports)\s?:/, /\bimport\.meta\.vitest\b/],
  },
  isScript: true,
  importsOnce: 'name',
  // The last one of functions and methods holds, as a rule.
  declaresOnce: 'classes',
  namesOnce: true,
  takesAnyBlank: true,
  exportLine:
    /^export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\b(?:\s*\*)?|class|const|let|var|interface|type|enum|namespace)\s*([\w$]+)/gm,
  checkersQuote: 'values',
};

/** TypeScript. */
export const typescript: ParsedLanguage = {
  ...javascript,
  documentation: {
    ...javascript.documentation,
    style: blockComments(
      'TSDoc: one summary sentence, then @param name - text, @returns, @throws; no types',
    ),
  },
  declaresOnce: 'all',
  namesOnce: true,
  silencers: SILENCERS,
};

/** TypeScript with JSX, in which an assertion in angle brackets would be a tag. */
export const typescriptreact: ParsedLanguage = {
  ...typescript,
  silencers: SILENCERS.slice(0, 1),
  holdsPages: true,
};

/** JavaScript with JSX. */
export const javascriptreact: ParsedLanguage = { ...javascript, holdsPages: true };
