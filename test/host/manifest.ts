/**
 * Writes the parts of package.json that the code knows: `npm run manifest`. These are the settings that each task and
 * each tier has, the schema of a chain's steps, and the list of what is never sent. Everything else there is written by
 * hand, a setting's `order` and the texts of package.nls.json included.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { STEP_LIMITS } from '../../src/editor/settings/chainRules.ts';
import { DEFAULT_NEVER_SEND } from '../../src/editor/settings/neverSendList.ts';
import {
  fullName,
  SETTINGS,
  TASK_SETTINGS,
  TIER_SETTINGS,
} from '../../src/editor/settings/settingTable.ts';
import { TASK_NAMES } from '../../src/models/task.ts';
import { CLAUDE_TIERS, EFFORTS } from '../../src/models/tier.ts';
import { PROVIDER_NAMES } from '../../src/providers/providers.ts';
import { projectRoot } from './folders.ts';

/** A setting as package.json has it. */
type Schema = Readonly<Record<string, unknown>>;

interface Manifest {
  readonly contributes: { readonly configuration: { properties: Record<string, Schema> } };
}

const manifestFile = join(projectRoot, 'package.json');

/** The text of package.json with the parts that are written by this script as they should be. */
export function withGeneratedParts(present: string): string {
  const manifest = JSON.parse(present) as Manifest;
  const { configuration } = manifest.contributes;
  const properties = Object.entries(configuration.properties);
  for (const [name, schema] of Object.entries(generatedSettings())) {
    const at = properties.findIndex(([other]) => other === name);
    const old = properties[at]?.[1];
    const order = old !== undefined && 'order' in old ? { order: old['order'] } : {};
    properties.splice(at < 0 ? properties.length : at, 1, [name, { ...schema, ...order }]);
  }
  configuration.properties = Object.fromEntries(properties);
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function generatedSettings(): Readonly<Record<string, Schema>> {
  const perTask = TASK_NAMES.flatMap(
    (task) =>
      [
        [TASK_SETTINGS.start(task), 'resource', choice('auto', CLAUDE_TIERS)],
        [TASK_SETTINGS.only(task), 'resource', choice('any', CLAUDE_TIERS)],
      ] as const,
  );
  const perTier = CLAUDE_TIERS.flatMap(
    (tier) =>
      [
        [TIER_SETTINGS.models(tier), 'application', { type: 'string', default: '' }],
        [TIER_SETTINGS.effort(tier), 'application', choice('auto', EFFORTS)],
      ] as const,
  );
  const written = [...perTask, ...perTier].map(([rule, scope, schema]): [string, Schema] => [
    fullName(rule),
    { ...schema, scope, description: `%setting.${rule.name}%` },
  ]);
  return {
    ...Object.fromEntries(written),
    [fullName(SETTINGS.chains)]: chains(),
    [fullName(SETTINGS.neverSend)]: neverSend(),
  };
}

/** A text that is one of these. */
function choice(fallback: string, others: readonly string[]): Schema {
  return { type: 'string', enum: [fallback, ...others], default: fallback };
}

function chains(): Schema {
  const steps = { type: 'array', minItems: 1, maxItems: 6, items: chainStep() };
  return {
    type: 'object',
    default: {},
    additionalProperties: false,
    properties: Object.fromEntries(TASK_NAMES.map((task) => [task, steps])),
    scope: 'application',
    markdownDescription: `%setting.${SETTINGS.chains.name}%`,
  };
}

function chainStep(): Schema {
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      provider: { enum: PROVIDER_NAMES },
      tier: { enum: CLAUDE_TIERS },
      model: { type: 'string' },
      effort: { enum: EFFORTS },
      limit: { type: 'integer', minimum: STEP_LIMITS.least, maximum: STEP_LIMITS.most },
    },
  };
}

function neverSend(): Schema {
  return {
    type: 'array',
    items: { type: 'string' },
    default: DEFAULT_NEVER_SEND,
    scope: 'resource',
    description: `%setting.${SETTINGS.neverSend.name}%`,
  };
}

if (basename(process.argv[1] ?? '') === 'manifest.ts') {
  writeFileSync(manifestFile, withGeneratedParts(readFileSync(manifestFile, 'utf8')));
}
