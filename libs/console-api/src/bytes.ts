/**
 * Bytes of a record, as they are: as text if they are valid UTF-8, control characters kept, else in base64. Hostile contents are data:
 * show them as text, never as markup.
 */
export type Bytes = { readonly text: string } | { readonly base64: string };

/** A header of a record; names may repeat. */
export interface RecordHeader {
  readonly name: string;
  readonly value: Bytes | null;
}
