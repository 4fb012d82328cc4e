/** A case that says what a function of the sample project does, and what it needs. */
interface SampleCase {
  /** Modules beside the usual ones. */
  readonly imports: readonly string[];
  readonly name: string;
  readonly lines: readonly string[];
}

/** Of Python functions, by name: what signatures tell is true of an emptied function as well. */
export const PYTHON_SAMPLES: Readonly<Record<string, SampleCase>> = {
  days_in_month: {
    imports: ['from datetime import date'],
    name: 'days_in_month_counts_february',
    lines: ['assert days_in_month(date(2026, 2, 14)) == 28'],
  },
};

/** Of Go functions, by name. */
export const GO_SAMPLES: Readonly<Record<string, SampleCase>> = {
  NewPool: {
    imports: ['context', 'errors', 'time'],
    name: 'NewPoolKeepsWhatJobsCameTo',
    lines: [
      'fault := errors.New("fault")',
      'pool := NewPool(1, time.Second)',
      'pool.Run(map[string]Job{"job": func(context.Context) error { return fault }})',
      'if got := pool.Failed(); len(got) != 1 || got[0] != "job" {',
      '\tt.Errorf("Failed() = %v, want [job]", got)',
      '}',
    ],
  },
};
