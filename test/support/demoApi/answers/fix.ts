import type { DemoTask } from '../prompt.ts';
import type { Source } from '../source.ts';
import { lineAt, maskedAt, sourceOf } from '../source.ts';
import type { Change, EditsAnswer } from './edits.ts';
import { joined, rewritten } from './edits.ts';

interface Remedy {
  readonly message: RegExp;
  /** The change that makes the message go away, or undefined where it does not fit the line. */
  mend(source: Source, line: number, match: RegExpExecArray): Change | undefined;
}

const REMEDIES: readonly Remedy[] = [
  {
    message: /Parameter '(\w+)' implicitly has an 'any' type/,
    mend: (source, line, match) => {
      const name = match[1] ?? '';
      return inLine(
        source,
        line,
        new RegExp(`(?<![\\w.])${name}(?=\\s*[,)=])`),
        `${name}: unknown`,
        `Gave \`${name}\` a type.`,
      );
    },
  },
  {
    message:
      /'(\w+)' is (?:declared but its value is never read|defined but never used|assigned a value but never used)/,
    mend: (source, line, match) => unused(source, line, match[1] ?? ''),
  },
  {
    message:
      /[`'"]?([\w.]+)[`'"]? imported but unused|Unused import:? [`'"]?([\w.]+)|"([\w./]+)" imported and not used/,
    mend: (source, line) =>
      rewritten(source, line, line, '', 'Removed an import that nothing uses.'),
  },
  {
    message: /declared and not used: (\w+)|(\w+) declared (?:and|but) not used/,
    mend: (source, line, match) => {
      const name = match[1] ?? match[2] ?? '';
      return inLine(
        source,
        line,
        new RegExp(`\\b${name}\\b`),
        '_',
        `Dropped the unused \`${name}\`.`,
      );
    },
  },
  {
    message: /'(\w+)' is never reassigned|Use 'const' instead/,
    mend: (source, line) => inLine(source, line, /\b(?:let|var)\b/, 'const', 'Used `const`.'),
  },
  {
    message: /Expected '([!=]==)' and instead saw '([!=]=)'/,
    mend: (source, line, match) =>
      inLine(source, line, /(?<![=!<>])[!=]=(?!=)/, match[1] ?? '===', 'Compared strictly.'),
  },
  {
    message: /Object is possibly '(?:null|undefined)'|'([\w.]+)' is possibly '(?:null|undefined)'/,
    mend: (source, line, match) =>
      match[1] === undefined
        ? inLine(source, line, /(?<=[\w\])])\.(?=\w)/, '?.', 'Allowed for a missing value.')
        : inLine(
            source,
            line,
            new RegExp(`${match[1].replaceAll('.', '\\.')}\\.`),
            `${match[1]}?.`,
            'Allowed for a missing value.',
          ),
  },
  {
    message: /Missing semicolon|';' expected/,
    mend: (source, line) =>
      rewritten(
        source,
        line,
        line,
        `${lineAt(source, line).trimEnd()};`,
        'Added the missing semicolon.',
      ),
  },
  {
    message: /Cannot find name '(\w+)'\. Did you mean '(\w+)'|Did you mean (?:to write )?'(\w+)'/,
    mend: (source, line, match) => {
      const wrong = match[1] ?? /'(\w+)'/.exec(match.input)?.[1] ?? '';
      const right = match[2] ?? match[3] ?? '';
      return inLine(
        source,
        line,
        new RegExp(`\\b${wrong}\\b`),
        right,
        `Wrote \`${right}\`, which exists.`,
      );
    },
  },
  {
    message: /Type '(string|number)' is not assignable to type '(string|number)'/,
    mend: (source, line, match) => {
      const convert = match[2] === 'string' ? 'String' : 'Number';
      const value = /^(.*?(?:=|\breturn)\s*)([^=;].*?)(;?)\s*$/.exec(lineAt(source, line));
      return value === null
        ? undefined
        : rewritten(
            source,
            line,
            line,
            `${value[1] ?? ''}${convert}(${value[2] ?? ''})${value[3] ?? ''}`,
            `Converted the value with \`${convert}\`.`,
          );
    },
  },
  {
    message:
      /unused variable: `(\w+)`|The variable '(\w+)' is (?:declared|assigned) but (?:never used|its value is never used)/,
    mend: (source, line, match) => {
      const name = match[1] ?? match[2] ?? '';
      return source.language === 'rust'
        ? inLine(
            source,
            line,
            new RegExp(`\\b${name}\\b`),
            `_${name}`,
            `Marked \`${name}\` as unused.`,
          )
        : rewritten(source, line, line, '', `Removed the unused \`${name}\`.`);
    },
  },
  {
    message: /variable does not need to be mutable/,
    mend: (source, line) => inLine(source, line, /\bmut\s+/, '', 'Dropped a needless `mut`.'),
  },
  {
    message:
      /The import [\w.]+ is never used|[Uu]nnecessary using directive|[Uu]sing directive is unnecessary|Unused '?@ts-expect-error|Unexpected console statement|Unexpected 'debugger'/,
    mend: (source, line) => rewritten(source, line, line, '', 'Removed what nothing needs.'),
  },
  {
    message: /Unexpected var, use let or const/,
    mend: (source, line) => inLine(source, line, /\bvar\b/, 'let', 'Used `let`.'),
  },
  {
    message: /Unexpected any\. Specify a different type/,
    mend: (source, line) => inLine(source, line, /\bany\b/, 'unknown', 'Used `unknown`.'),
  },
  {
    message: /comparison to None|Comparison to `None`/i,
    mend: (source, line) => {
      const isNegated = /!=\s*None/.test(maskedAt(source, line));
      return inLine(
        source,
        line,
        /[!=]=\s*None\b/,
        isNegated ? 'is not None' : 'is None',
        'Compared by identity.',
      );
    },
  },
  {
    message: /[Uu]nnecessary semicolon|Empty statement/,
    mend: (source, line) => inLine(source, line, /;(?=\s*$)/, '', 'Dropped a needless semicolon.'),
  },
  {
    message: /[Tt]railing (?:white)?space/,
    mend: (source, line) =>
      rewritten(
        source,
        line,
        line,
        lineAt(source, line).trimEnd(),
        'Dropped white space at the end of a line.',
      ),
  },
  {
    message: /Missing frozen string literal comment/,
    mend: (source) =>
      rewritten(
        source,
        1,
        1,
        `# frozen_string_literal: true\n\n${lineAt(source, 1)}`,
        'Froze string literals.',
      ),
  },
  {
    message: /[Uu]nneeded `return` statement|Redundant `return` detected/,
    mend: (source, line) =>
      source.language === 'ruby'
        ? inLine(source, line, /\breturn\s+/, '', 'Dropped a needless `return`.')
        : rewritten(
            source,
            line,
            line,
            lineAt(source, line)
              .replace(/\breturn\s+/, '')
              .replace(/;\s*$/, ''),
            'Dropped a needless `return`.',
          ),
  },
  {
    message: /await.*(?:has no effect|floating)|[Pp]romises must be awaited/,
    mend: (source, line) =>
      inLine(source, line, /^(?<=\s*)(?=\S)|(?<=^\s+)(?=\S)/, 'await ', 'Awaited the promise.'),
  },
];

