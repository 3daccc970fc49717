const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What a person looks for in one box: a payment if it is the id of one, else a user. */
export function searchedFor(typed: string): { readonly user?: string; readonly payment?: string } {
  const wanted = typed.trim();
  if (wanted === '') return {};
  return uuid.test(wanted) ? { payment: wanted.toLowerCase() } : { user: wanted };
}
