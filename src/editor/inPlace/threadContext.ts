/** What can be done with a finding beside fixing and dismissing it. */
export interface ThreadTraits {
  /** Its review says what its lines should be. */
  readonly hasSuggestion: boolean;
  /** A test could be run to show it. */
  readonly canRun: boolean;
  /** Its review has found more. */
  readonly isOneOfSeveral: boolean;
}

/** What menus read of a thread: words for what can be done, and last the finding's id. */
export function contextOf(
  id: string,
  { hasSuggestion, canRun, isOneOfSeveral }: ThreadTraits,
): string {
  const words = [
    'finding',
    ...(hasSuggestion ? ['suggestion'] : []),
    ...(canRun ? ['canRun'] : []),
    ...(isOneOfSeveral ? ['several'] : []),
  ];
  return [...words, id].join(' ');
}

/** The id of the finding whose thread says this to menus; undefined: it is no finding's. */
export function idIn(contextValue: unknown): string | undefined {
  if (typeof contextValue !== 'string' || !contextValue.startsWith('finding ')) return undefined;
  return contextValue.slice(contextValue.lastIndexOf(' ') + 1);
}
