// Keeps the lab over a reload, in the browser's own store. In: the lab's state, whenever it came to rest. Out: what was
// kept, once. A browser may forbid keeping; then a reload begins anew, and nothing else is different.

import { fromKept, isNews, toKeep } from "./kept.ts";
import { type Restored, START, type State } from "./state.ts";
import type { Store } from "./store.svelte.ts";

const DATABASE = "digitscope";
const SHELF = "labs";
/** Milliseconds without a change after which the state is written: never while somebody draws or drags. */
const REST = 150;
/** Milliseconds after which the lab begins without what was kept: a store that is blocked answers never. */
const PATIENCE = 2000;

export class Keeper {
  readonly #store: Store;
  readonly #place: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #database: IDBDatabase | null = null;
  #keeping = $state(false);
  /** As it was written last. */
  #written: State = START;

  /** place: each document has its own, as has the lab. */
  constructor(store: Store, place: string) {
    this.#store = store;
    this.#place = place;
    $effect(() => {
      if (!this.#keeping || !store.state.bench || !isNews(store.state, this.#written)) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#keep(), REST);
    });
    $effect(() => {
      const hidden = () => document.visibilityState === "hidden" && this.#keep();
      const left = () => this.#keep();
      document.addEventListener("visibilitychange", hidden);
      addEventListener("pagehide", left);
      return () => {
        document.removeEventListener("visibilitychange", hidden);
        removeEventListener("pagehide", left);
      };
    });
  }

  /** What was kept here before; null where nothing was, nothing that can be used, or nothing that comes in time. */
  async found(): Promise<Partial<Restored> | null> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLate = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), PATIENCE);
    });
    const found = await Promise.race([this.#found(), tooLate]);
    clearTimeout(timer);
    return found;
  }

  async #found(): Promise<Partial<Restored> | null> {
    try {
      this.#database = await opened();
      return fromKept(await asked(this.#shelf("readonly").get(this.#place)));
    } catch {
      return null;
    }
  }

  /** From now on the state is kept. */
  begin(): void {
    this.#keeping = true;
  }

  /** At once: a page that is left waits for nothing (and may be gone before this is written). */
  #keep(): void {
    clearTimeout(this.#timer);
    const { state } = this.#store;
    if (!this.#keeping || !state.bench) return;
    this.#written = state;
    try {
      this.#shelf("readwrite").put(toKeep(state), this.#place);
    } catch {
      // forbidden, or no room: what is there lasts as long as the page
    }
  }

  #shelf(mode: IDBTransactionMode): IDBObjectStore {
    if (!this.#database) throw new Error("the browser keeps nothing");
    return this.#database.transaction(SHELF, mode).objectStore(SHELF);
  }
}

async function opened(): Promise<IDBDatabase> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(SHELF);
  const database = await asked(opening);
  database.onversionchange = () => database.close(); // a newer lab in another tab waits for that
  return database;
}

function asked<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's store refused"));
  });
}
