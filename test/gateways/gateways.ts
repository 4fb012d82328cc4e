import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from '../support/gateways/scenes.ts';
import { fromNpm, fromPyPi } from './installs.ts';
import type { Command } from './started.ts';

/** Who answers behind a gateway. */
export interface Behind {
  readonly url: string;
}

/** A gateway of somebody else's that stands in front of who answers. */
export interface Gateway {
  readonly name: string;
  readonly version: string;
  /** What is started with what was installed. */
  install(): Promise<string>;
  command(installed: string, home: string, port: number, api: Behind): Command;
  readonly place: Omit<Place, 'api' | 'baseUrl' | 'keyHeader' | 'isStreaming' | 'headers'>;
  headers?(api: Behind): Readonly<Record<string, string>>;
}

const MODELS = ['claude-haiku-5-5', 'claude-sonnet-5-5', 'claude-opus-5-5'];
/** What a gateway shows the demo API, and what it takes itself. */
const BEHIND = 'demo-key';
const KEY = 'demo-gateway-key-0123456789';

const PASSING = { isCounted: true, isShaped: true, isCancelPassedOn: true };

const LITELLM = '1.102.4';
/** It retries and cools down by itself unless it is told not to, and the router does so too. */
const LITELLM_SETTINGS = {
  general_settings: { master_key: KEY },
  litellm_settings: { num_retries: 0, request_timeout: 60 },
  router_settings: { num_retries: 0, disable_cooldowns: true },
};

/** LiteLLM's proxy. */
export const liteLlm: Gateway = {
  name: 'LiteLLM',
  version: LITELLM,
  install: () => fromPyPi('litellm', 'proxy', LITELLM),
  command(python, home, port, api) {
    const config = {
      ...LITELLM_SETTINGS,
      model_list: MODELS.map((model) => ({
        model_name: model,
        litellm_params: { model: `anthropic/${model}`, api_base: api.url, api_key: BEHIND },
      })),
    };
    const path = join(home, 'config.yaml');
    writeFileSync(path, JSON.stringify(config));
    const script = 'from litellm import run_server; run_server()';
    const address = ['--host', '127.0.0.1', '--port', String(port), '--telemetry', 'False'];
    return {
      command: python,
      args: ['-c', script, '--config', path, ...address],
      env: { LITELLM_LOCAL_MODEL_COST_MAP: 'True', PYTHONDONTWRITEBYTECODE: '1' },
    };
  },
  place: { ...PASSING, apiKey: KEY, waitMs: null, hasModels: true },
};

const PORTKEY = '1.15.2';

/** Portkey's gateway. */
export const portkey: Gateway = {
  name: 'Portkey',
  version: PORTKEY,
  // As its dependencies resolve today, it answers 500 to streamed calls of Messages.
  install: () => fromNpm('@portkey-ai/gateway', PORTKEY, { '@hono/node-server': '1.14.1' }),
  command: (folder, _home, port) => ({
    command: process.execPath,
    args: [
      join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js'),
      `--port=${port}`,
      '--headless',
    ],
    env: { NODE_ENV: 'production' },
  }),
  // It passes the caller's key on, and leaves out what it does not know: `output_config`.
  // It never tells who answers that the caller is gone.
  place: {
    ...PASSING,
    apiKey: BEHIND,
    isShaped: false,
    isCancelPassedOn: false,
    waitMs: 3_000,
    hasModels: true,
  },
  headers: (api) => ({
    'x-portkey-provider': 'anthropic',
    'x-portkey-custom-host': `${api.url}/v1`,
  }),
};

const CCR = '2.0.0';

const claudeCodeRouter: Gateway = {
  name: 'claude-code-router',
  version: CCR,
  install: () => fromNpm('@musistudio/claude-code-router', CCR),
  command(folder, home, port, api) {
    const config = {
      PORT: port,
      HOST: '127.0.0.1',
      LOG: false,
      NON_INTERACTIVE_MODE: true,
      APIKEY: KEY,
      Providers: [
        {
          name: 'demo',
          api_base_url: `${api.url}/v1/messages`,
          api_key: BEHIND,
          models: MODELS,
          transformer: { use: ['Anthropic'] },
        },
      ],
      Router: { default: `demo,${MODELS[0]}` },
      // Without a word of ours it sends everything to its default.
      CUSTOM_ROUTER_PATH: join(home, 'asked.cjs'),
    };
    const own = join(home, '.claude-code-router');
    mkdirSync(own);
    writeFileSync(join(own, 'config.json'), JSON.stringify(config));
    writeFileSync(
      join(home, 'asked.cjs'),
      'module.exports = async (request) => `demo,${request.body.model}`;\n',
    );
    return {
      command: process.execPath,
      args: [join(folder, 'node_modules/@musistudio/claude-code-router/dist/cli.js'), 'start'],
    };
  },
  place: { ...PASSING, apiKey: KEY, waitMs: null, hasModels: false },
};

/** The gateways that are tried in front of the demo API. */
export const GATEWAYS: readonly Gateway[] = [liteLlm, portkey, claudeCodeRouter];
