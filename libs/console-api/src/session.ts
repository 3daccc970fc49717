/** `GET apiPaths.session()`: how this console is set; it does not change while it runs. */
export interface ConsoleSession {
  /** True: whatever changes something answers 403 `read_only`; the page shows no such acts. */
  readonly isReadOnly: boolean;
  /** Where things are, for a person; no secrets. */
  readonly addresses: {
    readonly kafka: readonly string[];
    readonly mysql: string;
    readonly s3: string;
    readonly bucket: string;
    readonly connector: string;
    readonly paymentsApi: string;
    readonly notifications: string;
  };
}

/** The body of what destroys something: the name of it, typed by a person. Otherwise 422 `confirmation_required`. */
export interface Confirmation {
  readonly confirm: string;
}
