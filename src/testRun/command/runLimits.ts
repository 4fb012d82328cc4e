/** Of one process: KiB of data, and of no use to it a dump of all that. */
const LIMITS = 'ulimit -c 0; ulimit -d 8388608';

/** Processes and threads of a run; shells call the flag differently. */
const PROCESSES = 'ulimit -u 2048 || ulimit -p 2048';

/** Since then Linux counts the processes of each user namespace, no longer all of a user's. */
const COUNTS_APART = [5, 14] as const;

/**
 * What a shell does first so that a run cannot take all of the machine; what a system does not have is
 * left out. `release`: the kernel's.
 */
export function runLimits(platform: NodeJS.Platform, release: string): string {
  const [major = 0, minor = 0] = release.split('.').map((part) => Number.parseInt(part, 10));
  const [since, and] = COUNTS_APART;
  const isCounted = platform === 'linux' && (major > since || (major === since && minor >= and));
  return `{ ${LIMITS}; ${isCounted ? PROCESSES : ':'}; } 2> /dev/null || :`;
}
