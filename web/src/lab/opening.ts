// Opens what was shared: a link, whose text stands behind the # of the page's address, or a file. In: the address, a
// file. Out: intents to the store, all of them or none; what cannot be used becomes one notice, and nothing changes.

import { stepped } from "./history.ts";
import type { Light } from "./light.svelte.ts";
import {
  arrangedPart,
  hides,
  type Link,
  type LinkedState,
  LONGEST,
  linkOf,
  NO_LINK,
  restoredFromLink,
} from "./link.ts";
import { type Arrangement, NOT_ARRANGED } from "./sharing/arrangement.ts";
import { restoredFrom, type SavedState } from "./sharing/saved.ts";
import { harmless, Unreadable } from "./sharing/unreadable.ts";
import type { Digits, Restored, Source, State } from "./state.ts";
import { LARGEST_FILE, savedStateOf, tooLarge } from "./state-file.ts";
import type { Store } from "./store.svelte.ts";
import type { World } from "./world.ts";

/** What a document begins with is part of the document, however long it is. */
const LONGEST_START = 2 ** 20;

export class Opening {
  readonly #store: Store;
  readonly #world: World;
  readonly #light: Light;
  #link: Link = NO_LINK;
  /** Why the address cannot be used, until that was told. */
  #refused: Unreadable | null = null;
  /** Counts what was opened: only what was opened last is taken over. */
  #opened = 0;
  /** How the page was arranged before. */
  #before: Arrangement = NOT_ARRANGED;

  /** Arranges the page as its address says, or the document that it is, before anything of it is drawn. */
  constructor(store: Store, world: World, light: Light) {
    this.#store = store;
    this.#world = world;
    this.#light = light;
    if (world.start && !location.hash) this.#read(world.start, LONGEST_START);
    else this.#read(location.hash.slice(1));
  }

