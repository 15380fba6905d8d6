/** A 64-bit index, id or value of a protobuf. It is a bigint only where a number would round. */
export type Int = number | bigint;
