/**
 * What a promise comes to, unless the signal ends the waiting first: then it rejects with the
 * signal's reason. For waits that cannot be ended themselves, say an open message.
 */
export async function abortable<T>(waited: PromiseLike<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const ended = Promise.withResolvers<never>();
  const end = (): void => {
    ended.reject(signal.reason);
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([waited, ended.promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
