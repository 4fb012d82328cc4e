import type { TestPlan, Subject } from '../testPlan.ts';

/** Rust: unit tests live at the end of the file they test. */
export function planRust(subject: Subject): Promise<TestPlan> {
  return Promise.resolve({
    framework: 'cargo test',
    isDefault: false,
    path: subject.path,
    existing: subject.source,
    sibling: undefined,
    subject: 'super::*',
    // Everything in the file is in reach.
    mentions: subject.declarations.map(({ name }) => name),
    reached: [/\buse\s+(?:super|crate)\b/, /\bsuper::/],
  });
}
