/** What can be set on an element: attributes, a listener, and what stands inside. */
export interface Parts {
  readonly class?: string | undefined;
  readonly id?: string | undefined;
  /** Attributes as they are; undefined ones are left out. */
  readonly attributes?: Readonly<Record<string, string | number | undefined>>;
  readonly on?: Readonly<Record<string, (event: Event) => void>>;
}

/** Something to put inside an element; a string becomes text, never markup. */
export type Child = Node | string | undefined;

/** An HTML element with its parts and children. */
export function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  parts: Parts = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  return filled(document.createElement(name), parts, children);
}

/** An SVG element with its parts and children. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  parts: Parts = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', name), parts, children);
}

/** A button that reads `label`. */
export function textButton(id: string, label: string, press: () => void): HTMLElement {
  const attributes = { type: 'button' };
  return html('button', { class: 'action', id, attributes, on: { click: press } }, label);
}

function filled<Target extends Element>(
  element: Target,
  parts: Parts,
  children: readonly Child[],
): Target {
  if (parts.id !== undefined) element.id = parts.id;
  if (parts.class !== undefined) element.setAttribute('class', parts.class);
  for (const [name, value] of Object.entries(parts.attributes ?? {})) {
    if (value !== undefined) element.setAttribute(name, String(value));
  }
  for (const [name, listener] of Object.entries(parts.on ?? {})) {
    element.addEventListener(name, listener);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}
