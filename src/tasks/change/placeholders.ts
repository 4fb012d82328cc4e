import { lineAt, lineStartsOf } from '../../syntax/lines.ts';
import { insideInOrder } from '../../syntax/ranges.ts';
import type { TextRange } from '../../syntax/syntax.ts';
import { problem } from '../problem.ts';
import type { Problem } from '../task.ts';
import type { ChangedPart, Code } from './changedPart.ts';

/** Something that stands for code: what it says, and where. */
interface Placeholder {
  readonly words: string;
  readonly offset: number;
}

/** Longer comments say something; with their marks they may be twice as long. */
const LONGEST = 160;

const DOTS = String.raw`(?:\.{3,}|…)`;
const ONLY_DOTS = new RegExp(`^[\\s,;:()[\\]{}<>-]{0,20}${DOTS}[\\s.…,;:()[\\]{}<>-]{0,40}$`);
const BETWEEN_DOTS = new RegExp(`^${DOTS}.{1,100}${DOTS}$`);
const AT_DOTS = new RegExp(`^${DOTS}|${DOTS}$`);
const END_DOTS = new RegExp(`^${DOTS} ?|${DOTS}$`, 'g');

/** A word that each of the patterns has: most comments have none. */
const MAY_STAND =
  /\.{3}|…|rest|remain|existing|previous|prior|original|old|current|actual|untouched|unmodified|unchanged|intact|same|\bas\b|identical|omitted|elided|truncated|shown|change|here|below|follow|continue|snip|more|other|stay/;

/** Words by which a longer text between dots stands for code. */
const SAYS_SO =
  /\b(?:rest|remain\w*|existing|unchanged|same|other|previous|original|omitted|code|implementation|logic|before)\b/;

/** What code is made of, in words. */
const PART =
  '(?:code|functions?|methods?|class(?:es)?|body|bodies|file|modules?|components?|implementations?|logic|blocks?|script|program|loop|switch|cases?|branch(?:es)?|imports?|statements?|definitions?|declarations?|handlers?|tests?|contents?|rest|remainder|everything(?: else)?|stuff)';
/** Parts that a comment may name as a heading: these say too little alone. */
const MEMBER =
  '(?:fields?|propert(?:y|ies)|members?|parameters?|arguments?|items?|entries|elements?|lines?|hooks?|routes?|styles?|rules?|variables?|constants?|types?|helpers?|validation|setup|config(?:uration)?|markup|template|html|jsx|props|options|values|keys|attributes)';
const MOOD = '(?:exactly |completely |all |just |largely )?';
const LEFT =
  '(?:unchanged|untouched|unmodified|intact|(?:the )?same(?: as (?:before|original(?:ly)?|the original|in the original))?|as (?:it )?(?:is|was|were|before)|as-is|identical|omitted(?: for (?:brevity|clarity))?|not shown|elided|truncated|not changed|no changes?)';
const STATE = `(?:(?:(?:stays?|remains?|is|are|was|were|left|kept|continues?|should (?:stay|remain)) )?${MOOD}${LEFT}|stays?|remains?)`;
const PLACE = '(?:(?:goes|go|comes?|continues?|follows) )?(?:here|below|follows|continues)';
const THE = '(?:the |all |this |that |your |my |our |its |of |any |every )*';
const VERB =
  '(?:(?:keep|leave|retain|preserve|insert|add|put|write|paste|place|with|then|plus|and|followed by|continue with|todo:?) )*';
