// A photograph that was prepared, within a file that is shared: every picture on its way to the 784 numbers.

import { base64 } from "../../wire/base64.ts";
import { fieldsOf, text } from "../../wire/fields.ts";
import { preparedPicture } from "../../wire/messages.ts";
import type { Grey, Picture } from "../state.ts";
import { only, titleOf } from "./titles.ts";
import { wrong } from "./unreadable.ts";

/** Pixels a side, as the server's limits are. */
const LONGEST = 8192;
const WARNINGS = 20;

export function pictureFields(picture: Picture) {
  const { title, width, height, inverted, blank, box, warnings } = picture;
  return {
    ...{ title, width, height, inverted, blank, box, warnings },
    levels: base64(picture.levels),
    grey: greyFields(picture.grey),
    ink: greyFields(picture.ink),
    scaled: greyFields(picture.scaled),
  };
}

const FIELDS = ["title", "width", "height", "inverted", "blank", "box", "warnings", "levels", "grey", "ink", "scaled"];

/** Throws Unreadable or WireError. */
export function pictureOf(value: unknown): Picture {
  const fields = only(fieldsOf(value, "a picture"), FIELDS, "a picture");
  const picture = preparedPicture(fields);
  const { width, height, box, grey, ink, scaled, warnings } = picture;
  const greys = [grey, ink, scaled].flatMap((one) => [one.width, one.height]);
  const odd = [width, height, ...(box ?? []), ...greys].find(
    (side) => !Number.isInteger(side) || side < 0 || side > LONGEST,
  );
  if (odd !== undefined) throw wrong("a picture's side", `of 0 to ${LONGEST} pixels`, odd);
  if (warnings.length > WARNINGS) throw wrong("a picture's warnings", `at most ${WARNINGS}`, warnings.length);
  return { kind: "picture", title: titleOf(text(fields, "title")), ...picture, warnings: warnings.map(titleOf) };
}

function greyFields({ width, height, levels }: Grey) {
  return { width, height, levels: base64(levels) };
}
