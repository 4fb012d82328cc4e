import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSync } from 'recheck';
import ts from 'typescript-classic';
import { growthOf } from '../support/patternGrowth.ts';

const projectRoot = join(import.meta.dirname, '..', '..');

/** A regular expression of the project. */
interface Pattern {
  readonly file: string;
  readonly source: string;
  readonly flags: string;
}

/** A row is a file, a pattern in it, and what keeps its text short or its matches from failing. */
const ALLOWED: readonly (readonly [file: string, pattern: string, why: string])[] = [
  ['src/editor/settings/apiOrigin.ts', '/\\/+$/', 'a setting that the user writes'],
  [
    'src/editor/changes/changedFiles.ts',
    '/(?:^|\\/)(?:package-lock\\.json|npm-shrinkwrap\\.json|yarn\\.lock|pnpm-lock\\.yaml|bun\\.lockb?|composer\\.lock|Gemfile\\.lock|Cargo\\.lock|poetry\\.lock|uv\\.lock|go\\.sum|.*\\.min\\.(?:js|css)|.*\\.map|.*\\.snap|.*\\.svg)$/i',
    'a path: no system takes one of more than 4,096 bytes',
  ],
  [
    'src/editor/connection/editorModels.ts',
    '/\\bclaude\\b.*\\b(haiku|sonnet|opus)\\b/i',
    'a model’s name, from the editor',
  ],
  [
    'src/editor/connection/editorModels.ts',
    '/(\\d+)(?:[.-](\\d{1,2}))?(?!\\d)/',
    'a model’s version, from the editor',
  ],
  [
    'src/editor/log/logText.ts',
    '/(?<!\\w)([\'"`])(?:(?!\\1)[^\\n]|\\1(?=\\w))*\\1/g',
    'at most READ_LENGTH characters',
  ],
  [
    'src/editor/log/logText.ts',
    '/(?:(?<![\\w/\\\\.\\]])(?:\\/(?=[^\\s/])|~[/\\\\]|[a-z]:[/\\\\]|\\\\\\\\(?=[^\\s\\\\]))|\\b(?!https?:)[a-z][\\w+.-]*:\\/+)(?:(?!: |:$|, |; | -> )[^\\n\'"`()<>|])*/gim',
    'at most READ_LENGTH characters',
  ],
  [
    'src/editor/log/logText.ts',
    '/(?<![\\w/\\\\.:\\]-])(?!aside\\/)(?:[\\w@.~-]+[/\\\\])+[\\w@~-][\\w@.~-]*\\.[a-z]\\w{0,7}\\b/gi',
    'at most READ_LENGTH characters',
  ],
  [
    'src/editor/log/logText.ts',
    '/(?<![\\w])([\'"`])((?:(?!\\1)[^\\n]|\\1(?=\\w))*)(?:\\1|$)/g',
    'at most READ_LENGTH characters',
  ],
  [
    'src/editor/results/proposals/freeName.ts',
    '/^(.*?)((?:[._-](?:test|tests|spec))?(?:\\.[^.]+)*)$/i',
    'a file’s name: no system takes one of more than 255 bytes',
  ],
  ['src/editor/wording/wording.ts', '/\\[([^\\]]*)\\]/g', 'a sentence of the table of messages'],
  [
    'src/tasks/secrets.ts',
    String.raw`/-----BEGIN [A-Z0-9 ]{0,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,60}-----|$)/g`,
    'without an end it takes all there is, so that it never tries again',
  ],
  [
    'src/tasks/change/foreignLiterals.ts',
    String.raw`/(?<![\p{L}\p{N}_$.]|\d')(?:0[xX][\da-fA-F_]{2,}|\d(?:[_.']?\d)*)(?:[eE][+-]?\d{1,4})?(?:_?[a-zA-Z]{1,3}\d{0,3})?(?![\p{L}\p{N}_$])/gu`,
    'at most LONGEST characters, and no number begins within another',
  ],
  ...[
    String.raw`/"((?:[^"\\\n]|\\.)*)"?/g`,
    '/`((?:[^`\\\\\\n]|\\\\.)*)`?/g',
    String.raw`/'((?:[^'\\\n]|\\.)*)'?/g`,
    String.raw`/(?<![\p{L}\p{N}])'((?:[^'\\\n]|\\.)*)'?/gu`,
    String.raw`/\bLiteral\[(?:'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?|[^\]'"\n])*/g`,
  ].map(
    (pattern) =>
      [
        'src/tasks/change/foreignLiterals.ts',
        pattern,
        'whatever it took is a match already, so that it never tries again',
      ] as const,
  ),
  ...[
    '/^(?:\\.{3,}|…).{1,100}(?:\\.{3,}|…)$/',
    '/^(?:\\.{3,}|…)|(?:\\.{3,}|…)$/',
    '/^(?:\\.{3,}|…) ?|(?:\\.{3,}|…)$/g',
  ].map(
    (pattern) =>
      [
        'src/tasks/change/placeholders.ts',
        pattern,
        'a comment’s words: more than LONGEST characters of them are not looked at',
      ] as const,
  ),
  [
    'src/tasks/testing/languages/rust.ts',
    '/#\\[\\s{0,20}path\\s{0,20}=\\s{0,20}"([^"\\n]+)"\\s{0,20}\\](?:\\s|#\\[[^\\]]*\\])*$/',
    'the 400 characters before a declaration',
  ],
  [
    'src/syntax/directives.ts',
    "/^(?:\\/\\*+!?|\\/\\/+!?|#+(?=[^!]|$)'?|--+|\\*(?!\\/)|<!--|\"\"\"|''')+/",
    'whatever it took is a match already, so that it never tries again',
  ],
  [
    'src/tasks/docs/outline.ts',
    '/^([ \\t]*)(?:(?:export|public|private|protected|internal|external|open|override|static|final|abstract|sealed|base|mixin|data|value|annotation|inner|inline|infix|operator|tailrec|async|suspend|pub|local|case|implicit|lazy|given|fileprivate|package|mutating|nonmutating|nonisolated|indirect|convenience|required|dynamic|actual|expect|lateinit|@(?:\\w+:)?[\\w.]+(?:\\([^()\\n]{0,200}(?:\\([^()\\n]{0,80}\\)[^()\\n]{0,80})?\\))?|\\[<[^\\n>]{0,200}>\\])\\s+)*(fun|func|function|def|defp|sub|proc|fn|class|struct|interface|protocol|trait|enum|object|actor|extension|module)\\s+(?:[\\w.]+[.:])?([\\p{L}_]\\w*)/u',
    'a line of at most LONGEST_LINE characters',
  ],
  [
    'src/tasks/testing/places/testNames.ts',
    '/[._-](?:test|spec)\\.[cm]?[jt]sx?$|(?:^|\\/)__tests__\\/(?:.*\\/)?[^/]+\\.[cm]?[jt]sx?$|(?:^|\\/)test_[^/]*\\.(?:py|rb)$|_(?:test|spec)\\.(?:py|go|rb)$|\\wTests?\\.(?:java|cs|php|c|cc|cpp|cxx)$|(?:[-_.](?:unit)?tests?|(?:^|\\/)test_[^/]*)\\.(?:c|cc|cpp|cxx)$/',
    'a path: no system takes one of more than 4,096 bytes',
  ],
  [
    'src/tasks/testing/languages/ecmascript.ts',
    '/(?:^|\\/)(?:__tests__|tests?|specs?)\\/(?:[^/]+\\/)*((?!(?:setup|helpers?|index|utils|fixtures?|mocks?)\\.)[^/]+?)\\.[cm]?[jt]sx?$/',
    'a path: no system takes one of more than 4,096 bytes',
  ],
  [
    'src/tasks/testing/languages/python.ts',
    '/(?:^|\\/)\\w*tests?\\w*(?:\\/|$)/',
    'a path: no system takes one of more than 4,096 bytes',
  ],
];