const OLD = '(?:existing|previous|prior|original|old|current|unchanged|same|actual)';
const MORE = '(?:other|others|more|further|additional|remaining|similar)';
const NAMED = '(?:[\\w.-]{1,30} ){0,2}';

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`);

/** Parts that are all of something: no heading says just that. */
const ALL_OF_IT = '(?:code|implementations?|logic|contents?|body|stuff)';

/** Comments that stand for code wherever they are. */
const STANDS_FOR_CODE = [
  // "rest of the function", "the remainder of this class stays the same"
  whole(
    `${VERB}${THE}(?:rest|remainder) of ${THE}${NAMED}(?:${PART}|it)(?: ${STATE}| ${PLACE}){0,2}`,
  ),
  // "existing code", "keep the original implementation"
  whole(`${VERB}${THE}(?:existing|previous|original|same|unchanged) ${NAMED}${ALL_OF_IT}`),
  // "previous logic unchanged", "other methods here", "the rest of the fields is the same"
  whole(
    `${VERB}${THE}(?:${OLD}|${MORE}|(?:rest|remainder)(?: of)?) ${THE}${NAMED}(?:${PART}|${MEMBER})(?: ${STATE}| ${PLACE}){1,2}`,
  ),
  // "your code here", "implementation goes here"
  whole(
    `${VERB}${THE}(?:(?:${OLD}|${MORE}|missing|new|real) )?(?:code|logic|implementation|body) ${PLACE}`,
  ),
];

/** Said behind real code these are remarks; alone they stand for some. */
const LEAVES_CODE_OUT = [
  whole(STATE),
  whole(`${VERB}${THE}${NAMED}${PART} ${STATE}(?: ${PLACE})?`),
  whole(`${STATE} (?:from here|${PLACE})`),
  whole(
    '(?:-- ?)?snip(?:ped)?(?: ?--)?|(?:nothing|nothing else) (?:changed|changes)(?: here| below)?|(?:no|without) changes?(?: here| below| needed)?|same (?:code|logic)|rest of it|(?:all )?(?:other|more) (?:code|stuff)|see (?:the )?original',
  ),
];

/** With an ellipsis, what without one may be a heading. */
const WITH_DOTS = [
  ...STANDS_FOR_CODE,
  ...LEAVES_CODE_OUT,
  whole(
    `${VERB}${THE}(?:(?:${OLD}|${MORE}|rest|remainder)(?: (?:of )?${THE}${NAMED}[\\w.-]{1,30})?|${PART})(?: ${STATE}| ${PLACE}){0,2}`,
  ),
];

/** Code that does nothing, or opens what the comment stands in. */
const NO_CODE = /^(?:pass;?|\.\.\.|return;?|[\s{}()[\];,:]*|.*(?:[{([:]|=>|->|\bdo|\bthen))$/;

/**
 * What in the new text stands for code that it leaves out, as in "rest stays the same"; not what the
 * file has already.
 */
export function placeholderProblem(part: ChangedPart): Problem | undefined {
  const known = new Map<string, number>();
  for (const { words } of placeholdersIn(part.before)) {
    known.set(words, (known.get(words) ?? 0) + 1);
  }
  for (const { words, offset } of placeholdersIn(part.after)) {
    const left = known.get(words) ?? 0;
    if (left === 0) {
      const line = part.firstLine - 1 + lineAt(lineStartsOf(part.after.text), offset);
      return problem('edits.placeholder', { line }, { found: words });
    }
    known.set(words, left - 1);
  }
  return undefined;
}

function placeholdersIn(code: Code): readonly Placeholder[] {
  return commentsIn(code).flatMap(({ start, end }) => {
    if (end - start > 2 * LONGEST) return [];
    const words = wordsOf(code.text.slice(start, end));
    if (words.length > LONGEST) return [];
    const before = code.text.slice(Math.max(0, start - LONGEST), start);
    const isAlone = NO_CODE.test(before.slice(before.lastIndexOf('\n') + 1).trim());
    return standsForCode(words, isAlone) ? [{ words, offset: start }] : [];
  });
}

function standsForCode(words: string, isAlone: boolean): boolean {
  if (!MAY_STAND.test(words)) return false;
  if (ONLY_DOTS.test(words)) return true;
  const bare = words
    .replace(END_DOTS, '')
    .replace(/^[\s,:;=*~_-]{1,40}|[\s.,:;!=*~_-]{1,40}$/g, '')
    .replace(/^[([<{]([^()[\]<>{}]*)[)\]>}]$/, '$1')
    .replace(END_DOTS, '')
    .trim();
  const isOne = (patterns: readonly RegExp[]) => patterns.some((pattern) => pattern.test(bare));
  if (BETWEEN_DOTS.test(words)) return words.split(' ').length <= 6 || SAYS_SO.test(words);
  if (AT_DOTS.test(words) || bare !== words.replace(/[.!]$/, '')) {
    if (isOne(WITH_DOTS) && AT_DOTS.test(words.replace(/[()[\]<>]/g, ''))) return true;
  }
  return isOne(STANDS_FOR_CODE) || (isAlone && isOne(LEAVES_CODE_OUT));
}

/** What a comment of at most 320 characters says, without its marks. */
function wordsOf(comment: string): string {
  return comment
    .trim()
    .replace(
      /^(?:\/\/[/!]?|\/\*[*!]?|#+|--+(?:\[=*\[)?|<!--|"""|'''|\(\*|\{-|;+|%+|rem\b)|(?:\*{1,320}\/|-->|"""|'''|\*\)|-\}|\]=*\])$/gi,
      '',
    )
    .replace(/\n[ \t]{0,80}(?:\*|#+|\/\/+|--)?/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** Comments, by the grammar or by the marks that most languages have. */
function commentsIn({ text, facts }: Code): readonly TextRange[] {
  if (facts !== undefined) return facts.comments;
  return [...text.matchAll(MARKED)].map(({ 0: found, index }) => ({
    start: index + found.length - found.trimStart().length,
    end: index + found.length,
  }));
}

const MARKED =
  /(?:^|[ \t])(?:\/\/|#|--|;|%)[^\n]*|\/\*[^\n]{0,200}?\*\/|<!--[^\n]{0,200}?-->|^[ \t]*(?:\.{3}|…)(?=\s|$)[^\n]*/gm;

/** Python's `...` in place of a body that the file has. */
export function dotsProblem(before: Code, after: Code): Problem | undefined {
  const openers = new Set(before.text.split('\n').map((line) => line.trim()));
  const known = new Set(dotted(before).map(({ above }) => above));
  const found = dotted(after).find(
    ({ above }) =>
      !known.has(above) && !/["']$/.test(above) && (!above.endsWith(':') || openers.has(above)),
  );
  if (found === undefined) return undefined;
  const line = lineAt(lineStartsOf(after.text), found.offset);
  return problem('edits.placeholder', { line }, { found: `${found.above} ...` });
}

function dotted({
  text,
  facts,
}: Code): readonly { readonly above: string; readonly offset: number }[] {
  const isInside = insideInOrder(facts?.strings ?? []);
  const found: { readonly above: string; readonly offset: number }[] = [];
  let above = '';
  let offset = 0;
  for (const line of text.split('\n')) {
    const bare = (line.split('#', 1)[0] ?? '').trim();
    const at = offset;
    const isText = isInside(at);
    if (bare === '...' && !isText) {
      found.push({ above, offset: at });
    } else if (bare !== '') above = bare;
    offset += line.length + 1;
  }
  return found;
}
