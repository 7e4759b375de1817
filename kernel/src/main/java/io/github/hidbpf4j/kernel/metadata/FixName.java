package io.github.hidbpf4j.kernel.metadata;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of an object file by udev-hid-bpf's convention {@code NNNN-Vendor__Product.bpf.o}:
 * objects with the same stem are versions of one fix, and the highest number is tried first. A file
 * without number has number 0.
 *
 * @param number the number
 * @param stem what follows it, in lower case, without {@code .bpf.o}
 */
record FixName(int number, String stem) implements Comparable<FixName> {
  private static final Pattern NUMBERED = Pattern.compile("(\\d{1,9})-(.+)");

  /** Splits a file name. */
  public static FixName of(String fileName) {
    String name = fileName.replaceFirst("(\\.bpf)?\\.o$", "");
    Matcher m = NUMBERED.matcher(name);
    return m.matches()
        ? new FixName(Integer.parseInt(m.group(1)), m.group(2).toLowerCase(Locale.ROOT))
        : new FixName(0, name.toLowerCase(Locale.ROOT));
  }

  /** By stem, then highest number first: the order in which versions are tried. */
  @Override
  public int compareTo(FixName other) {
    int byStem = stem.compareTo(other.stem);
    return byStem != 0 ? byStem : Integer.compare(other.number, number);
  }
}
