import type { IsolatedCommand, IsolationKind } from './isolation.ts';
import { MOST_PRIVATE } from './isolation.ts';
import type { Seen } from './runView.ts';

const MOUNTS: Readonly<Record<Seen['as'], (seen: Seen) => readonly string[]>> = {
  empty: ({ path }) => ['--tmpfs', path],
  private: ({ path }) => ['--tmpfs', path],
  hidden: ({ path, isFolder }) => (isFolder ? ['--tmpfs', path] : ['--ro-bind', '/dev/null', path]),
  readable: ({ path, source }) => ['--ro-bind', source, path],
  writable: ({ path, source }) => ['--bind', source, path],
};

/** What can be written there holds for the whole machine, where its administrator runs the editor. */
const MACHINE = ['sys', 'sysrq-trigger', 'irq', 'bus'].map((name) => `/proc/${name}`);

/** Of its own devices only what is shared between processes can be written, and stays bounded. */
const DEVICES = ['--dev', '/dev'];
const SHARED = ['--tmpfs', '/dev/shm', '--remount-ro', '/dev'];

/** `size`: what stands before each place that can be written in the memory. */
function argsOf(
  { command, args, cwd, view, hasNetwork }: IsolatedCommand,
  size: readonly string[],
): readonly string[] {
  return [
    ...'--unshare-user --unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try'.split(' '),
    ...(hasNetwork ? [] : ['--unshare-net']),
    ...'--die-with-parent --cap-drop ALL --ro-bind / /'.split(' '),
    ...DEVICES,
    ...size,
    ...SHARED,
    ...'--proc /proc'.split(' '),
    ...MACHINE.flatMap((path) => ['--ro-bind-try', path, path]),
    ...view.flatMap((seen) => [...(seen.as === 'private' ? size : []), ...MOUNTS[seen.as](seen)]),
    // Only now: what is in them had to be made.
    ...view.flatMap(({ as, path, isFolder }) =>
      as === 'empty' || (as === 'hidden' && isFolder) ? ['--remount-ro', path] : [],
    ),
    '--chdir',
    cwd,
    '--',
    command,
    ...args,
  ];
}

/** Bubblewrap: new namespaces over a read-only view of the file system; all ends with its parent. */
export const bubblewrap: IsolationKind = {
  platform: 'linux',
  program: 'bwrap',
  args: (isolated) => argsOf(isolated, ['--size', String(MOST_PRIVATE)]),
};

/** The same before 0.7, which cannot bound what is written in the memory. */
export const olderBubblewrap: IsolationKind = {
  ...bubblewrap,
  args: (isolated) => argsOf(isolated, []),
};
