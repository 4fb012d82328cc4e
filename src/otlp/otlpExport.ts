import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { IOtlpExportDelegate } from '@opentelemetry/otlp-exporter-base';
import { OTLPExporterError } from '@opentelemetry/otlp-exporter-base';
import { createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import {
  JsonMetricsSerializer,
  JsonTraceSerializer,
  MetricsExporterMetricsHelper,
  TraceExporterMetricsHelper,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { metricsOf } from './runMetrics.ts';
import type { RunRows, SpanSource } from './runSpans.ts';
import { spansOf } from './runSpans.ts';

/** Where runs are sent to, and by whom. */
export interface OtlpTarget {
  /** The collector's address, without `/v1/traces`. */
  readonly endpoint: string;
  readonly version: string;
  readonly instance: string;
  /** ms for one answer, from its first byte to its last; a minute when absent. */
  readonly limitMs?: number | undefined;
}

/** What is sent of runs, each to an address of its own. */
export type Signal = 'traces' | 'metrics';

/** Sends runs to a collector. */
export interface OtlpExport {
  /**
   * Resolves to what the collector has no place for. Rejects when it took nothing of it: all of the runs are to be sent
   * again.
   * @throws ContentRefused when it does not take what these runs come to
   */
  send(runs: readonly RunRows[]): Promise<readonly Signal[]>;
  close(): Promise<void>;
}

/** A collector does not take just these runs, or not so many at once. */
export class ContentRefused extends Error {}

/** ms that a collector has for the next piece of its answer, and for all of it. */
const TIMEOUT_MS = 10_000;
const LIMIT_MS = 60_000;
/** There is no such address: a store may have one for traces alone. */
const NO_PLACE: ReadonlySet<number | undefined> = new Set([404, 405, 501]);
/** What is sent is wrong, or too much. */
const REFUSED: ReadonlySet<number | undefined> = new Set([400, 413, 422]);

/**
 * Sends by OTLP over HTTP, as JSON. A redirection is not followed, and nothing but runs is sent: what the environment says
 * for other exporters, say a token in a header, is not heeded.
 */
export function createOtlpExport(target: OtlpTarget): OtlpExport {
  const { endpoint, version, instance, limitMs = LIMIT_MS } = target;
  const resource = resourceFromAttributes({
    'service.name': 'tierwise',
    'service.version': version,
    'service.instance.id': instance,
  });
  const source: SpanSource = { resource, version, instance };
  const base = endpoint.replace(/(?<!\/)\/+$/, '');
  const agent = new (base.startsWith('https:') ? HttpsAgent : HttpAgent)({ keepAlive: true });
  const optionsFor = (signal: Signal) => ({
    url: `${base}/v1/${signal}`,
    headers: () => Promise.resolve({ 'Content-Type': 'application/json' }),
    timeoutMillis: TIMEOUT_MS,
    concurrencyLimit: 1,
    compression: 'none' as const,
    agentFactory: () => agent,
  });
  const traces = createOtlpHttpExportDelegate(
    optionsFor('traces'),
    JsonTraceSerializer,
    'otlp_http_span_exporter',
    TraceExporterMetricsHelper,
    undefined,
  );
  const metrics = createOtlpHttpExportDelegate(
    optionsFor('metrics'),
    JsonMetricsSerializer,
    'otlp_http_metric_exporter',
    MetricsExporterMetricsHelper,
    undefined,
  );
  // An answer that never ends would be waited for as long.
  const within = async (sending: Promise<boolean>): Promise<boolean> => {
    const timer = setTimeout(() => agent.destroy(), limitMs);
    try {
      return await sending;
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    send: async (runs) => {
      const spans = runs.flatMap((run) => spansOf(run, source));
      const sums = metricsOf(runs, source);
      const hasTraces = await within(isTaken(traces, spans));
      const hasMetrics = sums === undefined || (await within(isTaken(metrics, sums)));
      if (!hasTraces && !hasMetrics) throw new Error('It takes neither traces nor metrics.');
      return [
        ...(hasTraces ? [] : ['traces' as const]),
        ...(hasMetrics ? [] : ['metrics' as const]),
      ];
    },
    close: async () => {
      await Promise.all([traces.shutdown(), metrics.shutdown()]);
      agent.destroy();
    },
  };
}

/** How sending went; 0: well. */
interface ExportEnd {
  readonly code: number;
  readonly error?: Error;
}

/** Whether a collector has a place for it, and has taken it. */
function isTaken<Sent>(collector: IOtlpExportDelegate<Sent>, sent: Sent): Promise<boolean> {
  return new Promise((resolve, reject) => {
    collector.export(sent, ({ code, error }: ExportEnd) => {
      const status = error instanceof OTLPExporterError ? error.code : undefined;
      if (code === 0) resolve(true);
      else if (NO_PLACE.has(status)) resolve(false);
      else if (REFUSED.has(status)) reject(new ContentRefused(`${status} ${error?.message ?? ''}`));
      else reject(error ?? new Error('The collector did not take it.'));
    });
  });
}