/** Edits for the given diagnostics; those that no remedy fits are named in the summary. */
export function fixAnswer(task: DemoTask): EditsAnswer {
  const source = sourceOf(task);
  const changes: Change[] = [];
  let open = 0;
  for (const { line, message } of task.diagnostics) {
    const change = REMEDIES.map((remedy) => {
      const match = remedy.message.exec(message);
      return match === null ? undefined : remedy.mend(source, line, match);
    }).find((found) => found !== undefined);
    if (change === undefined) {
      open += 1;
    } else {
      changes.push(change);
    }
  }
  const answer = joined(changes, changes.length);
  return open === 0
    ? answer
    : {
        ...answer,
        summary:
          `${answer.summary} ${open} of the problems need a decision that the code does not show.`.trim(),
      };
}

function unused(source: Source, line: number, name: string): Change | undefined {
  const text = lineAt(source, line);
  const summary = `Removed the unused \`${name}\`.`;
  if (/^\s*import\b/.test(text)) {
    const names =
      /\{([^}]*)\}/
        .exec(text)?.[1]
        ?.split(',')
        .map((part) => part.trim()) ?? [];
    const left = names.filter(
      (part) =>
        part !== '' &&
        part
          .replace(/^type\s+/, '')
          .split(' as ')
          .at(-1) !== name,
    );
    return left.length === 0 || left.length === names.length
      ? rewritten(source, line, line, '', summary)
      : rewritten(source, line, line, text.replace(/\{[^}]*\}/, `{ ${left.join(', ')} }`), summary);
  }
  // Only a declaration whose value does nothing may go whole.
  return /^\s*(?:const|let|var)\s+\w+\s*(?::[^=]+)?(?:=\s*[^()]*)?;?\s*$/.test(
    maskedAt(source, line),
  )
    ? rewritten(source, line, line, '', summary)
    : inLine(
        source,
        line,
        new RegExp(`(?<=[(,]\\s*)${name}(?=\\s*[:,)])`),
        `_${name}`,
        `Marked \`${name}\` as unused.`,
      );
}

function inLine(
  source: Source,
  line: number,
  find: RegExp,
  replace: string,
  summary: string,
): Change | undefined {
  const match = find.exec(maskedAt(source, line));
  const text = lineAt(source, line);
  return match === null
    ? undefined
    : rewritten(
        source,
        line,
        line,
        text.slice(0, match.index) + replace + text.slice(match.index + match[0].length),
        summary,
      );
}
