/** The demo API alone, on a port that the editor's launch configuration knows, until Ctrl+C. */
import { startDemoApi } from '../support/demoApi/server.ts';

const PORT = 8140;

const api = await startDemoApi({ port: PORT });
process.stdout.write(`The demo API listens at ${api.url}. Press Ctrl+C to stop.\n`);
process.once('SIGINT', () => void api.stop());
process.once('SIGTERM', () => void api.stop());
