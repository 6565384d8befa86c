// Every message between lab and server, typed from JSON of unknown shape; the other side is messages.py, and
// contract/messages.json holds examples that both sides read. One list, and hence longer than most files.

import type { LossName } from "../engine/losses.ts";
import { base64 } from "./base64.ts";
import { boolean, bytes, type Fields, fieldsOf, list, number, numbers, text, texts, WireError } from "./fields.ts";

/** A shipped network's card. */
export interface Card {
  readonly name: string;
  readonly summary: string;
  readonly widths: readonly number[];
  readonly activations: readonly string[];
  readonly parameters: number;
  readonly images: number;
  readonly correct: number;
  readonly accuracy: number;
  readonly interval: readonly [number, number];
}

export interface Catalogue {
  readonly default: string;
  readonly networks: readonly Card[];
}

/** The server took a network file, and calls it `name` from now on. */
export interface Taken {
  readonly name: string;
  readonly widths: readonly number[];
  readonly activations: readonly string[];
  readonly parameters: number;
  readonly notices: readonly string[];
}

/** A grey picture: width x height bytes, row by row, 0 black to 255 white. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly levels: Uint8Array;
}

/** A picture on its way to the 784 numbers. */
export interface PreparedPicture {
  readonly width: number;
  readonly height: number;
  readonly inverted: boolean;
  readonly blank: boolean;
  /** x, y, width, height of the ink in pixels of the original. */
  readonly box: readonly [number, number, number, number] | null;
  readonly grey: Grey;
  readonly ink: Grey;
  readonly scaled: Grey;
  readonly levels: Uint8Array;
  readonly warnings: readonly string[];
}

/** What a network makes of the 10,000 test digits. */
export interface Evaluation {
  readonly network: string;
  readonly images: number;
  readonly correct: number;
  readonly accuracy: number;
  readonly interval: readonly [number, number];
  /** UNANSWERED where there was no answer. */
  readonly answers: Uint8Array;
  readonly confidences: Float32Array;
  /** The one that goes with the outputs, and its mean over the digits; null where an output is not finite. */
  readonly loss: LossName;
  readonly cost: number | null;
}

/** Some numbers of one layer, turned. places: where they stand among its weights, row by row, and then its bias, each
 *  above the one before; values: what they are now, as many. */
export interface Change {
  readonly layer: number;
  readonly places: Uint32Array;
  readonly values: Float32Array;
}

/** A weight, or with no source a bias, on its way from low to high, both included: `count` values in equal steps. */
export interface Knob {
  readonly layer: number;
  readonly neuron: number;
  readonly source: number | null;
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** What the last knob brings about, while the first of two has its value number `line`. */
export interface SweepLine {
  readonly network: string;
  readonly line: number;
  readonly lines: number;
  readonly loss: LossName;
  /** Mean loss over the digits at each value of the last knob; NaN where it is not finite. */
  readonly costs: Float32Array;
  /** How many digits are answered right, at each value. */
  readonly correct: Uint32Array;
  /** Loss, where the knobs stand, and the slope along each before anything is turned, alike in every line. */
  readonly cost: number | null;
  readonly present: readonly number[];
  readonly slopes: readonly number[] | null;
}

/** One way to write a step of learning, and its time. */
export interface TimedWay {
  readonly name: WayName;
  /** Of a processor, an image. */
  readonly seconds: number;
  /** Learned from in each round of the measurement. */
  readonly images: number;
  /** Seconds of a processor, an image, once and before: until it has the form that this way takes. */
  readonly prepared: number;
}
export const WAYS = ["loop", "matrix", "kernel"] as const;
export type WayName = (typeof WAYS)[number];

/** How long a step of learning of the lesson's network takes on the server's machine. */
export interface Measurement {
  /** Of that network. */
  readonly parameters: number;
  /** Images an update. */
  readonly batch: number;
  /** What takes that network there: "kernel" or "numpy", its instruction set, and why, in English. */
  readonly engine: string;
  readonly path: string;
  readonly why: string;
  /** Without the kernel where it is not there. */
  readonly ways: readonly TimedWay[];
}

/** What stands for an answer where the network's outputs were not finite. */
export const UNANSWERED = 255;

/** What the server refuses, as it says so over HTTP and on the socket. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

interface Question {
  readonly id: number;
  readonly network: string;
  /** Made to the network before it is asked, at most one a layer. */
  readonly changes?: readonly Change[];
}

export type Sent =
  | ({ readonly type: "evaluate" } & Question)
  /** One knob, or two. */
  | ({ readonly type: "sweep"; readonly knobs: readonly Knob[] } & Question)
  | { readonly type: "measure"; readonly id: number };

export type Received =
  | { readonly type: "hello"; readonly version: string }
  | ({ readonly type: "evaluation"; readonly id: number } & Evaluation)
  | ({ readonly type: "sweep"; readonly id: number } & SweepLine)
  | ({ readonly type: "measurement"; readonly id: number } & Measurement)
  | ({ readonly type: "error"; readonly id: number | null } & Refusal);

/** The message as it goes over the line. */
export function written(message: Sent): string {
  if (message.type === "measure") return JSON.stringify(message);
  const changes = (message.changes ?? []).map(({ layer, places, values }) => {
    return { layer, places: lettersOf(places), values: lettersOf(values) };
  });
  return JSON.stringify({ ...message, changes });
}

