package io.github.hidbpf4j.guest.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Fake kernels, modules and packages that nothing could run. */
public final class TestKernels {
  private TestKernels() {}

  /** A boot image of a release: only a header. */
  public static byte[] boot(String release) {
    ByteBuffer image = ByteBuffer.allocate(0x400).order(ByteOrder.LITTLE_ENDIAN);
    image.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
    image.putShort(0x20e, (short) 0x100);
    image.put(0x300, (release + " (us@here) #1\0").getBytes(StandardCharsets.US_ASCII));
    return image.array();
  }

  /** A module with this section {@code .modinfo}; spaces stand for the ends of its entries. */
  static byte[] module(String modinfo) {
    return elf(Map.of(".modinfo", modinfo.replace(' ', '\0').getBytes(StandardCharsets.US_ASCII)));
  }

  /** An ELF file with these sections. */
  static byte[] elf(Map<String, byte[]> sections) {
    ByteBuffer file = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
    StringBuilder names = new StringBuilder("\0");
    int data = 64;
    int table = 4096;
    int count = sections.size() + 2;
    int index = 1;
    for (Map.Entry<String, byte[]> section : sections.entrySet()) {
      file.put(data, section.getValue());
      header(file, table + 64 * index, names.length(), data, section.getValue().length);
      names.append(section.getKey()).append('\0');
      data += section.getValue().length;
      index++;
    }
    header(file, table + 64 * index, 0, data, names.length());
    file.put(data, names.toString().getBytes(StandardCharsets.US_ASCII));
    file.putLong(40, table);
    file.putShort(58, (short) 64);
    file.putShort(60, (short) count);
    file.putShort(62, (short) index);
    return file.array();
  }

  private static void header(ByteBuffer file, int at, int name, long offset, long size) {
    file.putInt(at, name);
    file.putInt(at + 4, 1);
    file.putLong(at + 24, offset);
    file.putLong(at + 32, size);
  }

  /** A package with these files, compressed by gzip. */
  static byte[] deb(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(data)) {
      gzip.write(tar(files));
    }
    ByteArrayOutputStream deb = new ByteArrayOutputStream();
    deb.write("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
    member(deb, "debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
    member(deb, "control.tar.gz/", new byte[3]);
    member(deb, "data.tar.gz", data.toByteArray());
    return deb.toByteArray();
  }

  private static void member(ByteArrayOutputStream deb, String name, byte[] bytes)
      throws IOException {
    deb.write(
        "%-16s%-12s%-6s%-6s%-8s%-10d`\n"
            .formatted(name, "0", "0", "0", "100644", bytes.length)
            .getBytes(StandardCharsets.US_ASCII));
    deb.write(bytes);
    if (bytes.length % 2 == 1) {
      deb.write('\n');
    }
  }

  /** A tar archive; names longer than 100 bytes are in GNU's format. */
  static byte[] tar(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String name = "./" + file.getKey();
      if (name.length() > 100) {
        entry(tar, "././@LongLink", 'L', (name + "\0").getBytes(StandardCharsets.UTF_8));
        name = name.substring(0, 100);
      }
      entry(tar, name, '0', file.getValue());
    }
    tar.write(new byte[1024]);
    return tar.toByteArray();
  }

  static void entry(ByteArrayOutputStream tar, String name, char type, byte[] bytes)
      throws IOException {
    ByteBuffer header = ByteBuffer.allocate(512);
    header.put(0, name.getBytes(StandardCharsets.UTF_8));
    header.put(124, "%011o\0".formatted(bytes.length).getBytes(StandardCharsets.US_ASCII));
    header.put(156, (byte) type);
    header.put(257, "ustar  ".getBytes(StandardCharsets.US_ASCII));
    tar.write(header.array());
    tar.write(bytes);
    tar.write(new byte[-bytes.length & 511]);
  }
}
