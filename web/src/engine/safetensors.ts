// A network file of ours becomes a network: in go bytes of anyone, out come the network, its temperature and what
// the file says about itself, or a NetworkFileError that says what is wrong.
import { ACTIVATION_NAMES, type ActivationName, isActivationName } from "./activations.ts";
import { type Layer, layerOf, type Network, widths } from "./network.ts";
import { sha256 } from "./sha256.ts";
import { asObject } from "./strict-json.ts";
import { NetworkFileError, numbersOf, parsed, type Tensor, unpacked } from "./tensors.ts";

export { NetworkFileError };

/** What the file says about itself. Texts of anyone: show them as text, never as markup. */
export interface About {
  readonly format: number;
  readonly recipe: ReadonlyMap<string, unknown>;
  readonly data: ReadonlyMap<string, unknown>;
  readonly figures: ReadonlyMap<string, unknown>;
  readonly versions: ReadonlyMap<string, unknown>;
}

export interface NetworkFile {
  readonly network: Network;
  /** Divides z before softmax, so that a confidence means something. */
  readonly temperature: number;
  readonly about: About;
}

const FORMAT = 1;
const KEY = "digitscope";
const NAMES: ReadonlyMap<string, string> = new Map([
  ["F16", "float16"],
  ["F32", "float32"],
]);
const EXTRA = /^reader\.[a-z0-9_.]{1,100}$/;
const SEAL = /"sha256":"([0-9a-f]{64})"\}$/;

/** Reads F32, and F16 widened. Throws NetworkFileError, and nothing else, for what is no whole network file of ours. */
export function readNetworkFile(content: ArrayBuffer): NetworkFile {
  const { tensors, texts } = unpacked(content);
  const text = texts.get(KEY);
  if (text === undefined) throw new NetworkFileError("the file says nothing of digitscope: it was not made by it");
  const about = parsed(text, "what the file says about itself");
  checkFormat(about);
  const activations = activationsOf(about);
  checkNames(tensors, activations.length);
  checkSeal(tensors, text);
  const layers = activations.map((name, index) => layerAt(tensors, index, name));
  checkChain(layers);
  checkClaims(about, layers);
  return { network: { layers }, temperature: temperatureOf(about), about: described(about) };
}

function checkFormat(about: ReadonlyMap<string, unknown>): void {
  const format = about.get("format");
  if (!Number.isSafeInteger(format) || Number(format) < 1) throw new NetworkFileError("the file has no format of ours");
  if (Number(format) > FORMAT) {
    throw new NetworkFileError(`the file is of format ${format}: a newer digitscope reads it`, "MODEL_TOO_NEW");
  }
}

function activationsOf(about: ReadonlyMap<string, unknown>): ActivationName[] {
  const names = about.get("activations");
  if (
    !Array.isArray(names) ||
    names.length === 0 ||
    !names.every(isActivationName) ||
    names.slice(0, -1).includes("softmax")
  ) {
    throw new NetworkFileError(
      `activations are ${ACTIVATION_NAMES.join(", ")}, softmax only the last: the file says something else`,
      "MODEL_ARCHITECTURE",
    );
  }
  return names;
}

function checkNames(tensors: ReadonlyMap<string, Tensor>, layers: number): void {
  const wanted = Array.from({ length: layers }, (_, i) => [`layers.${i}.weights`, `layers.${i}.bias`]).flat();
  const missing = wanted.find((name) => !tensors.has(name));
  const others = [...tensors.keys()].find((name) => !wanted.includes(name) && !EXTRA.test(name));
  if (missing || others) {
    throw new NetworkFileError(`the file ${missing ? `lacks ${missing}` : `has a ${others}`}`, "MODEL_ARCHITECTURE");
  }
}

/** SHA-256 over the metadata before the sum itself, then each tensor in order of its name. */
function checkSeal(tensors: ReadonlyMap<string, Tensor>, text: string): void {
  const found = SEAL.exec(text);
  const sorted = [...tensors.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [encoder.encode(text.slice(0, found?.index))];
  for (const { name, dtype, shape, bytes } of sorted) {
    parts.push(encoder.encode(`\n${name} ${NAMES.get(dtype)} [${shape.join(", ")}]\n`), bytes);
  }
  if (!found || sha256(joined(parts)) !== found[1]) {
    throw new NetworkFileError("the file is not what its checksum says: it was changed or damaged", "MODEL_CORRUPT");
  }
}

function joined(parts: readonly Uint8Array<ArrayBufferLike>[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function layerAt(tensors: ReadonlyMap<string, Tensor>, index: number, activation: ActivationName): Layer {
  const [weights, bias] = ["weights", "bias"].map((part) => tensors.get(`layers.${index}.${part}`));
  if (!weights || !bias || weights.shape.length !== 2 || bias.shape.length !== 1 || weights.shape.includes(0)) {
    throw new NetworkFileError(`layer ${index} is no weights (n_out, n_in) and bias (n_out,)`, "MODEL_ARCHITECTURE");
  }
  if (weights.shape[0] !== bias.shape[0]) {
    throw new NetworkFileError(
      `layer ${index} has ${weights.shape[0]} rows of weights and ${bias.shape[0]} biases`,
      "MODEL_ARCHITECTURE",
    );
  }
  return layerOf(numbersOf(weights), numbersOf(bias), activation);
}

function checkChain(layers: readonly Layer[]): void {
  layers.forEach((layer, index) => {
    const before = layers[index - 1]?.outputs ?? layer.inputs;
    if (before !== layer.inputs) {
      throw new NetworkFileError(
        `layer ${index} takes ${layer.inputs} numbers, and ${before} come from before it`,
        "MODEL_ARCHITECTURE",
      );
    }
  });
}

/** Other makers may say more than we write; what they say must be what we would do. */
function checkClaims(about: ReadonlyMap<string, unknown>, layers: readonly Layer[]): void {
  const facts = {
    widths: widths({ layers }),
    labels: layers.at(-1)?.bias.map((_, label) => label),
    normalisation: null,
  };
  for (const [name, wanted] of Object.entries(facts)) {
    const came = about.get(name);
    if (came !== undefined && JSON.stringify(came) !== JSON.stringify(wanted && Array.from(wanted))) {
      const others = "this network answers with labels of its own: the lab shows those that answer 0, 1, 2 and so on";
      const why = name === "labels" ? others : `the file's ${name} are not those of its tensors`;
      throw new NetworkFileError(why, "MODEL_ARCHITECTURE");
    }
  }
}

function temperatureOf(about: ReadonlyMap<string, unknown>): number {
  const temperature = asObject(about.get("reader"))?.get("temperature");
  if (typeof temperature !== "number" || !(temperature > 0)) {
    throw new NetworkFileError("the file's temperature is no number above 0: the file is damaged");
  }
  return temperature;
}

function described(about: ReadonlyMap<string, unknown>): About {
  const part = (name: string): ReadonlyMap<string, unknown> => {
    const found = asObject(about.get(name));
    if (!found) throw new NetworkFileError(`the file does not say its ${name}: it is damaged`);
    return found;
  };
  return {
    format: Number(about.get("format")),
    recipe: part("recipe"),
    data: part("data"),
    figures: part("figures"),
    versions: part("versions"),
  };
}
