import fc from 'fast-check';

/**
 * Property tests try the same inputs in each run, so that what fails fails again wherever it is run. TIERWISE_SEED is
 * another number to begin from, or `new` for inputs that nobody has tried yet.
 */
const seed = process.env['TIERWISE_SEED'] ?? '20261130';
if (seed !== 'new') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
