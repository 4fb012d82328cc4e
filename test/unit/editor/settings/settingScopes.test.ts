import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { SETTINGS_SECTION } from '../../../../src/editor/ids.ts';
import { sharedSettings } from '../../../../src/editor/settings/workspaceSpend.ts';
import { TASK_NAMES } from '../../../../src/models/task.ts';

interface Setting {
  readonly scope: string;
}

const manifest = JSON.parse(
  readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'),
) as {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
};
const { properties } = manifest.contributes.configuration;
const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;

/** What a value of a setting can do at worst. */
type Effect =
  /** Send the key or code elsewhere, or to another account. */
  | 'redirects'
  /** Make a run dearer, or have it go on where it would have stopped. */
  | 'spends'
  /** Run code. */
  | 'executes'
  /** Forget what was spent. */
  | 'forgets'
  /** Make a run dearer; a repository's value is asked about. */
  | 'spendsAsked'
  /** Add to what is kept back; nothing can be taken out. */
  | 'keepsBack'
  /** Name a file of the folder that is sent along, and listed as sent. */
  | 'addsContext'
  /** Read what other programs keep outside of the folder. */
  | 'readsElsewhere'
  /** Keep names of the user's work in the ledger, or run a pattern of its own. */
  | 'keepsMore'
  /** Show something else, on this screen alone. */
  | 'shows';

/** Who may write what: a repository, and a container's machine settings, write all but `application`. */
const SCOPES: Readonly<Record<Effect, string>> = {
  redirects: 'application',
  spends: 'application',
  executes: 'application',
  forgets: 'application',
  readsElsewhere: 'application',
  keepsMore: 'application',
  spendsAsked: 'resource',
  keepsBack: 'resource',
  addsContext: 'resource',
  shows: 'window',
};

/** Effects that a folder which is not trusted must not have. */
const RESTRICTED: ReadonlySet<Effect> = new Set(['spendsAsked', 'addsContext']);

const EFFECTS: readonly (readonly [RegExp, Effect])[] = [
  [/^routing\.(?:start|only)\.(?:review|tests|docs|refactor|fix|explain)$/, 'spendsAsked'],
  [/^routing\.floors$/, 'spendsAsked'],
  [
    /^routing\.(?:maxAttempts|maxWait|minConfidence|rollout|explore|canary|retry|breaker|signals)$/,
    'spends',
  ],
  [/^routing\.(?:classifier|classifierConfidence|classifierUnsure)$/, 'spends'],
  // A step may name another provider.
  [/^routing\.chains$/, 'redirects'],
  [/^(?:models|effort)\.(?:haiku|sonnet|opus)$/, 'spends'],
  [
    /^(?:prices|confirmAbove|budget\.(?:perRun|perDay|perMonth|workspace\.(?:perDay|perMonth)|action))$/,
    'spends',
  ],
  [/^api\.(?:provider|baseUrl|keyHeader|region|project)$/, 'redirects'],
  [/^statusBar\.(?:visible|period)$/, 'shows'],
  [/^review\.comments$/, 'shows'],
  [/^glance\.claudeCode$/, 'readsElsewhere'],
  [/^neverSend$/, 'keepsBack'],
  [/^ledger\.retentionDays$/, 'forgets'],
  // Names of the user's work, and a pattern that is run.
  [/^ledger\.tags$/, 'keepsMore'],
  [/^instructions$/, 'addsContext'],
  [/^tests\.(?:run|network|mutants|mutationScore)$/, 'executes'],
  // More declarations are paid for.
  [/^docs\.private$/, 'spends'],
  [/^review\.secondLook$/, 'spends'],
  [/^tests\.probeArguments$/, 'spends'],
  // What audits find decides where runs start.
  [/^audit\.share$/, 'spends'],
  // What runs came to goes there.
  [/^otlp\.endpoint$/, 'redirects'],
];

describe('what a setting may do, and who may write it', () => {
  for (const [id, { scope }] of Object.entries(properties)) {
    it(`is decided for ${id}`, () => {
      const name = id.slice(SETTINGS_SECTION.length + 1);
      const effects = EFFECTS.filter(([pattern]) => pattern.test(name)).map(([, each]) => each);
      const [effect] = effects;
      assert.ok(effect !== undefined && effects.length === 1, 'decide what it can do at worst');
      assert.equal(scope, SCOPES[effect]);
      assert.equal(restrictedConfigurations.includes(id), RESTRICTED.has(effect));
      const isAsked = TASK_NAMES.some((task) => sharedSettings(task).includes(name));
      assert.equal(
        isAsked,
        effect === 'spendsAsked',
        'a value of a repository must be asked about',
      );
    });
  }
});
