/**
 * A piece of code without the line numbers that a model copied from the prompt: all of its lines
 * begin with one, and they count up from about the line that it stands at.
 * @param near the 1-based line at which the piece should start
 */
export function withoutNumbers(text: string, near: number): string {
  const all = text.split('\n');
  for (const mark of MARKS) {
    const numbers = all.map((line) => Number(mark.exec(line)?.[1] ?? Number.NaN));
    const [first = Number.NaN] = numbers;
    const isCounted =
      Math.abs(first - near) <= MOST_OFF && numbers.every((one, index) => one === first + index);
    if (isCounted) return all.map((line) => line.replace(mark, '')).join('\n');
  }
  return text;
}

/** As the prompt has them, and as other tools show them; an empty line may have lost its blank. */
const MARKS = [/^(\d+)\|/, /^(\d+):(?: |$)/];

/** Lines that a model may be off when it counts. */
const MOST_OFF = 3;
