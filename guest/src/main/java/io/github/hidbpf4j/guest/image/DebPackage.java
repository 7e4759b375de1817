package io.github.hidbpf4j.guest.image;

import io.github.hidbpf4j.guest.GuestException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Predicate;

/** A Debian package: an ar archive with a tar archive in it. Read without dpkg. */
final class DebPackage {
  private static final String MAGIC = "!<arch>\n";
  private static final int HEADER = 60;

  private DebPackage() {}

  /**
   * Unpacks the selected files.
   *
   * @param wanted called with names such as {@code boot/vmlinuz-6.12}
   * @throws GuestException if it is not a package, or damaged
   */
  static void unpack(Path deb, Path folder, Predicate<String> wanted) throws IOException {
    String source = deb.toString();
    try (InputStream file = new BufferedInputStream(Files.newInputStream(deb), 1 << 16)) {
      if (!Arrays.equals(
          file.readNBytes(MAGIC.length()), MAGIC.getBytes(StandardCharsets.US_ASCII))) {
        throw new GuestException(source + ": offset 0: not a Debian package");
      }
      while (true) {
        byte[] header = file.readNBytes(HEADER);
        if (header.length < HEADER) {
          throw new GuestException(source + ": no data.tar in it: not a complete Debian package");
        }
        String text = new String(header, StandardCharsets.US_ASCII);
        String name = text.substring(0, 16).strip().replaceFirst("/$", "");
        long size = size(source, text.substring(48, 58).strip());
        if (name.startsWith("data.tar")) {
          InputStream data = new Bounded(file, size);
          try (InputStream tar = Compression.of(name).decompress(source, data)) {
            unpack(new TarStream(source + ": " + name, tar), folder, wanted);
          }
          return;
        }
        try {
          file.skipNBytes(size + (size & 1));
        } catch (EOFException e) {
          throw new GuestException(source + ": cut off in " + name, e);
        }
      }
    }
  }

  private static long size(String source, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new GuestException(
          "%s: found size '%s', expected a number: damaged".formatted(source, text), e);
    }
  }

  private static void unpack(TarStream tar, Path folder, Predicate<String> wanted)
      throws IOException {
    for (TarStream.Member member = tar.next(); member != null; member = tar.next()) {
      if (!member.isFile() || !wanted.test(member.name())) {
        continue;
      }
      Path file = folder.resolve(member.name()).normalize();
      if (!file.startsWith(folder)) {
        throw new GuestException("a package with a file outside of it: " + member.name());
      }
      Files.createDirectories(file.getParent());
      Files.write(file, tar.bytes());
    }
  }

  /** The first bytes of a stream. */
  private static final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long size) {
      super(in);
      left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = left == 0 ? -1 : in.read(buffer, offset, (int) Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }
  }
}
