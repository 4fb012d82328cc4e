import ts from 'typescript-classic';
import type { EditKind, FunctionLines, PreservingEdit, Splice } from './edit.ts';
import { spliced } from './edit.ts';

/** What an edit has to look at. */
interface Scene {
  readonly text: string;
  readonly file: ts.SourceFile;
  /** All nodes of the function, itself first. */
  readonly nodes: readonly ts.Node[];
  readonly body: ts.Block;
  readonly lines: FunctionLines;
}

type Edit = (scene: Scene) => readonly Splice[] | undefined;

/** All edits that a function of a script can have, each kind once. */
export function scriptEdits(
  path: string,
  text: string,
  lines: FunctionLines,
): readonly PreservingEdit[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found = functionAt(file, lines);
  if (found === undefined) return [];
  const scene: Scene = { text, file, lines, body: found.body, nodes: below(found.node) };
  return (Object.entries(EDITS) as (readonly [EditKind, Edit])[]).flatMap(([kind, edit]) => {
    const splices = edit(scene);
    if (splices === undefined || splices.length === 0) return [];
    return [{ kind, text: spliced(text, splices) }];
  });
}

const EDITS: Partial<Record<EditKind, Edit>> = {
  'comment added': ({ body, text }) => {
    const [first] = body.statements;
    if (first === undefined) return undefined;
    const start = first.getStart();
    return [
      { start, end: start, text: `// What follows does the work.\n${indentAt(text, start)}` },
    ];
  },
  'comment removed': ({ body, text }) => {
    for (const statement of body.statements) {
      const comments = ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? [];
      const own = comments.find(
        ({ pos, end }) => !/[@#!]|eslint|istanbul|c8/.test(text.slice(pos, end)),
      );
      if (own !== undefined) return [{ start: own.pos, end: own.end, text: '' }];
    }
    return undefined;
  },
  'local renamed': renamed,
  'declarations reordered': reordered,
  'constant extracted': extracted,
  'branches swapped': ({ nodes, text }) => {
    const node = nodes.find(
      (one): one is ts.IfStatement =>
        ts.isIfStatement(one) &&
        ts.isBlock(one.thenStatement) &&
        one.elseStatement !== undefined &&
        ts.isBlock(one.elseStatement),
    );
    if (node?.elseStatement === undefined) return undefined;
    const { expression, thenStatement, elseStatement } = node;
    const isNegated =
      ts.isPrefixUnaryExpression(expression) &&
      expression.operator === ts.SyntaxKind.ExclamationToken;
    const condition = isNegated
      ? expression.operand.getText()
      : `!(${text.slice(expression.getStart(), expression.getEnd())})`;
    return [
      replacing(expression, condition),
      replacing(thenStatement, elseStatement.getText()),
      replacing(elseStatement, thenStatement.getText()),
    ];
  },
  'conditional to branches': ({ nodes, text }) => {
    const node = nodes.find(
      (one): one is ts.ReturnStatement =>
        ts.isReturnStatement(one) &&
        one.expression !== undefined &&
        ts.isConditionalExpression(one.expression) &&
        ts.isBlock(one.parent),
    );
    if (node?.expression === undefined || !ts.isConditionalExpression(node.expression)) return;
    const { condition, whenTrue, whenFalse } = node.expression;
    const indent = indentAt(text, node.getStart());
    return [
      replacing(
        node,
        `if (${condition.getText()}) {\n${indent}  return ${whenTrue.getText()};\n${indent}}\n${indent}return ${whenFalse.getText()};`,
      ),
    ];
  },
  'arrow body': ({ nodes }) => {
    const node = nodes.find((one) => ts.isArrowFunction(one));
    if (node === undefined) return undefined;
    const { body } = node;
    if (!ts.isBlock(body)) return [replacing(body, `{ return ${body.getText()}; }`)];
    const [only, ...others] = body.statements;
    if (only === undefined || others.length > 0 || !ts.isReturnStatement(only)) return undefined;
    if (only.expression === undefined) return undefined;
    return [replacing(body, `(${only.expression.getText()})`)];
  },
  'negation moved': ({ nodes }) => {
    const opposite: Partial<Record<ts.SyntaxKind, string>> = {
      [ts.SyntaxKind.EqualsEqualsEqualsToken]: '!==',
      [ts.SyntaxKind.ExclamationEqualsEqualsToken]: '===',
      [ts.SyntaxKind.EqualsEqualsToken]: '!=',
      [ts.SyntaxKind.ExclamationEqualsToken]: '==',
    };
    const node = nodes.find(
      (one): one is ts.BinaryExpression =>
        ts.isBinaryExpression(one) && opposite[one.operatorToken.kind] !== undefined,
    );
    if (node === undefined) return undefined;
    const sign = opposite[node.operatorToken.kind] ?? '';
    return [replacing(node, `!(${node.left.getText()} ${sign} ${node.right.getText()})`)];
  },
  'block around statement': ({ nodes, text }) => {
    const node = nodes.find(
      (one): one is ts.IfStatement => ts.isIfStatement(one) && !ts.isBlock(one.thenStatement),
    );
    if (node === undefined) return undefined;
    const indent = indentAt(text, node.getStart());
    return [
      replacing(node.thenStatement, `{\n${indent}  ${node.thenStatement.getText()}\n${indent}}`),
    ];
  },
  'result named': ({ nodes, text }) => {
    const node = nodes.find(
      (one): one is ts.ReturnStatement =>
        ts.isReturnStatement(one) && one.expression !== undefined && ts.isBlock(one.parent),
    );
    if (node?.expression === undefined || text.includes('namedResult')) return undefined;
    const indent = indentAt(text, node.getStart());
    const value = node.expression.getText();
    return [replacing(node, `const namedResult = ${value};\n${indent}return namedResult;`)];
  },
  'nothing done': ({ body, text }) => {
    const first = body.statements.find((one) => !isDirective(one));
    if (first === undefined) return undefined;
    const start = first.getStart();
    return [{ start, end: start, text: `void 0;\n${indentAt(text, start)}` }];
  },
};

function replacing(node: ts.Node, text: string): Splice {
  return { start: node.getStart(), end: node.getEnd(), text };
}

function isDirective(node: ts.Statement): boolean {
  return ts.isExpressionStatement(node) && ts.isStringLiteral(node.expression);
}

function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*/.exec(line)?.[0] ?? '';
}

