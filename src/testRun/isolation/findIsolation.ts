import { bubblewrap, olderBubblewrap } from './bubblewrap.ts';
import type { Isolation, IsolationKind, IsolationParts } from './isolation.ts';
import { namespaces } from './namespaces.ts';
import { ownSession } from './ownSession.ts';
import { seatbelt } from './seatbelt.ts';

/** From the best on. */
export const KINDS: readonly IsolationKind[] = [bubblewrap, olderBubblewrap, namespaces, seatbelt];

/** Finds the best way that works here; undefined where there is none. Each is really tried. */
export async function findIsolation(
  parts: IsolationParts,
  kinds: readonly IsolationKind[],
): Promise<Isolation | undefined> {
  const { user, group } = parts;
  const start = await ownSession(parts);
  for (const { platform, program, args } of kinds) {
    if (platform !== parts.platform) continue;
    const command = await parts.find(program);
    if (command === undefined) continue;
    const wrap: Isolation['wrap'] = (apart) => {
      const own = args({ ...apart, user, group });
      const [first, ...rest] = start;
      return first === undefined
        ? { command, args: own }
        : { command: first, args: [...rest, command, ...own] };
    };
    const view = await parts.view();
    const nothing = { command: '/bin/sh', args: ['-c', 'exit 0'], cwd: '/' };
    const tried = wrap({ ...nothing, view, hasNetwork: false });
    if (await parts.succeeds(tried.command, tried.args)) return { wrap };
  }
  return undefined;
}
