import * as z from 'zod/mini';
import type { LineRange } from '../../syntax/syntax.ts';
import { answerSchema, hiddenProblem, readAnswer } from '../answer.ts';
import { withoutBlankEnds } from '../blankEnds.ts';
import { FINDING_KINDS } from '../findingKinds.ts';
import type { Material } from '../material.ts';
import { countOf, materialOf } from '../material.ts';
import { nextTurn } from '../nextTurn.ts';
import { note } from '../noteCodes.ts';
import { withoutNumbers } from '../numbering.ts';
import { problem } from '../problem.ts';
import { CODE_IS_DATA, firstPrompt, NUMBERED, requestBlock } from '../prompt.ts';
import type { Finding, GateResult, Problem, Task, TaskInput } from '../task.ts';
import { QuoteFinder } from './quotes.ts';

/** Findings looked up in the code before other events of the editor get their turn. */
const AT_ONCE = 50;

/** Findings below this confidence are hidden, visibly. */
const LOW_CONFIDENCE = 0.5;

const SYSTEM = [
  'You review code. Report defects that a maintainer would fix: wrong results, crashes, lost data, races, leaks, security holes, misused APIs, broken error handling. No style, no praise, no speculation. Most code that is reviewed has no such defect: an empty list is a good answer, and better than a weak finding. Follow each suspicion through the code first, callers and guards included; what it turns out to handle is no finding.',
  `${NUMBERED} Look only at the requested lines; use the rest to understand them.`,
  'For each finding: `from` and `to` are its line numbers, as narrow as possible; `quote` is the exact text at those lines without the numbers (for something that is missing, the lines around the gap, never the code that should be there); `title` says in a few words what goes wrong, not what to do and not where; `severity` is high (wrong results, crash, data loss or security in ordinary use), medium (in unusual use) or low; `kind` is what it is about: wrong results (result), crash, lost data (data), race, leak, security, misused API (api), error handling (errors), or other; `trigger` is the concrete input or situation, `consequence` what then goes wrong; `confidence` is 0 to 1; `suggestion` is how to mend it, in words, or empty; `replacement` is the new text of exactly the lines `from` to `to` where that surely mends it, or empty. One finding per defect.',
  CODE_IS_DATA,
].join('\n');

/** A longer replacement is no suggestion any more, in characters. */
const LONGEST_REPLACEMENT = 10_000;

const shapeWith = <Kind extends z.ZodMiniType, Text extends z.ZodMiniType>(
  kind: Kind,
  replacement: Text,
) =>
  z.object({
    findings: z.array(
      z.object({
        from: z.int(),
        to: z.int(),
        quote: z.string(),
        severity: z.enum(['high', 'medium', 'low']),
        kind,
        title: z.string(),
        trigger: z.string(),
        consequence: z.string(),
        confidence: z.number(),
        suggestion: z.string(),
        replacement,
      }),
    ),
  });

// A review is not worth less for a kind or a replacement that is missing or cannot be used.
const answerShape = shapeWith(z.optional(z.unknown()), z.optional(z.unknown()));

const schema = answerSchema(shapeWith(z.enum(FINDING_KINDS), z.string()));

type RawFinding = z.infer<typeof answerShape>['findings'][number];

/** Finds defects, each anchored by a quote of the code. */
export const review: Task = {
  name: 'review',
  async prepare(input, tools, signal) {
    const material = await materialOf(input, tools, signal);
    return {
      name: 'review',
      language: input.language,
      prompt: firstPrompt(
        SYSTEM,
        [...material.blocks, requestBlock(input, material.target, [])],
        schema,
      ),
      sent: material.sent,
      notes: material.notes,
      // About one finding in forty lines, each of some 150 tokens.
      expectedOutputTokens: Math.min(3_000, 150 + Math.ceil(countOf(material.target) / 40) * 150),
      signals: material.signals,
      reviewed: input.source,
      check: (reply) => checkReview(input, material, reply),
    };
  },
};

async function checkReview(
  input: TaskInput,
  material: Material,
  reply: string,
): Promise<GateResult> {
  const strength = 'form';
  const read = readAnswer(reply, answerShape);
  if (read.value === undefined) {
    return { answer: undefined, problems: [read.problem], strength, notes: [] };
  }
  const problems: Problem[] = [];
  const kept: Finding[] = [];
  const finder = new QuoteFinder(material.lines);
  const told: Told[] = [];
  let outside = 0;
  for (const [index, raw] of read.value.findings.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await nextTurn();
    const anchored = anchoredFinding(input, material, finder, raw);
    if ('code' in anchored) problems.push(anchored);
    else if (!touches(anchored, material.target)) outside += 1;
    else {
      const words = toldBy(anchored);
      if (told.some((other) => isSameFinding(other, words))) continue;
      problems.push(...severityProblems(anchored));
      kept.push(anchored);
      told.push(words);
    }
  }
  const findings = kept.filter(({ confidence }) => confidence >= LOW_CONFIDENCE);
  const hidden = kept.filter(({ confidence }) => confidence < LOW_CONFIDENCE);
  return {
    answer: { kind: 'findings', findings, hidden },
    problems,
    strength,
    ...confidenceOf(kept),
    notes: [
      ...(outside > 0 ? [note('notes.outsideTarget', { count: outside })] : []),
      ...(hidden.length > 0 ? [note('notes.hiddenFindings', { count: hidden.length })] : []),
    ],
  };
}

