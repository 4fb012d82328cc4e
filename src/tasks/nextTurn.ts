/**
 * Lets other events of this thread run first: what a gate does with a large file is cut into turns,
 * so that the editor's extensions never wait long.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
