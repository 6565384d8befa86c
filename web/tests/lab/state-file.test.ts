// The lab in a file and back: all of it, to the last bit; and files of anyone, refused with nothing of them used.
import { describe, expect, test } from "vitest";
import { layerOf } from "../../src/engine/network.ts";
import { packNetwork } from "../../src/engine/packing.ts";
import { restoredFrom } from "../../src/lab/sharing/saved.ts";
import { Unreadable } from "../../src/lab/sharing/unreadable.ts";
import type { Digits, Intent, Picture, Restored, Source, State } from "../../src/lab/state.ts";
import { LARGEST_FILE, savedStateOf, stateText } from "../../src/lab/state-file.ts";
import { after, lab, lock, mute, PLAIN, SEVEN, set } from "./sharing/labs.ts";

const SHIPPED = ["plain"];
const DIGITS: Digits = { levels: new Uint8Array(784 * 3).fill(7, 784, 1568), labels: Uint8Array.of(7, 2, 1) };
const grey = (width: number, height: number) => ({ width, height, levels: new Uint8Array(width * height).fill(9) });
const PICTURE: Picture = {
  kind: "picture",
  title: "größe.png",
  width: 40,
  height: 30,
  inverted: true,
  blank: false,
  box: [4, 5, 20, 21],
  grey: grey(40, 30),
  ink: grey(40, 30),
  scaled: grey(20, 19),
  levels: new Uint8Array(784).fill(3),
  warnings: ["TRUNCATED"],
};

function bytes(text: string): ArrayBuffer {
  return new TextEncoder().encode(text).buffer;
}

function saved(state: State): string {
  return stateText(state, SHIPPED) ?? "";
}

function opened(file: string, known: Source[] = [PLAIN], digits: Digits | null = DIGITS): Partial<Restored> {
  return restoredFrom(savedStateOf(bytes(file)), known, digits);
}

/** What of a state is saved; where a bench came from stands in `known`. */
function kept({ view, bench, input, points, reference, knob, prepare, focus, lines }: Partial<Restored>) {
  const plain = (one: Restored["bench"]) => one && { ...one, done: null };
  const named = points?.map(({ name, bench: of }) => ({ name, bench: plain(of) }));
  return { view, bench: plain(bench ?? null), input, points: named, reference, knob, prepare, focus, lines };
}

/** The test framework's own `after` is another. */
const changed = after;

const STRUCTURE: Intent[] = [
  { type: "edit", edit: { kind: "structure", what: "add layer", layer: 1, width: 5, activation: "tanh", seed: 1 } },
  { type: "edit", edit: { kind: "structure", what: "add neurons", layer: 0, count: 3, seed: 2 } },
  set(1, 4, 18, 0.5),
  mute(0, 18),
  lock({ of: "neuron", layer: 1, neuron: 4 }),
];

