import type { Diagnostic, Uri } from 'vscode';
import { DiagnosticSeverity, languages } from 'vscode';
import { DIAGNOSTIC_SOURCE } from '../../ids.ts';

/** The errors that the editor shows for a document now, our own findings left out. */
export function errorsOf(uri: Uri): readonly Diagnostic[] {
  return languages
    .getDiagnostics(uri)
    .filter(
      ({ severity, source }) =>
        severity === DiagnosticSeverity.Error && source !== DIAGNOSTIC_SOURCE,
    );
}

/** Errors that are there oftener than before, wherever they stand: lines move. */
export function addedErrors(
  before: readonly Diagnostic[],
  after: readonly Diagnostic[],
): readonly Diagnostic[] {
  const left = new Map<string, number>();
  for (const error of before) left.set(keyOf(error), (left.get(keyOf(error)) ?? 0) + 1);
  return after.filter((error) => {
    const count = left.get(keyOf(error)) ?? 0;
    left.set(keyOf(error), count - 1);
    return count <= 0;
  });
}

function keyOf({ message, source, code }: Diagnostic): string {
  const value = typeof code === 'object' ? code.value : code;
  return JSON.stringify([source, value, message]);
}
