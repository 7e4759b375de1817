package io.github.hidbpf4j.bpf.verifier.env;

/**
 * Stack memory that a helper is going to fill: it need not be initialised before, and is afterwards
 * (raw mode of {@code struct bpf_call_arg_meta}). The check of the range notes register and size;
 * after all arguments were checked, the caller marks the bytes written.
 */
public final class RawMemory {
  private boolean allowed;
  private int register;
  private int size;

  /** No memory, and none allowed. */
  public RawMemory() {}

  /** Whether memory passed here may be uninitialised. */
  public boolean isAllowed() {
    return allowed;
  }

  /** Says whether the argument that is checked now may be uninitialised ({@code MEM_UNINIT}). */
  public void setAllowed(boolean uninitialized) {
    allowed = uninitialized;
  }

  /** Register that points to the memory; 0 before it was found to be stack. */
  public int register() {
    return register;
  }

  /** Bytes of it. */
  public int size() {
    return size;
  }

  /** The register points to so many bytes of stack that are going to be filled. */
  public void found(int pointer, int bytes) {
    register = pointer;
    size = bytes;
  }
}
