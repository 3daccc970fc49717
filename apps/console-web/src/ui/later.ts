import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

type Module<Name extends string, Props> = Readonly<Record<Name, ComponentType<Props>>>;

/** The first view is there by then, and the browser has nothing better to do. */
export const idleAfterMs = 2_000;

/**
 * A component that the first view does without: its code is loaded when it is first shown, or a while after the page has
 * come, so that it is there also when the console is not.
 */
export function later<const Name extends string, Props>(
  load: () => Promise<Module<Name, Props>>,
  name: Name,
): LazyExoticComponent<ComponentType<Props>> {
  // What could not be loaded is tried again when it is shown.
  setTimeout(() => void load().catch(() => undefined), idleAfterMs);
  return lazy(async () => ({ default: (await load())[name] }));
}
