/**
 * Says of TypeScript and JavaScript what their own tools say: see judge.ts for what is read and
 * written. Run with `--experimental-vm-modules`, which gives what `node --check` uses for modules.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { createInterface } from 'node:readline';
import vm from 'node:vm';
import ts from 'typescript-classic';

/** Errors that hold whatever else a project has: things declared twice, and what no engine takes. */
const ALWAYS = new Set([
  2300, 2308, 2323, 2391, 2393, 2395, 2397, 2440, 2451, 2484, 2528, 2567, 2588, 2649, 2813, 2814,
]);

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  jsx: ts.JsxEmit.Preserve,
  allowJs: true,
  checkJs: true,
  noLib: true,
  noResolve: true,
  skipLibCheck: true,
  types: [],
  experimentalDecorators: true,
  removeComments: true,
  allowImportingTsExtensions: true,
  noEmit: true,
};

function errorsOf(name: string, text: string): readonly string[] {
  const isScript = /\.[cm]?jsx?$/.test(name);
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
  const host: ts.CompilerHost = {
    getSourceFile: (asked) => (asked === name ? file : undefined),
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: () => undefined,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (asked) => asked,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    fileExists: (asked) => asked === name,
    readFile: () => undefined,
  };
  const program = ts.createProgram([name], OPTIONS, host);
  const syntax = program.getSyntacticDiagnostics(file);
  const all = program
    .getSemanticDiagnostics(file)
    .filter(({ code }) => ALWAYS.has(code) || (code >= 1000 && code < 2000));
  const worded = (one: ts.Diagnostic) =>
    `${one.code} ${ts.flattenDiagnosticMessageText(one.messageText, ' ')}`.replace(/\s+/g, ' ');
  const found = [
    // Types in JavaScript are no errors of its own parser; Flow has them.
    ...syntax.map((one) => `h${worded(one)}`),
    ...all.map((one) => `s${worded(one)}`),
  ];
  if (!isScript) return found;
  const checked = nodeError(name, text);
  if (checked === undefined) return [];
  // What Node cannot read in any case, TypeScript judges.
  return hasJsx(file) ? found : [`h${checked}`];
}

function hasJsx(node: ts.Node): boolean {
  return (
    ts.isJsxElement(node) ||
    ts.isJsxSelfClosingElement(node) ||
    ts.isJsxFragment(node) ||
    ts.forEachChild(node, (child) => hasJsx(child) || undefined) === true
  );
}

/** What `node --check` says. */
function nodeError(name: string, text: string): string | undefined {
  const asScript = () => {
    if (extname(name) === '.mjs') throw new SyntaxError('A module.');
    vm.compileFunction(
      text.replace(/^#!.*/, ''),
      ['exports', 'require', 'module', '__filename', '__dirname'],
      { filename: 'file.cjs' },
    );
  };
  try {
    asScript();
    return undefined;
  } catch (first) {
    try {
      void new vm.SourceTextModule(text);
      return undefined;
    } catch (second) {
      const isModule = /^\s*(?:import|export)\b/m.test(text);
      return String(isModule ? second : first).replace(/\s+/g, ' ');
    }
  }
}

function codeOf(name: string, text: string): string {
  const { outputText } = ts.transpileModule(text, {
    fileName: name,
    compilerOptions: { ...OPTIONS, noEmit: false },
  });
  return createHash('sha256').update(outputText).digest('hex');
}

for await (const line of createInterface({ input: process.stdin })) {
  const [path = '', name = '', , wantsCode] = line.split('\t');
  const text = readFileSync(path, 'utf8');
  const errors = errorsOf(`/${name}`, text);
  const code = wantsCode === '1' && errors.length === 0 ? codeOf(`/${name}`, text) : '';
  process.stdout.write(`${[path, code, ...errors].join('\t')}\n`);
}
