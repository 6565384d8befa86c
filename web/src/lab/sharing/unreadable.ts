// What was shared and cannot be used: nothing of it is. In: which part, what it must be, what came. Out: the error.

/** Codes that the lab has words for, beside the one for anything else that is wrong. */
export type UnreadableCode = "LINK_TOO_LONG" | "LINK_NETWORK" | "LINK_DIGITS" | "STATE_TOO_LARGE" | "STATE_TOO_NEW";

export class Unreadable extends Error {
  override readonly name = "Unreadable";
  /** Null: not as the lab writes it. */
  readonly code: UnreadableCode | null;

  /** message: for people, as plain text. */
  constructor(message: string, code: UnreadableCode | null = null) {
    super(message);
    this.code = code;
  }
}

const SHOWN = 60;

/** what: names the part.  asked: what it must be.  came: of anyone; shown in part, and without anything that acts. */
export function wrong(what: string, asked: string, came: unknown): Unreadable {
  return new Unreadable(`${what} must be ${asked}; got ${quoted(came)}`);
}

function quoted(came: unknown): string {
  const text = typeof came === "string" ? `“${came}”` : (JSON.stringify(came) ?? "nothing");
  return harmless(text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text);
}

/** Letters, digits and signs only: nothing that breaks the line or turns it around. */
export function harmless(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, "\ufffd");
}
