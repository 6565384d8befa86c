// The page's door: one lab, connected to the server that the page came from.

import { mount } from "svelte";
import Lab from "./Lab.svelte";
import "./style.css";

const place = document.getElementById("lab");
if (place) mount(Lab, { target: place });
