// A link and back: the same state, to the last bit; and all that is no link of ours, refused.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inkOf } from "../../src/engine/ink.ts";
import { arrangedPart, arrangementLink, LONGEST, linkOf, linkText, restoredFromLink } from "../../src/lab/link.ts";
import { type Arrangement, NOT_ARRANGED } from "../../src/lab/sharing/arrangement.ts";
import { Unreadable } from "../../src/lab/sharing/unreadable.ts";
import { type Digits, type Drawing, PARTS, type Restored, START, type State } from "../../src/lab/state.ts";
import { lab, lock, mute, PLAIN, SEVEN, set, turn } from "./sharing/labs.ts";

const DIGITS: Digits = { levels: new Uint8Array(784 * 3).fill(7, 784, 1568), labels: Uint8Array.of(7, 2, 1) };

function textOf(state: State, arrangement: Arrangement = NOT_ARRANGED): string {
  return linkText(state, arrangement, true);
}

function opened(link: string, digits: Digits | null = DIGITS): Partial<Restored> {
  const { state } = linkOf(link.slice(1));
  if (!state) throw new Error("no state");
  return restoredFromLink(state, PLAIN, digits);
}

function numbersOf(state: Partial<Restored>): number[] {
  return (state.bench?.network.layers ?? []).flatMap(({ weights, bias }) => [...weights, ...bias]);
}

