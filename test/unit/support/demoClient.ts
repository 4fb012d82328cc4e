import Anthropic from '@anthropic-ai/sdk';
import { GOOD_KEY } from '../../support/demoApi/headers.ts';
import type { DemoApi } from '../../support/demoApi/server.ts';

/** The real SDK, pointed at a demo API, its own retries off. */
export function clientOf(api: DemoApi, apiKey = GOOD_KEY): Anthropic {
  return new Anthropic({ apiKey, baseURL: api.url, maxRetries: 0, logLevel: 'off' });
}

/** A request that the API serves. */
export function plainRequest(model = 'claude-haiku-5-5'): {
  model: string;
  max_tokens: number;
  messages: { role: 'user'; content: string }[];
} {
  return { model, max_tokens: 1000, messages: [{ role: 'user', content: 'Say something.' }] };
}

/** All text of a message, whatever blocks come first. */
export function textOf(message: Anthropic.Message): string {
  return message.content
    .filter((block) => block.type === 'text')
    .map((block) => block.text)
    .join('');
}
