import { visibleLine } from './visibleText.ts';

/**
 * Text of a model or a project in a label of the editor, say of a list or the status bar: one line,
 * nothing hidden. `$(name)` would be drawn as an icon there: a space ends that.
 */
export function plain(text: string): string {
  return visibleLine(text).replaceAll('$(', '$ (');
}

/** An entry of a list whose texts are somebody else's. */
export function plainItem<
  Item extends {
    readonly label: string;
    readonly description?: string;
    readonly detail?: string;
  },
>(item: Item): Item {
  const { label, description, detail } = item;
  return {
    ...item,
    label: plain(label),
    ...(description !== undefined && { description: plain(description) }),
    ...(detail !== undefined && { detail: plain(detail) }),
  };
}