/** Patterns that are put together at run time from more than constants and escaped names. */
const NOT_CONSTANT: readonly (readonly [file: string, text: string, why: string])[] = [
  ['src/editor/settings/signalRules.ts', 'new RegExp(value,', 'a setting that the user writes'],
  ['src/editor/settings/tagRules.ts', 'new RegExp(value,', 'only made, and never run'],
  ['src/editor/tags/ticketPattern.ts', 'new RegExp(source,', 'it ends at a deadline'],
  ['src/testRun/series/pythonDriver.ts', 'new RegExp(`\\\\b${PLUGIN}', 'one word of ours'],
  [
    'src/testRun/outcome/xmlCases.ts',
    'new RegExp(`(?:^|\\\\s)${key}="([^"]*)"`)',
    'an attribute’s name that its callers give, over at most 4,000 characters',
  ],
  [
    'src/syntax/mutants/patternChanges.ts',
    'new RegExp(pattern, flags)',
    'only made, to see that a changed pattern is one, and never run',
  ],
  [
    'src/tasks/change/placeholders.ts',
    'new RegExp(`^(?:${pattern})$`)',
    'patterns of the same file, over a comment’s words: at most LONGEST characters',
  ],
  [
    'src/tasks/testing/testChecks.ts',
    'new RegExp(group.source)',
    'a framework’s own pattern without its flags',
  ],
  [
    'src/tasks/docs/commentWidth.ts',
    'new RegExp(`^${source}$`)',
    'the section of a file of the project, by which a name is matched',
  ],
  [
    'src/tasks/testing/places/collectedPaths.ts',
    "new RegExp(source.replace('<rootDir>', ''))",
    'a project’s own pattern, over short paths, in the worker that ends at its limit',
  ],
  [
    'src/tasks/testing/places/literalLists.ts',
    'new RegExp(`(?<![\\\\w$.])([\'"]?)${key}',
    'a key’s name that its callers give, over the first 20,000 characters',
  ],
  ['src/tasks/docs/codeLines.ts', 'new RegExp(escaped(', 'a mark of the table of languages'],
];