  /** Takes over the state that the address leads to, once the world has begun; else what was kept; else what the
   *  document begins with. kept: puts back what was kept, and tells whether there was any. */
  async begin(kept: () => Promise<boolean>): Promise<void> {
    const addressed = location.hash !== "";
    if (!(addressed && (await this.#follow("anew"))) && !(await kept()) && !addressed) await this.#follow("anew");
    this.#settle();
  }

  /** The address has changed behind its #: somebody followed a link within this page. */
  async again(): Promise<void> {
    this.#read(location.hash.slice(1));
    await this.#follow();
    this.#settle();
  }

  /** A file that a state was saved in. */
  async file(file: File): Promise<void> {
    const mine = ++this.#opened;
    try {
      if (file.size > LARGEST_FILE) throw tooLarge(file.size);
      const saved = savedStateOf(await contentOf(file));
      const digits = await this.#digitsFor(saved.input);
      restoredFrom(saved, [], digits); // all of it fits, before any of it is used
      if (mine !== this.#opened) return;
      const before = this.#store.state;
      const known = await this.#known(saved);
      if (mine === this.#opened)
        this.#restore(restoredFrom(saved, known, digits), this.#untouched(before) ?? this.#store.state);
    } catch (error) {
      this.#tell(asUnreadable(error), "STATE_INVALID");
    }
    this.#stayInSight();
  }

  /** Saves, or tells why not: what could not be opened again is not saved. */
  saving(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#tell(asUnreadable(error), "STATE_INVALID");
    }
  }

  #read(fragment: string, most = LONGEST): void {
    this.#opened += 1;
    const { classroom, language, theme } = this.#store.state;
    this.#before = { classroom, language, theme };
    try {
      this.#link = linkOf(fragment, most);
      this.#arrange(this.#link.arrangement);
    } catch (error) {
      this.#link = NO_LINK;
      this.#refused = asUnreadable(error);
    }
  }

  #arrange({ classroom, language, theme }: Arrangement): void {
    const { state, send } = this.#store;
    this.#light.arrange(theme ?? state.theme, language ?? state.language);
    send({ type: "classroom", classroom });
  }

  /** Whether the address led to a state, which is the lab's now, or to another one meanwhile. anew: there is nothing to
   *  come back to. */
  async #follow(anew?: "anew"): Promise<boolean> {
    const { state } = this.#link;
    const mine = this.#opened;
    const before = this.#store.state;
    if (!state || !before.bench) return false;
    try {
      const digits = await this.#digitsFor(state.input);
      const source = await this.#source(state.network, before);
      if (mine !== this.#opened) return true;
      const restored = restoredFromLink(state, source, digits);
      const untouched = this.#untouched(before);
      if (untouched && anew) this.#restore(restored, { ...untouched, bench: null, past: [] });
      else this.#restore(restored, untouched ?? this.#store.state);
    } catch (error) {
      if (mine !== this.#opened) return true;
      this.#refused = asUnreadable(error);
      this.#putBack(before);
      return false;
    }
    const arranged = arrangedPart(location.hash.slice(1));
    history.replaceState(null, "", `${location.pathname}${location.search}${arranged && `#${arranged}`}`);
    return true;
  }

  /** The network of that name, fetched where it is another than the one on the bench. */
  async #source(name: LinkedState["network"], { bench }: State): Promise<Source> {
    if (bench && (name === null || name === bench.source.name)) return bench.source;
    if (name !== null && this.#world.cards.some((card) => card.name === name)) await this.#world.show(name);
    const source = this.#store.state.bench?.source;
    if (source?.name !== name) throw new Unreadable(`network: ${name}`, "LINK_NETWORK");
    return source as Source;
  }

  /** The networks at hand, among them the shipped one that was saved, if this lab has it. */
  async #known(saved: SavedState): Promise<Source[]> {
    const { name } = saved.networks[saved.bench.source];
    const isShipped = this.#world.cards.some((card) => card.name === name);
    if (name !== null && isShipped && this.#store.state.bench?.source.name !== name) await this.#world.show(name);
    const { bench, points } = this.#store.state;
    return [...(bench ? [bench] : []), ...points.map((point) => point.bench)].map((one) => one.source);
  }

  async #digitsFor(input: unknown): Promise<Digits | null> {
    return typeof input === "number" ? this.#world.digits() : null;
  }

  /** before: what undo comes back to. Points stay, unless others of their names come. */
  #restore(restored: Partial<Restored>, before: State): void {
    const names = restored.points?.map((point) => point.name) ?? [];
    const others = this.#store.state.points.filter((point) => !names.includes(point.name));
    const points = [...others, ...(restored.points ?? [])];
    const { past } = before.bench ? stepped(stepped(before, "bench"), "input") : before;
    this.#store.send({ type: "restore", state: { ...restored, points, past, future: [] } });
  }

  #putBack(before: State): void {
    this.#arrange(this.#before);
    const { bench, past, future, focus, knob } = before;
    if (this.#store.state.bench !== bench && this.#untouched(before)) {
      this.#store.send({ type: "restore", state: { bench, past, future, focus, knob } });
    }
  }

  /** The state before a network was fetched to be shown, if nothing else happened since; else null. */
  #untouched(before: State): State | null {
    const { input, bench, past } = this.#store.state;
    const last = past.at(-1);
    const isFetched = bench?.done === null && last?.kind === "bench" && last.bench === before.bench;
    return input === before.input && (bench === before.bench || isFetched) ? before : null;
  }

  #settle(): void {
    if (this.#refused) this.#tell(this.#refused, "LINK_INVALID");
    this.#refused = null;
    this.#stayInSight();
  }

  /** Nobody is left standing in a view that is hidden. */
  #stayInSight(): void {
    const { view, classroom } = this.#store.state;
    if (hides(classroom, view)) this.#store.send({ type: "view", view: "look" });
  }

  #tell({ code, message }: Unreadable, otherwise: string): void {
    this.#store.send({ type: "notice", notice: { code: code ?? otherwise, detail: harmless(message) } });
  }
}

/** By its name: a saved state, or a network. */
export function isOurs(file: File): boolean {
  return isNetwork(file) || /\.json$/i.test(file.name);
}

/** Whichever of the two it is. */
export async function openFile(file: File, opening: Opening, world: World): Promise<void> {
  if (isNetwork(file)) await world.load(file);
  else await opening.file(file);
}

function isNetwork(file: File): boolean {
  return /\.safetensors$/i.test(file.name);
}

async function contentOf(file: File): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new Unreadable("the file cannot be read, or is gone");
  }
}

function asUnreadable(error: unknown): Unreadable {
  if (error instanceof Unreadable) return error;
  throw error;
}
