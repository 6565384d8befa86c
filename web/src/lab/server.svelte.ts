// The world of a page that a server gave: networks, test digits, photographs, evaluations.
// In: calls of the views. Out: intents to the store; what fails becomes a notice, never an exception in a view.

import type { Network } from "../engine/network.ts";
import { packNetwork } from "../engine/packing.ts";
import { NetworkFileError, readNetworkFile } from "../engine/safetensors.ts";
import { Connection, PAGE } from "../wire/connection.ts";
import { WireError } from "../wire/fields.ts";
import type { Card, Received } from "../wire/messages.ts";
import {
  documentWith,
  networkFile,
  Refused,
  sendNetwork,
  sendPicture,
  shippedNetworks,
  testDigits,
} from "../wire/requests.ts";
import { type Address, Addresses } from "./addresses.ts";
import { rewritten } from "./packed.ts";
import { Questions } from "./questions.ts";
import type { Digits, KnobRange, Shown } from "./state.ts";
import type { Store } from "./store.svelte.ts";
import type { World } from "./world.ts";

/** Notices that have had their day when the line opens. */
const OF_THE_LINE: ReadonlySet<string> = new Set(["OFFLINE", "NOT_SIGNED_IN", "CROWDED"]);

export class Server implements World {
  readonly kind = "server";
  readonly place = "lab";
  readonly start = "";
  /** Until the line was tried it counts as open. */
  online = $state(true);
  cards: readonly Card[] = $state.raw([]);
  #catalogued = false;
  readonly #store: Store;
  readonly #connection: Connection;
  #digits: Promise<Digits | null> | null = null;
  readonly #addresses = new Addresses();
  readonly #questions: Questions;
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
    this.#questions = new Questions({
      state: () => store.state,
      send: store.send,
      say: (message) => this.#connection.send(message),
      addressOf: (network) => this.#addressOf(network),
      forget: (name) => this.#addresses.forget(name),
      tell: (code, detail) => this.#tell(code, detail),
      now: () => performance.now(),
      after: PAGE.after,
    });
  }

  async begin(): Promise<void> {
    await this.#first();
    this.#connection.open();
  }

  async show(name: string): Promise<void> {
    const mine = ++this.#networks;
    await this.#trying(() => this.#show(mine, name));
  }

  async load(file: File): Promise<void> {
    const mine = ++this.#networks;
    await this.#trying(async () => {
      const { name } = await sendNetwork(file);
      await this.#show(mine, name, file.name);
    });
  }

  /** Not if somebody drew or opened something else meanwhile. */
  async open(picture: Blob, title: string): Promise<void> {
    const [mine, before] = [++this.#pictures, this.#store.state.input];
    await this.#trying(async () => {
      const prepared = await sendPicture(picture);
      if (mine !== this.#pictures || before !== this.#store.state.input) return;
      this.#store.send({ type: "open", input: { kind: "picture", title, ...prepared } });
    });
  }

  digits(): Promise<Digits | null> {
    this.#digits ??= this.#fetchDigits();
    return this.#digits;
  }

  evaluate(network: Network, latest = false): Promise<void> {
    return this.#questions.evaluate(network, latest);
  }

  sweep(network: Network, knobs: readonly KnobRange[]): void {
    this.#questions.sweep(network, knobs);
  }

  measure(): void {
    this.#questions.measure();
  }

  async document(): Promise<Blob | null> {
    const { shown } = this.#store.state;
    let document: Blob | null = null;
    await this.#trying(async () => {
      document = shown && (await this.#documentWith(shown, false));
    });
    return document;
  }

  /** With the title that the network has here: the server may call it by the sum of its file; and with how fast this
   *  machine learns, where that was measured. again: since the server had forgotten it. */
  async #documentWith(shown: Shown, again: boolean): Promise<Blob | null> {
    const address = await this.#addressOf(shown.network, "exact");
    if (!address) return null;
    try {
      const page = await documentWith(address.name);
      const { found } = this.#store.state.speed;
      const speed = found && { speed: { ...found, day: new Date().toISOString().slice(0, 10) } };
      return new Blob([rewritten(await page.text(), { title: shown.title, ...speed })], { type: page.type });
    } catch (error) {
      if (again || !(error instanceof Refused && error.code === "NOT_FOUND")) throw error;
      this.#addresses.forget(address.name);
      return this.#documentWith(shown, true);
    }
  }

  /** What the server calls this network. exact: a network of its own, not the changes to another. */
  async #addressOf(network: Network, exact?: "exact"): Promise<Address | null> {
    const temperature = this.#temperatureOf(network);
    const known = this.#addresses.of(network, temperature);
    if (known && !(exact && known.changes.length > 0)) return known;
    let name: string | null = null;
    await this.#trying(async () => {
      const sent = await sendNetwork(new Blob([packNetwork(network, temperature)]));
      name = sent.name;
    });
    if (name === null) return null;
    this.#addresses.learn(name, network, temperature);
    return { name, changes: [] };
  }

  /** The one that the network came with. It may be a named one, of another source than the one that is shown. */
  #temperatureOf(network: Network): number {
    const { bench, points } = this.#store.state;
    const kept = points.find((point) => [point.bench.network, point.bench.source.network].includes(network))?.bench;
    return (bench?.network === network ? bench : (kept ?? bench))?.source.temperature ?? 1;
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
      const name = await this.#catalogue();
      await this.#show(mine, name);
    });
  }

  /** Fetches the cards of the shipped networks. Gives the name of the one to begin with. */
  async #catalogue(): Promise<string> {
    const { default: name, networks } = await shippedNetworks();
    this.cards = networks;
    this.#catalogued = true;
    return name;
  }

  async #show(mine: number, name: string, title: string = name): Promise<void> {
    const file = await networkFile(name);
    if (mine !== this.#networks) return;
    const { network, temperature } = readNetworkFile(file);
    const card = this.cards.find((one) => one.name === name);
    const score = { accuracy: card?.accuracy ?? null, interval: card?.interval ?? null };
    this.#addresses.learn(name, network, temperature);
    this.#store.send({ type: "show", source: { name, title, network, temperature, ...score } });
  }

  #opened(): void {
    this.online = true;
    this.#barred = null;
    this.#answered = 0;
    const { notice, shown } = this.#store.state;
    if (notice && OF_THE_LINE.has(notice.code)) this.#store.send({ type: "notice", notice: null });
    if (!shown) this.#first();
    else if (!this.#catalogued) this.#trying(async () => void (await this.#catalogue()));
  }

  #closed(): void {
    const before = this.online;
    this.online = false;
    if (before) this.#questions.lost();
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
    if (message.type !== "hello") this.#questions.received(message);
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
