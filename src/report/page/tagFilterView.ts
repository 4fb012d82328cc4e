import type { TagName } from '../../models/tags/runTags.ts';
import { TAG_NAMES } from '../../models/tags/runTags.ts';
import type { TagFilter, TagValues } from '../../models/tags/tagFilter.ts';
import type { Format } from '../format.ts';
import type { ReportTextKey } from '../protocol/texts.ts';
import { html } from './elements.ts';

const LABELS = {
  repository: 'tagRepository',
  branch: 'tagBranch',
  ticket: 'tagTicket',
} as const satisfies Record<TagName, ReportTextKey>;

/** What a choice of tags shows and does. */
export interface TagFilterParts {
  /** What can be chosen; undefined until it is known. */
  readonly values: TagValues | undefined;
  readonly chosen: TagFilter;
  readonly choose: (tags: TagFilter) => void;
}

/** A choice for each tag that any run has; nothing where there is none. */
export function tagFilterView(parts: TagFilterParts, format: Format): HTMLElement | undefined {
  const names = TAG_NAMES.filter((name) => choicesOf(name, parts).length > 0);
  if (names.length === 0) return undefined;
  return html(
    'div',
    { class: 'tag-filter', attributes: { role: 'group', 'aria-label': format.text('tagFilter') } },
    ...names.map((name) => choiceView(name, parts, format)),
  );
}

function choiceView(name: TagName, parts: TagFilterParts, format: Format): HTMLElement {
  const { chosen, choose } = parts;
  const option = (value: string, label: string, isChosen: boolean): HTMLOptionElement => {
    const made = html('option', { attributes: { value } }, label);
    made.selected = isChosen;
    return made;
  };
  const select = html(
    'select',
    {
      id: `tag-${name}`,
      on: {
        change: ({ target }) => {
          if (!(target instanceof HTMLSelectElement)) return;
          const { [name]: _, ...others } = chosen;
          choose(target.value === ALL ? others : { ...others, [name]: target.value.slice(1) });
        },
      },
    },
    option(ALL, format.text('tagAll'), chosen[name] === undefined),
    ...choicesOf(name, parts).map((value) =>
      // No value of a tag is taken for the choice of all.
      option(`=${value}`, value === '' ? format.text('tagNone') : value, chosen[name] === value),
    ),
  );
  return html('label', {}, html('span', {}, format.text(LABELS[name])), select);
}

const ALL = 'all';

/** What can be chosen, with what is chosen, be it that no run of this period has it. */
function choicesOf(name: TagName, { values, chosen }: TagFilterParts): readonly string[] {
  const known = values?.[name] ?? [];
  const own = chosen[name];
  return own === undefined || known.includes(own) ? known : [own, ...known];
}
