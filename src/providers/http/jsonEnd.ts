/** Sees where a JSON object ends whose lines come one by one: it looks at each sign once. */
export class JsonEnd {
  #depth = 0;
  #isInString = false;

  /** Looks at one more line. */
  add(line: string): void {
    for (const [sign] of line.matchAll(/\\.|["{}[\]]/g)) {
      if (sign === '"') this.#isInString = !this.#isInString;
      else if (this.#isInString) continue;
      else if (sign === '{' || sign === '[') this.#depth += 1;
      else if (sign === '}' || sign === ']') this.#depth -= 1;
    }
  }

  /** Whether every bracket that was opened is closed. */
  get isReached(): boolean {
    return this.#depth === 0 && !this.#isInString;
  }
}
