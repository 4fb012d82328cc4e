import type { PromptTurn } from '../validate.ts';

const CLAIMS = /<claims-([0-9a-f]{8})[^>]*>\n([\s\S]*?)\n?<\/claims-\1>/;
const CODE = /<code-([0-9a-f]{8})[^>]*>\n([\s\S]*?)\n?<\/code-\1>/;

/** A second look that confirms each claim by its own line; undefined: the prompt asks for none. */
export function secondLookAnswer(turns: readonly PromptTurn[]): unknown {
  const text = turns[0]?.text ?? '';
  const claims = CLAIMS.exec(text)?.[2];
  if (claims === undefined) return undefined;
  const lines = new Map(
    (CODE.exec(text)?.[2] ?? '').split('\n').flatMap((line) => {
      const [, number, code] = /^(\d+)\|(.*)$/.exec(line) ?? [];
      return number === undefined ? [] : [[Number(number), code ?? ''] as const];
    }),
  );
  const verdicts = [...claims.matchAll(/^(\d+)\. lines (\d+)-\d+:/gm)].map(([, claim, first]) => ({
    claim: Number(claim),
    verdict: 'confirmed',
    from: Number(first),
    to: Number(first),
    quote: lines.get(Number(first))?.trim() ?? '',
    why: 'The line does what the claim says.',
  }));
  return { verdicts };
}
