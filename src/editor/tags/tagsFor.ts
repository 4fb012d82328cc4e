import type { Uri } from 'vscode';
import type { RunTags } from '../../models/tags/runTags.ts';
import { lazy } from '../lazy.ts';
import type { RunTaggerParts } from './runTagger.ts';

/** What runs about a document are tagged with. Nothing is looked at, nor loaded, before the user wants tags. */
export function tagsFor(parts: RunTaggerParts): (uri: Uri) => Promise<RunTags> {
  const tagger = lazy(async () => {
    const { RunTagger } = await import('./runTagger.ts');
    return new RunTagger(parts);
  });
  return async (uri) => {
    const { repository, branch, ticket } = parts.configuration.read().tags;
    return repository || branch || ticket !== '' ? (await tagger()).of(uri) : {};
  };
}
