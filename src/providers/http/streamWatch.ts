/** Ends one call's stream: by the caller's signal, or when nothing has come for too long. */
export interface StreamWatch {
  /** For the call alone. */
  readonly signal: AbortSignal;
  /** Whether it was ended for its silence. */
  readonly isSilent: boolean;
  /** Something has come. */
  heard(): void;
  /** Nothing more is needed: the call ends after `ms`, whatever is still said. */
  endWithin(ms: number): void;
  /** Ends the call's socket. */
  abort(): void;
  /** Lets go of the signal and the timer. */
  done(): void;
}

/** Watches a stream: `silenceMs` without a word ends the call. */
export function watchStream(signal: AbortSignal, silenceMs: number): StreamWatch {
  const call = new AbortController();
  const abort = (): void => call.abort();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  let isSilent = false;
  let isEnding = false;
  const fallSilent = (): void => {
    isSilent = true;
    call.abort();
  };
  let silence = setTimeout(fallSilent, silenceMs);
  return {
    signal: call.signal,
    get isSilent() {
      return isSilent;
    },
    heard: () => {
      if (!isEnding) silence.refresh();
    },
    endWithin: (ms) => {
      if (isEnding) return;
      isEnding = true;
      clearTimeout(silence);
      silence = setTimeout(fallSilent, ms);
    },
    abort,
    done: () => {
      clearTimeout(silence);
      signal.removeEventListener('abort', abort);
    },
  };
}
