package io.github.hidbpf4j.guest.image;

import io.github.hidbpf4j.guest.GuestException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of a tar archive, one after another, in the formats of packages: ustar, GNU, pax.
 */
final class TarStream {
  private static final int BLOCK = 512;
  private static final int LONGEST_NAME = 1 << 16;

  /**
   * A member of an archive.
   *
   * @param name as in the archive, without leading {@code ./}
   * @param type {@code 0} for a file, {@code 5} for a folder, {@code 2} for a symbolic link
   * @param size size in bytes
   */
  record Member(String name, char type, long size) {
    boolean isFile() {
      return type == '0' || type == 0;
    }
  }

  private final String source;
  private final InputStream in;
  private long at;

  /** Remaining bytes of the current member, and of the padding of its last block. */
  private long left;

  private long padding;

  TarStream(String source, InputStream in) {
    this.source = source;
    this.in = in;
  }

  /** The next member; null at the end. The rest of the previous one is skipped. */
  @Nullable Member next() throws IOException {
    String longName = null;
    while (true) {
      skip(left + padding);
      left = 0;
      padding = 0;
      byte[] header = in.readNBytes(BLOCK);
      if (header.length == 0 || isZero(header)) {
        // Read to the end, so that a decompressing command can report whether the stream was
        // complete.
        in.transferTo(OutputStream.nullOutputStream());
        return null;
      }
      if (header.length < BLOCK) {
        throw new GuestException("%s: offset %d: cut off in a header".formatted(source, at));
      }
      if (!text(header, 257, 5).equals("ustar")) {
        throw new GuestException(
            "%s: offset %d: found '%s', expected a tar header"
                .formatted(source, at, text(header, 257, 5)));
      }
      at += BLOCK;
      left = number(header);
      padding = -left & (BLOCK - 1);
      char type = (char) header[156];
      switch (type) {
        case 'L' -> longName = new String(name(), StandardCharsets.UTF_8).replace("\0", "");
        case 'x' -> longName = paxPath(new String(name(), StandardCharsets.UTF_8), longName);
        case 'g', 'K' -> {}
        default -> {
          String prefix = text(header, 345, 155);
          String name = text(header, 0, 100);
          boolean posix = header[262] == 0;
          String whole = posix && !prefix.isEmpty() ? prefix + "/" + name : name;
          whole = longName == null ? whole : longName;
          return new Member(whole.startsWith("./") ? whole.substring(2) : whole, type, left);
        }
      }
    }
  }

  /** Reads the current member; only once. */
  byte[] bytes() throws IOException {
    if (left > Integer.MAX_VALUE - 8) {
      throw new GuestException("%s: offset %d: a file of %d bytes".formatted(source, at, left));
    }
    byte[] bytes = in.readNBytes((int) left);
    at += bytes.length;
    if (bytes.length < left) {
      throw new GuestException("%s: offset %d: cut off in a file".formatted(source, at));
    }
    left = 0;
    return bytes;
  }

  private byte[] name() throws IOException {
    if (left > LONGEST_NAME) {
      throw new GuestException("%s: offset %d: a name of %d bytes".formatted(source, at, left));
    }
    return bytes();
  }

  private static @Nullable String paxPath(String records, @Nullable String otherwise) {
    for (String line : records.lines().toList()) {
      int begin = line.indexOf(" path=");
      if (begin >= 0) {
        return line.substring(begin + 6);
      }
    }
    return otherwise;
  }

  private void skip(long count) throws IOException {
    try {
      in.skipNBytes(count);
    } catch (EOFException e) {
      throw new GuestException("%s: offset %d: cut off in a file".formatted(source, at), e);
    }
    at += count;
  }

  private static boolean isZero(byte[] header) {
    for (byte b : header) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private long number(byte[] header) {
    String octal = text(header, 124, 12).strip();
    try {
      return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
    } catch (NumberFormatException e) {
      throw new GuestException(
          "%s: offset %d: found size '%s', expected an octal number".formatted(source, at, octal),
          e);
    }
  }

  private static String text(byte[] header, int offset, int size) {
    int end = offset;
    while (end < offset + size && header[end] != 0) {
      end++;
    }
    return new String(header, offset, end - offset, StandardCharsets.UTF_8);
  }
}
