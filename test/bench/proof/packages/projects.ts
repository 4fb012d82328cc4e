import { COMPILED } from './compiled.ts';
import { DYNAMIC } from './dynamic.ts';
import type { Project } from './project.ts';
import { PYTHON } from './python.ts';
import { SCRIPTS } from './scripts.ts';

/** Chosen for having their tests in what is published, and for tests that need nothing else. */
export const PROJECTS: readonly Project[] = [...SCRIPTS, ...PYTHON, ...COMPILED, ...DYNAMIC];