describe("a link leads back to the same state", () => {
  test("the lab as it starts is its network's name and no more", () => {
    expect(textOf(lab())).toBe("#network=plain");
    const { view, focus, knob, lines, prepare, input, bench } = opened("#network=plain");
    const { view: look, focus: whole, knob: none, lines: usual, prepare: on, input: blank } = START;
    expect({ view, focus, knob, lines, prepare, input }).toEqual({
      ...{ view: look, focus: whole, knob: none, lines: usual, prepare: on, input: blank },
    });
    expect(bench?.network).toBe(PLAIN.network);
  });

  test("where one stands is written so that a person can read it", () => {
    const standing = lab(
      { type: "focus", focus: { level: "neuron", layer: 0, neuron: 3 } },
      { type: "knob", knob: { layer: 0, neuron: 3, source: 120 } },
      { type: "lines", lines: { by: "weight", count: 1200 } },
      { type: "prepare", on: false },
      { type: "view", view: "workshop" },
    );
    const link = textOf(standing);
    expect(link).toBe("#network=plain&view=workshop&at=0.3&knob=0.3.120&lines=weight.1200&prepare=off");
    const { view, focus, knob, lines, prepare } = standing;
    expect(opened(link)).toMatchObject({ view, focus, knob, lines, prepare });
  });

  test("a bias in hand, and a layer that one stands at", () => {
    const link = textOf(
      lab(
        { type: "focus", focus: { level: "layer", layer: 2 } },
        { type: "knob", knob: { layer: 1, neuron: 0, source: null } },
      ),
    );
    expect(link).toBe("#network=plain&at=2&knob=1.0.bias");
    expect(opened(link)).toMatchObject({
      focus: { level: "layer", layer: 2 },
      knob: { layer: 1, neuron: 0, source: null },
    });
  });

  test("a drawing is the same ink, point by point", () => {
    const drawn = lab(...SEVEN);
    const link = textOf(drawn);
    const [ours, theirs] = [drawn.input as Drawing, opened(link).input as Drawing];
    expect(theirs).toEqual(ours);
    expect(inkOf(theirs.strokes)).toEqual(inkOf(ours.strokes));
    expect(link.length).toBeLessThan(100);
  });

  test("a test digit goes by its number", () => {
    const input = { kind: "digit", index: 1, label: 2, levels: DIGITS.levels.slice(784, 1568) } as const;
    const link = textOf(lab({ type: "open", input }));
    expect(link).toBe("#network=plain&digit=1");
    expect(opened(link).input).toEqual(input);
  });

  test("turned numbers come back bit for bit, a handful of them in a short link", () => {
    const turned = lab(set(0, 3, 120, 0.1), set(2, 9, null, -1e6), set(1, 0, 0, 1e-30));
    const link = textOf(turned);
    expect(link.length).toBeLessThan(90);
    expect(numbersOf(opened(link))).toEqual(numbersOf(turned));
    expect(opened(link).bench?.network.layers[0].weights).toEqual(turned.bench?.network.layers[0].weights);
  });

  test("a whole painted row fits, and all of the network does not", () => {
    const row = lab({
      type: "edit",
      edit: { kind: "paint", layer: 0, neuron: 5, weights: Float32Array.from({ length: 784 }, (_, i) => Math.sin(i)) },
    });
    expect(textOf(row).length).toBeLessThan(LONGEST);
    expect(numbersOf(opened(textOf(row)))).toEqual(numbersOf(row));
    expect(textOf(lab(turn({ of: "network" }, { to: "scaled", factor: 2 }))).length).toBeGreaterThan(LONGEST);
  });

  test("muted neurons stay muted, and what they would send is still there", () => {
    const link = textOf(lab(mute(0, 3), mute(1, 15)));
    expect(link).toBe("#network=plain&muted=0.3,1.15");
    const bench = opened(link).bench;
    expect(bench?.muted).toEqual([
      { layer: 0, neuron: 3 },
      { layer: 1, neuron: 15 },
    ]);
    expect(bench?.numbers).toBe(PLAIN.network);
    expect(bench?.network.layers[1].weights[3]).toBe(0);
  });

  test("locks are said by layer, by neuron and one by one", () => {
    const locked = lab(
      lock({ of: "layer", layer: 2 }),
      lock({ of: "neuron", layer: 0, neuron: 3 }),
      lock({ of: "number", layer: 1, neuron: 2, source: 7 }),
      lock({ of: "number", layer: 1, neuron: 2, source: null }),
    );
    const link = textOf(locked);
    expect(link).toBe("#network=plain&locks=0.3,1.2.7,1.2.bias,2");
    expect(opened(link).bench?.locks).toEqual(locked.bench?.locks);
  });

  test("commas that a messenger wrote as %2C are commas", () => {
    expect(opened("#network=plain&muted=0.3%2C1.15").bench?.muted).toHaveLength(2);
  });

  test("whatever is turned and drawn comes back", () => {
    const place = fc.constantFrom([0, 16, 784], [1, 16, 16], [2, 10, 16]).chain(([layer, outputs, inputs]) =>
      fc.record({
        layer: fc.constant(layer),
        neuron: fc.nat(outputs - 1),
        source: fc.option(fc.nat(inputs - 1)),
        value: fc.float({ min: -1000, max: 1000, noNaN: true }),
      }),
    );
    const spot = fc.tuple(fc.integer({ min: -512, max: 2304 }), fc.integer({ min: -512, max: 2304 }), fc.nat(100));
    const stroke = fc.record({
      spots: fc.array(spot, { minLength: 1 }),
      width: fc.integer({ min: 4, max: 18 }),
      erase: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 40 }), fc.array(stroke, { maxLength: 5 }), (places, strokes) => {
        const state = lab(
          ...places.map(({ layer, neuron, source, value }) => set(layer, neuron, source, value)),
          ...strokes.map(({ spots, width, erase }) => ({
            type: "begin stroke" as const,
            stroke: { points: spots.flatMap(([x, y, p]) => [x / 16, y / 16, p / 100]), width, erase },
          })),
        );
        const link = textOf(state);
        if (link.length > LONGEST) return;
        const back = opened(link);
        expect(back.input).toEqual(state.input);
        expect(numbersOf(back)).toEqual(numbersOf(state));
        expect(textOf({ ...state, ...back } as State)).toBe(link);
      }),
      { numRuns: 30 },
    );
  });
});

describe("how a teacher arranges the page", () => {
  const arrangement: Arrangement = {
    classroom: { hidden: ["networks", "share"], type: 1.4 },
    language: "de",
    theme: "dark",
  };

  test("is said in words and leads back", () => {
    const link = arrangementLink(arrangement);
    expect(link).toBe("#hide=networks,share&type=1.4&language=de&theme=dark");
    expect(linkOf(link.slice(1))).toEqual({ state: null, arrangement });
  });

  test("stands behind a state, and stays in the address when the state was taken over", () => {
    const link = textOf(lab(...SEVEN), arrangement);
    expect(linkOf(link.slice(1)).arrangement).toEqual(arrangement);
    expect(arrangedPart(link.slice(1))).toBe("hide=networks,share&type=1.4&language=de&theme=dark");
    expect(arrangedPart("network=plain")).toBe("");
  });

  test("every part can be hidden, and all of them", () => {
    expect(linkOf(`hide=${PARTS.join(",")}`).arrangement.classroom.hidden).toEqual(PARTS);
  });

  test.each(["1", "1.0", "1.25", "2", "2.00"])("type=%s is a size of type", (size) => {
    expect(linkOf(`type=${size}`).arrangement.classroom.type).toBe(Number(size));
  });
});

