import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
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
}

/** Sends runs to a collector. */
export interface OtlpExport {
  /** Rejects when the collector did not take them: all of them are to be sent again. */
  send(runs: readonly RunRows[]): Promise<void>;
  close(): Promise<void>;
}

/** ms that a collector has to answer. */
const TIMEOUT_MS = 10_000;

/** Sends by OTLP over HTTP, as JSON. A redirection is not followed, and nothing but runs is sent. */
export function createOtlpExport({ endpoint, version, instance }: OtlpTarget): OtlpExport {
  const resource = resourceFromAttributes({
    'service.name': 'tierwise',
    'service.version': version,
    'service.instance.id': instance,
  });
  const source: SpanSource = { resource, version, instance };
  const base = endpoint.replace(/(?<!\/)\/+$/, '');
  const options = { timeoutMillis: TIMEOUT_MS };
  const traces = new OTLPTraceExporter({ ...options, url: `${base}/v1/traces` });
  const metrics = new OTLPMetricExporter({ ...options, url: `${base}/v1/metrics` });
  return {
    send: async (runs) => {
      const spans = runs.flatMap((run) => spansOf(run, source));
      await taken((done) => traces.export(spans, done));
      const sums = metricsOf(runs, source);
      if (sums !== undefined) await taken((done) => metrics.export(sums, done));
    },
    close: async () => {
      await Promise.all([traces.shutdown(), metrics.shutdown()]);
    },
  };
}

/** How an exporter says how it went; 0: well. */
interface ExportEnd {
  readonly code: number;
  readonly error?: Error;
}

function taken(send: (done: (end: ExportEnd) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    send(({ code, error }) => {
      if (code === 0) resolve();
      else reject(error ?? new Error('The collector did not take it.'));
    });
  });
}
