import { createHash } from 'node:crypto';
import type { DemoModel } from './models.ts';
import type { CacheLife, ValidRequest } from './validate.ts';

/** Tokens of a prompt as the API bills them. */
export interface InputUsage {
  /** Uncached input alone. */
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWrite5mTokens: number;
  readonly cacheWrite1hTokens: number;
}

/** Tokens of a text: its UTF-16 length by the tokenizer's characters per token, rounded up. */
export function countTokens(model: DemoModel, characters: number): number {
  return Math.ceil(characters / model.charactersPerToken);
}

/** Tokens of the whole prompt, an answer's schema included, whatever the cache holds. */
export function promptTokens(request: ValidRequest): number {
  return countTokens(request.model, schemaText(request).length + promptCharacters(request));
}

const LIFE_MS: Readonly<Record<CacheLife, number>> = { '5m': 5 * 60_000, '1h': 60 * 60_000 };

/** A marker also finds what an earlier marker wrote up to this many blocks before it. */
const LOOK_BACK_BLOCKS = 20;

interface CacheEntry {
  readonly life: CacheLife;
  /** Unix ms. */
  readonly expiresAt: number;
}

/**
 * The prompt cache. An entry is a prefix up to a marker, kept apart per model, effort, thinking
 * and output schema; a read starts its life anew.
 */
export class PromptCache {
  readonly #entries = new Map<string, CacheEntry>();
  readonly #now: () => number;

  /** @param now unix ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Bills a prompt: the longest cached prefix is read, what follows up to each marker is written. */
  bill(request: ValidRequest): InputUsage {
    const prefixes = this.#prefixes(request);
    const total = promptTokens(request);
    const markers = prefixes.flatMap((prefix, index) => (prefix.cache === null ? [] : [index]));
    const read = this.#longestHit(prefixes, markers);
    const readTokens = read === null ? 0 : (prefixes[read]?.tokens ?? 0);
    const written: Record<CacheLife, number> = { '5m': 0, '1h': 0 };
    let covered = readTokens;
    for (const index of markers) {
      const prefix = prefixes[index];
      if (prefix === undefined || prefix.cache === null) {
        continue;
      }
      if (prefix.tokens < request.model.minCacheableTokens) {
        continue;
      }
      if (read === null || index > read) {
        written[prefix.cache] += prefix.tokens - covered;
        covered = prefix.tokens;
      }
      const life = this.#alive(prefix.key)?.life ?? prefix.cache;
      this.#entries.set(prefix.key, { life, expiresAt: this.#now() + LIFE_MS[life] });
    }
    return {
      inputTokens: total - covered,
      cacheReadTokens: readTokens,
      cacheWrite5mTokens: written['5m'],
      cacheWrite1hTokens: written['1h'],
    };
  }

  clear(): void {
    this.#entries.clear();
  }

  #prefixes(request: ValidRequest): readonly {
    readonly key: string;
    readonly tokens: number;
    readonly cache: CacheLife | null;
  }[] {
    const schema = schemaText(request);
    const hash = createHash('sha256').update(
      JSON.stringify([request.model.id, request.effort, request.thinking, schema]),
    );
    let characters = schema.length;
    return request.segments.map((segment) => {
      characters += segment.text.length;
      hash.update(`${segment.text.length}:${segment.text}`);
      return {
        key: hash.copy().digest('hex'),
        tokens: countTokens(request.model, characters),
        cache: segment.cache,
      };
    });
  }

  #longestHit(
    prefixes: readonly { readonly key: string }[],
    markers: readonly number[],
  ): number | null {
    for (const marker of markers.toReversed()) {
      for (let index = marker; index >= Math.max(0, marker - LOOK_BACK_BLOCKS); index -= 1) {
        const key = prefixes[index]?.key;
        const entry = key === undefined ? undefined : this.#alive(key);
        if (key !== undefined && entry !== undefined) {
          this.#entries.set(key, { ...entry, expiresAt: this.#now() + LIFE_MS[entry.life] });
          return index;
        }
      }
    }
    return null;
  }

  #alive(key: string): CacheEntry | undefined {
    const entry = this.#entries.get(key);
    return entry !== undefined && entry.expiresAt > this.#now() ? entry : undefined;
  }
}

/** The input side of `usage`, in the API's own names. */
export function inputFields(input: InputUsage): {
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
} {
  return {
    input_tokens: input.inputTokens,
    cache_creation_input_tokens: input.cacheWrite5mTokens + input.cacheWrite1hTokens,
    cache_read_input_tokens: input.cacheReadTokens,
  };
}

function schemaText(request: ValidRequest): string {
  return request.schema === null ? '' : JSON.stringify(request.schema);
}

function promptCharacters(request: ValidRequest): number {
  return request.segments.reduce((sum, segment) => sum + segment.text.length, 0);
}
