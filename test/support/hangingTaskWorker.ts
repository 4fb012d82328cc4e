import { setTimeout } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { taskFor } from '../../src/tasks/registry.ts';
import { serveTasks } from '../../src/tasks/worker/taskServer.ts';

/** A worker whose gates never end for a reply that says `hang`, and whose tasks do not for such a source. */
if (parentPort === null) throw new Error('Only for a worker thread.');
const clock = {
  ticks: () => performance.now(),
  wait: (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal }),
};
serveTasks(
  parentPort,
  (name) => ({
    name,
    prepare: async (input, tools, signal) => {
      if (input.source.startsWith('hang')) hang();
      const prepared = await taskFor(name).prepare(input, tools, signal);
      return {
        ...prepared,
        check: async (reply, checkSignal) => {
          if (reply === 'hang') hang();
          if (reply === 'wait') await tools.names?.declared([], checkSignal);
          return prepared.check(reply, checkSignal);
        },
      };
    },
  }),
  clock,
);

function hang(): never {
  for (;;);
}
