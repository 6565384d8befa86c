// Network files: ours are read whole, and whatever else comes is refused with its code and a reason for people.
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parameterCount, widths } from "../../src/engine/network.ts";
import { NetworkFileError, readNetworkFile } from "../../src/engine/safetensors.ts";
import { sha256 } from "../../src/engine/sha256.ts";
import { strictJson } from "../../src/engine/strict-json.ts";
import { shippedFile } from "./contract.ts";
import { ABOUT, f32, fileOf, type Part, type Parts, packed, parts, sealed } from "./sealing.ts";

function refusal(content: ArrayBuffer): NetworkFileError {
  try {
    readNetworkFile(content);
  } catch (error) {
    if (error instanceof NetworkFileError) return error;
    throw error;
  }
  throw new Error("it was read");
}

function bytesOf(text: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(text, "latin1")).buffer;
}

describe("files of ours", () => {
  test("the shipped network is read with its temperature and its recipe", () => {
    const { network, temperature, about } = readNetworkFile(shippedFile());
    expect(widths(network)).toEqual([784, 16, 16, 10]);
    expect(parameterCount(network)).toBe(13_002);
    expect(network.layers.map((layer) => layer.activation)).toEqual(["sigmoid", "sigmoid", "sigmoid"]);
    expect(temperature).toBeGreaterThan(1);
    expect(about.recipe.get("loss")).toBe("quadratic");
  });

  test("every number lies where it belongs", () => {
    const { network, temperature } = readNetworkFile(fileOf());
    expect(network.layers.map(({ inputs, outputs, activation }) => [inputs, outputs, activation])).toEqual([
      [3, 2, "tanh"],
      [2, 4, "softmax"],
    ]);
    expect([...network.layers[0].weights]).toEqual([-0.75, -0.625, -0.5, -0.375, -0.25, -0.125]);
    expect(temperature).toBe(1.5);
  });

  test("F16 is widened exactly", () => {
    const bits = [0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0001, 0x03ff, 0x3555];
    const wanted = [0, -0, 1, -2, 65504, 2 ** -24, 1023 * 2 ** -24, 0.333251953125];
    const half: Part = { dtype: "F16", shape: [1, 8], bytes: new Uint8Array(Uint16Array.from(bits).buffer) };
    const tensors = { "layers.0.bias": f32([1]), "layers.0.weights": half };
    const { network } = readNetworkFile(fileOf(tensors, { ...ABOUT, activations: ["relu"] }));
    expect([...network.layers[0].weights]).toEqual(wanted);
  });

  test("what reading needs beyond the network is passed over", () => {
    expect(widths(readNetworkFile(fileOf({ ...parts(), "reader.centres": f32([2, 2]) })).network)).toEqual([3, 2, 4]);
  });

  test("b33 what other makers say is taken where it is true", () => {
    const about = { ...ABOUT, widths: [3, 2, 4], labels: [0, 1, 2, 3], normalisation: null, more: "words" };
    expect(widths(readNetworkFile(fileOf(parts(), about)).network)).toEqual([3, 2, 4]);
  });
});

describe("b23 other formats", () => {
  test.each([
    "",
    "PK\x03\x04........",
    "\x80\x04\x95.......",
    "\x89PNG\r\n\x1a\n....",
    "{} is JSON",
    "\x93NUMPY\x01\x00",
  ])("%j is not opened", (text) => {
    expect(refusal(bytesOf(text)).code).toBe("MODEL_FORMAT_UNSUPPORTED");
  });
});

test("b24 lengths that cannot be are refused", () => {
  for (const length of [0n, 1n, 2n ** 40n, 2n ** 63n, 2n ** 64n - 1n]) {
    const content = fileOf();
    new DataView(content).setBigUint64(0, length, true);
    expect(refusal(content).code).toBe("MODEL_FORMAT_UNSUPPORTED");
  }
});

test("b25 a header over 64 KiB is refused before it is read", () => {
  const long = { ...ABOUT, recipe: { note: "x".repeat(66_000) } };
  expect(refusal(fileOf(parts(), long)).code).toBe("MODEL_HEADER_TOO_LARGE");
});

