import { beforeEach, expect, test } from "vitest";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { Questions } from "../../src/lab/questions.ts";
import { reduce } from "../../src/lab/reduce.ts";
import { START, type State } from "../../src/lab/state.ts";
import type { Received, Sent } from "../../src/wire/messages.ts";

function network(bias: number): Network {
  return { layers: [layerOf(new Float32Array(4), Float32Array.from([bias, 0]), "sigmoid")] };
}

let state: State;
let said: Sent[];
let told: string[];
let now: number;
let later: { at: number; then: () => void }[];
let refused: Set<Network>;
let forgotten: string[];
let questions: Questions;

beforeEach(() => {
  [state, said, told, now, later, forgotten] = [START, [], [], 0, [], []];
  refused = new Set();
  questions = new Questions({
    state: () => state,
    send: (intent) => {
      state = reduce(state, intent);
    },
    say: (message) => said.push(message),
    addressOf: async (of) => (refused.has(of) ? null : { name: `n${of.layers[0].bias[0]}`, changes: [] }),
    forget: (name) => forgotten.push(name),
    tell: (code) => told.push(code),
    now: () => now,
    after: (milliseconds, then) => later.push({ at: now + milliseconds, then }),
  });
});

async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

async function wait(milliseconds: number): Promise<void> {
  now += milliseconds;
  const due = later.filter(({ at }) => at <= now);
  later = later.filter(({ at }) => at > now);
  for (const { then } of due) then();
  await settled();
}

async function answered(message = said.at(-1) as Sent): Promise<void> {
  const score = { images: 1, correct: 1, accuracy: 1, interval: [0, 1] as const };
  const all = { answers: new Uint8Array(1), confidences: new Float32Array(1), loss: "quadratic", cost: 0.5 } as const;
  const network = "network" in message ? message.network : "";
  questions.received({ type: "evaluation", id: message.id, network, ...score, ...all });
  await settled();
}

function failed(id: number | null, code: string): Received {
  return { type: "error", id, code, message: "no", hint: "try" };
}

const asked = () => said.map((message) => ("network" in message ? message.network : message.type));

test("one question is under way at a time; of those that are being turned only the newest waits", async () => {
  const all = [1, 2, 3, 4].map((bias) => questions.evaluate(network(bias), true));
  await settled();
  expect(asked()).toEqual(["n1"]);
  await Promise.all([all[1], all[2]]); // let go: of no interest any more
  await answered();
  expect(asked()).toEqual(["n1", "n4"]);
  await answered();
  await Promise.all(all);
  expect(state.evaluations.map(({ of }) => of.layers[0].bias[0])).toContain(4);
});

test("what must be known is not let go for what is being turned", async () => {
  questions.evaluate(network(1), true);
  const reference = questions.evaluate(network(9), false);
  questions.evaluate(network(2), true);
  questions.evaluate(network(3), true);
  await settled();
  await answered();
  await answered();
  await reference;
  await answered();
  expect(asked()).toEqual(["n1", "n9", "n3"]);
});

test("the same network is asked once, and not at all once its answer is there", async () => {
  const one = network(1);
  const both = [questions.evaluate(one, true), questions.evaluate(one, false)];
  await settled();
  await answered();
  await Promise.all(both);
  await questions.evaluate(one, true);
  expect(asked()).toEqual(["n1"]);
});

test("what is asked for good, while it waits as what is being turned, is not let go either", async () => {
  questions.evaluate(network(1), true);
  const kept = network(2);
  questions.evaluate(kept, true);
  questions.evaluate(kept, false);
  questions.evaluate(network(3), true);
  await settled();
  await answered();
  await answered();
  expect(asked()).toEqual(["n1", "n2", "n3"]);
});

test("the server's pace is kept: a burst, then so many a second, and what waited is asked as it is by then", async () => {
  for (let bias = 1; bias <= 36; bias++) {
    questions.evaluate(network(bias), true);
    await settled();
    await answered();
  }
  expect(said).toHaveLength(36);
  questions.evaluate(network(37), true);
  questions.evaluate(network(38), true);
  await settled();
  expect(said).toHaveLength(36);
  await wait(60);
  expect(asked().slice(36)).toEqual(["n38"]);
});

test("a network that the server has forgotten is sent once more, and then it is said", async () => {
  const done = questions.evaluate(network(1), false);
  await settled();
  questions.received(failed(said[0].id, "NOT_FOUND"));
  await settled();
  expect(forgotten).toEqual(["n1"]);
  expect(asked()).toEqual(["n1", "n1"]);
  questions.received(failed(said[1].id, "NOT_FOUND"));
  await done;
  expect(told).toEqual(["NOT_FOUND"]);
});

test("what is refused lets its asker go, and the next question its turn", async () => {
  const bad = network(1);
  refused.add(bad);
  const both = [questions.evaluate(bad, false), questions.evaluate(network(2), false)];
  await both[0];
  await settled();
  await answered();
  await both[1];
  expect(asked()).toEqual(["n2"]);
});

test("a line that closes lets everybody go", async () => {
  const both = [questions.evaluate(network(1), true), questions.evaluate(network(2), true)];
  await settled();
  questions.lost();
  await Promise.all(both);
  await answered(said[0]);
  expect(state.evaluations).toEqual([]);
});

