package io.github.hidbpf4j.hid.model;

import java.util.List;

/**
 * Template of a report to send; some bytes may be copied from the request that it answers.
 *
 * @param bytes 0 to 255, or {@link #FROM_REQUEST} plus the index of a byte of the request
 */
record ByteTemplate(List<Integer> bytes) {
  /** Added to an index into the request; {@code @INDEX} in text. */
  public static final int FROM_REQUEST = 0x10000;

  /** Copies the list. */
  public ByteTemplate {
    bytes = List.copyOf(bytes);
  }

  /** The report; bytes that the request does not have are 0. */
  public byte[] fill(byte[] request) {
    byte[] report = new byte[bytes.size()];
    for (int i = 0; i < report.length; i++) {
      int b = bytes.get(i);
      int index = b - FROM_REQUEST;
      report[i] = index < 0 ? (byte) b : index < request.length ? request[index] : 0;
    }
    return report;
  }

  /** As in a model file: {@code f2 01 @1}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int b : bytes) {
      text.append(text.isEmpty() ? "" : " ")
          .append(b >= FROM_REQUEST ? "@" + (b - FROM_REQUEST) : "%02x".formatted(b));
    }
    return text.toString();
  }
}
