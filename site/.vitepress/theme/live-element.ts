import { withBase } from "vitepress";
import { defineComponent, h, onBeforeUnmount, onMounted, ref } from "vue";

interface Live {
  show(host: HTMLElement, example: string, base: string): () => void;
}

/** The first example of an element's page, as what it is. */
export const LiveElement = defineComponent({
  props: { example: { type: String, required: true } },
  setup(props) {
    const host = ref<HTMLElement | null>(null);
    let end: (() => void) | null = null;
    let isGone = false;
    onMounted(async () => {
      const { show } = (await import(/* @vite-ignore */ new URL(withBase("/live/live.js"), location.href).href)) as Live;
      if (isGone || host.value === null) return;
      end = show(host.value, decodeURIComponent(props.example), withBase("/"));
    });
    onBeforeUnmount(() => {
      isGone = true;
      end?.();
    });
    return () =>
      h("figure", { class: "live" }, [
        h("div", { ref: host, class: "live-host", "data-live": "" }),
        h("figcaption", "Live: the element itself, over an API that is played in this page. No model is made and no credit spent."),
      ]);
  },
});
