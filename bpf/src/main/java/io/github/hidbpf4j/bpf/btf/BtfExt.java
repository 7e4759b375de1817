package io.github.hidbpf4j.bpf.btf;

import io.github.hidbpf4j.bpf.elf.StringTable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The {@code .BTF.ext} section: function, line and CO-RE records by ELF section ({@code
 * Documentation/bpf/btf.rst}, "BTF.ext section", Linux 6.12). Instruction offsets are in bytes from
 * the start of the section, as clang writes them.
 *
 * @param functions where functions start, by section name
 * @param lines source lines, by section name
 * @param relocations CO-RE relocations, by section name
 */
public record BtfExt(
    Map<String, List<Function>> functions,
    Map<String, List<Line>> lines,
    Map<String, List<CoreRelocation>> relocations) {

  /** A section without records. */
  public static final BtfExt EMPTY = new BtfExt(Map.of(), Map.of(), Map.of());

  /**
   * Where a function starts.
   *
   * @param offset bytes from the start of the section
   * @param typeId its {@link BtfType.Func}
   */
  public record Function(long offset, int typeId) {}

  /**
   * Where instructions of a source line start.
   *
   * @param offset bytes from the start of the section to the first of them
   * @param file path of the source file, as given to the compiler
   * @param text the line as written; empty when not recorded
   * @param line line number, from 1
   * @param column column number, from 1; 0 when unknown
   */
  public record Line(long offset, String file, String text, int line, int column) {}

  /**
   * Reads the section.
   *
   * @param file file name, for messages
   * @param bytes contents of the section, little-endian
   * @param base its offset in the file, in bytes; for messages
   * @param btf the matching {@code .BTF} section
   * @return its records by ELF section
   * @throws BtfException when it is malformed
   */
  public static BtfExt read(String file, byte[] bytes, long base, BtfReader.Section btf) {
    return new Reader(file, bytes, base, btf).read();
  }

  private static final class Reader {
    private static final int HEADER_SIZE = 24;
    private final String file;
    private final ByteBuffer buffer;
    private final long base;
    private final BtfReader.Section btf;
    private int headerLength;

    Reader(String file, byte[] bytes, long base, BtfReader.Section btf) {
      this.file = file;
      this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      this.base = base;
      this.btf = btf;
    }

    private BtfException bad(String part, long offset, String found, String expected) {
      return BtfException.at(file, "BTF.ext " + part, base + offset, found, expected);
    }

    private long unsigned(int offset) {
      return Integer.toUnsignedLong(buffer.getInt(offset));
    }

    BtfExt read() {
      int size = buffer.capacity();
      if (size < HEADER_SIZE) {
        throw bad("header", 0, size + " bytes", "a header of at least " + HEADER_SIZE);
      }
      if (Short.toUnsignedInt(buffer.getShort(0)) != 0xeb9f) {
        throw bad("header", 0, "magic 0x%04x".formatted(buffer.getShort(0)), "0xeb9f");
      }
      if (buffer.get(2) != 1 || buffer.get(3) != 0) {
        throw bad(
            "header",
            2,
            "version %d, flags 0x%x".formatted(buffer.get(2), buffer.get(3)),
            "version 1, flags 0");
      }
      long length = unsigned(4);
      if (length < HEADER_SIZE || length > size) {
        throw bad("header", 4, "header length " + length, HEADER_SIZE + " to " + size);
      }
      headerLength = (int) length;
      Map<String, List<Function>> functions = new LinkedHashMap<>();
      Map<String, List<Line>> lines = new LinkedHashMap<>();
      Map<String, List<CoreRelocation>> relocations = new LinkedHashMap<>();
      records("func_info", 8, 8, functions, this::function);
      records("line_info", 16, 16, lines, this::line);
      if (headerLength >= 32) {
        records("core_relo", 24, 16, relocations, this::relocation);
      }
      return new BtfExt(functions, lines, relocations);
    }

    private interface Decoder<T> {
      T decode(int at);
    }

    /**
     * A table: record size, then per ELF section its name, the number of records, the records.
     * Records may be longer than the part known here.
     */
    private <T> void records(
        String part, int header, int known, Map<String, List<T>> into, Decoder<T> decoder) {
      long offset = unsigned(header);
      long length = unsigned(header + 4);
      if (length == 0) {
        return;
      }
      if (offset % 4 != 0 || offset + length > buffer.capacity() - headerLength) {
        throw bad(
            part,
            header,
            "offset 0x%x, length 0x%x".formatted(offset, length),
            "a multiple of 4, inside the section");
      }
      int at = (int) (headerLength + offset);
      int end = (int) (at + length);
      if (length < 4) {
        throw bad(part, at, length + " bytes", "a record size");
      }
      long recordSize = unsigned(at);
      if (recordSize < known || recordSize % 4 != 0 || recordSize > length) {
        throw bad(part, at, "records of " + recordSize + " bytes", known + " or more, by fours");
      }
      at += 4;
      while (at < end) {
        if (end - at < 8) {
          throw bad(part, at, (end - at) + " bytes left", "a section name and a count");
        }
        String section = string(part, at, unsigned(at));
        long count = unsigned(at + 4);
        at += 8;
        if (count == 0 || count > (end - at) / recordSize) {
          throw bad(part, at - 4, count + " records", "1 to %d".formatted((end - at) / recordSize));
        }
        List<T> list = into.computeIfAbsent(section, _ -> new ArrayList<>());
        for (long i = 0; i < count; i++) {
          list.add(decoder.decode(at));
          at += (int) recordSize;
        }
      }
    }

    private String string(String part, int at, long offset) {
      StringTable strings = btf.strings();
      String string = strings.at(offset);
      if (string == null) {
        throw bad(
            part,
            at,
            "string offset 0x%x".formatted(offset),
            "a string inside the 0x%x bytes of strings".formatted(strings.length()));
      }
      return string;
    }

    private int typeId(String part, int at) {
      long id = unsigned(at);
      if (id > btf.btf().size()) {
        throw bad(part, at, "type [" + id + "]", "at most " + btf.btf().size());
      }
      return (int) id;
    }

    private Function function(int at) {
      int id = typeId("func_info", at + 4);
      if (!(btf.btf().type(id) instanceof BtfType.Func)) {
        throw bad(
            "func_info",
            at + 4,
            "type [%d] of kind %s".formatted(id, BtfKind.name(btf.btf().type(id))),
            "a func");
      }
      return new Function(unsigned(at), id);
    }

    private Line line(int at) {
      int position = buffer.getInt(at + 12);
      return new Line(
          unsigned(at),
          string("line_info", at + 4, unsigned(at + 4)),
          string("line_info", at + 8, unsigned(at + 8)),
          position >>> 10,
          position & 0x3ff);
    }

    private CoreRelocation relocation(int at) {
      return new CoreRelocation(
          unsigned(at),
          typeId("core_relo", at + 4),
          string("core_relo", at + 8, unsigned(at + 8)),
          buffer.getInt(at + 12));
    }
  }
}
