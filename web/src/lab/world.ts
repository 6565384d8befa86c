// What the lab asks of the world around it. A page from the server has all of it; a one-file document has its own
// network and nothing else, and says so. What fails becomes a notice in the lab, never an exception in a view.

import type { Network } from "../engine/network.ts";
import type { Card } from "../wire/messages.ts";
import type { Digits, KnobRange } from "./state.ts";

export interface World {
  /** "document": no server, hence no photographs, no test digits, no figures over them. */
  readonly kind: "server" | "document";
  /** Where the browser keeps this lab over a reload: each document has a place of its own. */
  readonly place: string;
  /** How it begins where nothing was kept: what would stand behind the # of its address; empty for the usual. */
  readonly start: string;
  /** Whether the server can be asked now; the lab goes on reading drawings without it. */
  readonly online: boolean;
  /** The shipped networks that can be shown. */
  readonly cards: readonly Card[];
  /** Fetches what the first picture needs. */
  begin(): Promise<void>;
  /** Shows a shipped network, or the one in the document. */
  show(name: string): Promise<void>;
  /** Takes a network file in, once it is checked, and shows it. */
  load(file: File): Promise<void>;
  /** Has a photograph, a scan or a pasted picture prepared, and opens it. */
  open(picture: Blob, title: string): Promise<void>;
  /** The 10,000 test digits, fetched once; null where there are none. */
  digits(): Promise<Digits | null>;
  /** Has this network answer the 10,000 test digits; settles when the answer is in the state, or will not come.
   *  latest: it is the one that is being turned right now, and no longer of interest when a newer one is asked for. */
  evaluate(network: Network, latest?: boolean): Promise<void>;
  /** The loss over the 10,000 while one knob, or two, go through their ranges; lines arrive in the state. */
  sweep(network: Network, knobs: readonly KnobRange[]): void;
  /** Has the server measure how fast its machine learns; what comes of it is in the state. */
  measure(): void;
  /** The one-file document with the network that is shown; null where none can be made. */
  document(): Promise<Blob | null>;
}