function below(node: ts.Node): readonly ts.Node[] {
  const all: ts.Node[] = [];
  const visit = (one: ts.Node): void => {
    all.push(one);
    one.forEachChild(visit);
  };
  visit(node);
  return all;
}

/** The outermost function with a body that starts and ends on these lines. */
function functionAt(
  file: ts.SourceFile,
  { firstLine, lastLine }: FunctionLines,
): { readonly node: ts.Node; readonly body: ts.Block } | undefined {
  const lineOf = (at: number): number => file.getLineAndCharacterOfPosition(at).line + 1;
  for (const node of below(file)) {
    if (!ts.isFunctionLike(node) || !('body' in node)) continue;
    const { body } = node;
    if (body === undefined || !ts.isBlock(body)) continue;
    const isInside = lineOf(node.getStart()) >= firstLine && lineOf(node.getEnd()) <= lastLine;
    if (isInside && lineOf(node.getEnd()) === lastLine) return { node, body };
  }
  return undefined;
}

/** A local variable whose name nothing else in the file is declared by. */
function renamed({ file, nodes }: Scene): readonly Splice[] | undefined {
  const all = below(file).filter((one) => ts.isIdentifier(one));
  if (all.some(({ text }) => text === 'eval' || text === 'arguments')) return undefined;
  const isDeclaring = (one: ts.Identifier): boolean =>
    ('name' in one.parent && one.parent.name === one && !isProperty(one)) ||
    (ts.isBindingElement(one.parent) && one.parent.propertyName !== undefined);
  const locals = nodes.filter(
    (one): one is ts.VariableDeclaration & { readonly name: ts.Identifier } =>
      ts.isVariableDeclaration(one) && ts.isIdentifier(one.name) && one.name.text.length > 1,
  );
  for (const { name } of locals) {
    const same = all.filter(({ text }) => text === name.text);
    if (same.filter(isDeclaring).length !== 1) continue;
    // Elsewhere the same name is another variable.
    if (same.some((one) => !isProperty(one) && !nodes.includes(one))) continue;
    const fresh = `${name.text}Kept`;
    if (all.some(({ text }) => text === fresh)) continue;
    return same.flatMap((one) => {
      if (isProperty(one)) return [];
      if (ts.isShorthandPropertyAssignment(one.parent)) {
        return [replacing(one, `${name.text}: ${fresh}`)];
      }
      return [replacing(one, fresh)];
    });
  }
  return undefined;
}

/** Whether an identifier is the name of a member, and of no variable. */
function isProperty(one: ts.Identifier): boolean {
  const { parent } = one;
  if (ts.isPropertyAccessExpression(parent) || ts.isQualifiedName(parent)) {
    return ts.isPropertyAccessExpression(parent) ? parent.name === one : parent.right === one;
  }
  if (ts.isBindingElement(parent)) return parent.propertyName === one;
  const isMember =
    ts.isPropertyAssignment(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isAccessor(parent) ||
    ts.isEnumMember(parent);
  return isMember && parent.name === one;
}

/** The function and the one behind it change places. */
function reordered({ file, lines, text }: Scene): readonly Splice[] | undefined {
  const lineOf = (at: number): number => file.getLineAndCharacterOfPosition(at).line + 1;
  const at = file.statements.findIndex(
    (one) => ts.isFunctionDeclaration(one) && lineOf(one.getEnd()) === lines.lastLine,
  );
  const [one, other] = [file.statements[at], file.statements[at + 1]];
  if (at < 0 || one === undefined || other === undefined) return undefined;
  if (!ts.isFunctionDeclaration(other)) return undefined;
  // Overloads belong together.
  if (!('body' in one && one.body) || other.body === undefined) return undefined;
  const [first, second] = [one, other].map((each) => text.slice(each.getStart(), each.getEnd()));
  if (first === undefined || second === undefined) return undefined;
  return [replacing(one, second), replacing(other, first)];
}

/** A number or text in the function becomes a constant at its start. */
function extracted({ nodes, body, text }: Scene): readonly Splice[] | undefined {
  const literal = nodes.find(
    (one) =>
      (ts.isNumericLiteral(one) || ts.isStringLiteral(one)) &&
      (ts.isBinaryExpression(one.parent) || ts.isReturnStatement(one.parent)) &&
      one.getStart() > body.getStart() &&
      !ts.isAsExpression(one.parent),
  );
  const first = body.statements.find((one) => !isDirective(one));
  if (literal === undefined || first === undefined) return undefined;
  if (text.includes('extractedValue') || literal.getStart() < first.getStart()) return undefined;
  const start = first.getStart();
  return [
    {
      start,
      end: start,
      text: `const extractedValue = ${literal.getText()};\n${indentAt(text, start)}`,
    },
    replacing(literal, 'extractedValue'),
  ].filter((one, index) => index === 0 || one.start >= start);
}
