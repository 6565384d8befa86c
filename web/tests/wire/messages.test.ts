import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fieldsOf, WireError } from "../../src/wire/fields.ts";
import { catalogue, preparedPicture, received, refusal, type Sent, taken } from "../../src/wire/messages.ts";

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
  expect(types).toEqual(["hello", "evaluation", "error", "error"]);
});

test("answers and confidences come out of their bytes", () => {
  const message = received(named("to lab", "evaluation")[0]);
  expect(message).toMatchObject({ answers: Uint8Array.of(7, 2), confidences: Float32Array.of(0.5, 0.25) });
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
  const question: Sent = { type: "evaluate", id: 1, network: "plain" };
  expect(named("to server")).toEqual([question]);
});

const evaluation = named("to lab", "evaluation")[0];

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
])("%s is refused in words", (_, message) => {
  expect(() => received(message)).toThrow(WireError);
});