const HEADERS: Record<string, (text: string) => string> = {
  "a key twice": (text) => `${text.slice(0, -1)},"layers.0.bias":{}}`,
  "a key twice, written otherwise": (text) => `${text.slice(0, -1)},"layers.0.b\\u0069as":{}}`,
  "a byte order mark": (text) => `\ufeff${text}`,
  "an abyss": (text) => `${text.slice(0, -1)},"a":${"[".repeat(30)}${"]".repeat(30)}}`,
  "a number beyond float64": (text) => text.replace('"shape":[2]', '"shape":[1e999]'),
  NaN: (text) => text.replace('"shape":[2]', '"shape":[NaN]'),
  "no object": (text) => `[${text}]`,
  "a shape that does not fit": (text) => text.replace('"shape":[2]', '"shape":[3]'),
  "a negative extent": (text) => text.replace('"shape":[2]', '"shape":[-2]'),
  "an extent beyond all files": (text) => text.replace('"shape":[2]', '"shape":[0,4611686018427387904]'),
  "nine extents": (text) => text.replace('"shape":[2]', '"shape":[2,1,1,1,1,1,1,1,1]'),
  "a hole": (text) => text.replace("[0,8]", "[1,9]"),
  "an end beyond the file": (text) => text.replace("[0,8]", "[0,80000]"),
  "a field more": (text) => text.replace('"shape":[2]', '"shape":[2],"more":1'),
  "metadata that is no text": (text) => text.replace('"__metadata__":{', '"__metadata__":{"n":1,'),
  "metadata that is a list": (text) => text.replace(/"__metadata__":\{.*?\}"\}/, '"__metadata__":[]'),
};

test.each(Object.entries(HEADERS))("b26, b27, b29 a header with %s is refused", (_, edit) => {
  const tensors = parts();
  const content = packed(tensors, { digitscope: sealed(tensors) }, (text) => {
    expect(edit(text)).not.toBe(text);
    return edit(text);
  });
  expect(["MODEL_HEADER_INVALID", "MODEL_FORMAT_UNSUPPORTED"]).toContain(refusal(content).code);
});

test.each(["BF16", "F64", "I64", "BOOL", "__proto__", "constructor"])("b28 tensors of %s are refused", (dtype) => {
  const tensors = parts();
  expect(refusal(fileOf({ ...tensors, "layers.0.bias": { ...tensors["layers.0.bias"], dtype } })).code).toBe(
    "MODEL_DTYPE",
  );
});

const { "layers.1.bias": _gone, ...FEWER } = parts();
const MISBUILT: Record<string, [Parts, object]> = {
  "a tensor missing": [FEWER, ABOUT],
  "a tensor more": [{ ...parts(), "layers.2.bias": f32([2]) }, ABOUT],
  "layers that do not chain": [{ ...parts(), "layers.1.weights": f32([4, 3]) }, ABOUT],
  "a bias that does not fit": [{ ...parts(), "layers.1.bias": f32([3]) }, ABOUT],
  "flat weights": [{ ...parts(), "layers.0.weights": f32([6]) }, ABOUT],
  "no neurons": [{ ...parts(), "layers.0.weights": f32([0, 3]), "layers.0.bias": f32([0]) }, ABOUT],
  "an unknown activation": [parts(), { ...ABOUT, activations: ["toString", "softmax"] }],
  "softmax in a hidden layer": [parts(), { ...ABOUT, activations: ["softmax", "softmax"] }],
  "no activations": [{}, { ...ABOUT, activations: [] }],
  "other widths than it says": [parts(), { ...ABOUT, widths: [3, 2, 5] }],
  "labels of its own": [parts(), { ...ABOUT, labels: [1, 2, 3, 4] }],
  "a normalisation": [parts(), { ...ABOUT, normalisation: "mean" }],
};

test.each(Object.entries(MISBUILT))("b30, b33 a file with %s is refused", (_, [tensors, about]) => {
  expect(refusal(fileOf(tensors, about)).code).toBe("MODEL_ARCHITECTURE");
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])("b31 a weight of %d is refused with the tensor's name", (number) => {
  const bias = new Uint8Array(Float32Array.of(number, 1).buffer);
  const error = refusal(fileOf({ ...parts(), "layers.0.bias": { dtype: "F32", shape: [2], bytes: bias } }));
  expect(error.code).toBe("MODEL_NOT_FINITE");
  expect(error.message).toContain("layers.0.bias has 1 of 2");
});

test("b32 hostile names are refused, pollute nothing, and are shown without what could act", () => {
  for (const name of ["__proto__", "constructor", "../../x", "a\u0000b", "\u202ebias", "x".repeat(200)]) {
    const tensors = parts();
    const entry = JSON.stringify({ dtype: "F32", shape: [0], data_offsets: [0, 0] });
    const content = packed(tensors, { digitscope: sealed(tensors) }, (text) => {
      return `${text.slice(0, -1)},${JSON.stringify(name)}:${entry}}`;
    });
    expect(refusal(content).message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  }
  const hostile = fileOf(parts(), { ...ABOUT, recipe: JSON.parse('{"__proto__": {"polluted": 1}, "seed": 2}') });
  expect([...readNetworkFile(hostile).about.recipe.keys()]).toEqual(["__proto__", "seed"]);
  expect("polluted" in {}).toBe(false);
});

test("b34 a newer format is refused as newer", () => {
  expect(refusal(fileOf(parts(), { ...ABOUT, format: 2 })).code).toBe("MODEL_TOO_NEW");
});

test.each([
  ["format", 0],
  ["format", "1"],
  ["reader", {}],
  ["reader", { temperature: 0 }],
  ["reader", { temperature: "1" }],
  ["recipe", []],
  ["versions", null],
])("metadata whose %s is %j is refused", (name, value) => {
  expect(refusal(fileOf(parts(), { ...ABOUT, [name]: value })).code).toBe("MODEL_HEADER_INVALID");
});

test("a file that was not made by digitscope says so", () => {
  for (const metadata of [null, {}, { by: "somebody" }]) {
    expect(refusal(packed(parts(), metadata)).message).toContain("digitscope");
  }
});

test("no file that was cut or changed in one bit is read", () => {
  const whole = new Uint8Array(fileOf());
  for (let end = 0; end < whole.length; end++) expect(refusal(whole.slice(0, end).buffer).message).not.toBe("");
  for (let bit = 0; bit < whole.length * 8; bit += 3) {
    const changed = whole.slice();
    changed[bit >> 3] ^= 1 << (bit & 7);
    expect(refusal(changed.buffer).message).not.toBe("");
  }
  expect(refusal(new Uint8Array([...whole, 0]).buffer).code).toBe("MODEL_HEADER_INVALID");
});

test("any bytes at all are refused, and with nothing but our error", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, framed) => {
      const whole = framed ? [bytes.length & 255, 0, 0, 0, 0, 0, 0, 0, 0x7b, ...bytes] : [...bytes];
      expect(refusal(new Uint8Array(whole).buffer)).toBeInstanceOf(NetworkFileError);
    }),
  );
});

test("SHA-256 is that of Node", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(sha256(bytes)).toBe(createHash("sha256").update(bytes).digest("hex"));
    }),
  );
});

test("strict JSON is JSON wherever it takes it", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      expect(strictJson(text)).toEqual(JSON.parse(text));
    }),
  );
  expect(strictJson('{"a":{"a":"{\\"a\\":1e999,\\"a\\":2}"},"b":[{"a":1},{"a":1}]}')).toHaveProperty("b");
  expect(() => strictJson('{"a":1,"\\u0061":2}')).toThrow("a key that comes twice");
  expect(() => strictJson(`${"[".repeat(21)}${"]".repeat(21)}`)).toThrow("more than 20 levels");
  expect(strictJson(`${"[".repeat(20)}${"]".repeat(20)}`)).toHaveLength(1);
  expect(() => strictJson("[-1e999]")).toThrow("beyond float64");
});
