package io.github.hidbpf4j.bpf.verifier.env;

/**
 * Stack memory that a helper is going to fill: it need not be initialised before, but is afterwards
 * (raw mode of {@code struct bpf_call_arg_meta}). The range check records register and size; once
 * all arguments are checked, the caller marks the bytes written.
 */
public final class RawMemory {
  private boolean allowed;
  private int register;
  private int size;

  /** Starts without memory, and with none allowed. */
  public RawMemory() {}

  /** Whether memory passed here may be uninitialised. */
  public boolean isAllowed() {
    return allowed;
  }

  /** Sets whether the argument being checked may be uninitialised ({@code MEM_UNINIT}). */
  public void setAllowed(boolean uninitialized) {
    allowed = uninitialized;
  }

  /** Register that points to the memory; 0 until it is found to be stack. */
  public int register() {
    return register;
  }

  /** Size of the memory in bytes. */
  public int size() {
    return size;
  }

  /** Records that the register points to this many bytes of stack that will be filled. */
  public void found(int pointer, int bytes) {
    register = pointer;
    size = bytes;
  }
}
