/** Errors of accessibility are errors. */
export default {
  onwarn(warning, handle) {
    if (warning.code.startsWith("a11y")) throw new Error(`${warning.filename}: ${warning.message}`);
    handle(warning);
  },
};
