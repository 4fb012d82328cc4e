import type { GitRepository } from '../changes/gitApi.ts';

/**
 * A repository's name and no more: the last part of where it comes from (`origin`, else its only remote), else of its
 * folder. Neither an account with its password, nor a host or a path is in it.
 */
export function repositoryName({
  rootUri,
  state,
}: {
  readonly rootUri: Pick<GitRepository['rootUri'], 'path'>;
  readonly state: Pick<GitRepository['state'], 'remotes'>;
}): string {
  const { remotes = [] } = state;
  const origin = remotes.find(({ name }) => name === 'origin');
  const chosen = origin ?? (remotes.length === 1 ? remotes[0] : undefined);
  const address = chosen?.fetchUrl ?? chosen?.pushUrl;
  return (address === undefined ? undefined : lastPart(address)) ?? lastPart(rootUri.path) ?? '';
}

/** `repository` of `https://user:key@host/owner/repository.git?x`, of `git@host:repository` and of a path. */
function lastPart(address: string): string | undefined {
  const [place = ''] = address.split(/[?#]/, 1);
  const parts = place.split(/[/\\:]/).filter((part) => part !== '');
  const last = parts.at(-1)?.replace(/\.git$/, '') ?? '';
  // An address without a path ends with its host, and maybe an account.
  const isHost = parts.length < 3 && /^[a-z][\w+.-]*:\/\//i.test(place);
  return last === '' || last.includes('@') || isHost ? undefined : last;
}
