// Every intent that can change the state of the lab, as data.

import type { Stroke } from "../engine/ink.ts";
import type { Bench, Edit, Knob, Source } from "./bench.ts";
import type {
  Before,
  Brush,
  Cell,
  Classroom,
  Digits,
  Evaluated,
  Focus,
  Input,
  Language,
  Lines,
  Notice,
  Pen,
  Pinned,
  Play,
  Pointed,
  Restored,
  Speed,
  Sweep,
  Theme,
  View,
} from "./state.ts";

export type Intent =
  | { readonly type: "view"; readonly view: View }
  | { readonly type: "show"; readonly source: Source }
  /** Edits of one gesture, a drag for example, are one step of the history. */
  | { readonly type: "edit"; readonly edit: Edit; readonly gesture?: string }
  /** A network that was kept, put back on the bench. */
  | { readonly type: "return"; readonly bench: Bench }
  /** Gives the present network a name, or the one given; one of the same name is replaced. */
  | { readonly type: "keep"; readonly name: string; readonly bench?: Bench }
  /** The point of that name gets another one; one that had it is replaced. */
  | { readonly type: "rename"; readonly name: string; readonly to: string }
  | { readonly type: "forget"; readonly name: string }
  | { readonly type: "reference"; readonly name: string | null }
  | { readonly type: "knob"; readonly knob: Knob | null }
  | { readonly type: "second"; readonly knob: Knob | null }
  | { readonly type: "brush"; readonly brush: Partial<Brush> }
  /** The detector that is being designed. */
  | { readonly type: "task"; readonly task: string }
  | { readonly type: "begin stroke"; readonly stroke: Stroke }
  | { readonly type: "extend stroke"; readonly points: readonly number[] }
  | { readonly type: "open"; readonly input: Input }
  | { readonly type: "clear" }
  /** The newest step; or the newest of a kind, whatever was done since. */
  | { readonly type: "undo"; readonly kind?: Before["kind"] }
  | { readonly type: "redo"; readonly kind?: Before["kind"] }
  | { readonly type: "pen"; readonly pen: Partial<Pen> }
  | { readonly type: "prepare"; readonly on: boolean }
  | { readonly type: "focus"; readonly focus: Focus }
  | { readonly type: "point"; readonly at: Pointed | null }
  | { readonly type: "lines"; readonly lines: Partial<Lines> }
  | { readonly type: "play"; readonly play: Partial<Play> }
  | { readonly type: "tick" }
  | { readonly type: "pin"; readonly pinned: Pinned | null }
  | { readonly type: "digits"; readonly digits: Digits }
  | { readonly type: "evaluation"; readonly evaluation: Evaluated }
  | { readonly type: "sweep"; readonly sweep: Sweep | null }
  | { readonly type: "speed"; readonly speed: Partial<Speed> }
  | { readonly type: "cell"; readonly cell: Cell | null }
  | { readonly type: "language"; readonly language: Language }
  | { readonly type: "theme"; readonly theme: Theme }
  | { readonly type: "tour"; readonly step: number | null }
  | { readonly type: "notice"; readonly notice: Notice | null }
  | { readonly type: "classroom"; readonly classroom: Classroom }
  /** A whole state that was kept or shared: whatever it names takes the place of what is there. */
  | { readonly type: "restore"; readonly state: Partial<Restored> };

export type Send = (intent: Intent) => void;
