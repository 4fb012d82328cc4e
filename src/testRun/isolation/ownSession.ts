import type { IsolationParts } from './isolation.ts';

/** The number of the kernel's call for keys. */
const KEY_CALLS: Readonly<Record<string, number>> = { x64: 250, arm64: 219 };

/** Joins a new keyring without a name and becomes the program that is named. */
const JOIN = 'exit 1 if syscall(0 + shift @ARGV, 1, 0) < 0; exec { $ARGV[0] } @ARGV; exit 127';

/**
 * What to start a program by so that it has none of the keys that the kernel keeps for the session of
 * the user, which no namespace hides; empty where nothing here can do that.
 */
export async function ownSession({
  platform,
  arch,
  find,
  succeeds,
}: Pick<IsolationParts, 'platform' | 'arch' | 'find' | 'succeeds'>): Promise<readonly string[]> {
  if (platform !== 'linux') return [];
  const call = KEY_CALLS[arch];
  const ways = [
    ...(call === undefined ? [] : [{ program: 'perl', args: ['-e', JOIN, String(call)] }]),
    // The second, as it writes among what the tests write.
    { program: 'keyctl', args: ['session', '-'] },
  ];
  for (const { program, args } of ways) {
    const command = await find(program);
    if (command === undefined) continue;
    if (await succeeds(command, [...args, '/bin/sh', '-c', 'exit 0'])) return [command, ...args];
  }
  return [];
}
