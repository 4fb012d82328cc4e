/** SQL over runs `r`, and for attempts over `a`, their profile `p` and their unfinished run `u`. */
export interface RowCondition {
  readonly sql: string;
  readonly parameters: readonly (number | string)[];
}
