import { constants, PerformanceObserver } from 'node:perf_hooks';

/** A time in which a thread let nothing else run. Times as `performance.now()` gives them. */
export interface Block {
  readonly from: number;
  readonly to: number;
  /**
   * How long the thread was at work in it: its CPU time, since the clock runs on while others have
   * the processor, but no more than the clock, since some systems count CPU time in steps.
   */
  readonly ms: number;
}

/** Watches this thread from one timer to the next: a block, or somewhat more. */
export function startBlocks(): { longest(): Block } {
  let cpu = process.threadCpuUsage();
  let from = performance.now();
  let longest: Block = { from, to: from, ms: 0 };
  const note = () => {
    const to = performance.now();
    const ms = Math.min(sumOf(process.threadCpuUsage(cpu)), to - from);
    if (ms > longest.ms) longest = { from, to, ms };
    cpu = process.threadCpuUsage();
    from = performance.now();
  };
  const timer = setInterval(note, 1);
  return {
    longest() {
      note();
      clearInterval(timer);
      return longest;
    },
  };
}

/** CPU time in ms. */
export function sumOf({
  user,
  system,
}: {
  readonly user: number;
  readonly system: number;
}): number {
  return (user + system) / 1_000;
}

/**
 * Watches the collections of the whole heap, which here is mostly the benchmark's own: all its
 * files and answers. What they took of a block is none of the gate's.
 */
export function watchGarbage(): { ofGate(block: Block): number; stop(): void } {
  const collections: { readonly from: number; readonly to: number }[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { startTime, duration } = entry;
      const { detail } = entry as { readonly detail?: { readonly kind: number } };
      if (detail?.kind === constants.NODE_PERFORMANCE_GC_MINOR) continue;
      collections.push({ from: startTime, to: startTime + duration });
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    ofGate({ from, to, ms }) {
      const collecting = collections.reduce(
        (sum, one) => sum + Math.max(0, Math.min(to, one.to) - Math.max(from, one.from)),
        0,
      );
      return Math.max(0, ms - collecting);
    },
    stop: () => observer.disconnect(),
  };
}
