import type { DemoTask } from '../prompt.ts';
import type { Family, Source } from '../source.ts';
import { indentOf, lineAt, maskedAt, numbersIn, sourceOf, targetNumbers } from '../source.ts';

/** A finding as the review task answers it. */
export interface DemoFinding {
  readonly from: number;
  readonly to: number;
  readonly quote: string;
  readonly severity: 'high' | 'medium' | 'low';
  readonly kind: string;
  readonly title: string;
  readonly trigger: string;
  readonly consequence: string;
  readonly confidence: number;
  readonly suggestion: string;
  readonly replacement: string;
}

type FindingText = Omit<DemoFinding, 'from' | 'to' | 'quote' | 'kind' | 'replacement'>;

interface Rule {
  readonly families: readonly Family[];
  /** What is wrong at this line, or undefined. `line` is masked: no comments, no string contents. */
  find(line: string, number: number, source: Source): FindingText | undefined;
}

const MOST_FINDINGS = 5;

const RULES: readonly Rule[] = [
  {
    families: ['ts', 'c', 'go', 'rust'],
    find: (line) => {
      const bound =
        /(\w+)\s*<=\s*([\w.]+?)\.(length|size\(\)|Count|len\(\))/.exec(line) ??
        /(\w+)\s*<=\s*(?:len)\((\w+)\)/.exec(line);
      return bound === null || !/\bfor\b|\bwhile\b/.test(line)
        ? undefined
        : {
            severity: 'high',
            title: 'The loop runs one step past the end',
            trigger: `\`${bound[1] ?? 'i'}\` reaches the length of \`${bound[2] ?? 'the list'}\`, which is one past its last index.`,
            consequence:
              'The last step reads an element that does not exist: it works on nothing, or fails.',
            confidence: 0.93,
            suggestion: 'Compare with `<` instead of `<=`.',
          };
    },
  },
  {
    families: ['ts'],
    find: (line) =>
      /[^=!<>]==[^=]|!=[^=]/.test(line) && !/[!=]=\s*null\b/.test(line)
        ? {
            severity: 'medium',
            title: 'Loose comparison converts its operands',
            trigger: 'One side is a string, the other a number: `"1" == 1` and `"" == 0` hold.',
            consequence:
              'Values of different types count as the same, and the wrong branch is taken.',
            confidence: 0.82,
            suggestion: `Use \`${/!=[^=]/.test(line) ? '!==' : '==='}\`.`,
          }
        : undefined,
  },
  {
    families: ['ts', 'c'],
    find: (line, number, source) =>
      /\bcatch\b[^{]*\{\s*\}/.test(line) ||
      (/\bcatch\b[^{]*\{\s*$/.test(line) && /^\s*\}/.test(nextCode(source, number)))
        ? {
            severity: 'high',
            title: 'An error is swallowed',
            trigger: 'Anything inside the `try` throws.',
            consequence: 'The failure leaves no trace: the caller goes on as if all had worked.',
            confidence: 0.88,
            suggestion: 'Handle the error here, or let it pass to the caller.',
          }
        : undefined,
  },
  {
    families: ['python'],
    find: (line, number, source) =>
      /^\s*except(?:\s+\w*Exception(?:\s+as\s+\w+)?)?\s*:\s*(?:pass)?\s*$/.test(line) &&
      (/\bpass\b/.test(line) ||
        /^\s*pass\b/.test(nextCode(source, number)) ||
        /except\s*:/.test(line))
        ? {
            severity: 'high',
            title: 'An exception is swallowed',
            trigger: 'Anything inside the `try` raises, a misspelt name included.',
            consequence:
              'The failure leaves no trace: the caller goes on with a wrong or missing value.',
            confidence: 0.88,
            suggestion: 'Catch the one exception that is expected here, and let the others pass.',
          }
        : undefined,
  },
  {
    families: ['python'],
    find: (line) => {
      const parameter =
        /\bdef\s+\w+\(.*?(\w+)\s*(?::[^=,]+)?=\s*(\[\]|\{\}|set\(\)|list\(\)|dict\(\))/.exec(line);
      return parameter === null
        ? undefined
        : {
            severity: 'high',
            title: 'A default value is shared between calls',
            trigger: `The function is called twice without \`${parameter[1] ?? ''}\`, and the first call changes it.`,
            consequence: 'The second call starts with what the first one left behind.',
            confidence: 0.94,
            suggestion: `Use \`None\` as the default and make a new \`${parameter[2] ?? ''}\` inside.`,
          };
    },
  },
  {
    families: ['go'],
    find: (line) =>
      /(?:^|[\s,])_\s*:?=\s*[\w.]+\(/.test(line) && !/\brange\b/.test(line)
        ? {
            severity: 'high',
            title: 'An error is ignored',
            trigger: 'The call fails, and its last result is thrown away.',
            consequence: 'The code goes on with a zero value as if the call had worked.',
            confidence: 0.86,
            suggestion: 'Check the error and return it.',
          }
        : undefined,
  },
  {
    families: ['ts'],
    find: (line, number, source) => {
      const call = /^\s*(?:this\.)?([\w$]+(?:\.[\w$]+)*)\(/.exec(line);
      const name = call?.[1]?.split('.').at(-1);
      return name !== undefined &&
        !/\bawait\b|\breturn\b|\bvoid\b|=>|\.then\(|\.catch\(/.test(line) &&
        source.masked.some((other) =>
          new RegExp(
            `\\basync\\s+(?:function\\s+)?${escaped(name)}\\s*\\(|\\b${escaped(name)}\\s*=\\s*async\\b`,
          ).test(other),
        ) &&
        !new RegExp(`\\basync\\b.*\\b${escaped(name)}\\s*\\(`).test(lineAt(source, number)) &&
        !/\{\s*$/.test(line)
        ? {
            severity: 'high',
            title: 'A promise is not awaited',
            trigger: `\`${name}\` is asynchronous, and its promise rejects or is still pending here.`,
            consequence: 'What follows runs too early, and a rejection ends up unhandled.',
            confidence: 0.84,
            suggestion: `Write \`await ${name}(…)\`, or handle the promise.`,
          }
        : undefined;
    },
  },
  {
    families: ['ts'],
    find: (line) =>
      /\.forEach\(\s*async\b/.test(line)
        ? {
            severity: 'high',
            title: 'forEach does not wait for its async callback',
            trigger: 'The callback awaits something.',
            consequence:
              'The code after the loop runs before the work is done, and errors are lost.',
            confidence: 0.92,
            suggestion: 'Use `for…of` with `await`, or `Promise.all` over `map`.',
          }
        : undefined,
  },
  {
    families: ['ts', 'python', 'go', 'c', 'rust'],
    find: (line, number, source) => {
      const division =
        /[\w)\]]\s*\/\s*(?:float64\(|int\(|\()?\s*(?:len\((\w+)\)|([A-Za-z_][\w.]*)(?![\w.(]))/.exec(
          line,
        );
      const divisor = division?.[1] ?? division?.[2];
      if (
        divisor === undefined ||
        /^(?:Math|this|self)$/.test(divisor) ||
        /^[A-Z0-9_]+$/.test(divisor)
      ) {
        return undefined;
      }
      const guarded = numbersIn(source, number - 8, number).some((near) =>
        new RegExp(
          `\\b${escaped(divisor)}\\b\\)?\\s*(?:===?|!==?|>|<|<=|>=)\\s*[01]\\b|if not ${escaped(divisor)}\\b|!${escaped(divisor)}\\b|${escaped(divisor)}\\s*\\?`,
        ).test(maskedAt(source, near)),
      );
      return guarded
        ? undefined
        : {
            severity: 'medium',
            title: 'Division without a check for zero',
            trigger: `\`${divisor}\` is 0, as for an empty input.`,
            consequence:
              source.family === 'ts'
                ? 'The result is NaN or Infinity and spreads into everything computed from it.'
                : 'The division fails at run time.',
            confidence: 0.74,
            suggestion: `Say what the result is when \`${divisor}\` is 0, before dividing.`,
          };
    },
  },
  {
    families: ['ts'],
    find: (line) =>
      /\bparseInt\(\s*[^,()]+\)/.test(line)
        ? {
            severity: 'low',
            title: 'parseInt without a radix',
            trigger: 'The text starts with `0x`, or ends in letters, as `"12px"` does.',
            consequence: 'It is read as hexadecimal, or its end is dropped without a word.',
            confidence: 0.62,
            suggestion:
              'Pass 10 as the radix, or use `Number` where the whole text must be a number.',
          }
        : undefined,
  },
  {
    families: ['python'],
    find: (line) =>
      /(?<!with\s)\b\w+\s*=\s*open\(/.test(line) || /\bopen\([^)]*\)\.(?:read|write)/.test(line)
        ? {
            severity: 'medium',
            title: 'The file may stay open',
            trigger: 'Something raises before the file is closed, or nothing closes it.',
            consequence: 'The handle is held, and what was written may not reach the disk.',
            confidence: 0.8,
            suggestion: 'Open it in a `with` block.',
          }
        : undefined,
  },
  {
    families: ['go'],
    find: (line, number, source) => {
      const opened = /(\w+),\s*err\s*:?=\s*os\.(?:Open|Create|OpenFile)\(/.exec(line)?.[1];
      return opened === undefined ||
        numbersIn(source, number, number + 8).some((near) =>
          maskedAt(source, near).includes(`${opened}.Close()`),
        )
        ? undefined
        : {
            severity: 'medium',
            title: 'The file is never closed',
            trigger: 'The function returns, by an error or in good order.',
            consequence: 'Each call leaves one file handle open, until none is left.',
            confidence: 0.82,
            suggestion: `Add \`defer ${opened}.Close()\` after the error check.`,
          };
    },
  },
  {
    families: ['ts', 'c', 'python', 'go', 'rust'],
    find: (line) =>
      /\b(?:price|cost|amount|balance|fee|tax)\w*\s*(?:\*|\+=|-=|\*=)\s*[\w.]*\d\.\d|\d\.\d+\s*\*\s*\w*(?:price|cost|amount|balance|fee)/i.test(
        line,
      )
        ? {
            severity: 'medium',
            title: 'Money is computed in floating point',
            trigger: 'Amounts such as 0.1 and 0.2 are added or multiplied.',
            consequence:
              'Sums are off by fractions of a cent, and equal totals compare as different.',
            confidence: 0.66,
            suggestion: 'Count in whole cents and round where the rule says.',
          }
        : undefined,
  },
  {
    families: ['ts', 'python'],
    find: (line) =>
      /(?<![\w.])eval\(|\bnew Function\(|\.innerHTML\s*=|\bos\.system\(|shell\s*=\s*True/.test(line)
        ? {
            severity: 'high',
            title: 'Text from elsewhere may run as code',
            trigger: 'The text holds something that a stranger wrote.',
            consequence: 'It is executed with the rights of this program.',
            confidence: 0.78,
            suggestion: 'Use an interface that takes the text as data.',
          }
        : undefined,
  },
  {
    families: ['ts'],
    find: (line) =>
      /(?::|\bas)\s*any\b|<any>/.test(line)
        ? {
            severity: 'low',
            title: '`any` switches the type check off here',
            trigger: 'A value of another shape comes in.',
            consequence: 'The mistake shows only at run time, and away from here.',
            confidence: 0.58,
            suggestion: 'Name the type, or use `unknown` and check it.',
          }
        : undefined,
  },
  {
    families: ['ts'],
    find: (line, _number, source) => {
      const grown = /\bthis\.#?(\w+)\.(?:push|set|add)\(/.exec(line)?.[1];
      return grown === undefined ||
        source.masked.some((other) =>
          new RegExp(
            `\\b${escaped(grown)}\\.(?:delete|clear|shift|pop|splice)\\b|\\b${escaped(grown)}\\s*=\\s*(?!new\\b|\\[\\])|\\b${escaped(grown)}\\.length\\s*=`,
          ).test(other),
        )
        ? undefined
        : {
            severity: 'low',
            title: `\`${grown}\` only grows`,
            trigger: 'The object lives long and is used often.',
            consequence: 'Memory grows with every call; nothing here takes an entry out.',
            confidence: 0.42,
            suggestion: 'Limit its size or remove entries that are no longer needed.',
          };
    },
  },
  {
    families: ['ts', 'python', 'go', 'rust', 'c', 'hash'],
    find: (_line, number, source) =>
      /(?:\/\/|#|\/\*|\*)\s*(?:TODO|FIXME|XXX|HACK)\b/.test(lineAt(source, number))
        ? {
            severity: 'low',
            title: 'Something is left to do here',
            trigger: 'The case that the comment names comes up.',
            consequence: 'It is not handled yet.',
            confidence: 0.45,
            suggestion: 'Do it, or say in the comment why it can wait.',
          }
        : undefined,
  },
  {
    families: ['ts'],
    find: (line) =>
      /\b(?:console\.log|debugger)\b/.test(line)
        ? {
            severity: 'low',
            title: 'Debug output is left in the code',
            trigger: 'This line runs.',
            consequence: 'The output is cluttered, and may show what should not be shown.',
            confidence: 0.4,
            suggestion: 'Remove it, or use the logger.',
          }
        : undefined,
  },
  {
    families: ['rust'],
    find: (line) =>
      /\.unwrap\(\)|\.expect\(/.test(line)
        ? {
            severity: 'medium',
            title: 'A failure ends the program',
            trigger: 'The value is `None` or an error.',
            consequence: 'The thread panics instead of telling its caller.',
            confidence: 0.7,
            suggestion: 'Return the error with `?`.',
          }
        : undefined,
  },
  {
    families: ['ts'],
    find: (line, number, source) => {
      const changed = /\b(\w+)\.set(?:UTC)?(?:Date|Month|FullYear|Hours|Minutes|Time)\(/.exec(
        line,
      )?.[1];
      const origin = numbersIn(source, number - 12, number - 1)
        .map(
          (near) =>
            new RegExp(`\\b${changed ?? ''}\\s*=\\s*(.*)`).exec(maskedAt(source, near))?.[1],
        )
        .findLast((value) => value !== undefined);
      return changed === undefined || origin === undefined || /\bnew Date\b/.test(origin)
        ? undefined
        : aliasChange(changed);
    },
  },
  {
    families: ['ts'],
    find: (line) =>
      /\b\w+\.\w+\.(?:sort|reverse|splice)\(/.test(line) && !/\bthis\./.test(line)
        ? {
            severity: 'medium',
            title: 'The list of the caller is changed in place',
            trigger: 'The caller uses the list again, in its old order.',
            consequence:
              'It finds its own list rearranged by a function that seemed only to read it.',
            confidence: 0.8,
            suggestion: 'Work on a copy, say with `toSorted`.',
          }
        : undefined,
  },
  {
    families: ['ts'],
    find: (line, number, source) =>
      /\.replace\(\s*(?:'[^'\n]+'|"[^"\n]+")\s*,/.test(lineAt(source, number)) &&
      /\.replace\(|`/.test(line)
        ? {
            severity: 'high',
            title: 'Only the first occurrence is replaced',
            trigger: 'The text holds what is looked for more than once.',
            consequence:
              'All but the first stay as they are, and the result is wrong for such texts.',
            confidence: 0.85,
            suggestion: 'Use `replaceAll`.',
          }
        : undefined,
  },
  {
    families: ['ts'],
    find: (line) => {
      const list = /Object\.(?:keys|values|entries)\((\w+)\[0\]\)/.exec(line)?.[1];
      return list === undefined
        ? undefined
        : {
            severity: 'high',
            title: `An empty \`${list}\` is not allowed for`,
            trigger: `\`${list}\` is empty, so that \`${list}[0]\` is undefined.`,
            consequence: 'A TypeError instead of an empty result.',
            confidence: 0.86,
            suggestion: 'Return early for an empty list.',
          };
    },
  },
  {
    families: ['ts'],
    find: (line) =>
      /\bkey\w*\s*=\s*\w+\.join\(/.test(line)
        ? {
            severity: 'medium',
            title: 'Different arguments can share one key',
            trigger:
              'An argument holds the separator, or is an object: `["a,b"]` and `["a", "b"]` join alike.',
            consequence: 'The result of another call is given out.',
            confidence: 0.75,
            suggestion: 'Build the key so that it can be told apart, say with `JSON.stringify`.',
          }
        : undefined,
  },
  {
    families: ['ts', 'c'],
    find: (line) => {
      const limit = /\.(?:length|size)\s*<=\s*(\w*(?:limit|max|capacity)\w*)\b/i.exec(line)?.[1];
      return limit === undefined || /\bfor\b|\bwhile\b/.test(line)
        ? undefined
        : {
            severity: 'medium',
            title: 'One more than the limit gets through',
            trigger: `The size equals \`${limit}\` when the next one comes.`,
            consequence: `It is let in, which makes one more than \`${limit}\` allows.`,
            confidence: 0.7,
            suggestion: 'Compare with `<`, or say why the limit itself is still allowed.',
          };
    },
  },
  {
    families: ['ts', 'c'],
    find: (line) => {
      const sum = /[\w)]\s*\/\s*\(([\w.]+\s*\+\s*[\w.]+)\)/.exec(line)?.[1];
      return sum === undefined
        ? undefined
        : {
            severity: 'medium',
            title: 'Division without a check for zero',
            trigger: `\`${sum}\` is 0, as before anything was counted.`,
            consequence: 'The result is NaN and spreads into everything computed from it.',
            confidence: 0.77,
            suggestion: 'Say what the result is for a sum of 0, before dividing.',
          };
    },
  },
  {
    families: ['python'],
    find: (line) => {
      const list = /\b(?:max|min)\((\w+)\)/.exec(line)?.[1];
      return list === undefined
        ? undefined
        : {
            severity: 'medium',
            title: `An empty \`${list}\` is not allowed for`,
            trigger: `\`${list}\` is empty.`,
            consequence: 'A ValueError is raised where the caller expects a number.',
            confidence: 0.79,
            suggestion: 'Pass a `default`.',
          };
    },
  },
  {
    families: ['python'],
    find: (line, number, source) =>
      /^\s*except\s+(?:Base)?Exception\s*:/.test(line) &&
      !/\b(?:raise|log|logger|logging|print)\b/.test(
        [1, 2, 3].map((step) => maskedAt(source, number + step)).join('\n'),
      )
        ? {
            severity: 'medium',
            title: 'Every kind of exception is treated alike',
            trigger:
              'Something else than the expected failure is raised, a mistake in the code included.',
            consequence: 'It is taken for an ordinary failure, and nobody gets to know its cause.',
            confidence: 0.76,
            suggestion:
              'Name the exceptions that may happen here, and keep the last one to report it.',
          }
        : undefined,
  },
  {
    families: ['python'],
    find: (line) => {
      const day =
        /\.replace\(day=([a-z]\w*)\)/.exec(line)?.[1] ??
        /\bdate\([^()]*,\s*([a-z]\w*)\)/.exec(line)?.[1];
      return day === undefined
        ? undefined
        : {
            severity: 'high',
            title: 'Not every month has that day',
            trigger: `\`${day}\` is 29, 30 or 31 and the month is shorter.`,
            consequence: 'A ValueError is raised at the end of some months.',
            confidence: 0.83,
            suggestion: 'Limit the day to the length of the month.',
          };
    },
  },
  {
    families: ['python'],
    find: (line) =>
      /\bdatetime\.now\(\)|\butcnow\(\)/.test(line)
        ? {
            severity: 'low',
            title: 'The time has no time zone',
            trigger: 'It is compared with a time that has one, or read in another zone.',
            consequence: 'A TypeError, or a time that is off by hours.',
            confidence: 0.5,
            suggestion: 'Use `datetime.now(timezone.utc)`.',
          }
        : undefined,
  },
  {
    families: ['go'],
    find: (line, number, source) => {
      const map = /^\s*(\w+(?:\.\w+)*)\[\w+\]\s*(?:=|\+\+)/.exec(line)?.[1];
      const start = numbersIn(source, number - 12, number).findLast((near) =>
        /\bgo func\(/.test(maskedAt(source, near)),
      );
      return map === undefined ||
        start === undefined ||
        numbersIn(source, start, number).some((near) => /\.Lock\(\)/.test(maskedAt(source, near)))
        ? undefined
        : {
            severity: 'high',
            title: `\`${map}\` is written from several goroutines`,
            trigger: 'Two of the goroutines end at about the same time.',
            consequence:
              'A data race: the program stops with `concurrent map writes`, or loses an entry.',
            confidence: 0.92,
            suggestion: 'Hold the mutex while writing, or send the results over a channel.',
          };
    },
  },
  {
    families: ['go'],
    find: (line) => {
      const list = /\bsort\.(?:Float64s|Ints|Strings|Slice)\((\w+)/.exec(line)?.[1];
      return list === undefined
        ? undefined
        : {
            severity: 'medium',
            title: 'The slice of the caller is sorted in place',
            trigger: `The caller uses \`${list}\` again, in its old order.`,
            consequence:
              'It finds its own data rearranged by a function that seemed only to read it.',
            confidence: 0.8,
            suggestion: 'Sort a copy, say `slices.Sorted(slices.Values(…))`.',
          };
    },
  },
  {
    families: ['go'],
    find: (line) => {
      const list = /\b(\w+)\[len\(\1\)\s*(?:\/\s*2|-\s*1)\]/.exec(line)?.[1];
      return list === undefined
        ? undefined
        : {
            severity: 'high',
            title: `An empty \`${list}\` ends in a panic`,
            trigger: `\`${list}\` has no elements.`,
            consequence: 'The index is out of range, and the program panics.',
            confidence: 0.84,
            suggestion: 'Return an error, or a value agreed on, for an empty slice.',
          };
    },
  },
  {
    families: ['go', 'c'],
    find: (line) =>
      /\*\s*\(\s*\w+\s*\/\s*\d+\s*\)/.test(line)
        ? {
            severity: 'high',
            title: 'The division drops its fraction before the product',
            trigger: 'Both are whole numbers and the first is smaller than the second.',
            consequence: 'The quotient is 0, and so is the whole product.',
            confidence: 0.9,
            suggestion: 'Multiply first and divide then, or compute in floating point.',
          }
        : undefined,
  },
  {
    families: ['go'],
    find: (line, number, source) =>
      /\btime\.Sleep\(/.test(line) &&
      numbersIn(source, number - 12, number).some((near) =>
        /\bctx\s+context\.Context\b/.test(maskedAt(source, near)),
      )
        ? {
            severity: 'medium',
            title: 'The wait ignores the context',
            trigger: 'The context is cancelled while this sleeps.',
            consequence: 'The caller waits on although it asked to stop.',
            confidence: 0.78,
            suggestion: 'Use `select` on `ctx.Done()` and a timer.',
          }
        : undefined,
  },
];

/** A date taken over from elsewhere is the same object, and changing it changes both. */
function aliasChange(name: string): FindingText {
  return {
    severity: 'high',
    title: `\`${name}\` is changed in place`,
    trigger: `\`${name}\` is the caller's own date and not a copy.`,
    consequence: 'The date moves again with every call, for everybody who holds it.',
    confidence: 0.87,
    suggestion: 'Copy it first with `new Date(…)`.',
  };
}

/** Findings in the lines asked for, the gravest first. Never empty unless there is no code. */
export function reviewAnswer(task: DemoTask): { readonly findings: readonly DemoFinding[] } {
  const source = sourceOf(task);
  const found: DemoFinding[] = [];
  for (const number of targetNumbers(source)) {
    for (const rule of RULES) {
      const text = rule.families.includes(source.family)
        ? rule.find(maskedAt(source, number), number, source)
        : undefined;
      if (text !== undefined && !found.some((finding) => finding.from === number)) {
        found.push(atLine(source, number, text));
      }
    }
  }
  const rank = { high: 0, medium: 1, low: 2 };
  const best = found
    .toSorted((a, b) => rank[a.severity] - rank[b.severity] || b.confidence - a.confidence)
    .filter(
      (finding, index, all) => all.findIndex((other) => other.title === finding.title) === index,
    )
    .slice(0, MOST_FINDINGS)
    .toSorted((a, b) => a.from - b.from);
  return { findings: best.length > 0 ? best : general(source) };
}

/** Where no pattern fits: the longest line of the target is hard to read. */
function general(source: Source): readonly DemoFinding[] {
  const longest = targetNumbers(source)
    .filter((number) => maskedAt(source, number).trim() !== '')
    .toSorted(
      (a, b) => lineAt(source, b).trim().length - lineAt(source, a).trim().length || a - b,
    )[0];
  return longest === undefined
    ? []
    : [
        atLine(source, longest, {
          severity: 'low',
          title: 'This line carries much at once',
          trigger: 'The next change touches one of its parts.',
          consequence: 'A slip is easy to miss in review.',
          confidence: 0.35,
          suggestion: 'Give its parts names of their own.',
        }),
      ];
}

function atLine(source: Source, number: number, text: FindingText): DemoFinding {
  const quote = lineAt(source, number);
  const replacement = replacementFor(text, quote);
  return { from: number, to: number, quote, kind: kindOf(text), ...text, replacement };
}

/** The line mended, where that is plain. */
function replacementFor({ title }: FindingText, line: string): string {
  if (title === 'The loop runs one step past the end') return line.replace('<=', '<');
  if (title !== 'Loose comparison converts its operands') return '';
  return line.replace(/([^=!<>])==([^=])/, '$1===$2').replace(/!=([^=])/, '!==$1');
}

/** What a finding is about, by its words. */
function kindOf({ title, consequence }: FindingText): string {
  if (/swallowed|exception/i.test(title)) return 'errors';
  if (/race|goroutines/i.test(`${title} ${consequence}`)) return 'race';
  return /panic|stops|fails/i.test(consequence) ? 'crash' : 'result';
}

function nextCode(source: Source, number: number): string {
  const indent = indentOf(lineAt(source, number)).length;
  const next = numbersIn(source, number + 1, number + 6).find(
    (candidate) => lineAt(source, candidate).trim() !== '',
  );
  // A comment in an otherwise empty block is an explanation: no finding.
  return next === undefined || indentOf(lineAt(source, next)).length < indent
    ? ''
    : maskedAt(source, next);
}

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
