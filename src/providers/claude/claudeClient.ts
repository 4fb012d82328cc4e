import { BaseAnthropic } from '@anthropic-ai/sdk/client';
import { Messages } from '@anthropic-ai/sdk/resources/messages';
import { Models } from '@anthropic-ai/sdk/resources/models';

/** The SDK's client with what is called here: the whole one has all routes of the API, and loads as slowly. */
export class ClaudeClient extends BaseAnthropic {
  readonly messages = new Messages(this);
  readonly models = new Models(this);
}
