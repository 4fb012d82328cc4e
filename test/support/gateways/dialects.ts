/** What a report of usage holds: all that is known, nothing but zeros, output alone, text, or nothing. */
type Report = 'all' | 'zero' | 'output' | 'text' | 'none';

/** How one kind of gateway speaks the Messages API. Every field is data; the twin does what it says. */
export interface Dialect {
  readonly name: string;
  /** Where it was seen. */
  readonly seen: string;
  /** The one header in which it looks for the key. */
  readonly keyHeader: 'bearer' | 'x-api-key';
  /** Fields of a request that it does not pass on. */
  readonly drops: readonly string[];
  /** `json`: a whole message, whatever was asked for. */
  readonly answer: 'stream' | 'json';
  readonly contentType: string;
  readonly eol: '\n' | '\r\n' | '\r';
  /** Whether events have their name before them, and a blank line after. */
  readonly isNamed: boolean;
  readonly isParted: boolean;
  /** Sent before every event, say a comment. */
  readonly noise: string;
  readonly start: Report;
  readonly end: Report;
  readonly hasStop: boolean;
  /** `data: [DONE]` at the end. */
  readonly isDone: boolean;
  /** How it calls the model that answers: `{}` stands for its name; null: not at all. */
  readonly model: string | null;
  /** What becomes of a stream that breaks behind it. */
  readonly cut: 'reset' | 'end' | { readonly event: object };
  /** How it tells an error: `{status}`, `{type}` and `{message}` are put in as text. */
  readonly error: { readonly contentType: string; readonly body: string };
  readonly retryAfter: 'seconds' | 'ms' | 'date' | 'words' | 'none';
  readonly models: 'anthropic' | 'openai' | 'loop' | 'none';
  /** Whether ids and names that it gives hold the caller's key. */
  readonly isEchoing: boolean;
}

const JSON_TYPE = 'application/json';

/** How the API itself speaks. */
const STRICT: Dialect = {
  name: 'the API',
  seen: 'platform.claude.com/docs',
  keyHeader: 'bearer',
  drops: [],
  answer: 'stream',
  contentType: 'text/event-stream; charset=utf-8',
  eol: '\n',
  isNamed: true,
  isParted: true,
  noise: '',
  start: 'all',
  end: 'all',
  hasStop: true,
  isDone: false,
  model: '{}',
  cut: 'reset',
  error: {
    contentType: JSON_TYPE,
    body: '{"type":"error","error":{"type":"{type}","message":"{message}"}}',
  },
  retryAfter: 'seconds',
  models: 'anthropic',
  isEchoing: false,
};

/** Everything at once that a server may do. */
export const SLOPPIEST: Dialect = {
  ...STRICT,
  name: 'the sloppiest',
  seen: 'nowhere: every habit below at once',
  keyHeader: 'x-api-key',
  contentType: 'TEXT/Plain; charset=UTF-8',
  eol: '\r',
  isNamed: false,
  noise: ': still here',
  start: 'none',
  end: 'text',
  hasStop: false,
  isDone: true,
  model: null,
  cut: 'end',
  error: { contentType: 'text/plain; charset=utf-8', body: 'Sorry: {message}' },
  retryAfter: 'words',
  models: 'loop',
  isEchoing: true,
};

const IN_OPENAIS_SHAPE = {
  contentType: JSON_TYPE,
  body: '{"error":{"message":"{message}","type":"{type}","param":null,"code":null}}',
};

/** The dialects that were seen. */
export const DIALECTS: readonly Dialect[] = [
  STRICT,
  {
    ...STRICT,
    name: 'LiteLLM, passing through',
    seen: 'run: its proxy 1.102.4 in front of the demo API',
    cut: {
      event: { error: { message: 'Payload error', type: 'internal_server_error', code: '500' } },
    },
    retryAfter: 'none',
  },
  {
    ...STRICT,
    name: 'LiteLLM, translating',
    seen: 'source: experimental_pass_through/adapters/streaming_iterator.py of 1.102.4',
    start: 'zero',
    retryAfter: 'none',
  },
  {
    ...STRICT,
    name: 'Portkey',
    seen: 'run: its gateway 1.15.2 in front of the demo API',
    drops: ['output_config'],
    cut: 'end',
    error: {
      contentType: JSON_TYPE,
      body: '{"error":{"message":"{message}","type":"{type}","param":null,"code":null},"provider":"anthropic"}',
    },
  },
  {
    ...STRICT,
    name: 'claude-code-router, passing through',
    seen: 'run: 2.0.0 in front of the demo API',
    contentType: 'text/event-stream',
    error: {
      contentType: 'application/json; charset=utf-8',
      body: '{"error":{"message":"{message}","type":"api_error","code":"provider_response_error"}}',
    },
    retryAfter: 'none',
    models: 'none',
  },
  {
    ...STRICT,
    name: 'claude-code-router, translating without usage',
    seen: 'source: the fallback of its message_delta, 2.0.0',
    start: 'zero',
    end: 'zero',
    retryAfter: 'none',
    models: 'none',
  },
  {
    ...STRICT,
    name: 'vLLM',
    seen: 'source: vllm/entrypoints/anthropic/serving.py',
    cut: { event: { type: 'error', error: { type: 'internal_error', message: 'It broke.' } } },
    error: IN_OPENAIS_SHAPE,
    retryAfter: 'none',
    models: 'openai',
  },
  {
    ...STRICT,
    name: 'SGLang',
    seen: 'github.com/sgl-project/sglang/issues/20678',
    start: 'zero',
    error: IN_OPENAIS_SHAPE,
    retryAfter: 'none',
    models: 'openai',
  },
  {
    ...STRICT,
    name: "Vercel's gateway",
    seen: 'github.com/vercel/ai/issues/17326',
    start: 'zero',
    model: 'anthropic/{}',
  },
  {
    ...STRICT,
    name: 'OpenRouter',
    seen: 'openrouter.ai/docs: streaming, errors',
    noise: ': OPENROUTER PROCESSING',
    isDone: true,
    model: 'anthropic/{}',
    cut: { event: { error: { code: 502, message: 'Provider disconnected' } } },
    error: { contentType: JSON_TYPE, body: '{"error":{"code":{status},"message":"{message}"}}' },
    models: 'openai',
  },
  {
    ...STRICT,
    name: 'aimock',
    seen: 'run: @copilotkit/aimock 1.43.0',
    start: 'zero',
    end: 'zero',
  },
  {
    ...STRICT,
    name: 'a proxy that buffers',
    seen: 'corporate proxies: streams are collected and sent whole',
    answer: 'json',
    contentType: 'application/json;charset=UTF-8',
    retryAfter: 'date',
  },
  {
    ...STRICT,
    name: 'a proxy that relabels',
    seen: 'corporate proxies: another media type, another end of line, keys in one header alone',
    keyHeader: 'x-api-key',
    contentType: 'text/plain',
    eol: '\r\n',
    end: 'output',
    hasStop: false,
    retryAfter: 'ms',
  },
  {
    ...STRICT,
    name: 'a firewall',
    seen: 'corporate proxies: refusals as web pages',
    error: { contentType: 'text/html', body: '<html><body>{message}</body></html>' },
    models: 'none',
  },
  {
    ...STRICT,
    name: 'frames without blank lines',
    seen: 'hand-written proxies: one event a line',
    isParted: false,
    start: 'none',
    end: 'output',
  },
  SLOPPIEST,
];

/** Whether a dialect passes on all that the books need. */
export function isCounted({ start, end }: Dialect): boolean {
  return end === 'all' || (end === 'output' && start === 'all');
}
