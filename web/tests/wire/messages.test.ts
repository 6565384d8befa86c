import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fieldsOf, WireError } from "../../src/wire/fields.ts";
import { catalogue, preparedPicture, received, refusal, type Sent, taken, written } from "../../src/wire/messages.ts";

interface Sample {
  readonly way: "to server" | "to lab" | "answer";
  readonly name: string;
  readonly message: Readonly<Record<string, unknown>>;
}

const samples: Sample[] = JSON.parse(readFileSync(new URL("../../../contract/messages.json", import.meta.url), "utf8"));
const named = (way: Sample["way"], name?: string): Sample["message"][] =>
  samples.filter((sample) => sample.way === way && (!name || sample.name === name)).map((sample) => sample.message);

test("every message that the server may send is understood", () => {
  const types = named("to lab").map((message) => received(message).type);
  expect(types).toEqual([
    "hello",
    "evaluation",
    "evaluation",
    "sweep",
    "sweep",
    "measurement",
    "measurement",
    "error",
    "error",
  ]);
});

test("answers and confidences come out of their bytes", () => {
  const message = received(named("to lab", "evaluation")[0]);
  expect(message).toMatchObject({ answers: Uint8Array.of(7, 2), confidences: Float32Array.of(0.5, 0.25) });
});

test("the loss comes with them, and its mean where that is finite", () => {
  const [sure, overflowed] = named("to lab", "evaluation").map(received);
  expect(sure).toMatchObject({ loss: "quadratic", cost: 0.25 });
  expect(overflowed).toMatchObject({ loss: "cross-entropy", cost: null });
});

test("a line of a sweep comes out of its bytes, what is not finite as NaN or null", () => {
  const [curve, map] = named("to lab", "sweep").map(received);
  expect(curve).toEqual({
    type: "sweep",
    id: 3,
    network: "plain",
    line: 0,
    lines: 1,
    loss: "quadratic",
    costs: Float32Array.of(0.5, Number.NaN, 0.25),
    correct: Uint32Array.of(1, 0, 2),
    cost: 0.25,
    present: [0.5],
    slopes: [-0.125],
  });
  expect(map).toMatchObject({ line: 1, lines: 2, loss: "cross-entropy", cost: null, present: [0.5, -1], slopes: null });
});

test("a measurement names its ways, and why there are two of them where the kernel is missing", () => {
  const [all, two] = named("to lab", "measurement").map(received);
  const ways = [
    { name: "loop", seconds: 0.004, images: 10, prepared: 1e-5 },
    { name: "matrix", seconds: 1e-5, images: 5000, prepared: 7e-7 },
    { name: "kernel", seconds: 5e-7, images: 60_000, prepared: 6e-7 },
  ];
  const shared = { type: "measurement", id: 5, parameters: 13_002, batch: 10 };
  expect(all).toEqual({ ...shared, engine: "kernel", path: "avx2", why: "it is the widest here", ways });
  expect(two).toEqual({ ...shared, engine: "numpy", path: "", why: "the kernel is not here", ways: ways.slice(0, 2) });
});

test("every answer that the server may give is understood", () => {
  expect(catalogue(named("answer", "networks")[0]).networks[0].widths).toEqual([784, 16, 16, 10]);
  expect(taken(named("answer", "network")[0]).parameters).toBe(13002);
  const [drawn, blank] = named("answer", "image").map(preparedPicture);
  expect([drawn.box, drawn.grey.levels.length, drawn.levels.length]).toEqual([[1, 2, 3, 4], 6, 784]);
  expect([blank.box, blank.scaled.levels.length]).toEqual([null, 0]);
  expect(refusal(fieldsOf(named("answer", "refusal")[0].error, "error")).code).toBe("NOT_FOUND");
});

test("what the lab sends is what the contract has", () => {
  const change = {
    layer: 2,
    places: Uint32Array.of(0, 1, 159, 169),
    values: Float32Array.of(0.5, -2, 0, 1e-3),
  };
  const knob = { layer: 0, neuron: 3, source: 120, low: -3, high: 3, count: 41 };
  const bias = { layer: 2, neuron: 9, source: null, low: 0, high: 0.75, count: 3 };
  const sent: Sent[] = [
    { type: "evaluate", id: 1, network: "plain" },
    { type: "evaluate", id: 2, network: "plain", changes: [change] },
    { type: "sweep", id: 3, network: "plain", knobs: [knob] },
    { type: "sweep", id: 4, network: "plain", knobs: [{ ...knob, count: 2 }, bias], changes: [change] },
    { type: "measure", id: 5 },
  ];
  expect(sent.map((message) => JSON.parse(written(message)))).toEqual(named("to server"));
});

test("a part of a longer array is written as that part", () => {
  const [places, values] = [Uint32Array.of(7, 8, 9).subarray(1), Float32Array.of(1, 2, 3).subarray(1)];
  const message: Sent = { type: "evaluate", id: 1, network: "plain", changes: [{ layer: 0, places, values }] };
  expect(JSON.parse(written(message)).changes).toEqual([{ layer: 0, places: "CAAAAAkAAAA=", values: "AAAAQAAAQEA=" }]);
});

const evaluation = named("to lab", "evaluation")[0];
const line = named("to lab", "sweep")[0];
const measured = named("to lab", "measurement")[0];

test.each([
  ["nothing", null],
  ["a list", []],
  ["another type", { type: "surprise" }],
  ["a type that is no text", { type: 7 }],
  ["an evaluation without its answers", { ...evaluation, answers: undefined }],
  ["answers that are no base64", { ...evaluation, answers: "%" }],
  ["too few answers", { ...evaluation, answers: "AA==" }],
  ["an interval of three", { ...evaluation, interval: [0, 1, 2] }],
  ["an accuracy that is no number", { ...evaluation, accuracy: "0.9" }],
  ["an evaluation without its loss", { ...evaluation, loss: undefined }],
  ["a loss that nobody knows", { ...evaluation, loss: "hinge" }],
  ["a cost that is missing", { ...evaluation, cost: undefined }],
  ["a cost that is no number", { ...evaluation, cost: "1" }],
  ["a line without its costs", { ...line, costs: undefined }],
  ["costs that are no numbers of four bytes", { ...line, costs: "AAAA", correct: "AAAA" }],
  ["fewer right answers than costs", { ...line, correct: "AQAAAA==" }],
  ["a line beyond the last", { ...line, line: 1 }],
  ["a line before the first", { ...line, line: -1 }],
  ["half a line", { ...line, line: 0.5 }],
  ["knobs that stand nowhere", { ...line, present: undefined }],
  ["a slope for no knob", { ...line, slopes: [1, 2] }],
  ["slopes that are no numbers", { ...line, slopes: ["1"] }],
  ["slopes that are missing", { ...line, slopes: undefined }],
  ["a measurement without its ways", { ...measured, ways: undefined }],
  ["a way that nobody knows", { ...measured, ways: [{ name: "magic", seconds: 1, images: 1, prepared: 1 }] }],
  ["a way that takes no time", { ...measured, ways: [{ name: "loop", seconds: 0, images: 1, prepared: 0 }] }],
  ["a way that is prepared who knows how", { ...measured, ways: [{ name: "loop", seconds: 1, images: 1 }] }],
  ["an engine that is no text", { ...measured, engine: 7 }],
])("%s is refused in words", (_, message) => {
  expect(() => received(message)).toThrow(WireError);
});
