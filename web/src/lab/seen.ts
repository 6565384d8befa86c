// Whether this browser has been shown around before. A browser may forbid keeping such things; then it is taken as
// seen, since being shown around at every visit is worse than never.

const NAME = "digitscope.seen";

export function seenBefore(): boolean {
  try {
    return localStorage.getItem(NAME) !== null;
  } catch {
    return true;
  }
}

export function rememberSeen(): void {
  try {
    localStorage.setItem(NAME, "1");
  } catch {
    // forbidden: nothing is kept
  }
}
