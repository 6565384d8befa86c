// The page's door: one lab, connected to the server that the page came from; or, in a one-file document, to the network
// that stands in it.

import { mount } from "svelte";
import Lab from "./Lab.svelte";
import { DocumentWorld } from "./lab/document.ts";
import { BLOCK } from "./lab/packed.ts";
import { Server } from "./lab/server.svelte.ts";
import type { Store } from "./lab/store.svelte.ts";
import type { World } from "./lab/world.ts";
import "./style.css";

const place = document.getElementById("lab");
const isDocument = document.getElementById(BLOCK) !== null;
if (place) mount(Lab, { target: place, props: { worldOf: isDocument ? inDocument() : (store) => new Server(store) } });

/** The page is kept as it is before the lab changes anything in it: the document can be written anew from it. */
function inDocument(): (store: Store) => World {
  const html = `<!doctype html>\n${document.documentElement.outerHTML}`;
  return (store) => new DocumentWorld(store, html);
}
