package io.github.hidbpf4j.guest.image;

import io.github.hidbpf4j.guest.GuestException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sections of a 64-bit little-endian ELF file, as far as modules and libraries need them. */
public final class ElfImage {
  private static final int HEADER = 64;
  private static final int SECTION_HEADER = 64;
  private static final int DYNAMIC_ENTRY = 16;
  private static final int SHT_NOBITS = 8;
  private static final long DT_NEEDED = 1;
  private static final long DT_SONAME = 14;

  private final String source;
  private final Map<String, ByteBuffer> sections = new LinkedHashMap<>();

  /**
   * Reads the table of sections.
   *
   * @param source name for messages
   * @throws GuestException if it is not such a file
   */
  public ElfImage(String source, byte[] bytes) {
    this.source = source;
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length < HEADER || file.getInt(0) != 0x464c457f) {
      throw new GuestException(source + ": offset 0: not an ELF file");
    }
    if (bytes[4] != 2 || bytes[5] != 1) {
      throw new GuestException(
          "%s: offset 4: class %d, data %d; expected a 64-bit little-endian ELF file"
              .formatted(source, bytes[4], bytes[5]));
    }
    long table = file.getLong(40);
    int entrySize = Short.toUnsignedInt(file.getShort(58));
    int count = Short.toUnsignedInt(file.getShort(60));
    int names = Short.toUnsignedInt(file.getShort(62));
    if (count == 0) {
      return;
    }
    if (entrySize != SECTION_HEADER || names >= count) {
      throw new GuestException(
          "%s: offset 58: section headers of %d bytes, names in %d of %d; expected 64 bytes"
              .formatted(source, entrySize, names, count));
    }
    ByteBuffer headers = part(file, table, (long) count * SECTION_HEADER, "section headers");
    ByteBuffer strings =
        part(
            file,
            headers.getLong(names * SECTION_HEADER + 24),
            headers.getLong(names * SECTION_HEADER + 32),
            "section names");
    for (int i = 0; i < count; i++) {
      int at = i * SECTION_HEADER;
      if (headers.getInt(at + 4) != SHT_NOBITS) {
        String name = text(strings, headers.getInt(at));
        sections.putIfAbsent(
            name,
            part(file, headers.getLong(at + 24), headers.getLong(at + 32), "section " + name));
      }
    }
  }

  private ByteBuffer part(ByteBuffer file, long offset, long size, String what) {
    if (offset < 0 || size < 0 || offset > file.limit() || size > file.limit() - offset) {
      throw new GuestException(
          "%s: %s: %d bytes at %d, but the file has %d"
              .formatted(source, what, size, offset, file.limit()));
    }
    return file.slice((int) offset, (int) size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String text(ByteBuffer strings, long offset) {
    if (offset < 0 || offset >= strings.limit()) {
      throw new GuestException(
          "%s: a name at %d of %d bytes of names".formatted(source, offset, strings.limit()));
    }
    int begin = (int) offset;
    int end = begin;
    while (end < strings.limit() && strings.get(end) != 0) {
      end++;
    }
    byte[] text = new byte[end - begin];
    strings.get(begin, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** The bytes of a section; null if there is none. */
  byte @Nullable [] section(String name) {
    ByteBuffer section = sections.get(name);
    if (section == null) {
      return null;
    }
    byte[] bytes = new byte[section.limit()];
    section.get(0, bytes);
    return bytes;
  }

  /** The dynamic linker that a program requests; null for a library. */
  public @Nullable String interpreter() {
    ByteBuffer section = sections.get(".interp");
    return section == null ? null : text(section, 0);
  }

  /** The names of the libraries that it depends on, in order. */
  public List<String> libraries() {
    return dynamicTexts(DT_NEEDED);
  }

  /** The name under which a library is loaded; null if it has none. */
  public @Nullable String libraryName() {
    List<String> names = dynamicTexts(DT_SONAME);
    return names.isEmpty() ? null : names.getFirst();
  }

  private List<String> dynamicTexts(long tag) {
    ByteBuffer dynamic = sections.get(".dynamic");
    ByteBuffer strings = sections.get(".dynstr");
    List<String> names = new ArrayList<>();
    if (dynamic != null && strings != null) {
      for (int at = 0; at + DYNAMIC_ENTRY <= dynamic.limit(); at += DYNAMIC_ENTRY) {
        if (dynamic.getLong(at) == tag) {
          names.add(text(strings, dynamic.getLong(at + 8)));
        }
      }
    }
    return names;
  }
}
