import type { Workbench } from './workbench.ts';

/** Waits for the proposal for a file, drawn and not only named; `title` is a part of what its tab says. */
export async function proposed(workbench: Workbench, file: string, title = ''): Promise<void> {
  await workbench.waitForTab(proposalTab(file, title));
  await workbench.page.locator('.monaco-diff-editor .line-insert').first().waitFor();
}

/** Waits for a new file that is proposed: its tab is there before it can be accepted. */
export async function newFileProposed(workbench: Workbench, file: string): Promise<void> {
  await workbench.waitForTab(file);
  await workbench.page.locator('.editor-actions .codicon-check').first().waitFor();
}

/** Accepts the proposal in front, and waits until the file holds it. */
export async function accept(workbench: Workbench, file: string): Promise<void> {
  await settle(workbench, 'Tierwise: Accept', file);
}

/** Discards the proposal in front. */
export async function discard(workbench: Workbench, file: string): Promise<void> {
  await settle(workbench, 'Tierwise: Discard', file);
}

async function settle(workbench: Workbench, command: string, file: string): Promise<void> {
  await workbench.runCommand(command);
  // The file comes to the front first: only once the proposal is gone, it holds what was accepted.
  await workbench.tab(proposalTab(file)).first().waitFor({ state: 'detached' });
  await workbench.waitForTab(file);
}

function proposalTab(file: string, title = ''): RegExp {
  return new RegExp(`^${file.replaceAll('.', '\\.')} \\(.*${title}`);
}
