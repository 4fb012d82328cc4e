import type { ProjectFiles } from '../../task.ts';
import { word } from '../mentions.ts';
import { completePlan } from '../planParts.ts';
import { folderOf, joinPath } from '../projectPath.ts';
import { stemOf } from '../testPlace.ts';
import type { Subject, TestPlan } from '../testPlan.ts';

/** Go: beside the subject, in its package. */
export async function planGo(subject: Subject, files: ProjectFiles): Promise<TestPlan> {
  const folder = folderOf(subject.path);
  const path = joinPath(folder, `${stemOf(subject.path)}_test.go`);
  const near = await files.find(joinPath(folder, '*_test.go'), path, 5);
  const others = near.length > 0 ? near : await files.find('**/*_test.go', path, 5);
  const name = /^package\s+(\w+)/m.exec(subject.code ?? subject.source)?.[1] ?? 'main';
  return completePlan({ path, sibling: others.find((one) => one !== path) }, files, {
    framework: 'go test',
    isDefault: false,
    subject: name,
    // Everything in the package is in reach.
    mentions: subject.declarations.map((one) => one.name),
    reached: [new RegExp(`^package\\s+${word(name)}(?:_test)?\\b`, 'm')],
  });
}
