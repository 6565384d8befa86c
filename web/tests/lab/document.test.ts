import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DocumentWorld } from "../../src/lab/document.ts";
import { heldIn, type Packed, packed, unpacked } from "../../src/lab/packed.ts";
import { Store } from "../../src/lab/store.svelte.ts";

const FILE = new Uint8Array(
  readFileSync(new URL("../../../src/digitscope/networks/shipped/plain.safetensors", import.meta.url)),
);
const CARD = {
  name: "plain",
  summary: "s",
  widths: [784, 16, 16, 10],
  activations: ["sigmoid", "sigmoid", "sigmoid"],
  parameters: 13002,
  images: 10000,
  correct: 9611,
  accuracy: 0.9611,
  interval: [0.957, 0.964] as const,
};
const PARTS: Packed = { name: "plain", title: "mine", network: FILE, card: CARD, version: "0.1.0", start: "look" };

function pageOf(parts: Partial<Packed> = {}): string {
  const held = unpacked({ ...PARTS, ...parts });
  return `<head><script id="digitscope-document">${held}</script><title>digitscope: x</title>`;
}

function opened(html = pageOf()): { world: DocumentWorld; store: Store } {
  const store = new Store();
  return { world: new DocumentWorld(store, html), store };
}

async function again(world: DocumentWorld): Promise<Packed> {
  return packed(heldIn((await (await world.document())?.text()) ?? ""));
}

test("the network that stands in it is shown, with what its card says", async () => {
  const { world, store } = opened();
  await world.begin();
  expect(store.state.shown).toMatchObject({ name: "plain", title: "mine", accuracy: 0.9611, interval: [0.957, 0.964] });
  expect(store.state.shown?.network.layers.map((layer) => layer.outputs)).toEqual([16, 16, 10]);
  expect(world.cards.map((card) => card.name)).toEqual(["plain"]);
  expect(world.start).toBe("look");
});

test("without a card nothing is claimed of it", async () => {
  const { world, store } = opened(pageOf({ card: null }));
  await world.begin();
  expect(store.state.shown).toMatchObject({ accuracy: null, interval: null });
  expect(world.cards).toEqual([]);
});

test("it says that no server is there, and what would need one comes to nothing", async () => {
  const { world, store } = opened();
  await world.begin();
  expect([world.kind, world.online]).toEqual(["document", false]);
  expect(await world.digits()).toBeNull();
  await world.evaluate();
  world.sweep();
  expect(store.state.evaluations).toEqual([]);
  expect(store.state.notice).toBeNull();
  await world.open();
  expect(store.state.notice?.code).toBe("DOCUMENT_PICTURE");
  expect(store.state.input.kind).toBe("drawing");
});

test("a network file is checked in the page and shown; the document's own can be had again", async () => {
  const { world, store } = opened(pageOf({ card: null }));
  await world.begin();
  await world.load(new File([FILE], "seven <b>.safetensors"));
  const loaded = store.state.shown;
  expect(loaded).toMatchObject({ title: "seven <b>.safetensors", accuracy: null });
  expect(loaded?.name).toMatch(/^[0-9a-f]{64}$/);
  await world.show("");
  expect(store.state.shown?.name).toBe("plain");
  await world.show(loaded?.name ?? "none");
  expect(store.state.shown?.title).toBe("seven <b>.safetensors");
});

test("e67: a damaged file, one of another shape and one too large are refused, and nothing changes", async () => {
  const { world, store } = opened();
  await world.begin();
  const before = store.state.shown;
  const damaged = FILE.slice();
  damaged[damaged.length - 1] ^= 1;
  await world.load(new File([damaged], "x.safetensors"));
  expect(store.state.notice?.code).toBe("MODEL_CORRUPT");
  await world.load(new File(["no network"], "x.safetensors"));
  expect(store.state.notice?.code).toMatch(/^MODEL_/);
  await world.load({ size: 2 ** 40 } as File);
  expect(store.state.notice?.code).toBe("FILE_TOO_LARGE");
  expect(store.state.shown).toBe(before);
});

test("a file that is gone when it is read is told, and nothing breaks", async () => {
  const { world, store } = opened();
  await world.begin();
  const gone = { size: 1, arrayBuffer: () => Promise.reject(new DOMException("gone", "NotFoundError")) };
  await world.load(gone as unknown as File);
  expect(store.state.notice).toEqual({ code: "OTHER", detail: "gone" });
});

test("of two networks the one that was chosen last is shown", async () => {
  const { world, store } = opened();
  await world.begin();
  const slow = world.load(new File([FILE], "slow.safetensors"));
  await world.show("plain");
  await slow;
  expect(store.state.shown?.title).toBe("mine");
});

test("a network that is not in it is told, and what is shown stays", async () => {
  const { world, store } = opened();
  await world.begin();
  await world.show("other");
  expect(store.state.notice?.code).toBe("DOCUMENT_NETWORK");
  expect(store.state.shown?.name).toBe("plain");
});

test("e67: a document that was tampered with is told of, and a network can still be loaded", async () => {
  const damaged = FILE.slice();
  damaged[2000] ^= 1;
  const changed = opened(pageOf({ network: damaged }));
  await changed.world.begin();
  expect(changed.store.state.notice?.code).toBe("MODEL_CORRUPT");
  expect(changed.store.state.shown).toBeNull();
  const { world, store } = opened(pageOf().replace("{", "{{"));
  await world.begin();
  expect(store.state.notice?.code).toBe("DOCUMENT_DAMAGED");
  await world.load(new File([FILE], "mine.safetensors"));
  expect(store.state.shown?.title).toBe("mine.safetensors");
  expect(await world.document()).toBeNull();
});

test("what was measured where it was saved is told again, and saved again", async () => {
  const speed = { parameters: 1, batch: 10, engine: "numpy", path: "", why: "", ways: [], day: "2026-11-24" } as const;
  const { world, store } = opened(pageOf({ speed }));
  expect(store.state.speed.found).toBeNull();
  await world.begin();
  expect(store.state.speed).toEqual({ asked: false, failed: null, found: speed });
  expect((await again(world)).speed).toEqual(speed);
});

test("it can be written anew as it came, to begin wherever is put in", async () => {
  const { world } = opened();
  expect(await world.document()).toBeNull();
  await world.begin();
  expect(await again(world)).toEqual({ ...PARTS, start: "" });
});

test("with a number turned it is written anew with that number, and without the old figures", async () => {
  const { world, store } = opened();
  await world.begin();
  const target = { of: "number", layer: 2, neuron: 7, source: null } as const;
  store.send({ type: "edit", edit: { kind: "turn", target, turn: { to: "value", value: 1.5 } } });
  const parts = await again(world);
  expect(parts).toMatchObject({ title: "mine", card: null, start: "" });
  const copy = opened(pageOf(parts));
  await copy.world.begin();
  expect(copy.store.state.notice).toBeNull();
  expect(copy.store.state.shown?.network.layers[2].bias[7]).toBe(1.5);
  expect(copy.store.state.shown?.network.layers[0]).toEqual(store.state.shown?.network.layers[0]);
});