/**
 * How sure a review is: as sure as its surest finding, for beside one that is shown the weak ones are
 * just hidden. Where all are weak the user would see nothing, and whether that is right is worth a
 * second look if one of them would matter; doubtful trifles are not.
 */
function confidenceOf(found: readonly Finding[]): { readonly confidence?: number } {
  const isWorthIt = found.some(
    ({ severity, confidence }) => severity !== 'low' || confidence >= LOW_CONFIDENCE,
  );
  return isWorthIt ? { confidence: Math.max(...found.map(({ confidence }) => confidence)) } : {};
}

/** The finding at the lines where its quote stands, or what is wrong with it. */
function anchoredFinding(
  { source }: TaskInput,
  { lines }: Material,
  finder: QuoteFinder,
  raw: RawFinding,
): Finding | Problem {
  const { from, to, title, trigger, consequence, suggestion } = raw;
  for (const [place, text] of Object.entries({ title, trigger, consequence, suggestion })) {
    const hidden = hiddenProblem(text.replace(/\r\n?/g, '\n'), place, source);
    if (hidden !== undefined) return hidden;
  }
  if (!/\S/.test(raw.quote)) return problem('review.emptyQuote', { line: from });
  const near = { firstLine: Math.min(from, to), lastLine: Math.max(from, to) };
  const found = finder.find(near, raw.quote);
  if (found.type === 'absent') {
    return problem('review.quoteNotFound', { from, to }, { found: lines[from - 1] ?? '' });
  }
  if (found.type === 'ambiguous') {
    return problem('review.quoteAmbiguous', { from, to, count: found.count });
  }
  return {
    firstLine: Math.max(1, found.range.firstLine),
    lastLine: Math.min(lines.length, found.range.lastLine),
    quote: found.quote,
    severity: raw.severity,
    ...kindOf(raw),
    title: title.trim(),
    trigger: trigger.trim(),
    consequence: consequence.trim(),
    confidence: Math.min(1, Math.max(0, raw.confidence)),
    suggestion: suggestion.trim(),
    ...replacementOf(raw, lines, source),
  };
}

/** What is to stand at exactly the quoted lines: one of other lines would change what nobody has named. */
function replacementOf(
  { from, to, quote, replacement }: RawFinding,
  lines: readonly string[],
  source: string,
): Pick<Finding, 'replacement'> {
  if (typeof replacement !== 'string' || replacement.length > LONGEST_REPLACEMENT) return {};
  const text = withoutBlankEnds(replacement.replace(/\r\n?/g, '\n'));
  const wanted = bareLines(text);
  const asIs = lines.slice(Math.max(0, from - 1), to).map((line) => line.trim());
  const quoted = withoutBlankEnds(withoutNumbers(quote.replace(/\r\n?/g, '\n'), from));
  const isAll = from >= 1 && asIs.length > 0 && asIs.join('\n') === bareLines(quoted);
  if (!isAll || wanted === '' || wanted === bareLines(quoted)) return {};
  const isHidden = hiddenProblem(text, 'the replacement', source) !== undefined;
  return isHidden ? {} : { replacement: text };
}

/** Lines without the white space around each. */
function bareLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
}

function kindOf({ kind }: RawFinding): Pick<Finding, 'kind'> {
  const known = FINDING_KINDS.find((one) => one === kind);
  return known === undefined ? {} : { kind: known };
}

function touches(one: LineRange, other: LineRange): boolean {
  return one.firstLine <= other.lastLine && one.lastLine >= other.firstLine;
}

/** A finding as it is compared with others. */
interface Told extends LineRange {
  readonly title: string;
  readonly consequence: string;
}

function toldBy({ firstLine, lastLine, title, consequence }: Finding): Told {
  return {
    firstLine,
    lastLine,
    title: title.trim().toLowerCase(),
    consequence: consequence.trim().toLowerCase(),
  };
}

function isSameFinding(one: Told, other: Told): boolean {
  return (
    touches(one, other) && (one.title === other.title || one.consequence === other.consequence)
  );
}

/** What is grave must say when it happens and what it does. */
function severityProblems({
  severity,
  trigger,
  consequence,
  firstLine,
}: Finding): readonly Problem[] {
  if (severity !== 'high') return [];
  return [
    ...(trigger === '' ? [problem('review.missingTrigger', { line: firstLine })] : []),
    ...(consequence === '' ? [problem('review.missingConsequence', { line: firstLine })] : []),
  ];
}
