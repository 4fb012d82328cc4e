import type { QuickPickItem } from 'vscode';
import { l10n, window } from 'vscode';
import type { Period } from '../../ledger/figures.ts';
import type { TagName } from '../../models/tags/runTags.ts';
import { TAG_NAMES } from '../../models/tags/runTags.ts';
import type { TagFilter } from '../../models/tags/tagFilter.ts';
import { say } from '../wording/messages.ts';
import { plainItem } from '../wording/plainLabel.ts';
import type { UsageLedger } from './lazyLedger.ts';

interface TagChoice extends QuickPickItem {
  readonly tags: TagFilter;
}

/**
 * Which runs of a period are meant: all, or those with a tag. Nobody is asked where no run has one.
 * undefined: the user has chosen nothing.
 */
export async function askForTags(
  ledger: Pick<UsageLedger, 'tagValues'>,
  period: Period,
): Promise<TagFilter | undefined> {
  const values = await ledger.tagValues(period);
  const choices = TAG_NAMES.flatMap((name) =>
    values[name].map((value): TagChoice => {
      const label = value === '' ? l10n.t('None') : value;
      return plainItem({ label, description: tagTitle(name), tags: { [name]: value } });
    }),
  );
  if (choices.length === 0) return {};
  const all: TagChoice = { label: l10n.t('All Runs'), tags: {} };
  const title = say('history.tags');
  const chosen = await window.showQuickPick([all, ...choices], { title, matchOnDescription: true });
  return chosen?.tags;
}

/** Tags in words, say `Branch: main`. */
export function tagsText(tags: TagFilter): string {
  return TAG_NAMES.flatMap((name) => {
    const value = tags[name];
    if (value === undefined) return [];
    return [`${tagTitle(name)}: ${value === '' ? l10n.t('None') : value}`];
  }).join(' · ');
}

function tagTitle(name: TagName): string {
  const titles: Readonly<Record<TagName, string>> = {
    repository: l10n.t('Repository'),
    branch: l10n.t('Branch'),
    ticket: l10n.t('Ticket'),
  };
  return titles[name];
}
