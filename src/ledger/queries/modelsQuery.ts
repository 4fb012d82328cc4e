import { TASK_NAMES } from '../../models/task.ts';
import { tierOf } from '../../models/tier.ts';
import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { RowFilter } from '../rows.ts';
import type { ModelAnswers } from '../trials.ts';
import { conditionsOf } from './rowConditions.ts';

/**
 * What the models of each tier have come to at each task in a period, the first that ever answered first: in the period
 * itself a new one and the one before it take turns.
 */
export function modelsOf(
  sql: Sql,
  words: WordCodes,
  chosen: Pick<RowFilter, 'period' | 'tags'>,
): readonly ModelAnswers[] {
  const filter = { ...chosen, purpose: 'answers', opening: true } as const;
  const conditions = conditionsOf(words, { kind: 'attempts', filter });
  return sql
    .all(
      `SELECT coalesce(r.task, u.task) AS task, p.tier, p.model, count(*), sum(p.outcome = ?),
         sum(coalesce(a.cost_nusd, 0)), sum(a.cost_nusd IS NOT NULL)
       FROM attempts AS a JOIN profiles AS p ON p.id = a.profile
         LEFT JOIN runs AS r ON r.id = a.run_id LEFT JOIN unfinished AS u ON u.run_id = a.run_id
       WHERE ${conditions.map((one) => one.sql).join(' AND ')}
       GROUP BY 1, p.tier, p.model
       ORDER BY (SELECT min(day) FROM daily WHERE tier = p.tier AND model = p.model), min(a.run_id)`,
      [words.find('accepted'), ...conditions.flatMap(({ parameters }) => parameters)],
    )
    .flatMap(([task, tier, model, answers, passed, cost, priced]) => {
      const name = TASK_NAMES.find((one) => one === words.word(Number(task)));
      if (name === undefined) return [];
      return [
        {
          task: name,
          tier: tierOf(words.word(Number(tier))),
          model: words.word(Number(model)),
          answers: Number(answers),
          passed: Number(passed),
          costNusd: Number(cost),
          priced: Number(priced),
        },
      ];
    });
}
