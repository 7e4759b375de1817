package io.github.hidbpf4j.bpf.object;

/** The target of an instruction's relocation, from a REL entry of its section. */
sealed interface Relocation {
  /** {@code ld_imm64} of a map. */
  record MapReference(MapEntry map) implements Relocation {}

  /** {@code ld_imm64} of data in a map's value; {@code offset} is the symbol's, in bytes. */
  record DataReference(MapEntry map, long offset) implements Relocation {}

  /** {@code ld_imm64} of an extern. */
  record ExternLoad(Extern extern) implements Relocation {}

  /** A call of an extern: a kfunc. */
  record ExternCall(Extern extern) implements Relocation {}

  /** A call of a function in {@code .text}; {@code offset} is the symbol's, in bytes. */
  record SubprogramCall(long offset) implements Relocation {}

  /** {@code ld_imm64} of the address of a function in {@code .text}. */
  record SubprogramAddress(long offset) implements Relocation {}
}
