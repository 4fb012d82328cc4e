import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { openCollector } from '../../../src/otlp/collector.ts';
import { createOtlpExport } from '../../../src/otlp/otlpExport.ts';
import type { SendQueue } from '../../../src/otlp/sendQueue.ts';
import { otlpRun } from '../../support/otlpRuns.ts';

/** What a collector takes, as far as it is looked at. */
interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}
interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code: number };
  readonly attributes: readonly Attribute[];
}
interface Received {
  readonly path: string;
  readonly body: string;
}

const STARTED = Date.parse('2026-11-30T08:00:00Z');
const idOf = (run: number): number => (STARTED + run) * 4096;

describe('runs that are sent to a collector', () => {
  let server: Server;
  let address = '';
  let endpoint = '';
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let received: Received[] = [];
  let kept: readonly number[] = [];
  let warnings: string[] = [];
  let infos: string[] = [];
  let waits: number[] = [];
  /** Called when the queue waits. */
  let onWait: () => void;
  const queues: SendQueue[] = [];

  beforeEach(async () => {
    received = [];
    kept = [];
    warnings = [];
    infos = [];
    waits = [];
    onWait = () => undefined;
    answer = (_, response) => response.end('{}');
    server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        received.push({ path: request.url ?? '', body: Buffer.concat(pieces).toString() });
        answer(request, response);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    endpoint = `${address}/`;
  });

  afterEach(async () => {
    await Promise.all(queues.splice(0).map((each) => each.close()));
    server.closeAllConnections();
    server.close();
  });

  function queue(): SendQueue {
    const opened = openCollector({
      endpoint: () => endpoint,
      version: '1.2.3',
      instance: 'here',
      rowsOf: (runId) => Promise.resolve(runId === 7 ? undefined : otlpRun(runId)),
      kept: { get: () => kept, set: (ids) => (kept = ids) },
      clock: {
        wait: (ms) => {
          waits.push(ms);
          onWait();
          return Promise.resolve();
        },
      },
      log: {
        info: (text) => infos.push(text),
        warn: (text) => warnings.push(text),
        error: assert.fail,
      },
    });
    queues.push(opened);
    return opened;
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  }

  const spans = (): readonly Span[] =>
    received
      .filter(({ path }) => path === '/v1/traces')
      .flatMap(
        ({ body }) =>
          (JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] })
            .resourceSpans,
      )
      .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  const valueOf = (span: Span | undefined, key: string): unknown =>
    Object.values(span?.attributes.find((one) => one.key === key)?.value ?? {})[0];

  it('are a trace with a span for each attempt, one after the other', async () => {
    queue().send(idOf(1));
    await until(() => received.length === 2);
    const [run, first, second] = spans();
    assert.deepEqual(
      spans().map(({ name }) => name),
      ['invoke_workflow docs', 'chat claude-haiku-5-5', 'chat claude-opus-5-5'],
    );
    assert.deepEqual([first?.parentSpanId, second?.parentSpanId], [run?.spanId, run?.spanId]);
    assert.equal(new Set(spans().map(({ traceId }) => traceId)).size, 1);
    assert.equal(BigInt(run?.startTimeUnixNano ?? 0), BigInt(STARTED + 1) * 1_000_000n);
    assert.equal(
      BigInt(second?.startTimeUnixNano ?? 0) - BigInt(first?.endTimeUnixNano ?? 0),
      10_000_000n,
    );
    assert.equal(valueOf(first, 'gen_ai.usage.input_tokens'), 123);
    assert.equal(valueOf(first, 'gen_ai.provider.name'), 'anthropic');
    assert.equal(valueOf(second, 'tierwise.cost_nusd'), 2_000_000);
    assert.equal(valueOf(run, 'tierwise.final_tier'), 'opus');
    assert.equal(valueOf(run, 'tierwise.baseline_nusd'), undefined);
  });

  it('are sums of their own time, which nobody counts twice', async () => {
    queue().send(idOf(1));
    await until(() => received.length === 2);
    const body = received.find(({ path }) => path === '/v1/metrics')?.body ?? '';
    const sent = JSON.parse(body) as {
      resourceMetrics: {
        scopeMetrics: {
          metrics: {
            name: string;
            sum: {
              aggregationTemporality: number;
              dataPoints: { asDouble: number; attributes: Attribute[] }[];
            };
          }[];
        }[];
      }[];
    };
    const metrics = sent.resourceMetrics.flatMap(({ scopeMetrics }) =>
      scopeMetrics.flatMap((scope) => scope.metrics),
    );
    const total = (name: string): number | undefined =>
      metrics
        .find((metric) => metric.name === name)
        ?.sum.dataPoints.reduce((all, { asDouble }) => all + asDouble, 0);
    assert.equal(total('gen_ai.client.token.usage'), 2 * (123 + 50));
    assert.equal(total('tierwise.client.cost'), 0.003);
    assert.equal(total('tierwise.client.attempts'), 2);
    // Delta.
    assert.deepEqual([...new Set(metrics.map(({ sum }) => sum.aggregationTemporality))], [1]);
  });

  it('are the same when they are sent again', async () => {
    queue().send(idOf(1));
    await until(() => received.length === 2);
    const before = spans().map(({ spanId }) => spanId);
    queue().send(idOf(1));
    await until(() => received.length === 4);
    assert.deepEqual(
      spans()
        .slice(before.length)
        .map(({ spanId }) => spanId),
      before,
    );
  });

  it('wait for a collector that refuses, longer each time, and are told of once', async () => {
    answer = (_, response) => response.writeHead(400).end();
    const waiting = new Promise<void>((resolve) => {
      onWait = () => {
        if (waits.length < 3) return;
        answer = (_, response) => response.end('{}');
        resolve();
      };
    });
    queue().send(idOf(1));
    await waiting;
    assert.deepEqual(waits.slice(0, 3), [30_000, 60_000, 120_000]);
    assert.equal(warnings.length, 1);
    await until(() => kept.length === 0);
    assert.equal(spans().at(-3)?.name, 'invoke_workflow docs');
  });

  it('are kept over a restart, their ids alone, and sent with the next', async () => {
    answer = (_, response) => response.writeHead(400).end();
    const first = queue();
    const waiting = new Promise<void>(
      (resolve) =>
        (onWait = () => {
          resolve();
          void first.close();
        }),
    );
    first.send(idOf(1));
    first.send(idOf(2));
    await waiting;
    await first.close();
    assert.deepEqual(kept, [idOf(1), idOf(2)]);
    answer = (_, response) => response.end('{}');
    received = [];
    queue().send();
    await until(() => kept.length === 0 && received.length === 2);
    assert.equal(spans().length, 6);
  });

  it('go nowhere else: a redirection is not followed', async () => {
    const elsewhere: string[] = [];
    const other = createServer((request, response) => {
      elsewhere.push(request.url ?? '');
      response.end();
    });
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    answer = (request, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${port}${request.url ?? ''}` }).end();
    const sending = queue();
    const waiting = new Promise<void>((resolve) => (onWait = resolve));
    sending.send(idOf(1));
    await waiting;
    endpoint = '';
    other.close();
    assert.deepEqual(elsewhere, []);
    assert.deepEqual(kept, [idOf(1)]);
  });

  it('go to a store of traces alone, or of sums alone, which is said once', async () => {
    for (const signal of ['metrics', 'traces']) {
      answer = ({ url }, response) => response.writeHead(url === `/v1/${signal}` ? 404 : 200).end();
      const sending = queue();
      sending.send(idOf(1));
      await until(() => kept.length === 0);
      sending.send(idOf(2));
      await until(() => received.length === 4 && kept.length === 0);
      assert.deepEqual(infos, [`The collector takes no ${signal}: runs are sent without them.`]);
      [received, infos] = [[], []];
    }
    assert.deepEqual([warnings, waits], [[], []]);
  });

  it('are not kept back by one that is refused, nor by too many at once', async () => {
    answer = ({ url }, response) => {
      const roots = spans().filter(({ name }) => name.startsWith('invoke_workflow'));
      const isOdd = roots.some(({ startTimeUnixNano }) => startTimeUnixNano === oddStart);
      received = [];
      const status = url === '/v1/metrics' ? 200 : roots.length > 4 ? 413 : isOdd ? 400 : 200;
      if (status === 200) taken.push(...roots.map(({ startTimeUnixNano }) => startTimeUnixNano));
      response.writeHead(status).end();
    };
    const taken: string[] = [];
    const oddStart = `${idOf(3) / 4096}000000`;
    const sending = queue();
    for (let run = 1; run <= 20; run += 1) sending.send(idOf(run));
    const waiting = new Promise<void>((resolve) => {
      onWait = () => {
        onWait = () => undefined;
        void sending.close();
        resolve();
      };
    });
    await waiting;
    assert.equal(new Set(taken).size, 19);
    await sending.close();
    assert.deepEqual(kept, [idOf(3)]);
  });

  it('are not waited for where an answer never ends', async () => {
    const timers: NodeJS.Timeout[] = [];
    answer = (_, response) => {
      response.writeHead(500);
      timers.push(setInterval(() => response.write(' '), 5));
    };
    const target = { endpoint, version: '1', instance: 'here', limitMs: 300 };
    const collector = createOtlpExport(target);
    try {
      await assert.rejects(collector.send([otlpRun(idOf(1))]));
    } finally {
      for (const timer of timers) clearInterval(timer);
      await collector.close();
    }
  });

  it('carry nothing that the environment says for other exporters', async () => {
    const own = { ...process.env };
    const headers: string[] = [];
    answer = (request, response) => {
      headers.push(...Object.keys(request.headers));
      response.end('{}');
    };
    try {
      process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'api-key=secret';
      process.env['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] = 'token=secret';
      process.env['OTEL_EXPORTER_OTLP_COMPRESSION'] = 'gzip';
      queue().send(idOf(1));
      await until(() => received.length === 2 && kept.length === 0);
    } finally {
      process.env = own;
    }
    const usual = ['content-type', 'user-agent', 'host', 'connection', 'transfer-encoding'];
    assert.deepEqual([...new Set(headers)].toSorted(), usual.toSorted());
  });

  it('are let go where the books have them no more, or no collector is set any more', async () => {
    queue().send(7);
    await until(() => kept.length === 0);
    endpoint = '';
    queue().send(idOf(1));
    await until(() => kept.length === 0);
    assert.deepEqual(received, []);
  });

  it('are at most ten thousand, the newest', async () => {
    answer = () => undefined;
    const sending = queue();
    for (let run = 0; run < 10_050; run += 1) sending.send(idOf(run));
    await until(() => received.length === 1);
    assert.equal(warnings.length, 1);
    // A collector that never answers holds nobody up.
    await sending.close();
    assert.equal(kept.length, 10_000);
    assert.equal(kept.at(-1), idOf(10_049));
  });
});
