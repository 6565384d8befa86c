import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Network } from "../../src/engine/network.ts";
import { readNetworkFile } from "../../src/engine/safetensors.ts";
import { benchOf } from "../../src/lab/bench.ts";
import { evaluationOf } from "../../src/lab/figures.ts";
import { heldIn, packed, unpacked } from "../../src/lab/packed.ts";
import { Server } from "../../src/lab/server.svelte.ts";
import { type Bench, BLANK } from "../../src/lab/state.ts";
import { Store } from "../../src/lab/store.svelte.ts";

const FILE = new Uint8Array(
  readFileSync(new URL("../../../src/digitscope/networks/shipped/plain.safetensors", import.meta.url)),
).buffer;
const CATALOGUE = { default: "plain", networks: [] };

/** A socket that does what the test says. */
class Line {
  static all: Line[] = [];
  onopen = () => {};
  onmessage = (_: { data: string }) => {};
  onclose = () => {};
  readonly sent: { id: number; network: string }[] = [];
  constructor() {
    Line.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  says(message: object): void {
    this.onmessage({ data: JSON.stringify(message) });
  }
}

/** Requests that wait for their answers, by path. */
let asked: Map<string, (answer: Response | Error) => void>;
/** The bodies that were sent, the newest last. */
let sent: Blob[];
let store: Store;
let server: Server;

beforeEach(() => {
  vi.useFakeTimers();
  [asked, sent, Line.all] = [new Map(), [], []];
  vi.stubGlobal("location", { protocol: "http:", host: "127.0.0.1" });
  vi.stubGlobal("WebSocket", Line);
  vi.stubGlobal("fetch", (path: string, { body }: { body?: Blob } = {}) => {
    if (body) sent.push(body);
    return new Promise((resolve, reject) => {
      asked.set(path, (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  });
  store = new Store();
  server = new Server(store);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function answer(path: string, body: object | ArrayBuffer | Error, status = 200): Promise<void> {
  const settle = asked.get(path);
  if (!settle) throw new Error(`${path} was not asked for`);
  asked.delete(path);
  const content = body instanceof ArrayBuffer ? body : JSON.stringify(body);
  settle(body instanceof Error ? body : new Response(content, { status }));
  await settled();
}

async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
  await vi.advanceTimersByTimeAsync(0);
}

function error(code: string): object {
  return { error: { code, message: "no", hint: "try" } };
}

async function begun(): Promise<Line> {
  server.begin();
  await answer("/api/networks", CATALOGUE);
  await answer("/api/networks/plain", FILE);
  Line.all[0].onopen();
  return Line.all[0];
}

function bench(): Bench {
  if (!store.state.bench) throw new Error("nothing is shown");
  return store.state.bench;
}

/** The network on the bench with one bias at that value. */
function turned(value: number): Network {
  const target = { of: "number", layer: 0, neuron: 0, source: null } as const;
  store.send({ type: "edit", edit: { kind: "turn", target, turn: { to: "value", value } } });
  return bench().network;
}

function evaluation(id: number, network: string): object {
  const [answers, confidences] = [btoa("\x07"), btoa("\0\0\0\0")];
  const score = { images: 1, correct: 1, accuracy: 1, interval: [0, 1], loss: "quadratic", cost: 0.25 };
  return { type: "evaluation", id, network, ...score, answers, confidences };
}

/** As the server makes it: all that it knows of a network that was sent is the sum of its file. */
function documentNamed(name: string): ArrayBuffer {
  const held = unpacked({ name, title: name, network: new Uint8Array(FILE), card: null, version: "0.1.0", start: "" });
  const page = `<title>digitscope: ${name}</title><script id="digitscope-document">${held}</script>`;
  return new TextEncoder().encode(page).buffer;
}

test("of two networks the one that was chosen last is shown, whichever comes first", async () => {
  await begun();
  server.show("slow");
  server.show("quick");
  await answer("/api/networks/quick", FILE);
  await answer("/api/networks/slow", FILE);
  expect(store.state.shown?.name).toBe("quick");
});

test("a file that is still being checked does not displace what was chosen meanwhile", async () => {
  await begun();
  server.load(new File(["x"], "mine.safetensors"));
  server.show("quick");
  await answer("/api/networks/quick", FILE);
  const taken = { name: "abc", widths: [784, 10], activations: ["sigmoid"], parameters: 7850, notices: [] };
  await answer("/api/networks", taken);
  await answer("/api/networks/abc", FILE);
  expect(store.state.shown?.name).toBe("quick");
});

test("a picture does not displace what was drawn while it was prepared", async () => {
  await begun();
  const empty = { width: 0, height: 0, levels: "" };
  const sides = { width: 1, height: 1, inverted: false, blank: true, box: null };
  const levels = btoa("\0".repeat(784));
  const prepared = { ...sides, grey: empty, ink: empty, scaled: empty, levels, warnings: [] };
  const first = server.open(new Blob(["x"]), "late.png");
  store.send({ type: "begin stroke", stroke: { points: [1, 1, 0.5], width: 9, erase: false } });
  await answer("/api/images", prepared);
  await first;
  expect(store.state.input.kind).toBe("drawing");
  store.send({ type: "open", input: BLANK });
  const second = server.open(new Blob(["x"]), "now.png");
  await answer("/api/images", prepared);
  await second;
  expect(store.state.input).toMatchObject({ kind: "picture", title: "now.png" });
});

test("two networks are evaluated one after the other, each answer goes to its own", async () => {
  const line = await begun();
  const first = bench().network;
  const done = server.evaluate(first);
  const second = turned(1);
  const later = server.evaluate(second);
  await settled();
  expect(line.sent).toHaveLength(1);
  line.says(evaluation(line.sent[0].id, "plain"));
  await done;
  await settled();
  expect(evaluationOf(store.state.evaluations, second)).toBeNull();
  line.says(evaluation(line.sent[1].id, "plain"));
  await later;
  expect(store.state.evaluations.map(({ of }) => of)).toEqual([first, second]);
});

test("a turned knob goes over the wire as what differs from the network that the server has", async () => {
  const line = await begun();
  server.evaluate(turned(1));
  await settled();
  expect(line.sent[0]).toMatchObject({ type: "evaluate", network: "plain", changes: [{ layer: 0 }] });
});

test("a network of another shape is sent as a file first, and evaluated under the name that it gets", async () => {
  const line = await begun();
  store.send({ type: "edit", edit: { kind: "structure", what: "add neurons", layer: 0, count: 1, seed: 1 } });
  server.evaluate(bench().network);
  await settled();
  const taken = { name: "abc", widths: [784, 17, 16, 10], activations: ["sigmoid"], parameters: 1, notices: [] };
  await answer("/api/networks", taken);
  expect(line.sent[0]).toMatchObject({ network: "abc", changes: [] });
});

test("a named network goes out with the temperature that it came with, whichever is shown", async () => {
  await begun();
  store.send({ type: "edit", edit: { kind: "structure", what: "add neurons", layer: 0, count: 1, seed: 1 } });
  const mine = bench();
  store.send({ type: "keep", name: "mine" });
  store.send({ type: "show", source: { ...mine.source, name: "other", temperature: 7 } });
  server.evaluate(mine.network);
  await settled();
  expect(readNetworkFile(await sent[0].arrayBuffer()).temperature).toBe(mine.source.temperature);
});

test("a question is asked once, and whoever waits is let go when the line breaks", async () => {
  const line = await begun();
  const both = [server.evaluate(bench().network), server.evaluate(bench().network)];
  await settled();
  expect(line.sent).toHaveLength(1);
  line.onclose();
  await Promise.all(both);
  expect(server.online).toBe(false);
});

test("what is asked while the line is closed is answered once it opens", async () => {
  const line = await begun();
  line.onclose();
  const done = server.evaluate(bench().network);
  await vi.advanceTimersByTimeAsync(500);
  Line.all[1].onopen();
  Line.all[1].says(evaluation(Line.all[1].sent[0].id, "plain"));
  await done;
  expect(store.state.evaluations).toHaveLength(1);
});

test("the document of a turned network is made of that very network", async () => {
  await begun();
  turned(1);
  const document = server.document();
  await settled();
  await answer("/api/networks", { name: "abc", widths: [1], activations: ["sigmoid"], parameters: 1, notices: [] });
  await answer("/api/documents/abc", documentNamed("abc"));
  expect(packed(heldIn((await (await document)?.text()) ?? ""))).toMatchObject({ name: "abc", title: "plain" });
  const second = server.document();
  await settled();
  await answer("/api/documents/abc", error("BUSY"), 503);
  expect(await second).toBeNull();
  expect(store.state.notice?.code).toBe("BUSY");
});

test("a document takes along how fast this machine learns, once that was measured", async () => {
  await begun();
  const found = { parameters: 1, batch: 10, engine: "numpy", path: "", why: "", ways: [] } as const;
  store.send({ type: "speed", speed: { found } });
  vi.setSystemTime("2026-11-24T12:00:00Z");
  const document = server.document();
  await settled();
  await answer("/api/documents/plain", documentNamed("plain"));
  const held = packed(heldIn((await (await document)?.text()) ?? ""));
  expect(held.speed).toEqual({ ...found, day: "2026-11-24" });
});

test("a document of a network that the server has forgotten is made once it has it again", async () => {
  await begun();
  turned(1);
  const taken = { name: "abc", widths: [1], activations: ["sigmoid"], parameters: 1, notices: [] };
  const first = server.document();
  await settled();
  await answer("/api/networks", taken);
  await answer("/api/documents/abc", error("NOT_FOUND"), 404);
  await answer("/api/networks", { ...taken, name: "abd" });
  await answer("/api/documents/abd", documentNamed("abd"));
  expect(packed(heldIn((await (await first)?.text()) ?? ""))).toMatchObject({ name: "abd", title: "plain" });
  expect(store.state.notice).toBeNull();
});

test("f83: a server that comes back shows the first network, and what was said of it goes away", async () => {
  server.begin();
  await answer("/api/networks", new TypeError("no line"));
  expect(store.state.notice?.code).toBe("OFFLINE");
  Line.all[0].onclose();
  expect(server.online).toBe(false);
  await vi.advanceTimersByTimeAsync(500);
  Line.all[1].onopen();
  expect(server.online).toBe(true);
  expect(store.state.notice).toBeNull();
  await answer("/api/networks", CATALOGUE);
  await answer("/api/networks/plain", FILE);
  expect(store.state.shown?.name).toBe("plain");
});

test("f83: a server that does not know the page any more is asked why, and that is told once", async () => {
  const line = await begun();
  line.onclose();
  await vi.advanceTimersByTimeAsync(500);
  Line.all[1].onclose();
  await answer("/api/networks", error("NOT_SIGNED_IN"), 401);
  expect(store.state.notice?.code).toBe("NOT_SIGNED_IN");
  store.send({ type: "notice", notice: null });
  await vi.advanceTimersByTimeAsync(1000);
  Line.all[2].onclose();
  expect(asked.size).toBe(0);
});

test("test digits that could not be fetched are asked for again", async () => {
  await begun();
  const first = server.digits();
  await answer("/api/digits/images", error("BUSY"), 503);
  await answer("/api/digits/labels", error("BUSY"), 503);
  expect(await first).toBeNull();
  expect(store.state.notice?.code).toBe("BUSY");
  const second = server.digits();
  expect(server.digits()).toBe(second);
  await answer("/api/digits/images", new Uint8Array(16 + 784).buffer);
  await answer("/api/digits/labels", new Uint8Array(8 + 1).buffer);
  expect((await second)?.labels).toHaveLength(1);
});

test("an answer that breaks off, or is no JSON, becomes a notice and no exception", async () => {
  await begun();
  const broken = new Response(
    new ReadableStream({
      start: (controller) => controller.error(new TypeError("cut")),
    }),
  );
  const first = server.show("other");
  asked.get("/api/networks/other")?.(broken);
  await first;
  expect(store.state.notice?.code).toBe("OFFLINE");
  const second = server.load(new File(["x"], "mine.safetensors"));
  asked.get("/api/networks")?.(new Response("<html>"));
  await second;
  expect(store.state.notice?.code).toBe("OTHER");
  expect(store.state.shown?.name).toBe("plain");
});

test("a server that answers and keeps the line closed has too many lines of ours, and it is said once", async () => {
  const line = await begun();
  line.onclose();
  const kept: (string | undefined)[] = [];
  for (let i = 1; i <= 3; i++) {
    await vi.advanceTimersByTimeAsync(4000);
    Line.all[i].onclose();
    await settled();
    if (asked.has("/api/networks")) await answer("/api/networks", CATALOGUE);
    kept.push(store.state.notice?.code);
    if (i === 2) store.send({ type: "notice", notice: null });
  }
  expect(kept).toEqual([undefined, "CROWDED", undefined]);
});

test("shipped networks that could not be fetched at first are fetched when the line opens", async () => {
  server.begin();
  await answer("/api/networks", new TypeError("no"));
  const { network, temperature } = readNetworkFile(FILE);
  const source = { name: "plain", title: "plain", network, temperature, accuracy: null, interval: null };
  const kept = benchOf(source);
  store.send({ type: "restore", state: { bench: kept } });
  Line.all[0].onopen();
  await answer("/api/networks", CATALOGUE);
  expect(store.state.bench).toBe(kept);
  Line.all[0].onclose();
  Line.all[0].onopen();
  expect([...asked.keys()]).toEqual([]);
});
