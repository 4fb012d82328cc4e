import type { IsolatedCommand, IsolationKind } from './isolation.ts';
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

/** Bubblewrap: new namespaces over a read-only view of the file system; all ends with its parent. */
export const bubblewrap: IsolationKind = {
  platform: 'linux',
  program: 'bwrap',
  args: ({ command, args, cwd, view, hasNetwork }: IsolatedCommand) => [
    ...'--unshare-user --unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try'.split(' '),
    ...(hasNetwork ? [] : ['--unshare-net']),
    ...'--die-with-parent --cap-drop ALL --ro-bind / / --dev /dev --proc /proc'.split(' '),
    ...MACHINE.flatMap((path) => ['--ro-bind-try', path, path]),
    ...view.flatMap((seen) => MOUNTS[seen.as](seen)),
    // Only now: what is in them had to be made.
    ...view.flatMap(({ as, path }) => (as === 'empty' ? ['--remount-ro', path] : [])),
    '--chdir',
    cwd,
    '--',
    command,
    ...args,
  ],
};
