/**
 * A model's name without its release date: `claude-haiku-5-5-20261007` and `claude-haiku-5-5` are
 * one model with one price.
 */
export function modelAlias(model: string): string {
  return model.replace(/[-@]\d{8}$/, '');
}
