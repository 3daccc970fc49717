/** Columns that are written together, those of the key first. Equal ones are the same object. */
export interface Layout {
  readonly columns: readonly string[];
  readonly keyCount: number;
}

/** What a record does to a table: it writes a row, or deletes the one of its key. */
export interface RowChange {
  readonly kind: 'write' | 'delete';
  readonly layout: Layout;
  /** In the order of the layout. */
  readonly values: readonly unknown[];
}

/** Layouts by their columns. */
export class Layouts {
  private readonly known = new Map<string, Layout>();

  get(columns: readonly string[], keyCount: number): Layout {
    const id = `${keyCount}\0${columns.join('\0')}`;
    let layout = this.known.get(id);
    if (layout === undefined) {
      if (this.known.size >= maxLayouts) this.known.clear();
      this.known.set(id, (layout = { columns, keyCount }));
    }
    return layout;
  }
}

const maxLayouts = 1_000;
