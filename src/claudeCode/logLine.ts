import { nameAtAnthropic } from '../models/modelId.ts';
import type { BillingTerms, Usage } from '../models/usage.ts';
import { NO_USAGE, tokenCount } from '../models/usage.ts';

/** A call of a model, as one line tells it: the last line of a call tells it whole. */
export interface LoggedCall {
  readonly kind: 'call';
  /** What makes two lines one call: lines are written again as an answer grows, and copied by resumed sessions. */
  readonly identity: string;
  /** Unix ms. */
  readonly at: number;
  readonly model: string;
  readonly usage: Usage;
  readonly terms: BillingTerms;
  readonly webSearches: number;
  /** Of an agent, or of a side question, which repeats its parent's calls. */
  readonly isAside: boolean;
  readonly tools: readonly ToolUse[];
}

/** A tool that an answer uses. */
export interface ToolUse {
  readonly name: string;
  /** The file that it is about; empty without one. */
  readonly file: string;
}

/** What a line says: nothing of use here, something that cannot be read, what a person asked, or a call. */
export type LogLine =
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'prompt' }
  | LoggedCall;

type Fields = Readonly<Record<string, unknown>>;

const OTHER = { kind: 'other' } as const satisfies LogLine;
const UNREADABLE = { kind: 'unreadable' } as const satisfies LogLine;
const PROMPT = { kind: 'prompt' } as const satisfies LogLine;

/** Of what was no call, but a message that Claude Code has made up. */
const MADE_UP = '<synthetic>';
/** What the API's own ids of messages look like, at other clouds too. */
const OWN_ID = /^msg_\w{20,}$/;
/** A model's name, and the words for how a call is billed: nothing else is kept of a text. */
const MODEL = /^[\w.:@/-]{1,100}$/;
const TERM = /^[a-z][a-z_-]{0,19}$/;
const [OPEN, CLOSE, RETURN, LIST] = [0x7b, 0x7d, 0x0d, 0x5b];

// Inside a text of JSON every quote is escaped: what is found is a key or a whole text.
const USAGE = Buffer.from('"usage"');
const USER = Buffer.from('"user"');
const TOOL_RESULT = Buffer.from('"tool_result"');

/** How Claude Code begins its lines. */
const BEGINNING = Buffer.from('{"parentUuid"');

/** The whole line that was written behind one that was cut, say when its process died; undefined: there is none. */
export function lineBehindCut(line: Buffer): Buffer | undefined {
  const at = line.lastIndexOf(BEGINNING);
  return at > 0 ? line.subarray(at) : undefined;
}

/** What a line of a session log says. Most lines are only looked through for what could be of use. */
export function readLine(line: Buffer): LogLine {
  if (!isClosed(line)) return UNREADABLE;
  const mayBeCall = line.includes(USAGE);
  if (!mayBeCall && (!line.includes(USER) || line.includes(TOOL_RESULT))) return OTHER;
  if (hasTooManyParts(line)) return UNREADABLE;
  // Nothing is read of it that is more than ASCII, and bytes become characters faster than UTF-8 does.
  const fields = fieldsOf(line.toString('latin1'));
  if (fields === undefined) return UNREADABLE;
  const record = callRecord(fields);
  if (record !== undefined) return callOf(record, fields);
  return isPrompt(fields) ? PROMPT : OTHER;
}

function fieldsOf(json: string): Fields | undefined {
  try {
    const fields: unknown = JSON.parse(json);
    return isFields(fields) ? fields : undefined;
  } catch {
    return undefined;
  }
}

/** Objects and lists of a line: what has more is made to be hard to read, and takes gigabytes. */
const MOST_PARTS = 500_000;

function hasTooManyParts(line: Buffer): boolean {
  if (line.length < MOST_PARTS) return false;
  let parts = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === OPEN || line[at] === LIST) parts += 1;
  }
  return parts > MOST_PARTS;
}

function isClosed(line: Buffer): boolean {
  const last = line[line.length - 1] === RETURN ? line.length - 2 : line.length - 1;
  return line[0] === OPEN && line[last] === CLOSE;
}

/** The part that holds a call: the line, or what it reports of an agent. */
function callRecord(fields: Fields): Fields | undefined {
  if (messageOf(fields) !== undefined) return fields;
  const { data } = fields;
  const reported = isFields(data) ? data['message'] : undefined;
  return isFields(reported) && messageOf(reported) !== undefined ? reported : undefined;
}

/** Of a call: with its usage. What agents used stands with their results too, and is no call. */
function messageOf(record: Fields): Fields | undefined {
  const { message } = record;
  return isFields(message) && isFields(message['usage']) ? message : undefined;
}

