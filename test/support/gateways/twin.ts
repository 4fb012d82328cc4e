import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isObject } from '../demoApi/answerSchema.ts';
import type { DemoApi } from '../demoApi/server.ts';
import type { Dialect } from './dialects.ts';

type Json = Readonly<Record<string, unknown>>;

/** A gateway in front of a demo API. */
export interface Twin {
  readonly url: string;
  stop(): Promise<void>;
}

/** The key that a twin takes; behind it, it uses a key of its own. */
export const TWIN_KEY = 'demo-twin-key-0123456789';
const OWN_KEY = 'demo-key';

/** Starts a gateway that speaks a dialect; `port` is a free one unless told. */
export async function startTwin(api: DemoApi, dialect: Dialect, port = 0): Promise<Twin> {
  const server = createServer((request, response) => {
    void serve(api, dialect, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function serve(
  api: DemoApi,
  dialect: Dialect,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  if (!hasKey(dialect, request)) {
    sendError(dialect, response, 401, { error: { type: 'authentication_error', message: 'No.' } });
    return;
  }
  if (dialect.isEchoing) response.setHeader('request-id', `req_${TWIN_KEY}`);
  if (request.method === 'GET') {
    await listModels(api, dialect, request, response);
    return;
  }
  const answer = await fetch(`${api.url}${request.url ?? ''}`, {
    method: 'POST',
    headers: {
      'x-api-key': OWN_KEY,
      'content-type': 'application/json',
      'anthropic-version': String(request.headers['anthropic-version'] ?? ''),
    },
    body: passedOn(body, dialect),
    signal: gone.signal,
  });
  if (!answer.ok) {
    setRetryAfter(dialect, response, answer.headers.get('retry-after'));
    sendError(dialect, response, answer.status, await answer.json());
    return;
  }
  if (dialect.answer === 'json') await sendWhole(dialect, answer, response);
  else await sendStream(dialect, answer, response);
}

function hasKey({ keyHeader }: Dialect, { headers }: IncomingMessage): boolean {
  return keyHeader === 'bearer'
    ? headers.authorization === `Bearer ${TWIN_KEY}`
    : headers['x-api-key'] === TWIN_KEY;
}

function passedOn(body: string, { drops }: Dialect): string {
  const request: unknown = JSON.parse(body);
  if (!isObject(request)) return body;
  const kept = Object.entries(request).filter(([name]) => !drops.includes(name));
  return JSON.stringify(Object.fromEntries(kept));
}

function sendError(
  { error }: Dialect,
  response: ServerResponse,
  status: number,
  body: unknown,
): void {
  const told = isObject(body) && isObject(body['error']) ? body['error'] : {};
  const text = error.body
    .replace('{status}', String(status))
    .replace('{type}', String(told['type']))
    .replace('{message}', String(told['message']));
  response.writeHead(status, { 'content-type': error.contentType }).end(text);
}

function setRetryAfter({ retryAfter }: Dialect, response: ServerResponse, told: string | null) {
  if (told === null) return;
  const ms = Number(told) * 1_000;
  switch (retryAfter) {
    case 'seconds':
      response.setHeader('retry-after', told);
      return;
    case 'ms':
      response.setHeader('retry-after-ms', String(ms));
      return;
    case 'date':
      response.setHeader('retry-after', new Date(Date.now() + ms).toUTCString());
      return;
    case 'words':
      response.setHeader('retry-after', `reset in ${told}`);
      return;
    case 'none':
  }
}

async function listModels(
  api: DemoApi,
  { models, error }: Dialect,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (models === 'none') {
    response.writeHead(404, { 'content-type': error.contentType });
    response.end(
      '{"message":"Route GET:/v1/models not found","error":"Not Found","statusCode":404}',
    );
    return;
  }
  const headers = { 'x-api-key': OWN_KEY, 'anthropic-version': '2023-06-01' };
  const page: unknown = await (await fetch(`${api.url}${request.url ?? ''}`, { headers })).json();
  const data = isObject(page) && Array.isArray(page['data']) ? page['data'].filter(isObject) : [];
  const ids = data.map(({ id }) => id);
  const byForm = {
    anthropic: page,
    openai: { object: 'list', data: ids.map((id) => ({ id, object: 'model', owned_by: 'x' })) },
    loop: { data, has_more: true, first_id: ids[0], last_id: ids.at(-1) },
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(byForm[models]));
}

/** The events of a strict stream; `broken` is the last one's value where it broke off. */
async function* eventsOf(answer: Response): AsyncGenerator<Json> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of answer.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    const frames = text.split('\n\n');
    text = frames.pop() ?? '';
    for (const frame of frames) {
      const event: unknown = JSON.parse(frame.slice(frame.indexOf('data: ') + 'data: '.length));
      if (isObject(event)) yield event;
    }
  }
}

function report(form: Dialect['start'], usage: unknown): Json {
  const told = isObject(usage) ? usage : {};
  switch (form) {
    case 'all':
      return { usage: { ...told, cost: 0.0001, is_byok: false } };
    case 'zero':
      return { usage: { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0 } };
    case 'output':
      return { usage: { output_tokens: told['output_tokens'] } };
    case 'text':
      return { usage: { input_tokens: String(told['input_tokens']), output_tokens: 'many' } };
    case 'none':
      return {};
  }
}

/** An event as a dialect says it; undefined: it does not. */
function said(event: Json, dialect: Dialect): Json | undefined {
  switch (event['type']) {
    case 'message_start': {
      const { usage, model, ...message } = isObject(event['message']) ? event['message'] : {};
      const named = dialect.model?.replace('{}', String(model));
      const names = named === undefined ? {} : { model: dialect.isEchoing ? TWIN_KEY : named };
      return { ...event, message: { ...message, ...names, ...report(dialect.start, usage) } };
    }
    case 'message_delta': {
      const { usage, ...rest } = event;
      return { ...rest, ...report(dialect.end, usage) };
    }
    case 'message_stop':
      return dialect.hasStop ? event : undefined;
    default:
      return event;
  }
}

function framed(event: Json, { eol, isNamed, isParted, noise }: Dialect): string {
  const name = isNamed && typeof event['type'] === 'string' ? `event: ${event['type']}${eol}` : '';
  const before = noise === '' ? '' : noise + eol;
  return `${before}${name}data: ${JSON.stringify(event)}${eol}${isParted ? eol : ''}`;
}

async function sendStream(dialect: Dialect, answer: Response, response: ServerResponse) {
  response.writeHead(200, { 'content-type': dialect.contentType, 'x-gateway': 'twin' });
  response.flushHeaders();
  try {
    for await (const event of eventsOf(answer)) {
      const spoken = said(event, dialect);
      if (spoken) response.write(framed(spoken, dialect));
    }
  } catch {
    if (dialect.cut === 'reset') {
      response.destroy();
      return;
    }
    if (dialect.cut !== 'end') response.write(framed({ ...dialect.cut.event }, dialect));
    response.end();
    return;
  }
  response.end(dialect.isDone ? `data: [DONE]${dialect.eol}${dialect.eol}` : '');
}

async function sendWhole(dialect: Dialect, answer: Response, response: ServerResponse) {
  const blocks: { type: unknown; text: string; thinking: string }[] = [];
  let message: Json = {};
  for await (const event of eventsOf(answer)) {
    const spoken = said(event, dialect) ?? {};
    if (isObject(spoken['message'])) message = spoken['message'];
    if (isObject(spoken['content_block'])) {
      blocks.push({ type: spoken['content_block']['type'], text: '', thinking: '' });
    }
    const delta = isObject(spoken['delta']) ? spoken['delta'] : {};
    const last = blocks.at(-1);
    if (last) {
      last.text += typeof delta['text'] === 'string' ? delta['text'] : '';
      last.thinking += typeof delta['thinking'] === 'string' ? delta['thinking'] : '';
    }
    if (event['type'] === 'message_delta')
      message = { ...message, ...delta, usage: spoken['usage'] };
  }
  const content = blocks.map(({ type, text, thinking }) =>
    type === 'thinking' ? { type, thinking, signature: '' } : { type, text },
  );
  response.writeHead(200, { 'content-type': dialect.contentType });
  response.end(JSON.stringify({ ...message, content }));
}
