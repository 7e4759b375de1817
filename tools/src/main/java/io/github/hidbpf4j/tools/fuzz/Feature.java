package io.github.hidbpf4j.tools.fuzz;

/** Features of generated programs, in code that some path reaches. */
public enum Feature {
  LOOP,
  MAY_GOTO,
  ITERATOR,
  CALL,
  DEEP_CALLS,
  CALLBACK,
  SPILL,
  MAP_VALUE,
  HASH_MAP,
  VARIABLE_OFFSET,
  ATOMIC,
  ORDERED,
  SIGN_EXTENSION,
  BYTE_SWAP,
  DIVISION,
  JMP32,
  CONSTANT
}
