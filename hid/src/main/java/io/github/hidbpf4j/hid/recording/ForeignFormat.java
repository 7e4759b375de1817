package io.github.hidbpf4j.hid.recording;

import org.jspecify.annotations.Nullable;

/**
 * Recognises files that are mistaken for recordings of hid-recorder: naming the format helps more
 * than a message about the first malformed line.
 */
final class ForeignFormat {
  static final String EVEMU =
      "this is a recording of evemu, which holds events of the input layer (evdev), not HID "
          + "reports";

  static final String INSTEAD = "; expected one of hid-recorder";

  /** Number of bytes needed. */
  static final int LONGEST = 32;

  /** The start of a file, in ISO 8859-1, and the format it indicates. */
  private record Begin(String bytes, String what) {}

  private static final Begin[] BEGINS = {
    new Begin("# EVEMU", EVEMU + INSTEAD),
    new Begin(
        "Input driver version is ",
        "this is output of evtest, which shows events of the input layer (evdev), not HID reports"
            + INSTEAD),
    new Begin("\u00ff\u00fe", "this is UTF-16 text, expected UTF-8: iconv -f UTF-16 -t UTF-8"),
    new Begin("\u00fe\u00ff", "this is UTF-16 text, expected UTF-8: iconv -f UTF-16 -t UTF-8"),
    new Begin("\u001f\u008b", "this is compressed by gzip: gunzip it first"),
    new Begin("\u00fd7zXZ", "this is compressed by xz: unxz it first"),
    new Begin("(\u00b5/\u00fd", "this is compressed by zstd: unzstd it first"),
    new Begin("\u00d4\u00c3\u00b2\u00a1", "this is a packet capture (pcap)" + INSTEAD),
    new Begin("M<\u00b2\u00a1", "this is a packet capture (pcap)" + INSTEAD),
    new Begin("\n\r\r\n", "this is a packet capture (pcapng)" + INSTEAD),
    new Begin("\u007fELF", "this is an ELF file" + INSTEAD),
  };

  private ForeignFormat() {}

  /** The format of a file that starts with these bytes; null if it may be a recording. */
  static @Nullable String of(byte[] begin, int length) {
    for (Begin each : BEGINS) {
      if (length >= each.bytes().length() && begins(begin, each.bytes())) {
        return each.what();
      }
    }
    return null;
  }

  private static boolean begins(byte[] bytes, String with) {
    for (int i = 0; i < with.length(); i++) {
      if ((bytes[i] & 0xff) != with.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
