import type { IsolatedCommand, IsolationKind } from './isolation.ts';
import type { Seen } from './runView.ts';

/** Later rules win, and the view has parents first. */
const RULES: Readonly<Record<Seen['as'], readonly string[]>> = {
  empty: ['deny file-read-data', 'deny file-write*'],
  private: ['deny file-read-data', 'deny file-write*'],
  hidden: ['deny file-read-data', 'deny file-write*'],
  readable: ['allow file-read-data', 'deny file-write*'],
  writable: ['allow file-read-data', 'allow file-write*'],
};

/** The sandbox of macOS. Its loopback is that of the machine. */
export const seatbelt: IsolationKind = {
  platform: 'darwin',
  program: 'sandbox-exec',
  args: ({ command, args, view, hasNetwork }: IsolatedCommand) => [
    '-p',
    [
      '(version 1)',
      '(allow default)',
      '(deny process-info*)',
      '(allow process-info* (target same-sandbox))',
      '(deny signal)',
      '(allow signal (target same-sandbox))',
      '(deny file-write*)',
      '(allow file-write* (subpath "/dev"))',
      ...view.flatMap(({ as, path }) =>
        RULES[as].map((rule) => `(${rule} (subpath ${quoted(path)}))`),
      ),
      ...(hasNetwork ? [] : ['(deny network*)']),
      '(allow network* (local ip "localhost:*"))',
      '(allow network* (remote ip "localhost:*"))',
      ...view.flatMap(({ as, path }) =>
        as === 'writable' ? [`(allow network* (subpath ${quoted(path)}))`] : [],
      ),
    ].join('\n'),
    command,
    ...args,
  ],
};

function quoted(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&')}"`;
}
