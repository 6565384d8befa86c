// Rectangles in pixels of the page, from its upper left corner on, wherever it is scrolled to.

export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export type Sides = readonly [top: number, right: number, bottom: number, left: number];

/** Where a rectangle of the window lies on the page. */
export function onPage({ left, top, right, bottom }: Area): Area {
  return { left: left + scrollX, top: top + scrollY, right: right + scrollX, bottom: bottom + scrollY };
}

/** On whole pixels, as a browser draws boxes: hairlines stay crisp, and nothing that is there becomes nothing. */
export function snapped({ left, top, right, bottom }: Area): Area {
  const [x, y] = [Math.round(left), Math.round(top)];
  return { left: x, top: y, right: far(x, left, right), bottom: far(y, top, bottom) };
}

/** Sizes up to here are nothing: the finest step of a browser's layout is a quarter of it. */
const NOTHING = 1 / 16;

function far(near: number, from: number, to: number): number {
  const end = Math.round(to);
  return end === near && to - from > NOTHING ? near + 1 : end;
}

export function inset(area: Area, [top, right, bottom, left]: Sides): Area {
  return { left: area.left + left, top: area.top + top, right: area.right - right, bottom: area.bottom - bottom };
}

export function grown(area: Area, by: number): Area {
  return inset(area, [-by, -by, -by, -by]);
}

export function overlap(one: Area, other: Area): Area {
  return {
    left: Math.max(one.left, other.left),
    top: Math.max(one.top, other.top),
    right: Math.min(one.right, other.right),
    bottom: Math.min(one.bottom, other.bottom),
  };
}

export function isEmpty({ left, top, right, bottom }: Area): boolean {
  return !(right > left && bottom > top);
}

export function contains(outer: Area, inner: Area): boolean {
  return (
    inner.left >= outer.left && inner.top >= outer.top && inner.right <= outer.right && inner.bottom <= outer.bottom
  );
}

/** The smallest that holds them all; null of none. */
export function around(areas: readonly Area[]): Area | null {
  if (areas.length === 0) return null;
  return areas.reduce((one, other) => ({
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  }));
}

/** What of `area` is not under `cover`, in four pieces at most. */
export function beyond(area: Area, cover: Area): Area[] {
  const hidden = overlap(area, cover);
  if (isEmpty(hidden)) return [area];
  const pieces = [
    { ...area, bottom: hidden.top },
    { ...area, top: hidden.bottom },
    { left: area.left, top: hidden.top, right: hidden.left, bottom: hidden.bottom },
    { left: hidden.right, top: hidden.top, right: area.right, bottom: hidden.bottom },
  ];
  return pieces.filter((piece) => !isEmpty(piece));
}
