import ignore from 'ignore';

/** Patterns with the meaning that they have in a .gitignore file, letter case aside. */
export interface PathRules {
  /** Whether a path, `/` between its parts, is matched by itself or by one of its folders. */
  matches(path: string): boolean;
}

/**
 * Reads patterns as .gitignore does: `*.pem` at any depth, `/x` at the root alone, `!y` taking back.
 * A path that leaves its root is looked at by the parts that name a file or folder.
 */
export function pathRules(patterns: readonly string[]): PathRules {
  const rules = ignore({ ignorecase: true }).add([...patterns]);
  return {
    matches(path) {
      const parts = path.split('/').filter((part) => !/^(?:|\.|\.\.|[a-z]:)$/i.test(part));
      return parts.length > 0 && rules.ignores(parts.join('/'));
    },
  };
}
