// Light or dark, and the language: as the person chose, else as the system says; kept in the browser.

import { LANGUAGES, type Language, THEMES, type Theme } from "./state.ts";
import type { Store } from "./store.svelte.ts";

export class Light {
  #system = $state(matchMedia("(prefers-color-scheme: dark)").matches);
  readonly #store: Store;
  readonly #theme: Theme = $derived.by(() => this.#store.state.theme);
  readonly #language: Language = $derived.by(() => this.#store.state.language);
  /** What nobody chose here is not kept. */
  #given: { readonly theme: Theme; readonly language: Language };
  readonly dark: boolean = $derived(this.#theme === "auto" ? this.#system : this.#theme === "dark");

  constructor(store: Store) {
    this.#store = store;
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", (event) => {
      this.#system = event.matches;
    });
    const spoken = LANGUAGES.find((language) => navigator.language.startsWith(language)) ?? "en";
    store.send({ type: "theme", theme: kept("theme", THEMES) ?? "auto" });
    store.send({ type: "language", language: kept("language", LANGUAGES) ?? spoken });
    this.#given = { theme: this.#theme, language: this.#language };
    $effect(() => {
      document.documentElement.dataset.theme = this.dark ? "dark" : "light";
      if (this.#theme !== this.#given.theme) keep("theme", this.#theme);
      this.#given = { ...this.#given, theme: this.#theme };
    });
    $effect(() => {
      document.documentElement.lang = this.#language;
      if (this.#language !== this.#given.language) keep("language", this.#language);
      this.#given = { ...this.#given, language: this.#language };
    });
  }

  /** As the page's address asks for, which is nobody's choice for good. */
  arrange(theme: Theme, language: Language): void {
    this.#given = { theme, language };
    this.#store.send({ type: "theme", theme });
    this.#store.send({ type: "language", language });
  }
}

/** What was kept under this name, if it is one of these. A browser may forbid keeping; then nothing was. */
function kept<Value extends string>(name: string, values: readonly Value[]): Value | null {
  try {
    const found = localStorage.getItem(`digitscope.${name}`);
    return values.find((value) => value === found) ?? null;
  } catch {
    return null;
  }
}

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`digitscope.${name}`, value);
  } catch {
    // not kept: the choice lasts as long as the page
  }
}
