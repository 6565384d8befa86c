// The outline of a shape, to be drawn over a picture of 28 x 28 pixels. In: a shape. Out: one SVG path in pixels.

import type { Shape, Stroke } from "../lab/stimuli.ts";

/** margin: pixels between the shape and its outline. */
export function outlineOf(shape: Shape, margin: number): string {
  switch (shape.shape) {
    case "blank":
      return "";
    case "stroke":
      return rectangle(shape, margin);
    case "gap":
      return rectangle(shape.stroke, margin);
    case "disc":
      return circle(shape.x, shape.y, shape.radius + margin);
    case "ring": {
      const half = shape.thickness / 2 + margin;
      const inner = shape.radius - half;
      return circle(shape.x, shape.y, shape.radius + half) + (inner > 0 ? circle(shape.x, shape.y, inner) : "");
    }
  }
}

function rectangle({ x, y, length, thickness, tilt }: Stroke, margin: number): string {
  const angle = (-tilt * Math.PI) / 180; // y runs down
  const [along, across] = [length / 2 + margin, thickness / 2 + margin];
  const corners = [
    [-along, -across],
    [along, -across],
    [along, across],
    [-along, across],
  ].map(([right, down]) => {
    const column = x + right * Math.cos(angle) - down * Math.sin(angle);
    const row = y + right * Math.sin(angle) + down * Math.cos(angle);
    return `${column.toFixed(2)} ${row.toFixed(2)}`;
  });
  return `M${corners.join("L")}Z`;
}

function circle(x: number, y: number, radius: number): string {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
}
