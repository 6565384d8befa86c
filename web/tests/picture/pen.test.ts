import { expect, test } from "vitest";
import { paintColumn, paintPicture } from "../../src/draw/lights.ts";
import { Redraw, redrawn } from "../../src/draw/redrawn.ts";
import { ShapePen } from "../../src/picture/pen.ts";

test("lines become paths, and neighbours that look alike one group", () => {
  const pen = new ShapePen();
  [pen.strokeStyle, pen.lineWidth] = ["rgb(1 2 3 / 0.5)", 1.5];
  for (const y of [0, 10.123]) {
    pen.beginPath();
    pen.moveTo(0, y);
    pen.lineTo(20, y);
    pen.stroke();
  }
  expect(pen.written()).toBe(
    '<g fill="none" stroke="#010203" stroke-opacity="0.5" stroke-width="1.5"><path d="M0 0L20 0"/><path d="M0 10.12L20 10.12"/></g>',
  );
});

test("whole turns become circles, parts of them arcs", () => {
  const pen = new ShapePen();
  pen.fillStyle = "#ffffff";
  pen.beginPath();
  pen.arc(10, 20, 5, 0, 2 * Math.PI);
  pen.fill();
  pen.beginPath();
  pen.arc(10, 20, 5, 0, Math.PI / 2);
  pen.fill();
  expect(pen.written()).toBe('<g fill="#ffffff"><circle cx="10" cy="20" r="5"/><path d="M15 20A5 5 0 0 1 10 25"/></g>');
});

test("a path that only begins with a circle keeps all of itself", () => {
  const pen = new ShapePen();
  pen.beginPath();
  pen.arc(10, 20, 5, 0, 2 * Math.PI);
  pen.rect(0, 0, 2, 3);
  pen.fill();
  expect(pen.written()).toContain("A5 5 0 0 1 5 20A5 5 0 0 1 15 20M0 0h2v3h-2z");
});

test("an opacity over all is told", () => {
  const pen = new ShapePen();
  [pen.fillStyle, pen.globalAlpha] = ["#101218", 0.8];
  pen.fillRect(1, 2, 3, 4);
  expect(pen.written()).toBe('<g fill="#101218" opacity="0.8"><rect x="1" y="2" width="3" height="4"/></g>');
});

test("the diagram's own marks can be drawn with it", () => {
  const pen = new ShapePen();
  const points = { x: Float32Array.of(5, 15), y: Float32Array.of(5, 5) };
  paintPicture(pen, { ...points, left: 0, top: 0, cell: 10, columns: 2, rows: 1, shown: 2 }, [0, 1]);
  const column = {
    ...points,
    centre: 10,
    left: 0,
    top: 0,
    pitch: 20,
    radius: 6,
    rows: 2,
    shown: 2,
    total: 2,
    reach: 0,
  };
  paintColumn(pen, column, [0.5, 1]);
  const svg = pen.written();
  expect(svg.match(/<circle/g)).toHaveLength(4);
  expect(svg).toContain('fill="#ffffff"');
});

test("a view that is asked for its shapes draws them, until it is gone", () => {
  const canvas = new EventTarget() as HTMLCanvasElement;
  const end = redrawn((pen) => pen.fillRect(0, 0, 1, 1))(canvas);
  const [first, second] = [new ShapePen(), new ShapePen()];
  expect(canvas.dispatchEvent(new Redraw(first))).toBe(false);
  expect(first.written()).toContain("<rect");
  end();
  expect(canvas.dispatchEvent(new Redraw(second))).toBe(true);
  expect(second.written()).toBe("");
});
