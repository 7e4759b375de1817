package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.memory.UninitializedBytes;
import io.github.hidbpf4j.hid.device.HidBus;

/**
 * State that differs between boots of a kernel. No program may depend on it; two runs with
 * different states show which do.
 *
 * @param addressSkew number of bytes by which addresses are raised
 * @param bus initial state of the HID bus
 * @param stack initial contents of program stacks
 * @param other initial contents of reserved ring buffer records and of allocated objects
 */
public record BootState(
    int addressSkew, HidBus.Start bus, UninitializedBytes stack, UninitializedBytes other) {
  /** Lowest addresses, first ids, zeros. */
  public static final BootState FRESH =
      new BootState(0, HidBus.Start.FRESH, UninitializedBytes.ZEROS, UninitializedBytes.ZEROS);

  /**
   * A copy with other contents of memory that Linux does not initialise.
   *
   * @param stack initial contents of program stacks
   * @param other contents of all other such memory, including buffers of users' GET_REPORTs
   */
  public static BootState uninitialized(UninitializedBytes stack, UninitializedBytes other) {
    return new BootState(0, new HidBus.Start(0, other.at(0)), stack, other);
  }
}
