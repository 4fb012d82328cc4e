import type { PriceErrorCode } from '../../../models/prices.ts';
import type { RunFailure, RunNote } from '../../../routing/reasons.ts';

/** Why a run has no answer. */
export const FAILURE_TEXTS = {
  'failure.connection': 'The API cannot be reached. Check the network and the proxy settings.',
  'failure.certificate':
    'The certificate of the API address is not trusted. Add it to this machine, or check the address and the proxy settings.',
  'failure.timeout':
    'The API did not answer in time. What was sent may be billed, so it was not sent again.',
  'failure.rateLimited': '{tier} has too many requests at the moment. Try again later.',
  'failure.overloaded': '{tier} is overloaded at the moment. Try again later.',
  'failure.serverError': 'The API had an error at {tier}. Try again later.',
  'failure.breakerOpen': '{tier} has failed repeatedly and rests. Try again in a minute.',
  'failure.cut': 'The answer of {tier} broke off. Try again.',
  'failure.malformed': 'The answer of {tier} could not be read. Check the API address.',
  'failure.keyRejected':
    'The API key was refused. Set a valid one; behind a gateway, check the setting tierwise.api.keyHeader as well.',
  'failure.forbidden': 'The API key may not use {tier}.',
  'failure.notTheApi':
    'Something else than the API refused the request with a web page. Check the proxy, the firewall and the API address.',
  'failure.stepRefused': 'The step of the chain at {provider} was refused: {cause}.',
  'failure.noCredit': 'The account behind the API key has no credit left.',
  'failure.noCredentials':
    'No credentials to sign the call were found. Sign in to AWS or Google, and name the project.',
  'failure.badRequest': 'The API refused the request.',
  'failure.redirected':
    'The API redirects elsewhere, where your code does not follow. Set its final address.',
  'failure.tooLarge': 'The request is too large for {tier}. Select less code.',
  'failure.tooLong': 'The code is about {promptTokens} tokens, too long for {tier}. Select less.',
  'failure.modelNotFound':
    'The model {model} was not found. Check the setting for {tier} and the API address.',
  'failure.modelNotSet': 'No model is known for {tier} at this address. Set one in the settings.',
  'failure.refused': '{tier} refused to answer.',
  'failure.truncated': 'The answer was longer than {limitTokens} tokens. Select less code.',
  'failure.rejected': 'No answer passed its check: {problem}.',
  'failure.budgetStopped': 'The budget of {limitNusd} {budget} does not allow this call.',
  'failure.budgetStayCheap':
    'The budget of {limitNusd} {budget} allows no higher tier, which an answer would have needed.',
  'failure.stopped': 'Stopped, as you chose.',
  'failure.ledgerFailed': 'The usage could not be written down, so no further call was made.',
  'failure.noBatches':
    'Whoever runs these models takes no batches. Run it now, or set api.provider to the Claude API.',
  'failure.internal': 'Something went wrong in Tierwise. The log tells more.',
} as const satisfies Readonly<Record<`failure.${RunFailure}`, string>>;

/** What the user should know of a run that came out. */
export const RUN_NOTE_TEXTS = {
  'note.budgetWarned': 'The budget of {limitNusd} {budget} is exceeded; {spentNusd} is spent.',
  'note.budgetNear': 'Most of the budget of {limitNusd} {budget} is used: {spentNusd}.',
  'note.modelFell':
    '{model} passes {passPercent} % at first, {before} passed {beforePercent} %. Set the model of {tier} to keep the old.',
  'note.modelDeprecated': 'The model {model} will be retired[ in {days} days].',
  'note.effortNotTaken': '{model} is not known to take the effort "{effort}", so none was sent.',
  'note.unsure': 'The model was not sure of this answer ({confidencePercent} %).',
  'note.providerOff': 'The step of the chain at {provider} was left out: it is not set up.',
  'note.answeredByOther': '{model} has answered, where {asked} was asked for.',
  'note.bookingFailed': 'A part of the usage could not be written down.',
} as const satisfies Readonly<Record<`note.${RunNote}`, string>>;

/** What can be wrong with prices. */
export const PRICE_TEXTS = {
  priceInvalid: 'The price of {model} in the setting tierwise.prices cannot be used.',
} as const satisfies Readonly<Record<PriceErrorCode, string>>;
