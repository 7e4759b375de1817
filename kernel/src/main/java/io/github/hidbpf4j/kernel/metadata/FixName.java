package io.github.hidbpf4j.kernel.metadata;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;

/**
 * The name of an object file by udev-hid-bpf's convention {@code NNNN-Vendor__Product.bpf.o}:
 * objects with the same stem are versions of one fix, and the highest number is tried first. As in
 * udev-hid-bpf 2.3 (measured), numbers are compared as text, stems are compared ignoring case, and
 * the suffix is part of the order.
 *
 * @param number the part before the first hyphen; empty if there is none
 * @param stem the part after it, or the whole name, in lower case
 */
public record FixName(String number, String stem) implements Comparable<FixName> {
  /** Suffix of object files. */
  public static final String SUFFIX = ".bpf.o";

  private static final Comparator<FixName> ORDER =
      Comparator.comparing(FixName::stem)
          .thenComparing(Comparator.comparing(FixName::number).reversed());

  /** Splits the last name of a path. */
  public static FixName of(Path file) {
    return of(String.valueOf(file.getFileName()));
  }

  /** Splits a file name. */
  public static FixName of(String fileName) {
    int hyphen = fileName.indexOf('-');
    return new FixName(
        hyphen < 0 ? "" : fileName.substring(0, hyphen),
        fileName.substring(hyphen + 1).toLowerCase(Locale.ROOT));
  }

  /** By stem, then highest number first: the order in which versions are tried. */
  @Override
  public int compareTo(FixName other) {
    return ORDER.compare(this, other);
  }
}
