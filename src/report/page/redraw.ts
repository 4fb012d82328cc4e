/** A place in the page that is found again after it was drawn anew. */
interface Place {
  /** The nearest element around it that has an id; '': the page. */
  readonly id: string;
  /** From there down, which child of each. */
  readonly path: readonly number[];
}

/**
 * Puts parts in the place of those that are shown. What the user is at stays as it is: the keyboard's place, the text
 * that is selected, how far tables are scrolled sideways, and what is read at the top of the window.
 * @param top where the window is to be scrolled to; undefined: what is read stays where it is
 */
export function redraw(
  main: HTMLElement,
  parts: readonly HTMLElement[],
  top: number | undefined,
): void {
  const focused = document.activeElement;
  const focus = placeOf(main, focused);
  const selection = selected(main);
  const sideways = new Map(
    [...main.querySelectorAll('.scroller')].map(({ id, scrollLeft }) => [id, scrollLeft]),
  );
  const read = readAtTop(main);

  main.replaceChildren(...parts);

  for (const [id, left] of sideways) document.getElementById(id)?.scrollTo({ left });
  const back = focus && nodeAt(main, focus);
  if (back instanceof HTMLElement && isLike(back, focused)) back.focus({ preventScroll: true });
  selection?.();
  if (top !== undefined) scrollTo({ top });
  else if (read === undefined) scrollTo({ top: 0 });
  else read();
}

/** Holds back what would take the page away under a press, by pointer or by space bar: its click would be lost. */
export class WhilePressed {
  #isPressed = false;
  readonly #waiting = new Set<() => void>();

  constructor() {
    const begin = (): void => {
      this.#isPressed = true;
    };
    const end = (): void => this.#end();
    const isSpace = (event: KeyboardEvent): boolean => event.key === ' ';
    document.addEventListener('pointerdown', begin, true);
    document.addEventListener('keydown', (event) => isSpace(event) && begin(), true);
    document.addEventListener('keyup', (event) => isSpace(event) && end(), true);
    for (const name of ['pointerup', 'pointercancel', 'dragend', 'change']) {
      document.addEventListener(name, end, true);
    }
    // A press may end where the page does not hear it: in the list of a choice, or outside.
    document.addEventListener('pointermove', ({ buttons }) => buttons === 0 && end(), true);
    addEventListener('blur', end);
  }

  /** Does something at once, or when the press has ended; what waits already is not done twice. */
  after(work: () => void): void {
    if (this.#isPressed) this.#waiting.add(work);
    else work();
  }

  #end(): void {
    if (!this.#isPressed) return;
    this.#isPressed = false;
    // The click comes after the end of its press, and before this.
    setTimeout(() => {
      if (this.#isPressed) return;
      const waiting = [...this.#waiting];
      this.#waiting.clear();
      for (const work of waiting) work();
    });
  }
}

/** Keeps what stands at the window's top; undefined: that is the page's own top. */
function readAtTop(main: HTMLElement): (() => void) | undefined {
  if (scrollY === 0) return undefined;
  const element = document.elementFromPoint(innerWidth / 2, 1);
  const place = placeOf(main, element);
  const before = element?.getBoundingClientRect().top ?? 0;
  const top = scrollY;
  return () => {
    const again = place && nodeAt(main, place);
    // What is no more cannot stay: then the window stays where it was.
    scrollTo({ top });
    if (isLike(again, element)) scrollBy({ top: again.getBoundingClientRect().top - before });
  };
}

/** Selects the same text again, if it is there. */
function selected(main: HTMLElement): (() => void) | undefined {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed) return undefined;
  const text = selection.toString();
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
  const [anchor, focus] = [placeOf(main, anchorNode), placeOf(main, focusNode)];
  if (anchor === undefined || focus === undefined) return undefined;
  return () => {
    const [from, to] = [nodeAt(main, anchor), nodeAt(main, focus)];
    if (!hasOffset(from, anchorOffset) || !hasOffset(to, focusOffset)) return;
    selection.setBaseAndExtent(from, anchorOffset, to, focusOffset);
    if (selection.toString() !== text) selection.removeAllRanges();
  };
}

/** Whether a node is what another was: what has an id is, else it says the same. */
function isLike(node: Node | undefined, other: Element | null): node is Element {
  if (!(node instanceof Element) || node.tagName !== other?.tagName) return false;
  return node.id === other.id && (node.id !== '' || node.textContent === other.textContent);
}

function hasOffset(node: Node | undefined, offset: number): node is Node {
  if (node === undefined) return false;
  return offset <= (node instanceof Text ? node.length : node.childNodes.length);
}

/** Where a node stands; undefined: outside of the page's parts. */
function placeOf(main: HTMLElement, node: Node | null): Place | undefined {
  const path: number[] = [];
  for (let at = node; at !== null && at !== main; at = at.parentNode) {
    if (at instanceof Element && at.id !== '') return { id: at.id, path };
    const siblings: readonly Node[] = [...(at.parentNode?.childNodes ?? [])];
    path.unshift(siblings.indexOf(at));
    if (at.parentNode === main) return { id: '', path };
  }
  return undefined;
}

function nodeAt(main: HTMLElement, { id, path }: Place): Node | undefined {
  const from: Node | null = id === '' ? main : document.getElementById(id);
  return path.reduce<Node | undefined>((node, index) => node?.childNodes[index], from ?? undefined);
}
