/** A piece of code without the line numbers that a model copied from the prompt. */
export function withoutNumbers(text: string): string {
  const all = text.split('\n');
  return all.every((line) => /^\s*\d+\|/.test(line))
    ? all.map((line) => line.replace(/^\s*\d+\|/, '')).join('\n')
    : text;
}
