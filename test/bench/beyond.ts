/**
 * What goes beyond one window: `npm run bench:beyond`, with `-- --json` one JSON object alone. All spend of Claude on this
 * machine, beside ccusage in one run. Prints, never fails.
 */
import { measureClaudeCode } from './beyond/claudeCode.ts';
import type { Figure } from './beyond/figure.ts';

const isJson = process.argv.includes('--json');
const figures: Figure[] = [...(await measureClaudeCode())];

if (isJson) process.stdout.write(`${JSON.stringify({ figures })}\n`);
else for (const figure of figures) process.stdout.write(`${lineOf(figure)}\n`);

function lineOf({ name, target, unit, value, why = '' }: Figure): string {
  const amount = `${value.toFixed(unit === 'calls' || unit === 'days' ? 0 : 3)} ${unit}`;
  const isMet = target === null || value <= target;
  const wanted = target === null ? '' : `${isMet ? 'ok' : 'MISSED'}, at most ${target} ${unit}`;
  return `${name.padEnd(62)} ${amount.padStart(16)}  ${wanted || why}`.trimEnd();
}
