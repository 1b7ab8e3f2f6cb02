/** Why the text of a parameter cannot be read at all, before its contract is asked. */
export interface Defect {
  readonly defect: string;
}

/** Constants, so that reading a parameter allocates nothing but its text. */
export const duplicate: Defect = { defect: "must not be given twice" };
export const malformed: Defect = { defect: "is not valid percent-encoded UTF-8" };
export const unpaired: Defect = { defect: "must be a list of names and values" };
export const misplaced: Defect = { defect: "does not have the form that its style demands" };
export const tooDeep: Defect = { defect: "is nested too deeply" };
export const notJson: Defect = { defect: "must be JSON" };

/** Tells a defect from what was read: texts, lists and records have no such property of their own. */
export function isDefect(v: unknown): v is Defect {
  return (
    v === duplicate || v === malformed || v === unpaired || v === misplaced || v === tooDeep || v === notJson
  );
}