describe("a saved file leads back to the same lab", () => {
  test.each<[string, Intent[]]>([
    ["as it starts", []],
    ["with a drawing", SEVEN],
    ["with a picture", [{ type: "open", input: PICTURE }]],
    ["with turned, muted and locked numbers", [set(0, 3, 120, 0.1), mute(0, 3), lock({ of: "layer", layer: 2 })]],
    ["with another structure", STRUCTURE],
    [
      "with named points",
      [
        { type: "keep", name: "as it was" },
        ...STRUCTURE,
        { type: "keep", name: "mine <b>" },
        { type: "reference", name: "mine <b>" },
      ],
    ],
    [
      "with a number in hand, close to a neuron, in another view",
      [
        { type: "focus", focus: { level: "neuron", layer: 1, neuron: 2 } },
        { type: "knob", knob: { layer: 1, neuron: 2, source: null } },
        { type: "lines", lines: { by: "weight", count: 0 } },
        { type: "prepare", on: false },
        { type: "view", view: "workshop" },
      ],
    ],
  ])("%s", (_, intents) => {
    const state = lab(...intents);
    expect(kept(opened(saved(state)))).toEqual(kept(state));
  });

  test("a test digit goes by its number, and is not there without the test digits", () => {
    const input = { kind: "digit", index: 1, label: 2, levels: DIGITS.levels.slice(784, 1568) } as const;
    const file = saved(lab({ type: "open", input }));
    expect(opened(file).input).toEqual(input);
    expect(() => opened(file, [PLAIN], null)).toThrow(expect.objectContaining({ code: "LINK_DIGITS" }));
  });

  test("a network that nobody knows by name comes whole", () => {
    const network = { layers: [layerOf(new Float32Array(784 * 2).fill(0.25), Float32Array.of(1, -1), "softmax")] };
    const mine: Source = {
      name: "b52c",
      title: "mine.safetensors",
      network,
      temperature: 2.5,
      accuracy: 0.5,
      interval: null,
    };
    const file = saved(after(lab(), { type: "show", source: mine }, set(0, 1, 5, -3)));
    const { bench } = opened(file);
    expect(bench?.source).toMatchObject({ title: "mine.safetensors", temperature: 2.5, accuracy: null, network });
    expect(bench?.numbers.layers[0].weights[784 + 5]).toBe(-3);
    expect(savedStateOf(bytes(file)).networks.map((one) => one.name)).toEqual([null]);
  });

  test("a shipped network of other numbers is the one in the file, and not called by the name of ours", () => {
    const file = saved(lab(set(0, 0, 0, 2)));
    const ours: Source = { ...PLAIN, network: lab(set(0, 0, 0, 9)).bench?.network ?? PLAIN.network };
    const { bench } = opened(file, [ours]);
    expect(bench?.source.network).toEqual(PLAIN.network);
    expect(bench?.source.name).toMatch(/^[0-9a-f]{64}$/);
    expect(bench?.source.accuracy).toBeNull();
  });

  test("networks that several points share are in the file once", () => {
    const file = saved(lab({ type: "keep", name: "a" }, set(0, 0, 0, 1), { type: "keep", name: "b" }, set(0, 0, 0, 2)));
    expect(JSON.parse(file).networks).toHaveLength(1);
    expect(file.length).toBeLessThan(80_000);
  });

  test("names from a file are short, and turn no line around", () => {
    const file = saved(lab({ type: "keep", name: `\u202e\u0000${"x".repeat(300)}` }));
    expect(opened(file).points?.[0].name).toBe(`\ufffd\ufffd${"x".repeat(198)}`);
  });

  test("a reference of a name that is shortened, or made harmless, is still that point", () => {
    const name = `a\u200fb${"x".repeat(300)}`;
    const { points, reference } = opened(saved(lab({ type: "keep", name }, { type: "reference", name })));
    expect(reference).toBe(points?.[0].name);
  });

  test("before there is a network, nothing is saved", () => {
    expect(stateText({ ...lab(), bench: null }, SHIPPED)).toBeNull();
  });
});

type Content = Record<string, unknown>;

/** A sound file with one thing wrong. */
function broken(change: (content: Content, bench: Content, network: Content) => void): string {
  const content = JSON.parse(saved(lab(...SEVEN, set(0, 3, 120, 0.1), mute(0, 3), { type: "keep", name: "a" })));
  change(content, content.bench, content.networks[0]);
  return JSON.stringify(content);
}

function packed(outputs: number, inputs = 784): string {
  const layer = layerOf(new Float32Array(inputs * outputs), new Float32Array(outputs), "sigmoid");
  return Buffer.from(packNetwork({ layers: [layer] }, 1)).toString("base64");
}

/** The network's file with one byte of it turned. */
function flipped(file: unknown, at: number): string {
  const content = Buffer.from(String(file), "base64");
  content[at] ^= 1;
  return content.toString("base64");
}

