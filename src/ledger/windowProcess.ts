import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';

/** The process behind a window, told apart from a later one with the same number. */
export interface WindowProcess {
  readonly pid: number;
  readonly host: string;
  /** Start of the process in the system's own count; null where it cannot be had. */
  readonly start: string | null;
  /** Unix ms at which the machine started, give or take a minute. */
  readonly bootedAt: number;
}

const BOOT_TOLERANCE_MS = 300_000;

/** This process, or the one with the given number. */
export function windowProcess(now: number, pid: number = process.pid): WindowProcess {
  return {
    pid,
    host: hostname(),
    start: startOf(pid),
    bootedAt: Math.round(now - uptime() * 1000),
  };
}

/** Whether a value read from somewhere is a {@link WindowProcess}. */
export function isWindowProcess(value: unknown): value is WindowProcess {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'host' in value &&
    typeof value.host === 'string' &&
    'bootedAt' in value &&
    typeof value.bootedAt === 'number'
  );
}

/**
 * Whether a window's process still runs. In doubt it does: what a living window writes must never
 * be taken from it. A process of another machine counts as alive.
 */
export function isAlive(other: WindowProcess, now: number): boolean {
  if (other.host !== hostname()) return true;
  if (!exists(other.pid)) return false;
  const start = startOf(other.pid);
  if (start !== null && other.start !== null) return start === other.start;
  return Math.abs(now - uptime() * 1000 - other.bootedAt) < BOOT_TOLERANCE_MS;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return errorCode(error) === 'EPERM';
  }
}

/** Linux alone tells it without starting a program: the boot's id and the ticks since then. */
function startOf(pid: number): string | null {
  if (process.platform !== 'linux') return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in brackets and may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const isZombie = fields[0] === 'Z';
    const ticks = fields[19];
    if (isZombie || ticks === undefined) return 'ended';
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}-${ticks}`;
  } catch {
    // No such process, or a system without these files: the process number has to do.
    return null;
  }
}

/** The system's code of a failed call, say `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return undefined;
}
