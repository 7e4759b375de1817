package io.github.hidbpf4j.guest.image;

import io.github.hidbpf4j.guest.GuestException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The header of an x86 boot image, {@code vmlinuz} (Linux {@code arch/x86/boot/header.S}). */
final class BootImage {
  private static final int READ = 1 << 16;
  private static final int MAGIC = 0x202;
  private static final int VERSION = 0x20e;

  private BootImage() {}

  /**
   * The release of a kernel, as in {@code uname -r}.
   *
   * @throws GuestException if it is not such an image
   */
  static String release(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(READ);
    }
    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < VERSION + 2 || head.getInt(MAGIC) != 0x53726448) {
      throw new GuestException(
          file
              + ": no 'HdrS' at offset 514: expected the boot image of an x86-64 kernel (vmlinuz)");
    }
    int begin = 0x200 + Short.toUnsignedInt(head.getShort(VERSION));
    int end = begin;
    while (end < bytes.length && bytes[end] > ' ') {
      end++;
    }
    if (begin == end || begin >= bytes.length) {
      throw new GuestException(file + ": offset 526: no version of the kernel");
    }
    return new String(bytes, begin, end - begin, StandardCharsets.US_ASCII);
  }
}
