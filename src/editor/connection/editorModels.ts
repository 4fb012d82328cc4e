import type { LanguageModelChat } from 'vscode';
import { CancellationTokenSource, LanguageModelChatMessage, LanguageModelError, lm } from 'vscode';
import { abortable } from '../../models/abortable.ts';
import { estimateTokens, tokensOfCharacters } from '../../models/tokens.ts';
import type { Usage } from '../../models/usage.ts';
import { NO_USAGE, STANDARD_TERMS } from '../../models/usage.ts';
import type {
  ListedModel,
  ModelProvider,
  ModelRequest,
  ProviderFailure,
  ReplyEvent,
  RequestBlock,
} from '../../providers/port.ts';

/** A Claude line in the name of a model or of its family. */
const LINE = /\bclaude\b.*\b(haiku|sonnet|opus)\b/i;
/** The editor does not tell how long an answer may be; this is what every Claude model can. */
const MAX_OUTPUT = 8_192;

function failureOf(kind: ProviderFailure['kind'], errorType: string | null): ProviderFailure {
  return {
    kind,
    status: null,
    errorType,
    errorCode: null,
    retryAfterMs: null,
    requestId: null,
    detail: errorType ?? kind,
  };
}

/** The API's word for what the editor's models answer instead of a reply. */
function errorTypeOf(error: unknown): string {
  const code = error instanceof LanguageModelError ? error.code : '';
  switch (code) {
    case LanguageModelError.NoPermissions.name:
    case LanguageModelError.Blocked.name:
      return 'permission_error';
    case LanguageModelError.NotFound.name:
      return 'not_found_error';
    default:
      return 'api_error';
  }
}

function textOf(blocks: readonly RequestBlock[]): string {
  return blocks.map(({ text }) => text).join('');
}

/** The editor's models know no system prompt: it goes before the first turn. */
function messagesOf({ system, turns }: ModelRequest): LanguageModelChatMessage[] {
  const before = textOf(system);
  return turns.map(({ role, blocks }, index) => {
    const text = index === 0 && before !== '' ? `${before}\n\n${textOf(blocks)}` : textOf(blocks);
    return role === 'user'
      ? LanguageModelChatMessage.User(text)
      : LanguageModelChatMessage.Assistant(text);
  });
}

function lineOf({ family, name, id }: LanguageModelChat): string | null {
  const spaced = [family, name, id].map((text) => text.replaceAll(/[-_.]/g, ' '));
  for (const text of spaced) {
    const line = LINE.exec(text)?.[1];
    if (line !== undefined) return line.toLowerCase();
  }
  return null;
}

/** A version as a number to sort by, say 5.5 of `claude-opus-5.5`; newer ones count as created later. */
function age({ family, version }: LanguageModelChat): number {
  const found = /(\d+)(?:[.-](\d{1,2}))?(?!\d)/.exec(`${family} ${version}`);
  return found === null ? 0 : Number(found[1]) * 100 + Number(found[2] ?? 0);
}

function listed(model: LanguageModelChat): ListedModel {
  return {
    id: model.id,
    displayName: model.name,
    line: lineOf(model),
    lifecycle: 'active',
    createdAt: age(model),
    retiresAt: null,
    maxInputTokens: model.maxInputTokens,
    maxOutputTokens: MAX_OUTPUT,
    efforts: [],
    adaptiveThinking: false,
    structuredOutputs: false,
  };
}

/** Finds models that the editor offers: all of them, or the one with an id. */
type SelectModels = (selector?: { readonly id: string }) => PromiseLike<LanguageModelChat[]>;

/**
 * The language models that the editor offers, as a way in without a key. What a call used is not
 * told and so estimated; it is part of the user's subscription. The editor asks the user by itself
 * whether an extension may use them.
 */
export function createEditorProvider(
  select: SelectModels = (selector) => lm.selectChatModels(selector),
): ModelProvider {
  async function* send(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ReplyEvent> {
    const prompt = [request.system, ...request.turns.map(({ blocks }) => blocks)].map(textOf);
    const input: Usage = { ...NO_USAGE, inputTokens: estimateTokens(prompt.join(''), 'code') };
    const source = new CancellationTokenSource();
    const cancel = (): void => source.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    let characters = 0;
    let isStarted = false;
    try {
      // Whoever runs the models may be slow to heed the token: a cancelled call ends at once.
      const [model] = await abortable(Promise.resolve(select({ id: request.model })), signal);
      if (model === undefined) {
        yield { type: 'failed', failure: failureOf('api', 'not_found_error') };
        return;
      }
      const sending = model.sendRequest(messagesOf(request), {}, source.token);
      const reply = await abortable(Promise.resolve(sending), signal);
      isStarted = true;
      yield { type: 'started', requestId: null, model: model.id, usage: input };
      const texts = reply.text[Symbol.asyncIterator]();
      for (;;) {
        const next = await abortable(texts.next(), signal);
        if (next.done === true) break;
        const text = next.value;
        characters += text.length;
        yield { type: 'text', text };
      }
      const outputTokens = tokensOfCharacters(characters, request.schema ? 'code' : 'mixed');
      const usage = { ...input, outputTokens };
      const ended = { stop: 'end', usage, terms: STANDARD_TERMS, requestId: null } as const;
      yield { type: 'ended', ...ended, isEstimated: true };
    } catch (error) {
      const failure = signal.aborted
        ? failureOf('aborted', null)
        : isStarted
          ? failureOf('cut', null)
          : failureOf('api', errorTypeOf(error));
      yield { type: 'failed', failure };
    } finally {
      signal.removeEventListener('abort', cancel);
      cancel();
      source.dispose();
    }
  }

  return {
    id: 'editor',
    send,
    listModels: async () => {
      try {
        return (await select()).map(listed);
      } catch (error) {
        return failureOf('api', errorTypeOf(error));
      }
    },
  };
}