/** What such patterns are filled with here: a name. */
const NAME = 'name';

/** Variables within functions that hold names which `word` has escaped. */
const ESCAPED = new Set(['stems', 'parent']);

/** Small patterns of the kinds that are in the project, and how they grow. */
const KINDS: readonly (readonly [pattern: RegExp, isLinear: boolean])[] = [
  [/\/+$/, false],
  [/(?<!\/)\/+$/, true],
  [/\s*\n\s*/g, false],
  [/\[([^\]]*)\]/g, false],
  [/\[([^[\]]*)\]/g, true],
  [/(\w+)\(/, false],
  [/\b\w+\(/, true],
  [/(?<!\w)(\w+)\(/, true],
  [/^\s*x/, true],
  [/^\s*x/m, false],
  [/^[ \t]*x/m, true],
  [/^\n+|\n+$/g, false],
  [/(?:a|b)*c/, false],
  [/^(?:a|a)*c/, false],
  [/^(?:a*)*c/, false],
  [/^(?:a|b)*c/, true],
  [/^a*a*c/, false],
  [/^a*b*c/, true],
  [/^a{0,9}a{0,9}c/, true],
  [/^a*,?a*;/, false],
  [/^a*(?:,a*)?;/, true],
  [/a.*b/, false],
  [/^a.*b/, true],
  [/(\d+) x/, false],
  [/\w+/g, true],
  [/x\w*/g, true],
  [/(?=\w*x)/, false],
  [/\b(?=\w*x)\w+/, true],
  [/(?<=\w*)x/, false],
  [/^(["'])[^]*?\1x/, true],
  [/^(["'])[^]*?\1/, true],
  [/a[^]*b/y, true],
];

describe('the patterns of the product', () => {
  const { patterns, unread } = patternsIn(sourceFiles());

  it('take time that grows with the text alone, or are listed with the reason', () => {
    const allowed = new Set(ALLOWED.map(([file, pattern]) => `${file} ${pattern}`));
    const known = new Map<string, string | undefined>();
    const growing = patterns.flatMap(({ file, source, flags }) => {
      const key = `${source} ${flags}`;
      const shown = `${file} /${source}/${flags}`;
      if (allowed.has(shown)) return [];
      const why = known.has(key) ? known.get(key) : growthOf(source, flags);
      known.set(key, why);
      return why === undefined ? [] : [`${shown}: ${why}`];
    });
    assert.deepEqual(growing, []);
  });

  it('are all read, or listed with the reason', () => {
    const others = unread.filter(
      (shown) =>
        !NOT_CONSTANT.some(([file, text]) => shown.startsWith(file) && shown.includes(text)),
    );
    assert.deepEqual(others, []);
  });

  it('are still there where they are listed', () => {
    const shown = new Set(patterns.map(({ file, source, flags }) => `${file} /${source}/${flags}`));
    const gone = [
      ...ALLOWED.filter(([file, pattern]) => !shown.has(`${file} ${pattern}`)),
      ...NOT_CONSTANT.filter(
        ([file, text]) => !unread.some((one) => one.startsWith(file) && one.includes(text)),
      ),
    ];
    assert.deepEqual(gone, []);
  });
});

describe('what is said of a pattern', () => {
  for (const [pattern, isLinear] of KINDS) {
    it(`is that ${String(pattern)} ${isLinear ? 'is linear' : 'is not'}`, () => {
      const why = growthOf(pattern.source, pattern.flags);
      assert.equal(why === undefined, isLinear, why);
    });
  }

  // The whole project would take recheck ten minutes, and it knows nothing of looking around.
  it('is what recheck says', () => {
    process.env['RECHECK_SYNC_BACKEND'] = 'pure';
    for (const [pattern, isLinear] of KINDS) {
      const { source, flags } = pattern;
      // It searches in spite of the flag.
      if (flags.includes('y')) continue;
      const { status } = checkSync(source, flags, { checker: 'automaton', timeout: null });
      if (status === 'unknown') continue;
      assert.equal(status === 'safe', isLinear, String(pattern));
    }
  });
});

function sourceFiles(): readonly string[] {
  return readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file.replaceAll('\\', '/')}`);
}

function patternsIn(files: readonly string[]): {
  readonly patterns: readonly Pattern[];
  readonly unread: readonly string[];
} {
  const patterns: Pattern[] = [];
  const unread: string[] = [];
  for (const file of files) {
    const text = readFileSync(join(projectRoot, file), 'utf8');
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        patterns.push({ file, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
      }
      if (isRegExpCall(node)) {
        const [source, flags] = (node.arguments ?? []).map((one) => constantText(one, tree));
        if (source === undefined || (flags === undefined && (node.arguments?.length ?? 0) > 1)) {
          unread.push(`${file} ${node.getText()}`);
        } else patterns.push({ file, source, flags: flags ?? '' });
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  return { patterns, unread };
}

function isRegExpCall(node: ts.Node): node is ts.NewExpression | ts.CallExpression {
  return (
    (ts.isNewExpression(node) || ts.isCallExpression(node)) &&
    node.expression.getText() === 'RegExp'
  );
}

/** A text made of literals, of constants of the file, and of names that `word` escapes. */
function constantText(node: ts.Expression, tree: ts.SourceFile): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (isRawText(node)) return node.template.rawText;
  const list = joinedList(node);
  if (list !== undefined) {
    const parts = list.map((one) => constantText(one, tree));
    return parts.includes(undefined) ? undefined : parts.join('|');
  }
  if (ts.isCallExpression(node) && node.expression.getText() === 'word') return NAME;
  if (ts.isIdentifier(node)) {
    const values = tree.statements.flatMap((statement) =>
      ts.isVariableStatement(statement) ? statement.declarationList.declarations : [],
    );
    const value = values.find((one) => one.name.getText() === node.text)?.initializer;
    if (value !== undefined) return constantText(value, tree);
    return ESCAPED.has(node.text) ? NAME : undefined;
  }
  if (!ts.isTemplateExpression(node)) return undefined;
  const parts = node.templateSpans.map(({ expression, literal }) => {
    const part = constantText(expression, tree);
    return part === undefined ? undefined : part + literal.text;
  });
  return parts.includes(undefined) ? undefined : node.head.text + parts.join('');
}

/** `String.raw` of a text that nothing is put into. */
function isRawText(
  node: ts.Expression,
): node is ts.TaggedTemplateExpression & { readonly template: ts.NoSubstitutionTemplateLiteral } {
  return (
    ts.isTaggedTemplateExpression(node) &&
    node.tag.getText() === 'String.raw' &&
    ts.isNoSubstitutionTemplateLiteral(node.template)
  );
}

/** The texts of a list that is joined to alternatives. */
function joinedList(node: ts.Expression): readonly ts.Expression[] | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression))
    return undefined;
  const { name, expression } = node.expression;
  const isJoined = name.text === 'join' && node.arguments[0]?.getText() === "'|'";
  return isJoined && ts.isArrayLiteralExpression(expression) ? expression.elements : undefined;
}
