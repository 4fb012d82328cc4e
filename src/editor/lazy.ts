import type { Disposable } from 'vscode';

/** Something that is made when it is first asked for. */
export interface Lazy<T> {
  (): Promise<T>;
  /** What is made or being made; undefined when nobody has asked for it. */
  readonly begun: () => Promise<T> | undefined;
}

/** Makes something when it is first asked for, once. What could not be made is tried anew by the next call. */
export function lazy<T>(make: () => Promise<T>): Lazy<T> {
  let made: Promise<T> | undefined;
  const get = async (): Promise<T> => {
    const mine = (made ??= make());
    try {
      return await mine;
    } catch (error) {
      if (made === mine) made = undefined;
      throw error;
    }
  };
  return Object.assign(get, { begun: () => made });
}

/** Ends something with what it is kept in. */
export function keptIn<T extends Disposable>(subscriptions: Disposable[], disposable: T): T {
  subscriptions.push(disposable);
  return disposable;
}
