// What frames take in memory, for the bounds of tables. Measured on V8 and JavaScriptCore.

/** The object of a frame with its slots in the tables, beside its texts. In bytes. */
export const bytesPerFrame = 150;
/** A reference to a frame in a stack. In bytes. */
export const bytesPerSlot = 12;
/** An address with its reference: a bigint. In bytes. */
export const bytesPerAddress = 32;
