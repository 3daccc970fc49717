import { HttpClient } from './http-client.ts';

/** A notification as the service shows it. */
export interface Notification {
  readonly id: string;
  readonly userId: string;
  readonly paymentId: string;
  readonly kind: string;
  readonly day: string;
  readonly deliveries: readonly { readonly channel: string; readonly status: string }[];
}

const connections = 8;

export class NotificationsClient {
  readonly #http = new HttpClient(connections);
  readonly #url: () => string;

  constructor(url: () => string) {
    this.#url = url;
  }

  /** All notifications of a user, newest first. */
  notificationsOf(userId: string): Promise<Notification[]> {
    return this.#http.pages<Notification>(`${this.#url()}/v1/users/${userId}/notifications?limit=100`);
  }

  close(): void {
    this.#http.close();
  }
}
