/** An index, id or value of 64 bits of a protobuf: a bigint only where a number would round. */
export type Int = number | bigint;
