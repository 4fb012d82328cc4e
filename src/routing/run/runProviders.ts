import { abortable } from '../../models/abortable.ts';
import type { Catalog } from '../../models/catalog.ts';
import type { ModelProvider } from '../../providers/port.ts';
import type { TierPlan } from '../policy/tierPlan.ts';
import type { ChainStep } from '../settings.ts';
import type { OtherProvider } from './runnerState.ts';
import type { RunScope } from './runScope.ts';

/** The providers that a run may ask: the one that it is connected to, and those of its chain. */
export class RunProviders {
  readonly #scope: RunScope;
  readonly #others = new Map<string, OtherProvider>();
  readonly #loaded = new Map<string, Promise<ModelProvider>>();

  constructor(scope: RunScope) {
    this.#scope = scope;
  }

  /** Whether a step goes to another provider than the run's own. */
  isForeign({ provider }: ChainStep): boolean {
    return provider !== null && provider !== this.#scope.deps.catalog().provider;
  }

  /** Looks for the other providers that a chain names. Resolves to those that are off. */
  async find(chain: readonly ChainStep[]): Promise<readonly string[]> {
    const foreign = chain.filter((step) => this.isForeign(step));
    const off: string[] = [];
    for (const name of new Set(foreign.map(({ provider }) => provider ?? ''))) {
      const looking = this.#scope.deps.otherProvider?.(name) ?? Promise.resolve(undefined);
      const found = await abortable(looking, this.#scope.signal);
      if (found) this.#others.set(name, found);
      else off.push(name);
    }
    return off;
  }

  /** The models of a step's provider; undefined: it was not found. */
  catalogOf(step: ChainStep): Catalog | undefined {
    if (!this.isForeign(step)) return this.#scope.deps.catalog();
    return this.#others.get(step.provider ?? '')?.catalog;
  }

  /** The provider of a plan, loaded once. */
  of({ provider, isForeign }: TierPlan): Promise<ModelProvider> {
    const name = isForeign ? provider : '';
    const known = this.#loaded.get(name);
    if (known) return known;
    const other = this.#others.get(name);
    const loading = abortable(
      other ? other.load() : this.#scope.deps.provider(),
      this.#scope.signal,
    );
    this.#loaded.set(name, loading);
    return loading;
  }
}
