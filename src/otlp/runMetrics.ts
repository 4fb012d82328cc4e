import type { Attributes } from '@opentelemetry/api';
import { ValueType } from '@opentelemetry/api';
import type { DataPoint, MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import type { LedgerRow } from '../ledger/rows.ts';
import { runIdTime } from '../ledger/runId.ts';
import type { RunRows, SpanSource } from './runSpans.ts';
import { attributesOf, inputOf, numberIn, tagsOf, timeOf } from './runSpans.ts';

/** What a metric counts of an attempt, with what it is told apart by. */
interface Counted {
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly values: (attempt: LedgerRow) => readonly (readonly [value: number, more: Attributes])[];
}

const NUSD = 1e9;

/** Sums, each of the runs that are sent with it alone: whoever adds them up counts nothing twice. */
const METRICS: readonly Counted[] = [
  {
    name: 'gen_ai.client.token.usage',
    description: 'Tokens that were read and written',
    unit: '{token}',
    values: (attempt) => [
      [inputOf(attempt), { 'gen_ai.token.type': 'input' }],
      [numberIn(attempt, 'output_tokens'), { 'gen_ai.token.type': 'output' }],
    ],
  },
  {
    name: 'tierwise.client.cost',
    description: 'What attempts cost; those without a price are left out',
    unit: 'USD',
    values: (attempt) => [[numberIn(attempt, 'cost_nusd') / NUSD, {}]],
  },
  {
    name: 'tierwise.client.duration',
    description: 'How long attempts took',
    unit: 's',
    values: (attempt) => [[numberIn(attempt, 'duration_ms') / 1000, {}]],
  },
  {
    name: 'tierwise.client.attempts',
    description: 'Attempts that were made',
    unit: '{attempt}',
    values: () => [[1, {}]],
  },
];

/** Attributes that metrics are told apart by: few values each. */
const TOLD_BY = [
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.request.model',
  'tierwise.tier',
  'tierwise.kind',
  'tierwise.outcome',
];

/** What runs came to, as metrics of the time in which they were made; undefined: of no runs. */
export function metricsOf(
  runs: readonly RunRows[],
  { resource, version }: SpanSource,
): ResourceMetrics | undefined {
  const starts = runs.map(({ run }) => runIdTime(numberIn(run, 'id')));
  const ends = runs.map(({ run }, index) => (starts[index] ?? 0) + numberIn(run, 'duration_ms'));
  if (starts.length === 0) return undefined;
  const startTime = timeOf(Math.min(...starts));
  const endTime = timeOf(Math.max(...ends));
  const attempts = runs.flatMap((each) =>
    each.attempts.map((attempt) => ({
      attempt,
      task: each.run['task'] ?? null,
      // Branches and tickets are many: these stand in traces alone.
      repository: tagsOf(each.run)['tierwise.tag.repository'],
    })),
  );
  const metrics = METRICS.map(({ name, description, unit, values }): MetricData => {
    const points = new Map<string, { attributes: Attributes; value: number }>();
    for (const { attempt, task, repository } of attempts) {
      const all = attributesOf(attempt);
      const told = Object.fromEntries(TOLD_BY.map((key) => [key, all[key]]));
      for (const [value, more] of values(attempt)) {
        const attributes = {
          ...told,
          'tierwise.task': String(task),
          ...(repository === undefined ? {} : { 'tierwise.tag.repository': repository }),
          ...more,
        };
        const key = JSON.stringify(attributes);
        const point = points.get(key) ?? { attributes, value: 0 };
        points.set(key, { attributes, value: point.value + value });
      }
    }
    const dataPoints: DataPoint<number>[] = [...points.values()].map((point) => ({
      ...point,
      startTime,
      endTime,
    }));
    return {
      descriptor: { name, description, unit, valueType: ValueType.DOUBLE },
      aggregationTemporality: AggregationTemporality.DELTA,
      dataPointType: DataPointType.SUM,
      isMonotonic: true,
      dataPoints,
    };
  });
  return { resource, scopeMetrics: [{ scope: { name: 'tierwise', version }, metrics }] };
}
