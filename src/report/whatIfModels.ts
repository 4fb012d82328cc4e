import type { RowFilter } from '../ledger/rows.ts';
import { CLAUDE_TIERS } from '../models/tier.ts';
import type { Alternative, Told } from './alternative.ts';
import { knownFrom, unknownAlternative } from './alternative.ts';
import { wordKey } from './protocol/codes.ts';

/**
 * The starts of each tier, had one of its models given all of them: as the runs of a new model and of the one before it
 * tell. Where no tier has had two models, that too little is known.
 */
export function otherModels(told: Told): readonly Alternative[] {
  const known = CLAUDE_TIERS.flatMap((tier) => modelsAt(tier, told));
  return known.length > 0
    ? known
    : [unknownAlternative(told, { name: told.format.text('otherModels') })];
}

function modelsAt(tier: (typeof CLAUDE_TIERS)[number], { trials, words, format }: Told) {
  const isOf = ({ startTier }: { readonly startTier: string }) => startTier === tier;
  const tried = trials.triedModels.filter(isOf);
  const certain = trials.certainModels.filter(isOf);
  const models = [...new Set([...certain, ...tried].map(({ model }) => model))];
  if (models.length < 2) return [];
  return models.map((model): Alternative => {
    const is = (one: { readonly model: string }) => one.model === model;
    const filter: RowFilter = { purpose: 'answers', priced: true, startTier: tier };
    return {
      name: format.text('allWithModel', { model: words[wordKey('model', model)] ?? model }),
      detail: format.text('ofStartsAt', { tier: words[wordKey('tier', tier)] ?? tier }),
      ...knownFrom({
        sure: certain.filter(is),
        certain,
        tried,
        there: tried.filter(is),
      }),
      wasBehind: { kind: 'runs', filter: { ...filter, couldStartModel: model } },
      behind: { kind: 'runs', filter: { ...filter, startModel: model } },
    };
  });
}