const SOUND = broken(() => {});
const HOSTILE: [what: string, file: string, says: RegExp][] = [
  ["nothing", "", /not strict JSON/],
  ["a text", "hello", /not strict JSON/],
  ["a number", "7", /the file must be an object/],
  ["null", "null", /the file must be an object/],
  ["a list", "[]", /the file must be an object/],
  ["an object", "{}", /digitscope must be “state”; got nothing/],
  ["a byte order mark", `\ufeff${SOUND}`, /not strict JSON/],
  ["something behind the end", `${SOUND}x`, /not strict JSON/],
  ["cut in half", SOUND.slice(0, SOUND.length / 2), /not strict JSON/],
  ["a key twice", SOUND.replace('"format":1', '"format":1,"format":1'), /a key that comes twice/],
  ["a key twice, escaped", SOUND.replace('"format":1', '"format":1,"\\u0066ormat":1'), /a key that comes twice/],
  ["100,000 levels", `${"[".repeat(100_000)}${"]".repeat(100_000)}`, /more than 20 levels/],
  ["a million keys", `{${Array.from({ length: 1e6 }, (_, i) => `"k${i}":0`).join()}}`, /more than 400000 values/],
  ["1e999", SOUND.replace('"format":1', '"format":1e999'), /beyond float64/],
  ["an integer of 10,000 digits", SOUND.replace('"format":1', `"format":${"9".repeat(10_000)}`), /beyond float64/],
  ["NaN", SOUND.replace('"format":1', '"format":NaN'), /not strict JSON/],
  ["another kind", broken((file) => (file.digitscope = "network")), /digitscope must be “state”/],
  ["a format of text", broken((file) => (file.format = "1")), /format must be a number/],
  ["format 0", broken((file) => (file.format = 0)), /format must be a whole number/],
  ["format 1.5", broken((file) => (file.format = 1.5)), /format must be a whole number/],
  ["a field of another name", broken((file) => (file.script = "x")), /the file must be made of .*; got “script”/],
  ["__proto__", SOUND.replace("{", '{"__proto__":{"view":"look"},'), /got “__proto__”/],
  ["a field less", broken((file) => delete file.view), /view must be a text/],
  ["another view", broken((file) => (file.view = "all")), /view must be look/],
  ["a place that the network has not", broken((file) => (file.at = "7")), /at must be a layer of this network/],
  ["a place that is no text", broken((file) => (file.at = 0)), /at must be a text/],
  ["a knob beyond", broken((file) => (file.knob = "0.0.784")), /knob must be a source/],
  ["lines of another kind", broken((file) => (file.lines = "all")), /lines must be/],
  ["prepare as a text", broken((file) => (file.prepare = "on")), /prepare must be true or false/],
  ["no input", broken((file) => (file.input = {})), /input must be one of drawing/],
  ["two inputs", broken((file) => (file.input = { drawing: "", digit: 1 })), /input must be one of/],
  ["an input of another kind", broken((file) => (file.input = { url: "http://x" })), /input must be one of/],
  ["a digit beyond", broken((file) => (file.input = { digit: 10_000 })), /digit must be 0 to 9999/],
  ["a digit between", broken((file) => (file.input = { digit: 0.5 })), /digit must be 0 to 9999/],
  ["a drawing of bad letters", broken((file) => (file.input = { drawing: "<svg>" })), /drawing must be base64/],
  ["no networks", broken((file) => (file.networks = [])), /source must be below 0/],
  ["networks beyond number", broken((file) => (file.networks = Array(257).fill(null))), /networks must be at most 256/],
  ["a network that is none", broken((file) => (file.networks = [null])), /a network must be an object/],
  ["a field more in a network", broken((_, __, network) => (network.url = "x")), /a network must be made of/],
  ["a title that is no text", broken((_, __, network) => (network.title = [])), /title must be a text/],
  [
    "b23 a pickle for a network",
    broken((_, __, network) => (network.file = "gASVBAAAAAAAAABLKi4=")),
    /no network file/,
  ],
  ["b24 no bytes for a network", broken((_, __, network) => (network.file = "")), /no network file/],
  ["letters for a network", broken((_, __, network) => (network.file = "???")), /a network's file must be base64/],
  [
    "b39 a flipped bit",
    broken((_, __, network) => (network.file = flipped(network.file, 30_000))),
    /not what its checksum/,
  ],
  ["b26 a flipped bit of the header", broken((_, __, network) => (network.file = flipped(network.file, 20))), /./],
  [
    "b30 a network from 783 pixels",
    broken((_, __, network) => (network.file = packed(10, 783))),
    /goes from 783 to 10/,
  ],
  ["b30 a network of one output", broken((_, __, network) => (network.file = packed(1))), /goes from 784 to 1/],
  ["b30 a network of 65 outputs", broken((_, __, network) => (network.file = packed(65))), /goes from 784 to 65/],
  ["another network for the edits", broken((_, __, network) => (network.file = packed(10))), /edits must be/],
  ["a bench that is none", broken((file) => (file.bench = 0)), /bench must be an object/],
  ["a field more in a bench", broken((_, bench) => (bench.note = "x")), /bench must be made of/],
  ["a source beyond", broken((_, bench) => (bench.source = 1)), /source must be below 1/],
  ["a source below", broken((_, bench) => (bench.source = -1)), /source must be below 1/],
  ["a base between", broken((_, bench) => (bench.base = 0.5)), /base must be below 1/],
  ["edits that are none", broken((_, bench) => (bench.edits = "AAAA")), /edits must be whole/],
  ["edits of another network", broken((_, bench) => (bench.edits = "AAAAAAABeAHNzMw9")), /edits must be/],
  ["an output muted", broken((_, bench) => (bench.muted = "2.0")), /muted must be hidden neurons/],
  ["a lock beyond", broken((_, bench) => (bench.locks = "3")), /locks must be a layer of this network/],
  ["201 points", broken((file) => (file.points = Array(201).fill(null))), /points must be at most 200/],
  [
    "two points of a name",
    broken((file) => (file.points = [0, 1].map(() => ({ name: "a", bench: file.bench })))),
    /different names/,
  ],
  ["a reference to nothing", broken((file) => (file.reference = "b")), /reference must be the name of a point/],
];

const pictured = (change: Content) => broken((file) => (file.input = { picture: { ...pictureContent(), ...change } }));

function pictureContent(): Content {
  return JSON.parse(saved(lab({ type: "open", input: PICTURE }))).input.picture;
}

const PICTURES: [what: string, file: string, says: RegExp][] = [
  ["no picture", broken((file) => (file.input = { picture: 1 })), /a picture must be an object/],
  ["an address in it", pictured({ url: "http://x" }), /a picture must be made of/],
  ["783 levels", pictured({ levels: "AAAA" }), /levels must be 784 bytes/],
  ["a side between", pictured({ width: 0.5 }), /a picture's side must be of 0 to 8192 pixels; got 0.5/],
  ["a side beyond", pictured({ height: 1e6 }), /a picture's side must be/],
  ["a side below", pictured({ grey: { width: -1, height: -1, levels: "AA==" } }), /a picture's side must be/],
  [
    "fewer bytes than its sides say",
    pictured({ ink: { width: 8192, height: 8192, levels: "AA==" } }),
    /levels must be/,
  ],
  ["a box of three", pictured({ box: [1, 2, 3] }), /box must be 4 numbers/],
  ["a box beyond", pictured({ box: [1, 2, 3, 1e300] }), /a picture's side must be/],
  ["warnings without end", pictured({ warnings: Array(21).fill("x") }), /a picture's warnings must be at most 20/],
];

describe("what could not be opened again is not saved", () => {
  const TOO_LARGE = expect.objectContaining({ code: "STATE_TOO_LARGE" });
  const points = (count: number, bench = lab().bench as NonNullable<State["bench"]>) =>
    Array.from({ length: count }, (_, at) => ({ name: String(at), bench }));
  const wide = (width: number): Source => {
    const layers = [
      layerOf(new Float32Array(784 * width), new Float32Array(width), "sigmoid"),
      layerOf(new Float32Array(width * 10), new Float32Array(10), "sigmoid"),
    ];
    return { ...PLAIN, name: String(width), network: { layers } };
  };

  test("201 points", () => {
    expect(() => saved({ ...lab(), points: points(201) })).toThrow(TOO_LARGE);
    expect(opened(saved({ ...lab(), points: points(200) })).points).toHaveLength(200);
  });

  test("32 MiB of networks", () => {
    const large = changed(lab(), { type: "show", source: wide(8000) }, { type: "keep", name: "a" });
    const larger = changed(large, { type: "show", source: wide(8001) });
    expect(() => saved(larger)).toThrow(TOO_LARGE);
  });

  test("more numbers than all benches may have together", () => {
    const large = changed(lab(), { type: "show", source: wide(1000) });
    expect(() => saved({ ...large, points: points(100, large.bench as NonNullable<State["bench"]>) })).toThrow(
      TOO_LARGE,
    );
  });

  test("257 networks", () => {
    const benches = Array.from({ length: 200 }, (_, at) => {
      const structure = { kind: "structure", what: "add neurons", layer: 0, count: 1, seed: at } as const;
      return lab({ type: "edit", edit: structure }).bench as NonNullable<State["bench"]>;
    }).map((bench) => ({ ...bench, source: { ...bench.source, network: { ...bench.source.network } } }));
    expect(() => saved({ ...lab(), points: benches.map((bench, at) => ({ name: String(at), bench })) })).toThrow(
      /401 networks/,
    );
  });

  test("the 201st name is not given, and it is said", () => {
    const full = { ...lab(), points: points(200) };
    const more = changed(full, { type: "keep", name: "one more" });
    expect([more.points, more.notice?.code]).toEqual([full.points, "POINTS_FULL"]);
    expect(changed(full, { type: "keep", name: "7" }).points).toHaveLength(200);
  });
});

describe("a hostile file is refused, and says what and where", () => {
  test.each([...HOSTILE, ...PICTURES])("g93 e67 %s", (_, file, says) => {
    expect(() => opened(file)).toThrow(says);
    expect(() => opened(file)).toThrow(Unreadable);
  });

  test("the sound file that they were made from is taken", () => {
    expect(opened(SOUND).bench?.muted).toEqual([{ layer: 0, neuron: 3 }]);
    expect(opened(pictured({})).input).toEqual(PICTURE);
  });

  test("a file of a newer digitscope says so, whatever else is in it", () => {
    const file = JSON.stringify({ digitscope: "state", format: 2, holograms: [] });
    expect(() => opened(file)).toThrow(expect.objectContaining({ code: "STATE_TOO_NEW" }));
  });

  test("e67 a small file whose points would fill all memory is refused before they do", () => {
    const widths = [784, 1400, 1400, 10];
    const layers = widths.slice(1).map((outputs, i) => {
      return layerOf(new Float32Array(outputs * widths[i]), new Float32Array(outputs), "sigmoid");
    });
    const file = savedStateOf(bytes(SOUND));
    const bench = { source: 0, base: null, turned: { ...file.bench.turned, edits: null } };
    const points = Array.from({ length: 200 }, (_, at) => ({ name: String(at), bench }));
    const hostile = { ...file, bench, points, networks: [{ ...file.networks[0], network: { layers } }] };
    expect(() => restoredFrom(hostile, [], DIGITS)).toThrow(expect.objectContaining({ code: "STATE_TOO_LARGE" }));
  });

  test("bytes that are no UTF-8 are refused", () => {
    expect(() => savedStateOf(Uint8Array.of(0x7b, 0xff, 0x7d).buffer)).toThrow(/not UTF-8/);
  });

  test("one byte more than 32 MiB is refused before it is looked at, a long text within is not", () => {
    const size = (length: number) => bytes(SOUND.replace('"a"', `"${"x".repeat(length - SOUND.length + 1)}"`));
    expect(() => savedStateOf(size(LARGEST_FILE + 1))).toThrow(expect.objectContaining({ code: "STATE_TOO_LARGE" }));
    expect(savedStateOf(size(LARGEST_FILE)).points[0].name).toHaveLength(200);
  });

  test("a million escapes in one text are read", () => {
    const file = SOUND.replace('"a"', `"${"\\u0041\\\\".repeat(1e6)}"`);
    expect(savedStateOf(bytes(file)).points[0].name).toHaveLength(200);
  });

  test("wherever it is cut or turned, it is the same state or Unreadable", () => {
    const sound = new Uint8Array(bytes(SOUND));
    for (let at = 0; at < 600; at += 1) {
      const other = sound.slice();
      other[at] ^= 1 << (at % 8);
      try {
        restoredFrom(savedStateOf(other.buffer), [], DIGITS);
      } catch (error) {
        expect(error).toBeInstanceOf(Unreadable);
      }
    }
  }, 60_000);
});
