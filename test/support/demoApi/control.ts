import type { IncomingMessage, ServerResponse } from 'node:http';
import { isObject } from './answerSchema.ts';
import type { Behaviour } from './behaviour.ts';
import type { RecordedRequest } from './record.ts';

/** What the control endpoint may do to a server. */
export interface Controlled {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  setBehaviour(target: string, ...behaviours: readonly Behaviour[]): void;
  reset(): void;
}

const FIELDS: Readonly<Record<keyof Behaviour, 'string' | 'number'>> = {
  task: 'string',
  about: 'string',
  nth: 'number',
  times: 'number',
  status: 'number',
  retryAfter: 'number',
  retryAfterAs: 'string',
  errorCode: 'string',
  message: 'string',
  connection: 'string',
  streamError: 'string',
  afterDeltas: 'number',
  malformed: 'string',
  stop: 'string',
  reject: 'string',
  rejectAs: 'string',
  hostile: 'string',
  text: 'string',
  thinkingTokens: 'number',
  firstByteMs: 'number',
  msPerDelta: 'number',
};

/**
 * The way in for those who sit in another process:
 * `PUT /demo/behaviour` with `{"<target>": <behaviour or list of them>, …}`,
 * `GET /demo/requests` (no keys in it), `POST /demo/reset`.
 */
export function answerControl(
  request: IncomingMessage,
  url: URL,
  body: string,
  response: ServerResponse,
  server: Controlled,
): void {
  // A page in a browser must not steer it: such a page names its origin.
  if (request.headers.origin !== undefined) {
    send(response, 403, { error: 'Not for web pages.' });
    return;
  }
  switch (`${request.method ?? ''} ${url.pathname}`) {
    case 'PUT /demo/behaviour': {
      const wrong = setBehaviours(body, server);
      send(response, wrong === null ? 200 : 400, wrong === null ? { ok: true } : { error: wrong });
      return;
    }
    case 'GET /demo/requests':
      send(response, 200, { requests: server.requests.map(withoutKeys) });
      return;
    case 'POST /demo/reset':
      server.reset();
      send(response, 200, { ok: true });
      return;
    case 'GET /demo':
      send(response, 200, { demo: true, url: server.url });
      return;
    default:
      send(response, 404, { error: 'PUT /demo/behaviour, GET /demo/requests, POST /demo/reset' });
  }
}

function setBehaviours(body: string, server: Controlled): string | null {
  let told: unknown;
  try {
    told = JSON.parse(body);
  } catch {
    return 'The body is no JSON.';
  }
  if (!isObject(told)) {
    return 'The body must be an object: target to behaviour.';
  }
  const checked: [string, Behaviour[]][] = [];
  for (const [target, value] of Object.entries(told)) {
    const behaviours: Behaviour[] = [];
    for (const behaviour of Array.isArray(value) ? value : [value]) {
      if (!isBehaviour(behaviour)) {
        return `${target}: no behaviour: ${JSON.stringify(behaviour)}`;
      }
      behaviours.push(behaviour);
    }
    checked.push([target, behaviours]);
  }
  for (const [target, behaviours] of checked) {
    server.setBehaviour(target, ...behaviours);
  }
  return null;
}

function isBehaviour(value: unknown): value is Behaviour {
  const types: Readonly<Record<string, string>> = FIELDS;
  return (
    isObject(value) && Object.entries(value).every(([name, field]) => typeof field === types[name])
  );
}

function withoutKeys(request: RecordedRequest): object {
  const headers = { ...request.headers };
  for (const name of ['x-api-key', 'authorization']) {
    if (headers[name] !== undefined) {
      headers[name] = '***';
    }
  }
  return { ...request, headers };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
