/** Code with faults that a review can find, in the three languages of the sample workspace. */
export const TYPESCRIPT = `import { readFile } from 'node:fs/promises';

export interface Options {
  readonly limit: number;
  readonly label?: string;
}

export class Meter {
  #tokens: number;

  constructor(private readonly capacity: number, refillPerSecond = 1) {
    if (capacity <= 0) {
      throw new RangeError('capacity must be positive');
    }
    this.#tokens = capacity;
  }

  tryTake(count = 1): boolean {
    if (this.#tokens >= count) {
      return true;
    }
    return false;
  }

  async refill({ now }: { now: number }, amount: number): Promise<void> {
    this.#tokens = Math.min(this.capacity, this.#tokens + amount);
  }
}

export function average(values: number[]): number {
  let total = 0;
  for (let i = 0; i <= values.length; i++) {
    total += values[i];
  }
  return total / values.length;
}

export const parsePort = (text: string): number | undefined => {
  if (text == '') {
    return undefined;
  } else {
    return parseInt(text);
  }
};

export function clampSize(size: number, options: Options): number {
  if (size < 0) {
    throw new Error('size must not be negative');
  }
  return Math.min(size, options.limit);
}
`;

export const PYTHON = `import os


class Inventory:
    def __init__(self, owner, items=[]):
        self.items = items
        self.owner = owner

    def add_item(self, name: str, count: int = 1) -> int:
        self.items.append((name, count))
        return len(self.items)


def mean(values: list[float]) -> float:
    total = 0
    for i in range(len(values)):
        total += values[i]
    return total / len(values)


def read_all(path):
    try:
        f = open(path)
        return f.read()
    except Exception:
        pass


def is_even(number: int) -> bool:
    if number % 2 == 0:
        return True
    else:
        return False
`;

export const GO = `package meter

import (
	"errors"
	"os"
)

type Meter struct {
	tokens int
}

func New(tokens int) (*Meter, error) {
	if tokens < 1 {
		return nil, errors.New("tokens must be positive")
	}
	return &Meter{tokens: tokens}, nil
}

func (m *Meter) Allow(n int) bool {
	if m.tokens >= n {
		return true
	}
	return false
}

func ReadSize(path string) int64 {
	f, _ := os.Open(path)
	info, err := f.Stat()
	if err != nil {
		return 0
	}
	return info.Size()
}

func Add(a, b int) int {
	return a + b
}
`;
