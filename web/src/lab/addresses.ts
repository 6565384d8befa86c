// What the server calls the networks it has. In: a network. Out: the name of one that the server has, and in which
// numbers ours differs from it; null where that would be more than a message takes, and the file must be sent.

import { numberAt } from "../engine/edits.ts";
import { type Layer, layerParameterCount, type Network } from "../engine/network.ts";
import type { Change } from "../wire/messages.ts";

export interface Address {
  readonly name: string;
  readonly changes: readonly Change[];
}

/** Numbers that may differ: at 8 bytes each, as base64, well within a message of 64 KiB. */
const MOST = 4000;
const KNOWN = 6;

interface Known {
  readonly name: string;
  readonly network: Network;
  readonly temperature: number;
}

export class Addresses {
  /** The newest first. */
  #known: readonly Known[] = [];

  /** The server has this network under that name. */
  learn(name: string, network: Network, temperature: number): void {
    this.#known = [{ name, network, temperature }, ...this.#known.filter((one) => one.name !== name)].slice(0, KNOWN);
  }

  /** The server has nothing of that name (any more). */
  forget(name: string): void {
    this.#known = this.#known.filter((one) => one.name !== name);
  }

  /** With the same temperature: changes cannot say another. */
  of(network: Network, temperature: number): Address | null {
    const alike = this.#known.filter((one) => one.temperature === temperature);
    const exact = alike.find((one) => one.network === network);
    if (exact) return { name: exact.name, changes: [] };
    let nearest: { name: string; changes: readonly Change[]; count: number } | null = null;
    for (const { name, network: known } of alike) {
      const changes = changesFrom(known, network);
      const count = changes?.reduce((sum, change) => sum + change.places.length, 0) ?? 0;
      if (changes && count < (nearest?.count ?? MOST + 1)) nearest = { name, changes, count };
    }
    return nearest && { name: nearest.name, changes: nearest.changes };
  }
}

/** Where two networks of one shape differ; null for networks of different shapes. */
export function changesFrom(before: Network, after: Network): Change[] | null {
  if (before.layers.length !== after.layers.length) return null;
  const changes: Change[] = [];
  for (const [layer, now] of after.layers.entries()) {
    const was = before.layers[layer];
    if (was === now) continue;
    if (was.inputs !== now.inputs || was.outputs !== now.outputs || was.activation !== now.activation) return null;
    const places = differing(was, now);
    if (places.length > 0) {
      changes.push({ layer, places, values: Float32Array.from(places, (place) => numberAt(now, place)) });
    }
  }
  return changes;
}

function differing(one: Layer, other: Layer): Uint32Array {
  const places: number[] = [];
  for (let place = 0; place < layerParameterCount(one); place++) {
    if (numberAt(one, place) !== numberAt(other, place)) places.push(place);
  }
  return Uint32Array.from(places);
}
