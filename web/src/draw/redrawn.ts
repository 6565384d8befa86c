// How a canvas is asked for its lines and shapes instead of its dots, for a picture that is sharp at any size.
// Whoever wants them sends a Redraw with a pen; a view that answers draws on that pen as it does on its canvas.

/** What a canvas' context and a pen that writes shapes have in common. Units are pixels of the page. */
export type Pen = Pick<
  CanvasRenderingContext2D,
  "beginPath" | "moveTo" | "lineTo" | "rect" | "arc" | "stroke" | "fill" | "fillRect" | "lineWidth" | "globalAlpha"
> & { strokeStyle: unknown; fillStyle: unknown };

export class Redraw extends Event {
  readonly pen: Pen;

  constructor(pen: Pen) {
    super("redraw", { cancelable: true });
    this.pen = pen;
  }
}

/** For {@attach ...} on a canvas: `draw` is what it shows. */
export function redrawn(draw: (pen: Pen) => void): (canvas: HTMLCanvasElement) => () => void {
  return (canvas) => {
    const answer = (event: Event): void => {
      if (!(event instanceof Redraw)) return;
      event.preventDefault(); // says that somebody answered
      draw(event.pen);
    };
    canvas.addEventListener("redraw", answer);
    return () => canvas.removeEventListener("redraw", answer);
  };
}
