import { nameAtAnthropic } from './modelId.ts';
import type { ClaudeTier, Tier } from './tier.ts';

/** A Claude model's name says its line: `claude-opus-5-5`, `claude-3-5-haiku`. */
const CLAUDE = /^claude-(?:[\d-]{1,8}-)?(haiku|sonnet|opus)(?![a-z])/;

/** Names of other makers' models, as a part of a name: `openrouter/google/gemini-3.5-flash`. */
const OTHER_MAKERS =
  /(?:^|[^a-z])(?:gemini|gemma|gpt|chatgpt|codex|o[1345]|llama|mistral|mixtral|codestral|devstral|ministral|qwen|qwq|deepseek|grok|command|nova|titan|phi|kimi|glm|minimax|jamba|granite|hermes|nemotron)(?![a-z])/;

/**
 * The tier of the model that answered, where that is certainly another one than was asked for;
 * undefined where it is the same, or may be: a gateway may call its models as it likes, and so may
 * the user. Only a name of Claude's, or of another maker's, says something.
 */
export function otherAnswerer(asked: string, answered: string): Tier | undefined {
  const wanted = nameAtAnthropic(asked.toLowerCase());
  if (!CLAUDE.test(wanted)) return undefined;
  const found = nameAtAnthropic(answered.toLowerCase());
  const line = CLAUDE.exec(found)?.[1] as ClaudeTier | undefined;
  if (line === undefined) return OTHER_MAKERS.test(found) ? 'other' : undefined;
  // A name without a version, or with less of it, stands for the newest of its kind.
  const general = wanted.replace(/-latest$/, '');
  return found === general || found.startsWith(`${general}-`) ? undefined : line;
}
