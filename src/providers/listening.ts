/** Ends one call's stream: by the caller's signal, or when nothing has come for too long. */
export interface Listening {
  /** For the call alone. */
  readonly signal: AbortSignal;
  /** Whether it was ended for its silence. */
  readonly isSilent: boolean;
  /** Something has come. */
  heard(): void;
  /** Ends the call's socket. */
  abort(): void;
  /** Lets go of the signal and the timer. */
  done(): void;
}

/** Starts listening: `silenceMs` without a word ends the call. */
export function listen(signal: AbortSignal, silenceMs: number): Listening {
  const call = new AbortController();
  const abort = (): void => call.abort();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  let isSilent = false;
  const silence = setTimeout(() => {
    isSilent = true;
    call.abort();
  }, silenceMs);
  return {
    signal: call.signal,
    get isSilent() {
      return isSilent;
    },
    heard: () => void silence.refresh(),
    abort,
    done: () => {
      clearTimeout(silence);
      signal.removeEventListener('abort', abort);
    },
  };
}
