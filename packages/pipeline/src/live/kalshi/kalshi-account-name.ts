/** Returns the name of the account that a key writes to; it goes into file names. */
export function kalshiAccountName(keyId: string, { subaccount }: { readonly subaccount?: number | undefined }): string {
  const name = keyId.replaceAll(/[^A-Za-z0-9-]/g, "_");
  return subaccount === undefined ? name : `${name}-${subaccount}`;
}
