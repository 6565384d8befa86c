// The numbers in which a network differs from another of its shape, as text, exactly; and back. In: both networks. Out:
// base64url of a mark of the network that comes out, then for each layer the runs of numbers that differ. A few single
// weights and whole rows are both short so.

import { numberAt, withNumbers } from "../../engine/edits.ts";
import { type Layer, layerParameterCount, type Network } from "../../engine/network.ts";
import { sha256 } from "../../engine/sha256.ts";
import { LIMIT } from "../bench.ts";
import { base64url, fromBase64url } from "./base64.ts";
import { Reader, Writer } from "./bytes.ts";
import { wrong } from "./unreadable.ts";

/** Numbers one after the other in a layer: its weights row by row, then its biases. */
interface Run {
  readonly start: number;
  readonly end: number;
}

const MARK = 4;

/** Null where nothing differs. Both must have the same shape. */
export function numbersText(before: Network, after: Network): string | null {
  const writer = new Writer();
  writer.raw(markOf(after));
  for (const [index, layer] of after.layers.entries()) {
    const runs = runsOf(before.layers[index], layer);
    if (runs.length > 0) write(writer, index, layer, runs);
  }
  return writer.written.length > MARK ? base64url(writer.written) : null;
}

/** `before` with the numbers that the text holds. Throws Unreadable where it is not for this network. */
export function withNumbersOf(before: Network, text: string, what: string): Network {
  const reader = new Reader(fromBase64url(text, what), what);
  const mark = reader.raw(MARK);
  let network = before;
  for (let least = 0; !reader.ended; ) {
    const layer = reader.whole(before.layers.length - 1);
    if (layer < least) throw wrong(what, "one layer after the other", `layer ${layer} again`);
    network = read(reader, network, layer, what);
    least = layer + 1;
  }
  if (markOf(network).some((byte, at) => byte !== mark[at])) {
    throw wrong(what, "made for this network and whole", "another network, or damaged letters");
  }
  return network;
}

/** Changes with every bit of every number. */
function markOf(network: Network): Uint8Array {
  const parts = network.layers.flatMap(({ weights, bias }) => [weights, bias]);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  const digits = sha256(bytes);
  return Uint8Array.from({ length: MARK }, (_, index) => Number.parseInt(digits.slice(2 * index, 2 * index + 2), 16));
}

function runsOf(before: Layer, after: Layer): Run[] {
  const runs: Run[] = [];
  if (before === after) return runs;
  const count = layerParameterCount(after);
  for (let place = 0; place < count; place++) {
    if (Object.is(numberAt(before, place), numberAt(after, place))) continue;
    const last = runs.at(-1);
    if (last?.end === place) runs[runs.length - 1] = { ...last, end: place + 1 };
    else runs.push({ start: place, end: place + 1 });
  }
  return runs;
}

function write(writer: Writer, index: number, layer: Layer, runs: readonly Run[]): void {
  writer.whole(index);
  writer.whole(runs.length);
  let at = 0;
  for (const { start, end } of runs) {
    writer.whole(start - at);
    writer.whole(end - start);
    writer.singles(Array.from({ length: end - start }, (_, place) => numberAt(layer, start + place)));
    at = end;
  }
}

function read(reader: Reader, network: Network, index: number, what: string): Network {
  const count = layerParameterCount(network.layers[index]);
  const values = new Map<number, number>();
  const runs = reader.whole(count);
  let at = 0;
  for (let run = 0; run < runs; run++) {
    at += reader.whole(count - at);
    const numbers = reader.singles(reader.whole(count - at));
    if (numbers.length === 0) throw wrong(what, "runs of a number or more", "one without any");
    if (!numbers.every((value) => Math.abs(value) <= LIMIT)) {
      throw wrong(what, `numbers within ${LIMIT}`, "one beyond, or none");
    }
    for (const value of numbers) values.set(at++, value);
  }
  return withNumbers(network, index, values.keys(), (now, place) => values.get(place) ?? now);
}
