import type { ReplyEvent } from '../providers/port.ts';
import type { KeptReplies } from '../routing/run/begun/begunRun.ts';
import type { FolderRunStore } from './folderRunStore.ts';

/** What a file's repairs were answered, sealed, so that a window that takes over pays for none again. */
export async function keptReplies(
  store: FolderRunStore,
  id: string,
  runId: number,
): Promise<KeptReplies> {
  return {
    lost: await store.unanswered(id, runId),
    async known(ordinal) {
      const text = await store.kept(id, runId, `reply.${ordinal}`);
      // What was sealed is what we have sealed.
      return text === undefined ? undefined : (JSON.parse(text) as readonly ReplyEvent[]);
    },
    sending: (ordinal) => store.keep(id, runId, `sent.${ordinal}`, ''),
    keep: (ordinal, reply) => store.keep(id, runId, `reply.${ordinal}`, JSON.stringify(reply)),
  };
}
