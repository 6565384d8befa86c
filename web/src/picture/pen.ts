// A pen that writes SVG shapes where a canvas' context would colour dots. In: strokes and fills. Out: their XML.

import type { Pen } from "../draw/redrawn.ts";
import { painted } from "./paint.ts";
import { type Attributes, attributes, short, tag } from "./xml.ts";

export class ShapePen implements Pen {
  lineWidth = 1;
  globalAlpha = 1;
  strokeStyle: unknown = "#000000";
  fillStyle: unknown = "#000000";
  readonly #shapes: { readonly look: string; readonly shape: string }[] = [];
  #path = "";
  /** The circle that the path is, where it is nothing else. */
  #circle: Attributes | null = null;

  beginPath(): void {
    this.#path = "";
    this.#circle = null;
  }

  moveTo(x: number, y: number): void {
    this.#add(`M${short(x)} ${short(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#add(`L${short(x)} ${short(y)}`);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#add(`M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}z`);
  }

  arc(x: number, y: number, radius: number, from: number, to: number): void {
    const whole = Math.abs(to - from) >= 2 * Math.PI;
    const [end, large] = [whole ? from + Math.PI : to, !whole && to - from > Math.PI ? 1 : 0];
    const at = (angle: number): string =>
      `${short(x + radius * Math.cos(angle))} ${short(y + radius * Math.sin(angle))}`;
    const turn = `A${short(radius)} ${short(radius)} 0 ${large} 1 `;
    const alone = this.#path === "";
    this.#add(`${alone ? "M" : "L"}${at(from)}${turn}${at(end)}${whole ? `${turn}${at(from)}` : ""}`);
    this.#circle = alone && whole ? { cx: x, cy: y, r: radius } : null;
  }

  stroke(): void {
    this.#write({ fill: "none", ...painted("stroke", String(this.strokeStyle)), "stroke-width": this.lineWidth });
  }

  fill(): void {
    this.#write(painted("fill", String(this.fillStyle)));
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#keep(painted("fill", String(this.fillStyle)), tag("rect", { x, y, width, height }));
  }

  /** What was drawn, one shape after the other; neighbours that look alike are one group. */
  written(): string {
    const groups: { readonly look: string; shapes: string }[] = [];
    for (const { look, shape } of this.#shapes) {
      const last = groups.at(-1);
      if (last?.look === look) last.shapes += shape;
      else groups.push({ look, shapes: shape });
    }
    return groups.map(({ look, shapes }) => `<g${look}>${shapes}</g>`).join("\n");
  }

  #add(step: string): void {
    this.#path += step;
    this.#circle = null;
  }

  #write(look: Attributes): void {
    this.#keep(look, this.#circle ? tag("circle", this.#circle) : tag("path", { d: this.#path }));
  }

  #keep(look: Attributes, shape: string): void {
    const opacity = this.globalAlpha === 1 ? null : this.globalAlpha;
    this.#shapes.push({ look: attributes({ ...look, opacity }), shape });
  }
}