function callOf(record: Fields, line: Fields): LogLine {
  const message = messageOf(record) ?? {};
  const model = textOf(message['model']);
  if (model === MADE_UP) return OTHER;
  const usage = isFields(message['usage']) ? message['usage'] : {};
  const counted = usageOf(usage);
  const at = Date.parse(textOf(record['timestamp']) || textOf(line['timestamp']));
  if (counted === undefined || !(at > 0) || at >= LAST_SECOND * 1_000) return UNREADABLE;
  const server = isFields(usage['server_tool_use']) ? usage['server_tool_use'] : {};
  return {
    kind: 'call',
    identity: identityOf(record, textOf(message['id']), counted, at),
    at,
    model: plainModel(model),
    usage: counted,
    terms: termsOf(usage),
    webSearches: Math.min(tokenCount(server['web_search_requests']) ?? 0, 65_535),
    isAside: record['isSidechain'] === true || record !== line,
    tools: toolsOf(message['content']),
  };
}

/** Seconds that 32 bits hold. */
const LAST_SECOND = 0xff_ff_ff_ff;

/**
 * The id of a message is the API's own and the only one of its kind: a side question repeats it with another request.
 * Other services are not known to keep to that, so there the request counts too.
 */
function identityOf(record: Fields, id: string, usage: Usage, at: number): string {
  const request = textOf(record['requestId']);
  if (OWN_ID.test(id)) return id;
  if (id !== '') return `${id} ${request}`;
  const other = request || textOf(record['uuid']);
  return other || `${at} ${Object.values(usage).join(' ')}`;
}

/** Undefined when what is there is no count. What a service leaves out was none. */
function usageOf(usage: Fields): Usage | undefined {
  const own = countsOf(usage);
  if (own === undefined || !Array.isArray(usage['iterations'])) return own;
  // A summary that the API makes of a long talk is billed, and is not in the counts beside it.
  return usage['iterations'].reduce<Usage | undefined>((sum, each: unknown) => {
    if (sum === undefined || !isFields(each) || each['type'] !== 'compaction') return sum;
    const more = countsOf(each);
    return more && { ...sum, ...added(sum, more) };
  }, own);
}

const COUNTS = Object.keys(NO_USAGE) as readonly (keyof Usage)[];

function added(one: Usage, other: Usage): Partial<Usage> {
  return Object.fromEntries(COUNTS.map((name) => [name, one[name] + other[name]]));
}

function countsOf(usage: Fields): Usage | undefined {
  const count = (value: unknown): number =>
    value === undefined || value === null ? 0 : (tokenCount(value) ?? Number.NaN);
  const kinds = isFields(usage['cache_creation']) ? usage['cache_creation'] : {};
  const hour = count(kinds['ephemeral_1h_input_tokens']);
  const minutes = count(kinds['ephemeral_5m_input_tokens']);
  const written = count(usage['cache_creation_input_tokens']);
  const counts = {
    inputTokens: count(usage['input_tokens']),
    cacheReadTokens: count(usage['cache_read_input_tokens']),
    // What no kind is given for was written for five minutes.
    cacheWrite5mTokens: Math.max(minutes, written - hour),
    cacheWrite1hTokens: hour,
    outputTokens: count(usage['output_tokens']),
    thinkingTokens: 0,
  };
  const isNothing = usage['input_tokens'] === undefined && usage['output_tokens'] === undefined;
  return isNothing || Object.values(counts).some(Number.isNaN) ? undefined : counts;
}

function termsOf(usage: Fields): BillingTerms {
  const term = (name: string): string | null => {
    const text = textOf(usage[name]);
    return TERM.test(text) ? text : null;
  };
  return {
    serviceTier: term('service_tier'),
    speed: term('speed'),
    inferenceGeo: term('inference_geo'),
    batch: false,
  };
}

/** Where it runs and which window it has is no part of a model's name. */
function plainModel(model: string): string {
  const name = model.replace('[1m]', '');
  return MODEL.test(name) ? nameAtAnthropic(name) : '';
}

function toolsOf(content: unknown): readonly ToolUse[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: unknown): readonly ToolUse[] => {
    if (!isFields(part) || part['type'] !== 'tool_use') return [];
    const input = isFields(part['input']) ? part['input'] : {};
    const file = textOf(input['file_path']) || textOf(input['notebook_path']);
    return [{ name: textOf(part['name']), file }];
  });
}

/** A person's own words: no result of a tool, no summary, and nothing that Claude Code put in. */
function isPrompt(fields: Fields): boolean {
  return (
    fields['type'] === 'user' &&
    fields['isMeta'] !== true &&
    fields['isCompactSummary'] !== true &&
    fields['isSidechain'] !== true &&
    fields['toolUseResult'] === undefined
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
