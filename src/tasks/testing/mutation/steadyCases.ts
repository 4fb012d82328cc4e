import type { CaseResult, TestRun } from '../../task.ts';

/** Cases that pass, and how many of them cannot be relied on. */
export interface SteadyCases {
  /** Keys of those that passed each time. */
  readonly keys: ReadonlySet<string>;
  /** Cases that passed once and did not another time. */
  readonly unsteady: number;
}

/** Cases by a key: their name and, of those that are called the same, which of them it is. */
export function caseKeys(cases: readonly CaseResult[] = []): ReadonlyMap<string, CaseResult> {
  const counts = new Map<string, number>();
  return new Map(
    cases.map((one) => {
      const count = (counts.get(one.name) ?? 0) + 1;
      counts.set(one.name, count);
      return [`${one.name}\n${count}`, one];
    }),
  );
}

/** The cases of two runs of the same. `among`: the keys of those that count; left out: all. */
export function steadyCases(
  one: TestRun,
  other: TestRun,
  among?: ReadonlySet<string>,
): SteadyCases {
  const passed = (run: TestRun): readonly string[] =>
    [...caseKeys(run.type === 'notRun' ? [] : run.cases)].flatMap(([key, { outcome }]) =>
      outcome === 'passed' && among?.has(key) !== false ? [key] : [],
    );
  const [first, second] = [passed(one), new Set(passed(other))];
  const keys = new Set(first.filter((key) => second.has(key)));
  return { keys, unsteady: new Set([...first, ...second]).size - keys.size };
}
