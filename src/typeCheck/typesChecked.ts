/** How far the types of a proposal were looked at. */
export type TypesChecked =
  /** As the project has itself compiled, or leniently where it does not say. */
  | 'checked'
  | 'checkedWithoutConfig'
  /** No checker here knows the language; the file is in no folder of this machine. */
  | 'noChecker'
  | 'noFolder'
  /** The checker had no answer in time, say because the project is too large. */
  | 'notInTime';
