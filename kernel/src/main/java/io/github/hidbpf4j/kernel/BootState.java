package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.memory.UninitializedBytes;
import io.github.hidbpf4j.hid.device.HidBus;

/**
 * What differs from one boot of a kernel to the next. No program may depend on it; two runs with
 * different ones show which do.
 *
 * @param addressSkew bytes by which addresses are higher than they could be
 * @param bus what the HID bus begins with
 * @param stack what stacks of programs hold at first
 * @param other what reserved records of ring buffers, and objects that programs allocate, hold at
 *     first
 */
public record BootState(
    int addressSkew, HidBus.Start bus, UninitializedBytes stack, UninitializedBytes other) {
  /** Lowest addresses, first ids, zeros. */
  public static final BootState FRESH =
      new BootState(0, HidBus.Start.FRESH, UninitializedBytes.ZEROS, UninitializedBytes.ZEROS);

  /**
   * The same with other contents of memory that Linux does not initialise.
   *
   * @param stack what stacks of programs hold at first
   * @param other what all other such memory holds, buffers of users' GET_REPORTs included
   */
  public static BootState uninitialized(UninitializedBytes stack, UninitializedBytes other) {
    return new BootState(0, new HidBus.Start(0, other.at(0)), stack, other);
  }
}
