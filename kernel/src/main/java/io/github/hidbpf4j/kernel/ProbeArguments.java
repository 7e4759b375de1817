package io.github.hidbpf4j.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The argument of a {@code SEC("syscall") probe}: {@code struct hid_bpf_probe_args} (Linux 6.12,
 * {@code drivers/hid/bpf/progs/hid_bpf.h}), little-endian: hid, rdesc_size, rdesc[4096], retval.
 */
public final class ProbeArguments {
  private static final int DESCRIPTOR = 8;
  private static final int DESCRIPTOR_SIZE = 4096;
  private static final int RETVAL = DESCRIPTOR + DESCRIPTOR_SIZE;

  private ProbeArguments() {}

  /**
   * Creates the arguments for a device.
   *
   * @param hidId its number
   * @param descriptor the report descriptor in use; truncated to 4096 bytes
   */
  public static byte[] of(int hidId, byte[] descriptor) {
    ByteBuffer args = ByteBuffer.allocate(RETVAL + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    byte[] fitting = Arrays.copyOf(descriptor, Math.min(descriptor.length, DESCRIPTOR_SIZE));
    args.putInt(hidId).putInt(fitting.length).put(fitting);
    args.putInt(RETVAL, -1);
    return args.array();
  }

  /** The final value of {@code retval}: 0 for a device that it wants. */
  public static int retval(byte[] context) {
    return ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN).getInt(RETVAL);
  }
}
