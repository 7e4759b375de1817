package io.github.hidbpf4j.bpf.memory;

import io.github.hidbpf4j.bpf.BpfException;

/** An access to arena memory that is not live, or a write to memory that programs may only read. */
public final class MemoryFault extends BpfException {
  private static final long serialVersionUID = 1L;
  private final long address;
  private final long size;
  private final boolean write;

  /**
   * Creates a fault of an access to {@code size} bytes at {@code address}; {@code detail} says what
   * lies there.
   */
  public MemoryFault(long address, long size, boolean write, String detail) {
    super(
        "invalid %s of %d bytes at 0x%x: %s"
            .formatted(write ? "write" : "read", size, address, detail));
    this.address = address;
    this.size = size;
    this.write = write;
  }

  /** The program's address. */
  public long address() {
    return address;
  }

  /** Size of the access in bytes. */
  public long size() {
    return size;
  }

  /** Whether it was a write. */
  public boolean write() {
    return write;
  }
}
