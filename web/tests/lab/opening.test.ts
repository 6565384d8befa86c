// Links and files that are opened while other things go on: the newest wins, and nothing that was done is lost.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Light } from "../../src/lab/light.svelte.ts";
import { Opening } from "../../src/lab/opening.ts";
import type { Digits, Source } from "../../src/lab/state.ts";
import { stateText } from "../../src/lab/state-file.ts";
import { Store } from "../../src/lab/store.svelte.ts";
import type { World } from "../../src/lab/world.ts";
import { lab, PLAIN, SEVEN, set } from "./sharing/labs.ts";

const DIGITS: Digits = { levels: new Uint8Array(784 * 3).fill(7, 784, 1568), labels: Uint8Array.of(7, 2, 1) };
const ADDRESS = { hash: "", pathname: "/", search: "" };

let store: Store;
let opening: Opening;
/** What is being fetched, by name, until the test lets it come. */
let fetched: Map<string, () => void>;

beforeEach(() => {
  vi.stubGlobal("location", { ...ADDRESS });
  vi.stubGlobal("history", { replaceState: (_: unknown, __: string, to: string) => goto(to.slice(to.indexOf("#"))) });
  [store, fetched] = [new Store(), new Map()];
  opening = new Opening(store, world(), { arrange: () => {} } as unknown as Light);
  store.send({ type: "show", source: PLAIN });
});

afterEach(() => vi.unstubAllGlobals());

function goto(hash: string): void {
  location.hash = hash.startsWith("#") ? hash : "";
}

function came(name: string): Promise<void> {
  return new Promise((resolve) => fetched.set(name, resolve));
}

/** A server whose answers come when the test says so; of two networks only the one that was chosen last is shown. */
function world(): World {
  let chosen = 0;
  const show = async (name: string) => {
    const mine = ++chosen;
    await came(name);
    const source: Source = { ...PLAIN, name, network: { layers: [...PLAIN.network.layers] } };
    if (mine === chosen) store.send({ type: "show", source });
  };
  const digits = async () => {
    await came("digits");
    return DIGITS;
  };
  return { cards: ["plain", "slow", "quick"].map((name) => ({ name })), start: "", show, digits } as unknown as World;
}

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

async function comes(name: string): Promise<void> {
  const settle = fetched.get(name);
  if (!settle) throw new Error(`${name} was not asked for`);
  settle();
  await settled();
}

function followed(hash: string): Promise<void> {
  goto(hash);
  return opening.again();
}

const biasOf = () => store.state.bench?.numbers.layers[0].bias[0];

test("of two links the one that was followed last is opened, whichever network comes first", async () => {
  const both = [followed("#network=slow&at=0.1"), followed("#network=quick&at=0.2")];
  await settled();
  await comes("quick");
  await comes("slow");
  await Promise.all(both);
  expect(store.state).toMatchObject({ shown: { name: "quick" }, focus: { neuron: 2 }, notice: null });
});

test("a link that was waited for in vain does not take the newer one's place, nor tell of it", async () => {
  const both = [followed("#network=slow&at=0.1"), followed("#network=quick&at=0.2")];
  await settled();
  await comes("slow");
  await comes("quick");
  await Promise.all(both);
  expect(store.state).toMatchObject({ shown: { name: "quick" }, focus: { neuron: 2 }, notice: null });
});

test("a file that is opened while a link waits for the test digits is what one gets", async () => {
  const link = followed("#digit=1");
  await settled();
  const saved = stateText(lab(...SEVEN), ["plain"]) ?? "";
  await opening.file(new File([saved], "lab.json"));
  await comes("digits");
  await link;
  expect(store.state.input).toEqual(lab(...SEVEN).input);
});

test("one undo leads back to the network before the link, and one more to the drawing", async () => {
  const link = followed("#network=quick&at=0.2");
  await settled();
  await comes("quick");
  await link;
  expect(store.state.past).toHaveLength(2);
  store.send({ type: "undo" });
  store.send({ type: "undo" });
  expect(store.state.bench?.source).toBe(PLAIN);
});

test("what was turned while a link was waited for can be had again", async () => {
  const link = followed("#digit=1");
  await settled();
  store.send(set(0, 0, null, 5));
  await comes("digits");
  await link;
  expect(store.state.input).toMatchObject({ kind: "digit", index: 1 });
  store.send({ type: "undo", kind: "bench" });
  expect(biasOf()).toBe(5);
  const other = followed("#network=quick&at=0.2");
  await settled();
  store.send(set(0, 0, null, 6));
  await comes("quick");
  await other;
  store.send({ type: "undo", kind: "bench" });
  store.send({ type: "undo", kind: "bench" });
  expect(biasOf()).toBe(6);
});

test("what was drawn before the first link was there can be had again", async () => {
  goto("#digit=1");
  const first = new Opening(store, world(), { arrange: () => {} } as unknown as Light);
  const begun = first.begin(async () => false);
  await settled();
  for (const intent of SEVEN) store.send(intent);
  const drawn = store.state.input;
  await comes("digits");
  await begun;
  expect(store.state.input.kind).toBe("digit");
  store.send({ type: "undo", kind: "input" });
  expect(store.state.input).toBe(drawn);
});

test("a first link that nobody waited long for is where the lab begins: there is nothing to undo", async () => {
  goto("#network=quick&at=0.2");
  const first = new Opening(store, world(), { arrange: () => {} } as unknown as Light);
  const begun = first.begin(async () => false);
  await settled();
  await comes("quick");
  await begun;
  expect(store.state.past).toEqual([]);
  expect(location.hash).toBe("");
});

test("a link that cannot be used is told, and changes nothing", async () => {
  const before = store.state;
  await followed("#at=0.16");
  expect(store.state.notice?.code).toBe("LINK_INVALID");
  expect({ ...store.state, notice: null, classroom: before.classroom }).toEqual({ ...before, notice: null });
});
