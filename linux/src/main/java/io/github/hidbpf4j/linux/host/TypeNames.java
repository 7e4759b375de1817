package io.github.hidbpf4j.linux.host;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * The names in a kernel's BTF. Of its megabytes only the names are read, page by page, as sysfs
 * gives them: most of this runs interpreted, so each page counts.
 *
 * @param isThere whether there is a BTF
 * @param first the first name of a list that it has; "" if it has none of them
 */
record TypeNames(boolean isThere, String first) {
  private static final int CHUNK = 1 << 16;

  /** More than the names of any kernel, which are about 2 MB. */
  private static final int MOST = 64 << 20;

  /** Magic number and size of {@code struct btf_header}, and where it says where names begin. */
  private static final short MAGIC = (short) 0xeb9f;

  private static final int HEADER = 24;
  private static final int HEADER_SIZE_AT = 4;
  private static final int NAMES_AT = 16;

  /** Looks for names, of which each is wanted only if none before it is there. */
  static TypeNames look(Path btf, List<String> wanted) {
    // The file system's own reader makes several calls of each, and of each thousands of
    // instructions.
    try (RandomAccessFile in = new RandomAccessFile(btf.toFile(), "r")) {
      byte[] header = new byte[HEADER];
      int length = fill(in, header, 0);
      in.seek(begin(header, length));
      return new TypeNames(length > 0, first(in, wanted));
    } catch (IOException e) {
      return new TypeNames(false, "");
    }
  }

  /** Where the names begin; 0 if this is no header. */
  private static long begin(byte[] header, int length) {
    ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.nativeOrder());
    return length == HEADER && fields.getShort(0) == MAGIC
        ? Integer.toUnsignedLong(fields.getInt(HEADER_SIZE_AT))
            + Integer.toUnsignedLong(fields.getInt(NAMES_AT))
        : 0;
  }

  private static String first(RandomAccessFile in, List<String> wanted) throws IOException {
    List<NameSearch> searches = wanted.stream().map(NameSearch::new).toList();
    int overlap = wanted.stream().mapToInt(String::length).max().orElse(0) + 2;
    byte[] chunk = new byte[overlap + CHUNK];
    int kept = 0;
    int found = searches.size();
    long read = 0;
    while (found > 0 && read < MOST) {
      int length = fill(in, chunk, kept);
      if (length == kept) {
        break;
      }
      for (int i = 0; i < found; i++) {
        if (searches.get(i).isIn(chunk, length)) {
          found = i;
        }
      }
      read += length - kept;
      // A name may go on in the next one.
      kept = Math.min(overlap, length);
      System.arraycopy(chunk, length - kept, chunk, 0, kept);
    }
    return found < wanted.size() ? wanted.get(found) : "";
  }

  /** Fills a buffer from an offset on; returns where it ends. */
  private static int fill(RandomAccessFile in, byte[] buffer, int offset) throws IOException {
    int end = offset;
    while (end < buffer.length) {
      int more = in.read(buffer, end, buffer.length - end);
      if (more <= 0) {
        break;
      }
      end += more;
    }
    return end;
  }
}
