// The browser's own store, which may be blocked; what is kept in it is tested in kept.test.ts and in a browser.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Keeper } from "../../src/lab/keeper.svelte.ts";
import { Store } from "../../src/lab/store.svelte.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a store that never answers does not keep the lab waiting", async () => {
  vi.stubGlobal("indexedDB", { open: () => ({}) });
  let found: unknown = "waiting";
  new Keeper(new Store(), "lab").found().then((state) => {
    found = state;
  });
  await vi.advanceTimersByTimeAsync(1900);
  expect(found).toBe("waiting");
  await vi.advanceTimersByTimeAsync(200);
  expect(found).toBeNull();
});

test("a store that is forbidden is an empty one, at once", async () => {
  vi.stubGlobal("indexedDB", undefined);
  expect(await new Keeper(new Store(), "lab").found()).toBeNull();
});
