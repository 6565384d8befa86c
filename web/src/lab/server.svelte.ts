// What the lab asks of the world around it: networks, test digits, photographs, evaluations.
// In: calls of the views. Out: intents to the store; what fails becomes a notice, never an exception in a view.

import { NetworkFileError, readNetworkFile } from "../engine/safetensors.ts";
import { Connection, PAGE } from "../wire/connection.ts";
import { WireError } from "../wire/fields.ts";
import type { Card, Received } from "../wire/messages.ts";
import { networkFile, Refused, sendNetwork, sendPicture, shippedNetworks, testDigits } from "../wire/requests.ts";
import type { Digits } from "./state.ts";
import type { Store } from "./store.svelte.ts";

/** Notices that have had their day when the line opens. */
const OF_THE_LINE: ReadonlySet<string> = new Set(["OFFLINE", "NOT_SIGNED_IN", "CROWDED"]);

export class Server {
  /** Whether the line to the server is open, or has not been tried yet; the lab goes on reading drawings without it. */
  online = $state(true);
  /** The shipped networks. */
  cards: readonly Card[] = $state.raw([]);
  readonly #store: Store;
  readonly #connection: Connection;
  #digits: Promise<Digits | null> | null = null;
  /** The evaluation that is under way, and who waits for it. */
  #asked: { id: number; network: string; done: Promise<void>; settle: () => void } | null = null;
  #questions = 0;
  /** Counts the networks, and the pictures, that were chosen: only what was chosen last is shown. */
  #networks = 0;
  #pictures = 0;
  /** Why the server keeps the line closed, once that was told. */
  #barred: string | null = null;
  /** How often the server answered while it kept the line closed. */
  #answered = 0;

  constructor(store: Store) {
    this.#store = store;
    this.#connection = new Connection(
      {
        message: (message) => this.#message(message),
        line: (open) => (open ? this.#opened() : this.#closed()),
      },
      PAGE,
    );
  }

  /** Fetches what the first picture needs, the cards and the default network; then opens the line. */
  async begin(): Promise<void> {
    await this.#first();
    this.#connection.open();
  }

  /** Shows a shipped network, or one that was sent before. */
  async show(name: string): Promise<void> {
    const mine = ++this.#networks;
    await this.#trying(() => this.#show(mine, name));
  }

  /** Sends a network file to be checked, and shows it. */
  async load(file: File): Promise<void> {
    const mine = ++this.#networks;
    await this.#trying(async () => {
      const { name } = await sendNetwork(file);
      await this.#show(mine, name, file.name);
    });
  }

  /** Has a photograph, a scan or a pasted picture prepared, and opens it, unless somebody drew or opened something else
   *  meanwhile. */
  async open(picture: Blob, title: string): Promise<void> {
    const [mine, before] = [++this.#pictures, this.#store.state.input];
    await this.#trying(async () => {
      const prepared = await sendPicture(picture);
      if (mine !== this.#pictures || before !== this.#store.state.input) return;
      this.#store.send({ type: "open", input: { kind: "picture", title, ...prepared } });
    });
  }

  /** The 10,000 test digits, fetched once; null where that failed (a notice says why). */
  digits(): Promise<Digits | null> {
    this.#digits ??= this.#fetchDigits();
    return this.#digits;
  }

  /** Has the shown network answer the 10,000 test digits, once a network. Settles when the answer is in the store. */
  evaluate(): Promise<void> {
    const { shown, evaluation } = this.#store.state;
    if (!shown || evaluation?.network === shown.name) return Promise.resolve();
    if (this.#asked?.network === shown.name) return this.#asked.done;
    const id = ++this.#questions;
    this.#asked?.settle();
    let settle = () => {};
    const done = new Promise<void>((resolve) => {
      settle = resolve;
    });
    this.#asked = { id, network: shown.name, done, settle };
    this.#connection.send({ type: "evaluate", id, network: shown.name });
    return done;
  }

  async #fetchDigits(): Promise<Digits | null> {
    let digits: Digits | null = null;
    await this.#trying(async () => {
      digits = await testDigits();
      this.#store.send({ type: "digits", digits });
    });
    if (!digits) this.#digits = null; // the next one who asks tries again
    return digits;
  }

  async #first(): Promise<void> {
    const mine = ++this.#networks;
    await this.#trying(async () => {
      const { default: name, networks } = await shippedNetworks();
      this.cards = networks;
      await this.#show(mine, name);
    });
  }

  async #show(mine: number, name: string, title: string = name): Promise<void> {
    const file = await networkFile(name);
    if (mine !== this.#networks) return;
    const { network, temperature } = readNetworkFile(file);
    const card = this.cards.find((one) => one.name === name);
    const score = { accuracy: card?.accuracy ?? null, interval: card?.interval ?? null };
    this.#store.send({ type: "show", shown: { name, title, network, temperature, ...score } });
  }

  #opened(): void {
    this.online = true;
    this.#barred = null;
    this.#answered = 0;
    const { notice, shown } = this.#store.state;
    if (notice && OF_THE_LINE.has(notice.code)) this.#store.send({ type: "notice", notice: null });
    if (!shown) this.#first();
  }

  #closed(): void {
    const before = this.online;
    this.online = false;
    if (before) this.#forgetQuestion();
    else if (this.#barred === null) this.#askWhy();
  }

  /** A server that is there and keeps the line closed may say why: it may be another one by now, that does not know this
   *  page. One that answers all the same, and not just because it came up this moment, has too many lines of ours. */
  async #askWhy(): Promise<void> {
    try {
      await shippedNetworks();
      if (this.online || ++this.#answered < 2) return;
      this.#barred = "CROWDED";
      this.#tell("CROWDED", "");
    } catch (error) {
      if (!(error instanceof Refused) || error.code === "OFFLINE" || this.online) return;
      this.#barred = error.code;
      this.#tell(error.code, error.detail);
    }
  }

  #message(message: Received): void {
    if (message.type === "hello") return;
    if (message.id !== null && message.id !== this.#asked?.id) return; // the answer to a question long forgotten
    if (message.type === "evaluation") {
      const { type: _, id: __, ...evaluation } = message;
      this.#store.send({ type: "evaluation", evaluation });
    } else {
      this.#tell(message.code, `${message.message}: ${message.hint}`);
    }
    this.#forgetQuestion();
  }

  #forgetQuestion(): void {
    this.#asked?.settle();
    this.#asked = null;
  }

  async #trying(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      if (!(error instanceof Refused || error instanceof WireError || error instanceof NetworkFileError)) throw error;
      if (error instanceof Refused) this.#tell(error.code, error.detail);
      else this.#tell(error instanceof NetworkFileError ? error.code : "OTHER", error.message);
    }
  }

  #tell(code: string, detail: string): void {
    this.#store.send({ type: "notice", notice: { code, detail } });
  }
}
