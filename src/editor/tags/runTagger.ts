import type { Uri } from 'vscode';
import type { Log } from '../../models/ports.ts';
import type { RunTags } from '../../models/tags/runTags.ts';
import { cleanTags } from '../../models/tags/runTags.ts';
import type { GitApi } from '../changes/gitApi.ts';
import type { ErrorReporter } from '../errors.ts';
import type { Configuration } from '../settings/configuration.ts';
import { fullName, SETTINGS } from '../settings/settingTable.ts';
import { coded } from '../wording/editorCodes.ts';
import { repositoryName } from './repositoryName.ts';
import { TicketPattern } from './ticketPattern.ts';

/** What tagging needs. */
export interface RunTaggerParts {
  readonly git: () => Promise<Pick<GitApi, 'repositories'> | undefined>;
  readonly configuration: Pick<Configuration, 'read'>;
  readonly errors: Pick<ErrorReporter, 'tell'>;
  readonly log: Log;
}

/** Says what a run is tagged with: what the user wants of its repository, by the editor's own Git extension. */
export class RunTagger {
  readonly #parts: RunTaggerParts;
  #ticket: TicketPattern | undefined;

  constructor(parts: RunTaggerParts) {
    this.#parts = parts;
  }

  /** The tags of a document's run; what cannot be known is left out. Never rejects. */
  async of(uri: Uri): Promise<RunTags> {
    try {
      return cleanTags(await this.#tagsOf(uri)) ?? {};
    } catch (error) {
      this.#parts.log.error('A run is not tagged', error);
      return {};
    }
  }

  async #tagsOf(uri: Uri): Promise<RunTags> {
    const wanted = this.#parts.configuration.read().tags;
    const { repositories = [] } = (await this.#parts.git()) ?? {};
    const found = repositories
      .filter(({ rootUri }) => isWithin(uri, rootUri))
      .toSorted((one, other) => other.rootUri.path.length - one.rootUri.path.length)[0];
    if (found === undefined) return {};
    const branch = found.state.HEAD?.name;
    const ticket = branch === undefined ? undefined : this.#ticketIn(branch, wanted.ticket);
    return {
      ...(wanted.repository ? { repository: repositoryName(found) } : {}),
      ...(wanted.branch && branch !== undefined ? { branch } : {}),
      ...(ticket === undefined ? {} : { ticket }),
    };
  }

  #ticketIn(branch: string, pattern: string): string | undefined {
    if (pattern === '') return undefined;
    if (this.#ticket?.source !== pattern) this.#ticket = new TicketPattern(pattern);
    const found = this.#ticket.find(branch);
    if (found.kind === 'tooSlow') {
      void this.#parts.errors.tell(coded('tags.slow', { setting: fullName(SETTINGS.tags) }));
    }
    return found.kind === 'found' ? found.ticket : undefined;
  }
}

function isWithin(uri: Uri, root: Uri): boolean {
  const folder = root.path.endsWith('/') ? root.path : `${root.path}/`;
  return (
    uri.scheme === root.scheme && uri.authority === root.authority && uri.path.startsWith(folder)
  );
}
