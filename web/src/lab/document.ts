// The world of a one-file document: its own network, files that are loaded into it, and nothing that needs a server.
// In: the page as it came. Out: intents to the store; what fails becomes a notice.

import { packNetwork } from "../engine/packing.ts";
import { NetworkFileError } from "../engine/safetensors.ts";
import { sha256 } from "../engine/sha256.ts";
import { WireError } from "../wire/fields.ts";
import type { Card } from "../wire/messages.ts";
import { changesFrom } from "./addresses.ts";
import type { Source } from "./bench.ts";
import { heldIn, type Packed, packed, rewritten } from "./packed.ts";
import { shownNetwork } from "./sharing/networks.ts";
import type { Digits, Send, State } from "./state.ts";
import type { World } from "./world.ts";

/** As large as a server takes. */
const MOST_BYTES = 16 * 2 ** 20;

/** What a document needs of the lab around it. */
export interface Around {
  readonly state: State;
  readonly send: Send;
}

export class DocumentWorld implements World {
  readonly kind = "document";
  readonly online = false;
  readonly cards: readonly Card[];
  readonly place: string;
  readonly start: string;
  readonly #around: Around;
  readonly #html: string;
  /** Null where the document is damaged. */
  readonly #packed: Packed | null;
  /** The networks that were shown, by name: the document's own, and those that were loaded into it. */
  readonly #sources = new Map<string, Source>();
  /** Counts the networks that were chosen: only what was chosen last is shown. */
  #networks = 0;

  /** html: the page, before the lab was put into it. */
  constructor(around: Around, html: string) {
    this.#around = around;
    this.#html = html;
    this.#packed = packedIn(html);
    this.cards = this.#packed?.card ? [this.#packed.card] : [];
    this.start = this.#packed?.start ?? "";
    this.place = sha256(new TextEncoder().encode(html));
  }

  async begin(): Promise<void> {
    if (!this.#packed) return this.#tell("DOCUMENT_DAMAGED");
    const { name, speed } = this.#packed;
    if (speed) this.#around.send({ type: "speed", speed: { found: speed } });
    await this.show(name);
  }

  /** The document's own network where the name is empty. */
  async show(name: string): Promise<void> {
    this.#networks++;
    await this.#trying(async () => {
      const known = this.#sources.get(name || (this.#packed?.name ?? ""));
      const source = known ?? (this.#isOwn(name) ? this.#own() : null);
      if (source) this.#show(source);
      else this.#tell("DOCUMENT_NETWORK");
    });
  }

  /** The file stays in this page, and is checked in it. */
  async load(file: File): Promise<void> {
    const mine = ++this.#networks;
    if (file.size > MOST_BYTES) return this.#tell("FILE_TOO_LARGE");
    await this.#trying(async () => {
      const content = await file.arrayBuffer();
      const { network, temperature } = shownNetwork(content);
      const name = sha256(new Uint8Array(content));
      if (mine === this.#networks) {
        this.#show({ name, title: file.name, network, temperature, accuracy: null, interval: null });
      }
    });
  }

  async open(): Promise<void> {
    this.#tell("DOCUMENT_PICTURE");
  }

  async digits(): Promise<Digits | null> {
    return null;
  }

  async evaluate(): Promise<void> {}

  sweep(): void {}

  measure(): void {}

  async document(): Promise<Blob | null> {
    const { shown } = this.#around.state;
    if (!this.#packed || !shown) return null;
    let html: string | null = null;
    await this.#trying(async () => {
      const parts = this.#with(shown);
      if (parts) html = rewritten(this.#html, { ...parts, start: "" });
    });
    return html === null ? null : new Blob([html], { type: "text/html" });
  }

  /** What a document with this network holds: the file and the card that came with it, as long as no number differs. */
  #with({ title, network, temperature }: Source): Packed | null {
    const own = this.#own();
    if (!this.#packed || !own) return null;
    if (changesFrom(own.network, network)?.length === 0) return this.#packed;
    return { ...this.#packed, name: title, title, network: packNetwork(network, temperature), card: null };
  }

  #isOwn(name: string): boolean {
    return this.#packed !== null && (name === "" || name === this.#packed.name);
  }

  /** Reads the document's own network. Throws NetworkFileError. */
  #own(): Source | null {
    if (!this.#packed) return null;
    const { name, title, network: file, card } = this.#packed;
    const { network, temperature } = shownNetwork(file.buffer as ArrayBuffer);
    return { name, title, network, temperature, accuracy: card?.accuracy ?? null, interval: card?.interval ?? null };
  }

  #show(source: Source): void {
    this.#sources.set(source.name, source);
    this.#around.send({ type: "show", source });
  }

  async #trying(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (error instanceof NetworkFileError) this.#tell(error.code, error.message);
      else if (error instanceof DOMException)
        this.#tell("OTHER", error.message); // a file that is gone meanwhile
      else throw error;
    }
  }

  #tell(code: string, detail = ""): void {
    this.#around.send({ type: "notice", notice: { code, detail } });
  }
}

function packedIn(html: string): Packed | null {
  try {
    return packed(heldIn(html));
  } catch (error) {
    if (error instanceof WireError) return null;
    throw error;
  }
}
