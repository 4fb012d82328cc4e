import assert from 'node:assert/strict';
import type { CancellationToken, LanguageModelChat, LanguageModelChatMessage } from 'vscode';
import { LanguageModelChatMessageRole, LanguageModelError, LanguageModelTextPart } from 'vscode';
import { createEditorProvider } from '../../src/editor/connection/editorModels.ts';
import { emptyCatalog, resolveTier } from '../../src/models/catalog.ts';
import type { ModelRequest, ReplyEvent } from '../../src/providers/port.ts';
import { createCatalogSource } from '../../src/routing/calls/catalogSource.ts';

interface Asked {
  readonly messages: readonly LanguageModelChatMessage[];
  readonly token: CancellationToken;
}

type Answer = (asked: Asked) => AsyncIterable<string> | Promise<AsyncIterable<string>>;

async function* saying(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

/** A model that the editor offers, as an extension sees it. */
function chatModel(id: string, more: Partial<LanguageModelChat> = {}, answer?: Answer) {
  const asked: Asked[] = [];
  const model = {
    id,
    name: id,
    vendor: 'someone',
    family: id,
    version: '1',
    maxInputTokens: 100_000,
    countTokens: async () => 1,
    sendRequest: async (
      messages: readonly LanguageModelChatMessage[],
      _options: unknown,
      token: CancellationToken,
    ) => {
      asked.push({ messages, token });
      const text = await (answer?.({ messages, token }) ?? saying('answer'));
      return { text, stream: text };
    },
    ...more,
  } as unknown as LanguageModelChat;
  return { model, asked };
}

const REQUEST: ModelRequest = {
  model: 'opus-id',
  maxTokens: 2_000,
  effort: null,
  thinking: 'default',
  system: [{ text: 'Be brief.', cache: false }],
  turns: [
    {
      role: 'user',
      blocks: [
        { text: 'code ', cache: false },
        { text: 'and more', cache: false },
      ],
    },
    { role: 'assistant', blocks: [{ text: 'draft', cache: false }] },
    { role: 'user', blocks: [{ text: 'shorter', cache: false }] },
  ],
};

async function eventsOf(
  models: readonly LanguageModelChat[],
  signal = new AbortController().signal,
  onEvent: (event: ReplyEvent) => void = () => undefined,
): Promise<readonly ReplyEvent[]> {
  const provider = createEditorProvider(async (selector) =>
    models.filter(({ id }) => selector === undefined || id === selector.id),
  );
  const events: ReplyEvent[] = [];
  for await (const event of provider.send(REQUEST, signal)) {
    events.push(event);
    onEvent(event);
  }
  return events;
}

function textOf({ content }: LanguageModelChatMessage): string {
  return content
    .map((part) => (part instanceof LanguageModelTextPart ? part.value : assert.fail()))
    .join('');
}

function failureOf(events: readonly ReplyEvent[]) {
  const last = events.at(-1);
  return last?.type === 'failed' ? last.failure : assert.fail(JSON.stringify(events));
}

describe("the editor's own models", () => {
  it('stand for tiers by their line and version, whatever they are named by', async () => {
    const models = [
      chatModel('a', { family: 'claude-opus-4.6' }),
      chatModel('b', { family: 'claude-opus-5.5' }),
      chatModel('c', { family: 'other', name: 'Claude Sonnet 5' }),
      chatModel('copilot/claude-haiku-4-5', { family: '', name: '' }),
      chatModel('d', { family: 'gpt-9' }),
      chatModel('e', { family: 'opus-magnum' }),
    ].map(({ model }) => model);
    const provider = createEditorProvider(async () => [...models]);
    const listed = await provider.listModels(new AbortController().signal);
    assert.ok('map' in listed);
    assert.deepEqual(
      listed.map(({ line }) => line),
      ['opus', 'opus', 'sonnet', 'haiku', null, null],
    );
    const clock = { now: () => 0, ticks: () => 0, wait: async () => undefined };
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const empty = { ...emptyCatalog('editor'), isIncluded: true };
    const source = createCatalogSource(empty, async () => provider, clock, log);
    await source.refresh(new AbortController().signal);
    const none = { haiku: null, sonnet: null, opus: null };
    const idOf = (tier: 'haiku' | 'sonnet' | 'opus') =>
      resolveTier(source.current(), tier, none)?.id;
    assert.deepEqual(
      [idOf('haiku'), idOf('sonnet'), idOf('opus')],
      ['copilot/claude-haiku-4-5', 'c', 'b'],
    );
    assert.equal(source.current().isIncluded, true);
  });

  it('are given the system prompt before the first turn, and every turn in its role', async () => {
    const { model, asked } = chatModel('opus-id');
    await eventsOf([chatModel('other').model, model]);
    const [{ messages } = assert.fail()] = asked;
    assert.deepEqual(
      messages.map((message) => [message.role, textOf(message)]),
      [
        [LanguageModelChatMessageRole.User, 'Be brief.\n\ncode and more'],
        [LanguageModelChatMessageRole.Assistant, 'draft'],
        [LanguageModelChatMessageRole.User, 'shorter'],
      ],
    );
  });

  it('answer in a stream, at a usage that is estimated', async () => {
    const { model } = chatModel('opus-id', {}, () => saying('one ', 'two ', 'x'.repeat(400)));
    const events = await eventsOf([model]);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['started', 'text', 'text', 'text', 'ended'],
    );
    const [started] = events;
    assert.ok(started?.type === 'started' && started.model === 'opus-id');
    const ended = events.at(-1);
    assert.ok(ended?.type === 'ended');
    assert.equal(ended.isEstimated, true);
    assert.equal(ended.stop, 'end');
    assert.ok(ended.usage.inputTokens > 5 && ended.usage.outputTokens > 80);
  });

  it('end a cancelled call at once, also when they do not heed it themselves', async () => {
    const never = new Promise<never>(() => undefined);
    async function* silent(): AsyncGenerator<string> {
      yield 'one ';
      await never;
    }
    const deaf: readonly Answer[] = [() => never, silent];
    for (const answer of deaf) {
      const { model, asked } = chatModel('opus-id', {}, answer);
      const controller = new AbortController();
      const running = eventsOf([model], controller.signal);
      while (asked.length === 0) await Promise.resolve();
      controller.abort();
      const failure = failureOf(await running);
      assert.equal(failure.kind, 'aborted');
      assert.equal(asked[0]?.token.isCancellationRequested, true);
    }
  });

  it('are not asked by a call that was cancelled before', async () => {
    const { model, asked } = chatModel('opus-id');
    assert.equal(failureOf(await eventsOf([model], AbortSignal.abort())).kind, 'aborted');
    assert.equal(asked.length, 0);
  });

  it('tell by codes why there is no answer', async () => {
    const cases: readonly (readonly [Error, string])[] = [
      [LanguageModelError.NoPermissions('no'), 'permission_error'],
      [LanguageModelError.Blocked('blocked'), 'permission_error'],
      [LanguageModelError.NotFound('gone'), 'not_found_error'],
      [new Error('NoPermissions'), 'api_error'],
    ];
    for (const [error, type] of cases) {
      const { model } = chatModel('opus-id', {}, () => Promise.reject(error));
      const failure = failureOf(await eventsOf([model]));
      assert.deepEqual([failure.kind, failure.errorType], ['api', type]);
      assert.doesNotMatch(failure.detail, /no$|gone|blocked/);
    }
    assert.equal(failureOf(await eventsOf([])).errorType, 'not_found_error');
  });

  it('whose answer breaks off are told apart from those that gave none', async () => {
    async function* breaking(): AsyncGenerator<string> {
      yield 'half ';
      throw LanguageModelError.Blocked('late');
    }
    const events = await eventsOf([chatModel('opus-id', {}, breaking).model]);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['started', 'text', 'failed'],
    );
    assert.equal(failureOf(events).kind, 'cut');
  });
});
