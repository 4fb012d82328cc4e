import type { Outcomes } from '../evidence.ts';
import { modelAlias } from '../modelId.ts';

/** What a model's answers have come to at a task, counted: the first in a run, and the first above failed tiers. */
export interface ModelRecord {
  readonly model: string;
  readonly first: Outcomes;
  readonly above: Outcomes;
}

/** Answers of a model that a record counts. */
export function answersOf({ first, above }: ModelRecord): number {
  return first.tried + above.tried;
}

/**
 * The record of the model before one: of those that first answered before it the latest, of no other name than its
 * release date. Records come in the order of the models' first answers; undefined: it was the first.
 */
export function predecessorOf(
  records: readonly ModelRecord[],
  model: string,
): ModelRecord | undefined {
  const alias = modelAlias(model);
  const at = records.findIndex((one) => modelAlias(one.model) === alias);
  const earlier = at < 0 ? records : records.slice(0, at);
  return earlier.at(-1);
}
