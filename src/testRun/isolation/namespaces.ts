import type { IsolatedCommand, IsolationKind } from './isolation.ts';
import { MOST_PRIVATE } from './isolation.ts';

/**
 * Builds the view of a run, as the root of namespaces of its own. What is there is kept twice below
 * `/sys` meanwhile, as it was and read-only, because folders that are emptied hide what is to be
 * shown in them. The command then runs in further namespaces, where none of this can be undone.
 */
const SCRIPT = `set -e
path=\${PATH-/usr/bin:/bin}
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin
user=$1 group=$2 folder=$3
shift 3
unshare=$(command -v unshare)
mounts=$(cat /proc/self/mountinfo)
mount -t tmpfs tmpfs /sys
mkdir /sys/as-it-was /sys/read-only
mount --rbind / /sys/as-it-was
close_those() {
  printf '%s\\n' "$mounts" | while read -r id parent device root point options rest; do
    case $point in
      /sys | /sys/*) [ "$1" = sys ] || continue ;;
      /proc | /proc/* | /dev | /dev/*) continue ;;
      *) [ "$1" = others ] || continue ;;
    esac
    place=$(printf '%b' "$point")
    # What cannot be reached from here, say another user's, cannot be reached by the tests.
    [ -e "$place" ] || continue
    mount -o "remount,bind,ro\${options#??}" none "$place"
  done
}
close_those others
mount --rbind / /sys/read-only
mount -t tmpfs -o mode=755 tmpfs /dev
for name in null zero full random urandom tty; do
  : > "/dev/$name"
  mount --bind "/sys/as-it-was/dev/$name" "/dev/$name"
done
ln -s /proc/self/fd /dev/fd
ln -s fd/0 /dev/stdin
ln -s fd/1 /dev/stdout
ln -s fd/2 /dev/stderr
mkdir /dev/shm
mount -t tmpfs -o mode=1777,size=${MOST_PRIVATE} tmpfs /dev/shm
mount -o remount,bind,ro none /dev
for name in sys sysrq-trigger irq bus; do
  [ -e "/proc/$name" ] || continue
  mount --bind "/proc/$name" "/proc/$name"
  mount -o remount,bind,ro,nosuid,nodev,noexec none "/proc/$name"
done
show() {
  if [ -d "$1$2" ]; then
    mkdir -p "$3"
  elif [ ! -e "$3" ]; then
    mkdir -p "\${3%/*}"
    : > "$3"
  fi
  mount --rbind "$1$2" "$3"
}
while [ "$1" != -- ]; do
  case $1 in
    private) mkdir -p "$3"; mount -t tmpfs -o mode=1777,size=${MOST_PRIVATE} tmpfs "$3" ;;
    empty) mkdir -p "$3"; mount -t tmpfs -o mode=755 tmpfs "$3" ;;
    # A socket may be gone by now.
    hidden) [ ! -e "$3" ] || mount --bind /dev/null "$3" ;;
    readable) show /sys/read-only "$2" "$3" ;;
    writable) show /sys/as-it-was "$2" "$3" ;;
    sealed) mount -o remount,bind,ro none "$3" ;;
  esac
  shift 3
done
shift
umount -l /sys
close_those sys
ip link set lo up 2> /dev/null || ifconfig lo up 2> /dev/null || :
cd "$folder"
status=0
export PATH="$path"
"$unshare" --user --map-user="$user" --map-group="$group" --mount -- "$@" || status=$?
exit "$status"
`;

/** Namespaces made by `unshare` and `mount`, where there is no Bubblewrap. */
export const namespaces: IsolationKind = {
  platform: 'linux',
  program: 'unshare',
  args: ({ command, args, cwd, view, hasNetwork, user, group }: IsolatedCommand) => [
    ...'--user --map-root-user --mount --pid --ipc --uts --fork --kill-child --mount-proc'.split(
      ' ',
    ),
    ...(hasNetwork ? [] : ['--net']),
    '--',
    '/bin/sh',
    '-c',
    SCRIPT,
    'sh',
    String(user),
    String(group),
    cwd,
    ...view.flatMap(({ as, source, path, isFolder }) => [
      as === 'hidden' && isFolder ? 'empty' : as,
      source,
      path,
    ]),
    // Only now: what is in them had to be made.
    ...view.flatMap(({ as, path, isFolder }) =>
      as === 'empty' || (as === 'hidden' && isFolder) ? ['sealed', path, path] : [],
    ),
    '--',
    command,
    ...args,
  ],
};
