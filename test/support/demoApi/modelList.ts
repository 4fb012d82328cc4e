import { ApiError } from './apiError.ts';
import type { DemoModel } from './models.ts';
import { modelInfo } from './models.ts';

const KNOWN_PARAMETERS = new Set([
  'limit',
  'after_id',
  'before_id',
  'lifecycle',
  'lifecycle[]',
  'beta',
]);

/**
 * One page of the model list.
 * @throws ApiError for a query that the API refuses.
 */
export function modelPage(models: readonly DemoModel[], query: URLSearchParams): object {
  for (const name of query.keys()) {
    if (!KNOWN_PARAMETERS.has(name)) {
      throw new ApiError(400, `${name}: Extra inputs are not permitted`);
    }
  }
  const limit = pageSize(query.get('limit'));
  const stages = lifecycles(query);
  const matching = models.filter((model) => stages.includes(model.lifecycle));
  const after = query.get('after_id');
  const before = query.get('before_id');
  if (after !== null && before !== null) {
    throw new ApiError(400, 'Only one of after_id and before_id may be set');
  }
  let from = 0;
  let to = matching.length;
  if (after !== null) {
    from = cursor(matching, after, 'after_id') + 1;
    to = Math.min(to, from + limit);
  } else if (before !== null) {
    to = cursor(matching, before, 'before_id');
    from = Math.max(0, to - limit);
  } else {
    to = Math.min(to, limit);
  }
  const page = matching.slice(from, to);
  return {
    data: page.map(modelInfo),
    has_more: before === null ? to < matching.length : from > 0,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  };
}

/** @throws ApiError unless it is 1 to 1000. */
function pageSize(text: string | null): number {
  if (text === null) {
    return 20;
  }
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1 || size > 1000) {
    throw new ApiError(400, 'limit: Input should be between 1 and 1000');
  }
  return size;
}

function lifecycles(query: URLSearchParams): readonly string[] {
  const asked = [...query.getAll('lifecycle[]'), ...query.getAll('lifecycle')];
  for (const stage of asked) {
    if (!['active', 'deprecated', 'retired'].includes(stage)) {
      throw new ApiError(400, `lifecycle: Input should be 'active', 'deprecated' or 'retired'`);
    }
  }
  return asked.length > 0 ? asked : ['active', 'deprecated'];
}

function cursor(models: readonly DemoModel[], id: string, name: string): number {
  const index = models.findIndex((model) => model.id === id);
  if (index < 0) {
    throw new ApiError(400, `${name}: no such model`);
  }
  return index;
}