test("a sweep's lines come into the state one by one; lines of an older sweep do not", async () => {
  const knob = { layer: 0, neuron: 0, source: null, low: -1, high: 1, count: 2 };
  await questions.sweep(network(1), [knob, { ...knob, neuron: 1, count: 3 }]);
  const first = said[0];
  expect(state.sweep?.costs).toEqual([null, null]);
  const line = { lines: 2, loss: "cross-entropy", cost: 0.5, present: [0, 0], slopes: [0.1, 0.2] } as const;
  const costs = Float32Array.from([1, 2, 3]);
  const correct = Uint32Array.from([1, 1, 0]);
  const message = { type: "sweep", id: first.id, network: "n1", ...line, line: 1, costs, correct } as const;
  questions.received(message);
  expect(state.sweep).toMatchObject({ loss: "cross-entropy", cost: 0.5, slopes: [0.1, 0.2], costs: [null, costs] });
  await questions.sweep(network(2), [knob]);
  questions.received({ ...message, line: 0 });
  expect(state.sweep?.costs).toEqual([null]);
  questions.received(failed(first.id, "SUPERSEDED"));
  expect(told).toEqual([]);
});

test("a sweep of a network that the server has forgotten is asked once more, and then told", async () => {
  const knob = { layer: 0, neuron: 0, source: null, low: -1, high: 1, count: 2 };
  await questions.sweep(network(1), [knob]);
  questions.received(failed(said[0].id, "NOT_FOUND"));
  await settled();
  expect([forgotten, said.length, said[1].type]).toEqual([["n1"], 2, "sweep"]);
  questions.received(failed(said[1].id, "NOT_FOUND"));
  await settled();
  expect([told, said.length]).toEqual([["NOT_FOUND"], 2]);
});

test("of a sweep that was cut off by a closed line nothing is left; one that is whole stays", async () => {
  const knob = { layer: 0, neuron: 0, source: null, low: -1, high: 1, count: 2 };
  await questions.sweep(network(1), [knob]);
  const { id } = said[0];
  const [costs, correct] = [new Float32Array(2), new Uint32Array(2)];
  const line = { line: 0, lines: 1, loss: "quadratic", costs, correct, cost: 0.5, present: [0], slopes: [0] } as const;
  questions.lost();
  expect(state.sweep).toBeNull();
  await questions.sweep(network(1), [knob]);
  questions.received({ type: "sweep", id: id + 1, network: "n1", ...line });
  questions.lost();
  expect(state.sweep?.costs).toEqual([costs]);
});

test.each([
  ["a refusal", async (id: number) => questions.received(failed(id, "BUSY")), ["BUSY"]],
  ["being superseded", async (id: number) => questions.received(failed(id, "SUPERSEDED")), []],
])("a sweep that fails says so in the state: %s", async (_, fail, said_) => {
  const knob = { layer: 0, neuron: 0, source: null, low: -1, high: 1, count: 2 };
  await questions.sweep(network(1), [knob]);
  expect(state.sweep?.failed).toBe(false);
  await fail(said[0].id);
  expect([state.sweep?.failed, told]).toEqual([true, said_]);
  await questions.sweep(network(1), [knob]);
  expect(state.sweep?.failed).toBe(false);
});

test("a sweep of a network that the server does not take has failed", async () => {
  const bad = network(1);
  refused.add(bad);
  await questions.sweep(bad, [{ layer: 0, neuron: 0, source: null, low: -1, high: 1, count: 2 }]);
  expect([state.sweep?.failed, said]).toEqual([true, []]);
});

test("an evaluation knows what its network was turned from, even if another is on the bench by now", async () => {
  const show = (one: Network) => {
    const source = { name: "x", title: "x", network: one, temperature: 1, accuracy: null, interval: null };
    state = reduce(state, { type: "show", source });
  };
  const [first, turned] = [network(1), network(2)];
  show(first);
  questions.evaluate(turned, true);
  await settled();
  show(network(3));
  await answered();
  expect(state.evaluations.find(({ of }) => of === turned)?.loaded).toBe(first);
});

const MEASURED = {
  parameters: 13_002,
  batch: 10,
  engine: "kernel",
  path: "avx2",
  why: "it is the widest here",
  ways: [{ name: "loop", seconds: 0.004, images: 10, prepared: 1e-5 }],
} as const;

test("the machine is asked once at a time how fast it learns, and what it says is in the state", async () => {
  questions.measure();
  questions.measure();
  expect(said).toEqual([{ type: "measure", id: 1 }]);
  expect(state.speed).toEqual({ asked: true, failed: null, found: null });
  questions.received({ type: "measurement", id: 1, ...MEASURED });
  expect(state.speed).toEqual({ asked: false, failed: null, found: MEASURED });
  questions.measure();
  expect(state.speed).toEqual({ asked: true, failed: null, found: MEASURED });
});

test("a measurement that is refused says so where it was asked, keeps the last, and can be asked again", async () => {
  questions.measure();
  questions.received({ type: "measurement", id: 1, ...MEASURED });
  questions.measure();
  questions.received(failed(2, "MEASUREMENT_TOO_SLOW"));
  expect([state.speed, told]).toEqual([{ asked: false, failed: "MEASUREMENT_TOO_SLOW", found: MEASURED }, []]);
  questions.measure();
  expect(state.speed.failed).toBeNull();
  expect(said.at(-1)).toEqual({ type: "measure", id: 3 });
});

test("a measurement whose line closed has failed, and its answer is nobody's any more", async () => {
  questions.measure();
  questions.lost();
  expect(state.speed).toEqual({ asked: false, failed: "OFFLINE", found: null });
  questions.received({ type: "measurement", id: 1, ...MEASURED });
  expect(state.speed.found).toBeNull();
});

test("evaluations and sweeps go on beside a measurement", async () => {
  questions.measure();
  questions.evaluate(network(1), true);
  await settled();
  expect(asked()).toEqual(["measure", "n1"]);
  questions.received({ type: "measurement", id: 1, ...MEASURED });
  await answered();
  expect(state.evaluations).toHaveLength(1);
});
