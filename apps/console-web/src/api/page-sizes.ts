/** How much of what is long a page asks for at once. */
export const pageSizes = { payments: 50, messages: 50, deadLetters: 1_000 } as const;
