import { visibleText } from './visibleText.ts';

/**
 * A name or text of somebody else, to stand in a notification. The editor makes links of
 * `[words](command:…)` there, and a click would run the command: a space ends that. What is hidden
 * is made visible: a mark that turns the direction of reading would turn the sentence around it.
 */
export function withoutLinks(text: string): string {
  return visibleText(text).replaceAll('](', '] (');
}
