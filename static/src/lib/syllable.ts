/** Tells whether a key belongs to a syllable that is being composed; 229 is what Safari says of the one that ends it. */
export function isOfSyllable(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
