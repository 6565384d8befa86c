/** Which style each short name of a component's style stands for: a page of few kilobytes says them a thousand times. */
const styles = new Map();

/** @type {import("@sveltejs/vite-plugin-svelte").SvelteConfig} */
export default {
  compilerOptions: {
    runes: true,
    cssHash({ hash, css }) {
      const name = `s${hash(css).slice(0, 4)}`;
      if ((styles.get(name) ?? css) !== css) throw new Error(`two styles are called ${name}: make the names longer`);
      styles.set(name, css);
      return name;
    },
  },
};
