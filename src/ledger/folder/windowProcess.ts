import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The process behind a window, told apart from a later one with the same number. */
export interface WindowProcess {
  readonly pid: number;
  /** Start of the process in the system's own count; null where it cannot be had. */
  readonly start: string | null;
  /** Unique for ever; the name of its sign of life. */
  readonly id: string;
  /** Where its number means something: the start of a machine, or a container in it. */
  readonly place: string;
}

/** What can be told of a process from where this one runs. */
export type Life = 'alive' | 'ended' | 'unknown';

/** This process, or the one with the given number. */
export function windowProcess(pid: number = process.pid): WindowProcess {
  return { pid, start: startOf(pid), id: randomUUID(), place: thisPlace() };
}

/** Whether a value read from somewhere is a {@link WindowProcess}. */
export function isWindowProcess(value: unknown): value is WindowProcess {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'start' in value &&
    (value.start === null || typeof value.start === 'string') &&
    'id' in value &&
    typeof value.id === 'string' &&
    /^[\w-]{1,64}$/.test(value.id) &&
    'place' in value &&
    typeof value.place === 'string'
  );
}

/**
 * Whether a window's process still runs, as far as this machine can tell. It can only of processes
 * that it counts itself, and for certain: neither the name of a host nor the time of a clock says
 * anything of a process, as both change while it lives.
 */
export function lifeOf(other: WindowProcess): Life {
  if (other.place !== thisPlace()) return 'unknown';
  const start = startOf(other.pid);
  if (start !== null && other.start !== null) return start === other.start ? 'alive' : 'ended';
  // Its number may be another's by now: then its sign of life has to tell.
  return exists(other.pid) ? 'unknown' : 'ended';
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
  const boot = bootId();
  if (boot === null) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in brackets and may hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const isZombie = fields[0] === 'Z';
    const ticks = fields[19];
    return isZombie || ticks === undefined ? 'ended' : `${boot}-${ticks}`;
  } catch {
    // No such process, or a system without these files: the process number has to do.
    return null;
  }
}

/** Changes with every start of the machine; null where it cannot be had. */
function bootId(): string | null {
  if (process.platform !== 'linux') return null;
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return null;
  }
}

/**
 * Where process numbers are this process's own: on Linux the start of the machine and, as containers
 * share that, the space of process numbers; elsewhere the machine, by an id kept on it.
 */
function thisPlace(): string {
  const boot = bootId();
  if (boot === null) return `machine:${machineId()}`;
  try {
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return `machine:${machineId()}`;
  }
}

/** Kept where no other machine looks: the folder of temporary files. */
function machineId(): string {
  const path = join(tmpdir(), 'tierwise-machine-id');
  const read = () => /^[\w-]{36}$/.exec(readFileSync(path, 'latin1'))?.[0];
  try {
    return read() ?? randomUUID();
  } catch {
    // Not there yet.
  }
  try {
    writeFileSync(path, randomUUID(), { flag: 'wx' });
    return read() ?? randomUUID();
  } catch {
    // No place to keep it: then no other process is known to be here, and signs of life tell.
    return randomUUID();
  }
}

/** The system's code of a failed call, say `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return undefined;
}
