package io.github.hidbpf4j.hid.descriptor;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A report descriptor as text, one item per line in the manner of hid-decode: bytes ready to be
 * pasted into C, the item in words indented by collection, its offset. Lines that start a report id
 * are marked with {@code ┅}, those that add to a report with {@code ║}. Also prints descriptors
 * that the parser would refuse. {@link DescriptorText} reads the bytes back.
 */
public final class DescriptorPrinter {
  private static final char REPORT_ID = '┅';
  private static final char DATA = '║';
  private static final char CUT_OFF = '!';
  private static final int BYTES_WIDTH = 30;
  private static final int TEXT_WIDTH = 56;
  private static final int DEEPEST_INDENT = 20;

  /**
   * One printed item.
   *
   * @param offset offset in bytes
   * @param length bytes
   * @param marker one character: the kind of line
   * @param bytes the bytes, {@code 0x05, 0x01,}
   * @param text words, indented
   */
  record Line(int offset, int length, char marker, String bytes, String text) {
    @Override
    public String toString() {
      return marker
          + " "
          + padded(bytes, BYTES_WIDTH)
          + " // "
          + padded(text, TEXT_WIDTH)
          + " "
          + offset;
    }

    private static String padded(String text, int width) {
      return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }
  }

  private DescriptorPrinter() {}

  /**
   * Prints a descriptor.
   *
   * @param descriptor the bytes, a valid descriptor or not
   * @return one line per item; an incomplete item at the end makes a last line
   */
  public static List<String> print(byte[] descriptor) {
    return lines(descriptor).stream().map(Line::toString).toList();
  }

  /**
   * Prints a descriptor up to and including the item that starts at an offset.
   *
   * @param descriptor the bytes, a valid descriptor or not
   * @param offset offset in bytes of the last item to print
   * @return one line per item, as in {@link #print}
   */
  public static List<String> printUpTo(byte[] descriptor, int offset) {
    return lines(descriptor).stream()
        .takeWhile(line -> line.offset() <= offset)
        .map(Line::toString)
        .toList();
  }

  static List<Line> lines(byte[] descriptor) {
    List<Line> lines = new ArrayList<>();
    int end = 0;
    for (DecodedItem decoded : DecodedItem.of(descriptor)) {
      Item item = decoded.item();
      String text = "  ".repeat(Math.min(decoded.depth(), DEEPEST_INDENT)) + decoded.text();
      lines.add(line(descriptor, item.offset(), item.length(), marker(item), text));
      end = item.end();
    }
    if (end < descriptor.length) {
      lines.add(line(descriptor, end, descriptor.length - end, CUT_OFF, "item cut off"));
    }
    return lines;
  }

  private static Line line(byte[] descriptor, int offset, int length, char marker, String text) {
    StringBuilder bytes = new StringBuilder();
    for (int i = offset; i < offset + length; i++) {
      bytes
          .append(i == offset ? "" : " ")
          .append("0x")
          .append(HexFormat.of().toHexDigits(descriptor[i]))
          .append(',');
    }
    return new Line(offset, length, marker, bytes.toString(), text);
  }

  static boolean isMarker(char c) {
    return c == REPORT_ID || c == DATA || c == CUT_OFF;
  }

  private static char marker(Item item) {
    if (item.is(Item.GLOBAL, Item.REPORT_ID)) {
      return REPORT_ID;
    }
    boolean data =
        item.is(Item.MAIN, Item.INPUT)
            || item.is(Item.MAIN, Item.OUTPUT)
            || item.is(Item.MAIN, Item.FEATURE);
    return data ? DATA : ' ';
  }
}