function lettersOf(numbers: Uint32Array | Float32Array): string {
  return base64(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
}

export function received(value: unknown): Received {
  const fields = fieldsOf(value, "a message");
  const type = text(fields, "type");
  switch (type) {
    case "hello":
      return { type, version: text(fields, "version") };
    case "evaluation": {
      const images = number(fields, "images");
      return {
        type,
        id: number(fields, "id"),
        network: text(fields, "network"),
        images,
        correct: number(fields, "correct"),
        accuracy: number(fields, "accuracy"),
        interval: pair(fields, "interval"),
        answers: bytes(fields, "answers", images),
        confidences: floats(fields, "confidences", images),
        loss: lossName(fields, "loss"),
        cost: numberOrNull(fields, "cost"),
      };
    }
    case "sweep":
      return { type, id: number(fields, "id"), ...sweepLine(fields) };
    case "measurement":
      return { type, id: number(fields, "id"), ...measurement(fields) };
    case "error":
      return { type, id: fields.id === null ? null : number(fields, "id"), ...refusal(fields) };
    default:
      throw new WireError(`a message of an unknown type, ${type}`);
  }
}

function sweepLine(fields: Fields): SweepLine {
  const [line, lines] = [number(fields, "line"), number(fields, "lines")];
  if (!(line >= 0 && line < lines && Number.isInteger(line))) throw new WireError(`no line ${line} among ${lines}`);
  const costs = floats(fields, "costs");
  const present = numbers(fields, "present");
  return {
    network: text(fields, "network"),
    line,
    lines,
    loss: lossName(fields, "loss"),
    costs,
    correct: new Uint32Array(bytes(fields, "correct", 4 * costs.length).buffer as ArrayBuffer),
    cost: numberOrNull(fields, "cost"),
    present,
    slopes: fields.slopes === null ? null : numbers(fields, "slopes", present.length),
  };
}

export function measurement(fields: Fields): Measurement {
  return {
    parameters: number(fields, "parameters"),
    batch: number(fields, "batch"),
    engine: text(fields, "engine"),
    path: text(fields, "path"),
    why: text(fields, "why"),
    ways: list(fields, "ways").map(timedWay),
  };
}

function timedWay(value: unknown): TimedWay {
  const fields = fieldsOf(value, "a way");
  const [said, seconds] = [text(fields, "name"), number(fields, "seconds")];
  const name = WAYS.find((one) => one === said);
  if (!name) throw new WireError(`a way of an unknown name, ${said}`);
  if (!(seconds > 0)) throw new WireError(`seconds must be above 0; got ${seconds}`);
  return { name, seconds, images: number(fields, "images"), prepared: number(fields, "prepared") };
}

function floats(fields: Fields, name: string, count?: number): Float32Array {
  const content = bytes(fields, name, count === undefined ? undefined : 4 * count);
  if (content.length % 4 > 0) throw new WireError(`${name} must be numbers of 4 bytes; got ${content.length} bytes`);
  return new Float32Array(content.buffer as ArrayBuffer);
}

function numberOrNull(fields: Fields, name: string): number | null {
  return fields[name] === null ? null : number(fields, name);
}

function lossName(fields: Fields, name: string): LossName {
  const value = text(fields, name);
  if (value !== "quadratic" && value !== "cross-entropy") throw new WireError(`a loss of an unknown name, ${value}`);
  return value;
}

export function refusal(fields: Fields): Refusal {
  return { code: text(fields, "code"), message: text(fields, "message"), hint: text(fields, "hint") };
}

export function catalogue(value: unknown): Catalogue {
  const fields = fieldsOf(value, "the list of networks");
  return { default: text(fields, "default"), networks: list(fields, "networks").map(card) };
}

function card(value: unknown): Card {
  const fields = fieldsOf(value, "a card");
  return {
    name: text(fields, "name"),
    summary: text(fields, "summary"),
    widths: numbers(fields, "widths"),
    activations: texts(fields, "activations"),
    parameters: number(fields, "parameters"),
    images: number(fields, "images"),
    correct: number(fields, "correct"),
    accuracy: number(fields, "accuracy"),
    interval: pair(fields, "interval"),
  };
}

export function taken(value: unknown): Taken {
  const fields = fieldsOf(value, "the answer to a network file");
  return {
    name: text(fields, "name"),
    widths: numbers(fields, "widths"),
    activations: texts(fields, "activations"),
    parameters: number(fields, "parameters"),
    notices: texts(fields, "notices"),
  };
}

export function preparedPicture(value: unknown): PreparedPicture {
  const fields = fieldsOf(value, "a prepared picture");
  const box = fields.box === null ? null : (numbers(fields, "box", 4) as [number, number, number, number]);
  return {
    width: number(fields, "width"),
    height: number(fields, "height"),
    inverted: boolean(fields, "inverted"),
    blank: boolean(fields, "blank"),
    box,
    grey: grey(fields, "grey"),
    ink: grey(fields, "ink"),
    scaled: grey(fields, "scaled"),
    levels: bytes(fields, "levels", 784),
    warnings: texts(fields, "warnings"),
  };
}

function grey(fields: Fields, name: string): Grey {
  const inner = fieldsOf(fields[name], name);
  const [width, height] = [number(inner, "width"), number(inner, "height")];
  return { width, height, levels: bytes(inner, "levels", width * height) };
}

function pair(fields: Fields, name: string): [number, number] {
  return numbers(fields, name, 2) as [number, number];
}
