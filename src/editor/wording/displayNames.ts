import { modelAlias } from '../../models/modelId.ts';
import type { Tier } from '../../models/tier.ts';

/** Names of the tiers; those of Claude are product names and stay as they are in every language. */
export const TIER_NAMES: Readonly<Record<Tier, string>> = {
  haiku: 'Haiku',
  sonnet: 'Sonnet',
  opus: 'Opus',
  other: 'Another provider',
};

/** A model's short name, say `Haiku 5.5` for `claude-haiku-5-5`; an unknown id stays as it is. */
export function modelName(id: string): string {
  const match = /^claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?$/.exec(modelAlias(id));
  if (match === null) return id;
  const [, line = '', major = '', minor] = match;
  const name = line.charAt(0).toUpperCase() + line.slice(1);
  return `${name} ${major}${minor === undefined ? '' : `.${minor}`}`;
}
