package io.github.hidbpf4j.linux.call;

import io.github.hidbpf4j.hid.HidException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The platform that this module needs: Linux with a 64-bit little-endian processor. */
public final class Platform {
  private Platform() {}

  /**
   * Checks the platform; to be called before native code.
   *
   * @throws HidException if this is a different system
   */
  public static void require() {
    if (!System.getProperty("os.name").equals("Linux")
        || ValueLayout.ADDRESS.byteSize() != 8
        || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
      throw new HidException(
          "real devices and kernels need Linux on a 64-bit little-endian processor; this is "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch"));
    }
  }
}
