import { after, before, describe, it } from 'mocha';
import type { DemoApi } from '../../support/demoApi/server.ts';
import { startDemoApi } from '../../support/demoApi/server.ts';
import type { Dialect } from '../../support/gateways/dialects.ts';
import { DIALECTS, isCounted } from '../../support/gateways/dialects.ts';
import type { Place } from '../../support/gateways/scenes.ts';
import { SCENES } from '../../support/gateways/scenes.ts';
import type { Twin } from '../../support/gateways/twin.ts';
import { startTwin, TWIN_KEY } from '../../support/gateways/twin.ts';

const ASKED_MS = 3_000;

function placeOf(api: DemoApi, dialect: Dialect, baseUrl: string): Place {
  const isAsking = dialect.retryAfter !== 'none' && dialect.retryAfter !== 'words';
  return {
    api,
    baseUrl,
    apiKey: TWIN_KEY,
    keyHeader: dialect.keyHeader,
    isCounted: isCounted(dialect),
    isStreaming: dialect.answer === 'stream',
    isCancelPassedOn: true,
    waitMs: isAsking ? ASKED_MS : null,
    isShaped: !dialect.drops.includes('output_config'),
    hasModels: dialect.models !== 'none',
  };
}

describe('a gateway that speaks like', () => {
  for (const dialect of DIALECTS) {
    describe(dialect.name, () => {
      let api: DemoApi;
      let twin: Twin;
      before(async () => {
        api = await startDemoApi({ msPerDelta: 0 });
        twin = await startTwin(api, dialect);
      });
      after(async () => {
        await twin.stop();
        await api.stop();
      });

      for (const { name, play } of SCENES) {
        it(`lets through ${name}`, () => play(placeOf(api, dialect, twin.url)));
      }
    });
  }
});
