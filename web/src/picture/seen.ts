// What of a page is seen, and what lies over what. In: an element and its computed style. Out: yes or no, and how high.

const NEVER = /^(script|style|template|noscript|option|optgroup|datalist|title|desc|audio|video|iframe|object|embed)$/;

/** Whether it, or something in it, may be seen: neither left out nor kept for those who listen. */
export function isShown(element: Element, style: CSSStyleDeclaration): boolean {
  if (NEVER.test(element.localName) || style.display === "none") return false;
  if (isCutAway(style.clipPath)) return false;
  return style.display === "contents" || element.checkVisibility();
}

/** Whether its own marks are seen; those in it may be though these are not. */
export function isSeen({ visibility }: Pick<CSSStyleDeclaration, "visibility">): boolean {
  return visibility === "visible";
}

/** clip-path: inset(50%) and more leaves nothing: it is how texts are kept for screen readers alone. */
export function isCutAway(clipPath: string): boolean {
  const found = /^inset\(([\d.]+)%\)$/.exec(clipPath);
  return found !== null && Number(found[1]) >= 50;
}

/** Whether it is painted after what flows around it. */
export function isRaised(style: CSSStyleDeclaration): boolean {
  return style.position !== "static" || style.opacity !== "1" || style.transform !== "none" || style.zIndex !== "auto";
}

export function layerOf({ zIndex }: Pick<CSSStyleDeclaration, "zIndex">): number {
  return Number.parseInt(zIndex, 10) || 0;
}
