import { expect, test } from "vitest";
import { offerOf } from "../../src/lab/offer.ts";
import { NOT_ARRANGED } from "../../src/lab/sharing/arrangement.ts";
import { BLANK, type Picture, START } from "../../src/lab/state.ts";
import { lab, SEVEN, set, turn } from "./sharing/labs.ts";

const HERE = "http://127.0.0.1:8784/";
const SHIPPED = ["plain"];
const HIDDEN = { ...NOT_ARRANGED, classroom: { hidden: ["share"], type: 1 } } as const;

test("what fits into a link is offered as one", () => {
  const offer = offerOf(lab(...SEVEN, set(0, 0, 0, 1)), HIDDEN, SHIPPED, HERE);
  expect(offer).toMatchObject({ obstacle: null, leftOut: [] });
  expect(offer.link).toMatch(/^http:\/\/127\.0\.0\.1:8784\/#network=plain&drawing=[\w-]+&edits=[\w-]+&hide=share$/);
});

test("what a link cannot hold is named", () => {
  const picture = { ...BLANK, kind: "picture" } as unknown as Picture;
  const state = lab({ type: "keep", name: "a" }, { type: "open", input: picture });
  expect(offerOf(state, NOT_ARRANGED, SHIPPED, HERE)).toEqual({
    link: `${HERE}#network=plain`,
    obstacle: null,
    leftOut: ["picture", "points"],
  });
});

test.each([
  ["brought", lab(), []],
  [
    "structure",
    lab({ type: "edit", edit: { kind: "structure", what: "activation", layer: 0, activation: "relu" } }),
    SHIPPED,
  ],
  ["long", lab(turn({ of: "layer", layer: 0 }, { to: "scaled", factor: 2 })), SHIPPED],
])("%s: no link leads here, and one that only arranges the page still can be had", (obstacle, state, shipped) => {
  expect(offerOf(state, NOT_ARRANGED, shipped, HERE)).toMatchObject({ link: null, obstacle });
  expect(offerOf(state, HIDDEN, shipped, HERE)).toMatchObject({ link: `${HERE}#hide=share`, obstacle });
});

test("before there is a network, the page can be arranged", () => {
  expect(offerOf(START, NOT_ARRANGED, SHIPPED, HERE).link).toBeNull();
  expect(offerOf(START, HIDDEN, SHIPPED, HERE).link).toBe(`${HERE}#hide=share`);
});
