// Where a card goes so that it stands near a thing and does not cover it. In: rectangles in pixels of the window.
// Out: the card's left upper corner.

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const GAP = 16;

/** Right of the thing where there is room, else left, below, above; where there is none at all, in the corner below.
 *  Within the window wherever the thing is. */
export function beside(thing: Rectangle, card: Size, window: Size): { left: number; top: number } {
  const [right, bottom] = [thing.left + thing.width, thing.top + thing.height];
  const most = { left: window.width - card.width - GAP, top: window.height - card.height - GAP };
  const at = (left: number, top: number) => ({ left: clamp(left, most.left), top: clamp(top, most.top) });
  if (right + GAP <= most.left) return at(right + GAP, thing.top);
  if (thing.left - GAP - card.width >= GAP) return at(thing.left - GAP - card.width, thing.top);
  if (bottom + GAP <= most.top) return at(thing.left, bottom + GAP);
  if (thing.top - GAP - card.height >= GAP) return at(thing.left, thing.top - GAP - card.height);
  return at(most.left, most.top);
}

function clamp(value: number, most: number): number {
  return Math.max(GAP, Math.min(value, most));
}
