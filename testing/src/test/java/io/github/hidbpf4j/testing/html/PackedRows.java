package io.github.hidbpf4j.testing.html;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Reads the rows of a report back, as the page's script does. */
final class PackedRows {
  /** A row. */
  record Row(
      long number,
      String kind,
      int lane,
      long at,
      long took,
      int text,
      String bytes,
      long a,
      long b,
      long root) {}

  private PackedRows() {}

  /** Decodes numbers from bytes. */
  private static final class Reader {
    private final byte[] bytes;
    int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    boolean isAtEnd() {
      return at == bytes.length;
    }

    long unsigned() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[at++];
        value |= (next & 0x7fL) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    long signed() {
      long value = unsigned();
      return value >>> 1 ^ -(value & 1);
    }

    long nanos() {
      long value = unsigned();
      long number = value >>> 1;
      number = number >>> 1 ^ -(number & 1);
      return (value & 1) == 0 ? number * 1_000 : number;
    }

    Reader part() {
      int length = (int) unsigned();
      at += length;
      return new Reader(Arrays.copyOfRange(bytes, at - length, at));
    }
  }

  static byte[] unpack(byte[] packed) {
    Reader reader = new Reader(packed);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (true) {
      int literals = (int) reader.unsigned();
      out.write(packed, reader.at, literals);
      reader.at += literals;
      int match = (int) reader.unsigned();
      if (match == 0) {
        return out.toByteArray();
      }
      int distance = (int) reader.unsigned();
      byte[] before = out.toByteArray();
      for (int i = 0; i < match; i++) {
        // A match may overlap itself.
        out.write(before[before.length - distance + i % distance]);
      }
    }
  }

  static List<Row> of(List<?> chunks, List<?> kinds) {
    List<Row> rows = new ArrayList<>();
    for (Object chunk : chunks) {
      Reader all = new Reader(unpack(Base64.getDecoder().decode((String) chunk)));
      long count = all.unsigned();
      long first = all.unsigned();
      Reader[] columns = new Reader[11];
      Arrays.setAll(columns, i -> all.part());
      if (!all.isAtEnd()) {
        throw new IllegalArgumentException("more behind the columns");
      }
      List<String> blobs = new ArrayList<>(List.of(""));
      while (!columns[9].isAtEnd()) {
        int length = (int) columns[9].unsigned();
        Reader contents = columns[10];
        blobs.add(HexFormat.of().formatHex(contents.bytes, contents.at, contents.at + length));
        contents.at += length;
      }
      long at = 0;
      long number = 0;
      for (long row = first; row < first + count; row++) {
        String kind = (String) kinds.get((int) columns[0].unsigned());
        int lane = (int) columns[1].unsigned();
        at += columns[2].nanos();
        long took = columns[3].nanos();
        int text = (int) columns[4].unsigned();
        String bytes = blobs.get((int) columns[5].unsigned());
        long a = columns[6].signed();
        number += kind.equals("sent") ? a : 0;
        long b = columns[7].signed();
        long back = columns[8].unsigned();
        rows.add(
            new Row(
                row,
                kind,
                lane,
                at,
                took,
                text,
                bytes,
                kind.equals("sent") ? number : a,
                b,
                back == 0 ? -1 : row - back + 1));
      }
      for (Reader column : columns) {
        if (!column.isAtEnd()) {
          throw new IllegalArgumentException("more in a column");
        }
      }
    }
    return rows;
  }
}
