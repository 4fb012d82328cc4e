import type { ExtensionContext } from 'vscode';

/** Builds the objects and registers the features. */
export function activate(_context: ExtensionContext): void {}
