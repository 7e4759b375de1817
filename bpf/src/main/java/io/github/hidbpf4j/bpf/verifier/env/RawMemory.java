package io.github.hidbpf4j.bpf.verifier.env;

/**
 * Stack memory that a helper is going to fill: it need not be initialised before, and is afterwards
 * (raw mode of {@code struct bpf_call_arg_meta}). The check of the range fills in register and
 * size; after all arguments were checked, the caller marks the bytes written.
 */
public final class RawMemory {
  /** Whether memory passed here may be uninitialised ({@code MEM_UNINIT}). */
  public boolean raw;

  /** Register that points to the memory; 0 before it was found to be stack. */
  public int register;

  /** Bytes of it. */
  public int size;
}
