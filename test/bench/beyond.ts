/**
 * What goes beyond one window: `npm run bench:beyond`, with `-- --json` one JSON object alone. All spend of Claude on this
 * machine, beside ccusage in one run; what exports and merging them take, and what sending to a collector adds, which
 * decodes what it was sent where OTELCOL names one. A part by its name alone: `-- otlp`. Prints, never fails.
 */
import { measureClaudeCode } from './beyond/claudeCode.ts';
import type { Figure } from './beyond/figure.ts';
import { measureFocus } from './beyond/focus.ts';
import { measureMerge } from './beyond/merge.ts';
import { measureOtlp } from './beyond/otlp.ts';

const isJson = process.argv.includes('--json');
const figures: Figure[] = [];
const asked = process.argv.slice(2).filter((name) => !name.startsWith('-'));
const parts = {
  otlp: measureOtlp,
  focus: measureFocus,
  merge: measureMerge,
  claudeCode: measureClaudeCode,
} as const;
for (const [name, measure] of Object.entries(parts)) {
  if (asked.length === 0 || asked.includes(name)) figures.push(...(await measure()));
}

if (isJson) process.stdout.write(`${JSON.stringify({ figures })}\n`);
else for (const figure of figures) process.stdout.write(`${lineOf(figure)}\n`);

function lineOf({ name, target, unit, value, why = '' }: Figure): string {
  const amount = `${value.toFixed(unit === 'calls' || unit === 'days' ? 0 : 3)} ${unit}`;
  const isMet = target === null || value <= target;
  const wanted = target === null ? '' : `${isMet ? 'ok' : 'MISSED'}, at most ${target} ${unit}`;
  return `${name.padEnd(62)} ${amount.padStart(16)}  ${wanted || why}`.trimEnd();
}
