// Every message between lab and server, typed from JSON of unknown shape; the other side is messages.py, and
// contract/messages.json holds examples that both sides read.

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
}

/** What stands for an answer where the network's outputs were not finite. */
export const UNANSWERED = 255;

/** What the server refuses, as it says so over HTTP and on the socket. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export type Sent = { readonly type: "evaluate"; readonly id: number; readonly network: string };

export type Received =
  | { readonly type: "hello"; readonly version: string }
  | ({ readonly type: "evaluation"; readonly id: number } & Evaluation)
  | ({ readonly type: "error"; readonly id: number | null } & Refusal);

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
        confidences: new Float32Array(bytes(fields, "confidences", 4 * images).buffer as ArrayBuffer),
      };
    }
    case "error":
      return { type, id: fields.id === null ? null : number(fields, "id"), ...refusal(fields) };
    default:
      throw new WireError(`a message of an unknown type, ${type}`);
  }
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
