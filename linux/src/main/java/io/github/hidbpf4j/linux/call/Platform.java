package io.github.hidbpf4j.linux.call;

import io.github.hidbpf4j.hid.HidException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Where this module works: Linux with 64-bit little-endian processors. */
public final class Platform {
  private Platform() {}

  /**
   * Before anything native is touched.
   *
   * @throws HidException if this is another system
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
