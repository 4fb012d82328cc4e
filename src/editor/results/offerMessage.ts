import { window } from 'vscode';
import type { Offer } from './shownResult.ts';

/** Says something good to know, with what can be done beside it. */
export async function tellWithOffers(text: string, offers: readonly Offer[]): Promise<void> {
  const answer = await window.showInformationMessage(text, ...offers.map(({ title }) => title));
  await offers.find(({ title }) => title === answer)?.take();
}
