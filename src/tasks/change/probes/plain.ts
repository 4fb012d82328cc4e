/** A value of JSON. */
export type Plain =
  null | boolean | number | string | readonly Plain[] | { readonly [name: string]: Plain };
