import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

type Module<Name extends string, Props> = Readonly<Record<Name, ComponentType<Props>>>;

/** The first view is there by then, and the browser has nothing better to do. */
export const idleAfterMs = 2_000;

const tryAgainMs = 2_000;

/**
 * A component that the first view does without: its code is loaded when it is first shown, or a while after the page has
 * come, so that it is there also when the console is not. If the console is away already, it is asked for until it comes.
 */
export function later<const Name extends string, Props>(
  load: () => Promise<Module<Name, Props>>,
  name: Name,
): LazyExoticComponent<ComponentType<Props>> {
  let loading: Promise<Module<Name, Props>> | undefined;
  const loaded = (): Promise<Module<Name, Props>> => (loading ??= untilLoaded(load));
  setTimeout(() => void loaded(), idleAfterMs);
  return lazy(async () => ({ default: (await loaded())[name] }));
}

async function untilLoaded<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, tryAgainMs));
    }
  }
}
