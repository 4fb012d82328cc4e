import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';

/** What attempts have in common. */
export interface Profile {
  readonly kind: string;
  readonly provider: string;
  readonly tier: string;
  readonly model: string;
  readonly effort: string | null;
  readonly outcome: string;
  /** Codes of problems, with spaces between. */
  readonly problems: string;
  readonly usage: string;
  readonly priceId: string | null;
  readonly errorCode: string | null;
  readonly httpStatus: number | null;
  readonly serviceTier: string | null;
  readonly isBatch: boolean;
}

/** The codes of a database's profiles. One for each database that is opened. */
export class Profiles {
  readonly #sql: Sql;
  readonly #words: WordCodes;
  readonly #codes = new Map<string, number>();
  readonly #profiles = new Map<number, Profile>();

  constructor(sql: Sql, words: WordCodes) {
    this.#sql = sql;
    this.#words = words;
    for (const [code, key] of sql.all('SELECT id, key FROM profiles')) {
      this.#remember(Number(code), String(key));
    }
  }

  /** The code of a profile, made when it is new. */
  code(profile: Profile): number {
    const key = JSON.stringify(FIELDS.map((field) => profile[field]));
    const known = this.#codes.get(key);
    if (known !== undefined) return known;
    const words = this.#words;
    this.#sql.run(
      `INSERT OR IGNORE INTO profiles (key, kind, provider, tier, model, effort, outcome, problems,
         usage, price_id, error_code, http_status, service_tier, batch)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        key,
        words.code(profile.kind),
        words.code(profile.provider),
        words.code(profile.tier),
        words.code(profile.model),
        words.codeOrNull(profile.effort),
        words.code(profile.outcome),
        profile.problems === '' ? null : words.code(profile.problems),
        words.code(profile.usage),
        words.codeOrNull(profile.priceId),
        words.codeOrNull(profile.errorCode),
        profile.httpStatus,
        words.codeOrNull(profile.serviceTier),
        profile.isBatch ? 1 : 0,
      ],
    );
    const code = this.#sql.number('SELECT id FROM profiles WHERE key = ?', [key]);
    this.#remember(code, key);
    return code;
  }

  /** Throws a RangeError for a code that was never given. */
  profile(code: number): Profile {
    const profile = this.#profiles.get(code);
    if (profile === undefined) throw new RangeError(`There is no profile ${code}`);
    return profile;
  }

  #remember(code: number, key: string): void {
    const values = JSON.parse(key) as readonly unknown[];
    const entries = FIELDS.map((field, index) => [field, values[index]] as const);
    this.#codes.set(key, code);
    this.#profiles.set(code, Object.fromEntries(entries) as unknown as Profile);
  }
}

/** In the order of a key. */
const FIELDS = [
  'kind',
  'provider',
  'tier',
  'model',
  'effort',
  'outcome',
  'problems',
  'usage',
  'priceId',
  'errorCode',
  'httpStatus',
  'serviceTier',
  'isBatch',
] as const satisfies readonly (keyof Profile)[];
