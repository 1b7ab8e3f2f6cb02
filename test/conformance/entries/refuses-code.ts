/** Whether text cannot become code here. */
export function refusesCode(): boolean {
  try {
    // oxlint-disable-next-line no-new-func, no-implied-eval, typescript/no-implied-eval
    return new Function("return 1")() !== 1;
  } catch {
    return true;
  }
}
