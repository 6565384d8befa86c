// Keeps the lab over a reload, in the browser's own store. In: the lab's state, whenever it came to rest. Out: what was
// kept, once. A browser may forbid keeping; then a reload begins anew, and nothing else is different.

import { fromKept, toKeep } from "./kept.ts";
import type { Restored } from "./state.ts";
import type { Store } from "./store.svelte.ts";

const DATABASE = "digitscope";
const SHELF = "labs";
/** Milliseconds without a change after which the state is written: never while somebody draws or drags. */
const REST = 500;

export class Keeper {
  readonly #store: Store;
  readonly #place: string;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #keeping = $state(false);

  /** place: each document has its own, as has the lab. */
  constructor(store: Store, place: string) {
    this.#store = store;
    this.#place = place;
    $effect(() => {
      if (!this.#keeping || !store.state.bench) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#keep(), REST);
    });
    $effect(() => {
      const leaving = () => document.visibilityState === "hidden" && this.#keep();
      document.addEventListener("visibilitychange", leaving);
      return () => document.removeEventListener("visibilitychange", leaving);
    });
  }

  /** What was kept here before; null where nothing was, or nothing that can be used. */
  async found(): Promise<Partial<Restored> | null> {
    try {
      return fromKept(await asked((await shelf("readonly")).get(this.#place)));
    } catch {
      return null;
    }
  }

  /** From now on the state is kept. */
  begin(): void {
    this.#keeping = true;
  }

  async #keep(): Promise<void> {
    clearTimeout(this.#timer);
    if (!this.#keeping || !this.#store.state.bench) return;
    try {
      await asked((await shelf("readwrite")).put(toKeep(this.#store.state), this.#place));
    } catch {
      // forbidden, or no room: what is there lasts as long as the page
    }
  }
}

async function shelf(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(SHELF);
  const database = await asked(opening);
  const transaction = database.transaction(SHELF, mode);
  transaction.oncomplete = transaction.onabort = () => database.close();
  return transaction.objectStore(SHELF);
}

function asked<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser's store refused"));
  });
}
