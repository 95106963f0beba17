/** Vue's `h`, as far as it is needed: the package works without Vue being there. */
type CreateNode = (tag: string, properties: Record<string, unknown>, children?: unknown) => unknown;

/** What a wrapper passes on, by the property's name: `Boolean` makes a bare attribute in a template mean `true`. */
export type WrappedProperties = Readonly<Record<string, BooleanConstructor | null>>;

interface SetupContext {
  emit(event: string, detail: Event): void;
  slots: { default?: () => unknown };
}

/** Options of a Vue component around one element. */
export interface WrapperOptions {
  name: string;
  props: Record<string, { type: BooleanConstructor | null; default: undefined }>;
  emits: readonly string[];
  setup(properties: Record<string, unknown>, context: SetupContext): () => unknown;
}

const EVENT_PREFIX = /^model-3d-/;

/**
 * A component for Vue around a tag. Templates need one: Vue writes the event `model-3d-load` as `model3d-load`, which
 * nobody fires. Properties are set as properties, and only those that the page gives, so that an element's defaults stay.
 */
export function wrapForVue(createNode: CreateNode, tag: string, properties: WrappedProperties, events: readonly string[]): WrapperOptions {
  return {
    name: tag,
    props: Object.fromEntries(Object.entries(properties).map(([name, type]) => [name, { type, default: undefined }])),
    emits: events.map((event) => event.replace(EVENT_PREFIX, "")),
    setup(given, { emit, slots }) {
      const listeners = events.map((event) => [`on${event[0]?.toUpperCase() ?? ""}${event.slice(1)}`, (fired: Event) => emit(event.replace(EVENT_PREFIX, ""), fired)] as const);
      return () => {
        const set = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[`.${name}`, value] as const]));
        return createNode(tag, Object.fromEntries([...set, ...listeners]), slots.default?.());
      };
    },
  };
}
