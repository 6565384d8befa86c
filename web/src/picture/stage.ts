// A part of the page without its controls, for as long as it is drawn. What is marked `data-control` (buttons that are
// no part of what is shown) and what pops up leaves, and the rest moves together as if it had never been there.

const CONTROLS = "[data-control], [popover]";

/** Does `draw` meanwhile. Nothing is painted in between: nobody sees it, and the focus stays where it is. */
export function withoutControls<Drawn>(element: Element, draw: () => Drawn): Drawn {
  const controls = [...element.querySelectorAll<HTMLElement>(CONTROLS)];
  const [left, top] = [scrollX, scrollY];
  const before = controls.map(({ style }) => ({
    style,
    value: style.getPropertyValue("display"),
    priority: style.getPropertyPriority("display"),
  }));
  for (const { style } of before) style.setProperty("display", "none", "important");
  try {
    return draw();
  } finally {
    for (const { style, value, priority } of before) style.setProperty("display", value, priority);
    // A page that was shorter for a moment may have been scrolled up.
    if (scrollX !== left || scrollY !== top) scrollTo({ left, top, behavior: "instant" });
  }
}
