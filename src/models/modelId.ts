/**
 * A model's name without its release date: `claude-haiku-5-5-20261007` and `claude-haiku-5-5` are
 * one model with one price.
 */
export function modelAlias(model: string): string {
  return model.replace(/[-@]\d{8}$/, '');
}

/**
 * The name at Anthropic of a model at another place: `us.anthropic.claude-opus-5-5-20260922-v1:0`
 * (Bedrock), `claude-opus-5-5@20260922` (Vertex), `anthropic/claude-opus-5-5` (gateways).
 */
export function nameAtAnthropic(model: string): string {
  return modelAlias(model.replace(/^.*\banthropic[./]/, '').replace(/-v\d+(?::\d+)?$/, ''));
}
