import type { Clock } from '../../../models/ports.ts';
import type { ModelProvider, ReplyEvent } from '../../../providers/port.ts';
import type { BreakerPass } from '../../calls/breaker.ts';
import type { CallEnd } from '../../calls/modelCall.ts';
import { callModel } from '../../calls/modelCall.ts';
import type { KeptReplies } from './begunRun.ts';

/** A provider that gives what has come already. */
export function replaying(reply: readonly ReplyEvent[]): ModelProvider {
  return {
    id: 'replayed',
    async *send() {
      yield* reply;
    },
    listModels: async () => [],
  };
}

/** A provider whose answer to an attempt is kept before it is told, or told again where it is. */
export function keeping(
  provider: ModelProvider,
  ordinal: number,
  replies: KeptReplies,
): ModelProvider {
  return {
    ...provider,
    async *send(request, signal) {
      const known = await replies.known(ordinal);
      if (known) {
        yield* known;
        return;
      }
      await replies.sending(ordinal);
      const reply: ReplyEvent[] = [];
      for await (const event of provider.send(request, signal)) {
        reply.push(event);
        if (event.type === 'ended') await replies.keep(ordinal, reply);
        yield event;
      }
    },
  };
}

/** The pass of a call that was made elsewhere: it says nothing of how its tier does now. */
export const NO_PASS: BreakerPass = {
  succeeded: () => undefined,
  failed: () => undefined,
  released: () => undefined,
};

/** How a call came out whose reply has come already. */
export function replayedCall(
  reply: readonly ReplyEvent[],
  model: string,
  clock: Clock,
): Promise<CallEnd> {
  const request = {
    model,
    maxTokens: Number.MAX_SAFE_INTEGER,
    effort: null,
    thinking: 'default',
    system: [],
    turns: [],
  } as const;
  const { signal } = new AbortController();
  return callModel(replaying(reply), request, { clock, signal, onEvent: () => undefined });
}