test("a document's beginning speaks of the network that it is for, whatever its name", () => {
  const state = lab(...SEVEN, set(0, 0, 0, 5), mute(0, 1), lock({ of: "layer", layer: 2 }));
  const start = linkText(state, NOT_ARRANGED, false);
  expect(start).toMatch(/^#view=look&drawing=[\w-]+&locks=2$/);
  expect(linkOf(start.slice(1)).state?.network).toBeNull();
});

const LONG = "A".repeat(LONGEST);
const HOSTILE: [link: string, says: RegExp][] = [
  ["x", /what stands behind # must be made of network,/],
  ["networks=plain", /got “networks”/],
  ["Network=plain", /got “Network”/],
  ["network=plain&", /got “”/],
  ["&network=plain", /got “”/],
  ["=", /got “”/],
  ["network", /network must be a key, =, and its value/],
  ["network=plain=other", /network must be a key, =/],
  ["network=plain&network=plain", /network must be there once; got “it twice”/],
  ["hide=share&hide=tour", /hide must be there once/],
  ["network=", /network must be the name of a network/],
  ["network=../../x", /network must be the name/],
  ["network=..%2f..%2fx", /network must be the name/],
  ["network=%", /percent-encoded/],
  ["network=%ff", /percent-encoded/],
  ["network=%3Cimg%20src=x%3E", /network must be a key/],
  ["network=%3Cimg%3E", /network must be the name of a network; got “<img>”/],
  ["network=a%00b", /network must be the name of a network; got “a\ufffdb”/],
  ["network=%E2%80%AEplain", /got “\ufffdplain”/],
  [`network=${"a".repeat(65)}`, /the name of a network/],
  ["__proto__=1", /got “__proto__”/],
  ["constructor=1", /got “constructor”/],
  ["view=everything", /view must be look, compare, mistakes, workshop, speed/],
  ["view=", /view must be/],
  ["view=compare&hide=compare", /view must be one that is not hidden/],
  ["at=-1", /at must be/],
  ["at=0.3.1", /at must be/],
  ["at=00.3", /at must be/],
  ["at=0.3e1", /at must be/],
  ["at=0. 3", /at must be/],
  ["at=99999999999999999999", /at must be/],
  ["at=3", /at must be a layer of this network, 0 to 2; got 3/],
  ["at=0.16", /at must be a neuron of layer 0, 0 to 15; got 16/],
  ["knob=0.3", /knob must be a layer, a neuron and a source/],
  ["knob=0.3.Bias", /knob must be/],
  ["knob=0.3.bias.bias", /knob must be/],
  ["knob=0.3.784", /knob must be a source of layer 0, 0 to 783; got 784/],
  ["knob=2.10.bias", /knob must be a neuron of layer 2/],
  ["lines=signal", /lines must be/],
  ["lines=both.4", /lines must be/],
  ["lines=signal.-4", /lines must be/],
  ["lines=signal.1e9", /lines must be/],
  ["lines=signal.999999999", /lines must be/],
  ["digit=10000", /digit must be the number of a test digit/],
  ["digit=-1", /digit must be/],
  ["digit=1.5", /digit must be/],
  ["digit=NaN", /digit must be/],
  ["digit=0x10", /digit must be/],
  ["digit=1&drawing=AUgAAA", /digit must be alone/],
  ["drawing=!!", /drawing must be base64/],
  ["drawing=A", /drawing must be base64/],
  ["drawing=AR", /drawing must be base64 as it is written/],
  ["drawing=AQ==", /drawing must be/],
  ["drawing=A+/A", /drawing must be base64url/],
  ["drawing=%20AQ", /drawing must be/],
  ["drawing=AA", /drawing must be strokes of a point or more/],
  ["drawing=_____w8", /drawing must be a number of at most 200000/],
  ["drawing=gICAgICAgIA", /drawing must be numbers below 2\^31/],
  ["drawing=AQg", /drawing must be whole/],
  ["drawing=AQgBAA", /drawing must be points on the pad or beside it/],
  ["prepare=no", /prepare must be on, off/],
  ["muted=", /muted must be left out where there is none/],
  ["muted=0", /muted must be a layer and a neuron/],
  ["muted=0.3,0.3", /muted must be each of them once/],
  ["muted=0.3,", /muted must be/],
  ["muted=0.16", /muted must be a neuron of layer 0/],
  ["muted=9.0", /muted must be a layer of this network/],
  ["muted=2.0", /muted must be hidden neurons/],
  ["locks=", /locks must be left out/],
  ["locks=0.3.120.4", /locks must be/],
  ["locks=0,0", /locks must be each of them once/],
  ["locks=all", /locks must be/],
  ["locks=0.3.784", /locks must be a source of layer 0/],
  ["edits=", /edits must be left out/],
  ["edits=AAAA", /edits must be whole/],
  ["edits=AAAAAA", /edits must be made for this network and whole/],
  ["edits=AAAAAAMB", /edits must be a number of at most 2/],
  ["edits=AAAAAAABAAAAAAA", /edits must be runs of a number or more/],
  ["edits=AAAAAAAB__________8", /edits must be/],
  ["edits=AAAAAAABAAEAAMB_", /edits must be numbers within 1000000/],
  ["edits=AAAAAAABAAEAAIB_", /edits must be numbers within 1000000/],
  ["edits=AAAAAAABAAEAAIB_AAA", /edits must be/],
  ["hide=", /hide must be some of networks, pick/],
  ["hide=everything", /hide must be networks, pick/],
  ["hide=share,share", /hide must be each of them once/],
  ["hide=look", /hide must be/],
  ["type=0.5", /type must be from 1 to 2/],
  ["type=2.01", /type must be/],
  ["type=1e1", /type must be/],
  ["type=Infinity", /type must be/],
  ["type=1.234", /type must be/],
  ["type=1,4", /type must be/],
  ["language=fr", /language must be en, de/],
  ["theme=javascript:alert(1)", /theme must be auto, light, dark/],
  [`drawing=${LONG}`, /a link has at most 8000 characters; got 8008/],
];

describe("a hostile link is refused, and says what and where", () => {
  test.each(HOSTILE)("g93 e67 #%s", (link, says) => {
    expect(() => opened(`#${link}`)).toThrow(says);
    expect(() => opened(`#${link}`)).toThrow(Unreadable);
  });

  test("edits for another network are refused, though they would fit", () => {
    const link = textOf(lab(set(0, 0, 0, 1)));
    const other = { ...PLAIN, network: lab(set(2, 0, null, 3)).bench?.network ?? PLAIN.network };
    const { state } = linkOf(link.slice(1));
    expect(() => state && restoredFromLink(state, other, null)).toThrow(/made for this network and whole/);
  });

  test("a letter changed anywhere in the edits is noticed", () => {
    const link = textOf(lab(set(0, 0, 0, 1), set(1, 2, 3, -4)));
    const start = link.indexOf("edits=") + 6;
    for (let at = start; at < link.length; at++) {
      const other = link[at] === "A" ? "B" : "A";
      expect(() => opened(link.slice(0, at) + other + link.slice(at + 1)), `letter ${at}`).toThrow(Unreadable);
    }
  });

  test("a test digit where there are none is refused in words of its own", () => {
    expect(() => opened("#digit=2", null)).toThrow(expect.objectContaining({ code: "LINK_DIGITS" }));
    expect(() => opened("#digit=3")).toThrow(expect.objectContaining({ code: "LINK_DIGITS" }));
  });

  test("whatever comes, it is a link or Unreadable, at once", () => {
    const key = fc.constantFrom("network", "at", "knob", "drawing", "edits", "muted", "locks", "hide", "type", "lines");
    const base = fc.string({ unit: fc.constantFrom(..."ABab019-_.,%= ") });
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.oneof(base, fc.string()))), (pairs) => {
        try {
          opened(`#${pairs.map(([name, value]) => `${name}=${value}`).join("&")}`);
        } catch (error) {
          if (!(error instanceof Unreadable) && !(error instanceof Error && error.message === "no state")) throw error;
        }
      }),
      { numRuns: 2000 },
    );
  });
});
