// What stands behind the # of the page's address, which never goes to any server: keys and values, as in
// #network=plain&at=0.3&drawing=...&hide=share. In: that text. Out: a Link, or Unreadable; all of it is checked, and
// held against the network that it names, before anything of it is used. And back: the text for a state of the lab.

import type { Stroke } from "../engine/ink.ts";
import {
  ARRANGED,
  type Arrangement,
  arrangementOf,
  arrangementTexts,
  NOT_ARRANGED,
  oneOf,
} from "./sharing/arrangement.ts";
import { type BenchTexts, benchTexts, benchWith, type Turned, turnedOf } from "./sharing/benches.ts";
import { inputOf } from "./sharing/inputs.ts";
import { fragmentOf, type Pair, pairsOf } from "./sharing/pairs.ts";
import { checkPlace, focusOf, focusText, knobOf, knobText } from "./sharing/places.ts";
import { digitOf, linesOf, linesText } from "./sharing/standing.ts";
import { strokesOf, strokesText } from "./sharing/strokes.ts";
import { Unreadable, wrong } from "./sharing/unreadable.ts";
import {
  type Classroom,
  type Digits,
  type Focus,
  type Knob,
  type Lines,
  type Restored,
  type Source,
  START,
  type State,
  VIEWS,
  type View,
} from "./state.ts";

/** The state that a link leads to, not yet held against its network. What it does not name is as at the start. */
export interface LinkedState {
  /** Null: whichever network the page begins with. */
  readonly network: string | null;
  readonly view: View;
  readonly focus: Focus;
  readonly knob: Knob | null;
  readonly lines: Lines;
  readonly prepare: boolean;
  /** Strokes, or a test digit by its number. */
  readonly input: readonly Stroke[] | number;
  readonly turned: Turned;
}

export interface Link {
  /** Null where only the page is arranged. */
  readonly state: LinkedState | null;
  readonly arrangement: Arrangement;
}

export const NO_LINK: Link = { state: null, arrangement: NOT_ARRANGED };
/** Characters of a link at most: some programs that pass links on cut longer ones. */
export const LONGEST = 8000;
const STATED = [
  "network",
  "view",
  "at",
  "knob",
  "lines",
  "drawing",
  "digit",
  "edits",
  "muted",
  "locks",
  "prepare",
] as const;
type StatedKey = (typeof STATED)[number];
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** fragment: without its #.  most: characters.  Throws Unreadable. */
export function linkOf(fragment: string, most = LONGEST): Link {
  if (fragment.length > most) {
    throw new Unreadable(`a link has at most ${most} characters; got ${fragment.length}`, "LINK_TOO_LONG");
  }
  const texts = pairsOf(fragment, [...STATED, ...ARRANGED]);
  const arrangement = arrangementOf(texts);
  const state = STATED.some((key) => texts.has(key)) ? stateOf(texts) : null;
  if (state && hides(arrangement.classroom, state.view)) throw wrong("view", "one that is not hidden", state.view);
  return { state, arrangement };
}

/** Whether that view is one of the parts that are hidden. */
export function hides({ hidden }: Classroom, view: View): boolean {
  return hidden.some((part) => part === view);
}

/** Whatever the link names, ready to be restored. digits: needed where it names one.
 *  Throws Unreadable where the network does not have what the link speaks of. */
export function restoredFromLink(state: LinkedState, source: Source, digits: Digits | null): Partial<Restored> {
  const { view, focus, knob, lines, prepare, turned } = state;
  const bench = benchWith(source, source.network, turned);
  if (focus.level !== "network") checkPlace(bench.network, focus, "at");
  if (knob) checkPlace(bench.network, knob, "knob");
  return { view, focus, knob, lines, prepare, bench, input: inputOf(state.input, digits) };
}

/** What of a link stays in the address when its state was taken over: how the page is arranged. */
export function arrangedPart(fragment: string): string {
  return fragment
    .split("&")
    .filter((pair) => ARRANGED.some((key) => pair.startsWith(`${key}=`)))
    .join("&");
}

/** With a #, or empty. */
export function arrangementLink(arrangement: Arrangement): string {
  return fragmentOf(arrangementTexts(arrangement));
}

/** With a #. The network goes in by its name and what was turned, where `named`; without, the link is for a page that
 *  begins with the very network that is shown. A photograph does not go in, and neither do named points. */
export function linkText(lab: State, arrangement: Arrangement, named: boolean): string {
  const { bench, view, focus, knob, lines, input, prepare } = lab;
  const nothing: BenchTexts = { edits: null, muted: null, locks: null };
  const texts = bench ? benchTexts(bench) : nothing;
  const { edits, muted, locks } = named ? texts : { ...nothing, locks: texts.locks };
  const isSame = lines.by === START.lines.by && lines.count === START.lines.count;
  const stated: Record<StatedKey, string | null> = {
    network: named ? (bench?.source.name ?? null) : null,
    view: view === START.view && named ? null : view,
    at: focusText(focus),
    knob: knob && knobText(knob),
    lines: isSame ? null : linesText(lines),
    drawing: input.kind === "drawing" ? strokesText(input.strokes) || null : null,
    digit: input.kind === "digit" ? String(input.index) : null,
    edits,
    muted,
    locks,
    prepare: prepare ? null : "off",
  };
  const said = STATED.flatMap((key): Pair[] => {
    const text = stated[key];
    return text === null ? [] : [[key, text]];
  });
  return fragmentOf([...said, ...arrangementTexts(arrangement)]);
}

function stateOf(texts: ReadonlyMap<string, string>): LinkedState {
  const said = <Value>(key: StatedKey, read: (text: string, key: string) => Value): Value | null => {
    const text = texts.get(key);
    return text === undefined ? null : read(text, key);
  };
  if (texts.has("drawing") && texts.has("digit")) throw wrong("digit", "alone", "a drawing beside it");
  return {
    network: said("network", nameOf),
    view: said("view", (text) => oneOf(VIEWS, text, "view")) ?? START.view,
    focus: said("at", focusOf) ?? START.focus,
    knob: said("knob", knobOf),
    lines: said("lines", linesOf) ?? START.lines,
    prepare: said("prepare", (text) => oneOf(["on", "off"], text, "prepare")) !== "off",
    input: said("drawing", strokesOf) ?? said("digit", digitOf) ?? [],
    turned: turnedOf({
      edits: said("edits", presentOf),
      muted: said("muted", presentOf),
      locks: said("locks", presentOf),
    }),
  };
}

function nameOf(text: string, what: string): string {
  if (!NAME.test(text)) throw wrong(what, "the name of a network", text);
  return text;
}

function presentOf(text: string, what: string): string {
  if (text === "") throw wrong(what, "left out where there is none", text);
  return text;
}
