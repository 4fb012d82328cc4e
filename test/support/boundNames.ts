import ts from 'typescript-classic';

/** A JavaScript file as TypeScript reads it. */
function serviceFor(text: string): ts.LanguageService {
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => ({
      allowJs: true,
      noLib: true,
      noResolve: true,
      target: ts.ScriptTarget.ESNext,
    }),
    getScriptFileNames: () => ['a.jsx'],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) =>
      name === 'a.jsx' ? ts.ScriptSnapshot.fromString(text) : undefined,
    getCurrentDirectory: () => '/',
    getDefaultLibFileName: () => 'lib.d.ts',
    fileExists: (name) => name === 'a.jsx',
    readFile: () => undefined,
  };
  return ts.createLanguageService(host);
}

function fileOf(service: ts.LanguageService): ts.SourceFile | undefined {
  return service.getProgram()?.getSourceFile('a.jsx');
}

/** The text with a name that it declares called otherwise, by TypeScript's own renaming. */
export function renamedByTypeScript(
  text: string,
  choose: (count: number) => number,
): string | undefined {
  const service = serviceFor(text);
  const file = fileOf(service);
  const names: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    const isName =
      ts.isIdentifier(node) &&
      (ts.isVariableDeclaration(node.parent) ||
        ts.isParameter(node.parent) ||
        ts.isFunctionDeclaration(node.parent) ||
        ts.isBindingElement(node.parent)) &&
      node.parent.name === node;
    if (isName) names.push(node);
    ts.forEachChild(node, visit);
  };
  if (file !== undefined) visit(file);
  const chosen = names[choose(names.length)];
  if (chosen === undefined) return undefined;
  const places = service.findRenameLocations('a.jsx', chosen.getStart(), false, false, {
    providePrefixAndSuffixTextForRename: true,
  });
  const last = [...(places ?? [])].sort((one, other) => other.textSpan.start - one.textSpan.start);
  return last.reduce(
    (whole, { textSpan: { start, length }, prefixText = '', suffixText = '' }) =>
      `${whole.slice(0, start)}${prefixText}otherName${suffixText}${whole.slice(start + length)}`,
    text,
  );
}

/** Names of members are no names of the file. */
const MEMBERS =
  ts.SymbolFlags.Property |
  ts.SymbolFlags.Method |
  ts.SymbolFlags.Accessor |
  ts.SymbolFlags.EnumMember;

/** A file's tokens, each name by the number of what TypeScript says that it stands for. */
export function boundNames(text: string): string {
  const service = serviceFor(text);
  const file = fileOf(service);
  const checker = service.getProgram()?.getTypeChecker();
  if (file === undefined || checker === undefined) return '';
  const numbers = new Map<ts.Declaration, number>();
  const tokens: string[] = [];
  const numberOf = (symbol: ts.Symbol | undefined, name: string): string => {
    const [first] = symbol?.declarations ?? [];
    const isOwn = first?.getSourceFile() === file && ((symbol?.flags ?? 0) & MEMBERS) === 0;
    if (!isOwn) return name;
    numbers.set(first, numbers.get(first) ?? numbers.size);
    return `#${numbers.get(first)}`;
  };
  const name = (node: ts.Identifier): readonly string[] => {
    const { parent } = node;
    const here = numberOf(checker.getSymbolAtLocation(node), node.text);
    if (ts.isShorthandPropertyAssignment(parent) && parent.name === node) {
      const value = checker.getShorthandAssignmentValueSymbol(parent);
      return [node.text, ':', numberOf(value, node.text)];
    }
    const isPlainPart =
      ts.isBindingElement(parent) &&
      parent.name === node &&
      parent.propertyName === undefined &&
      parent.dotDotDotToken === undefined;
    if (isPlainPart && ts.isObjectBindingPattern(parent.parent)) return [node.text, ':', here];
    if (ts.isImportSpecifier(parent)) {
      if (parent.propertyName === node) return [node.text];
      return parent.propertyName === undefined ? [node.text, 'as', here] : [here];
    }
    const isKey =
      (ts.isPropertyAssignment(parent) && parent.name === node) ||
      (ts.isBindingElement(parent) && parent.propertyName === node) ||
      (ts.isPropertyAccessExpression(parent) && parent.name === node);
    return [isKey ? node.text : here];
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) return void tokens.push(...name(node));
    const parts = node.getChildren(file).filter((part) => !ts.isJSDoc(part));
    if (parts.length > 0) return parts.forEach(visit);
    const token = node.getText(file);
    const isIdle = node.kind === ts.SyntaxKind.SemicolonToken || token === '';
    if (!isIdle) tokens.push(token.replace(/^'([^'"\\]*)'$/, '"$1"'));
  };
  visit(file);
  return tokens.join(' ').replace(/, ([)\]}])/g, '$1');
}
