package io.github.hidbpf4j.hid.input;

/**
 * The mapping of one usage of a field ({@code struct hid_usage}). Widths are the kernel's: a
 * multiplier of 200 is -56 there, and a large movement of a wheel wraps around.
 */
final class MappedUsage {
  /** The usage, page in the upper 16 bits. */
  final int hid;

  /** Event type; 0 if it is not mapped. */
  int type;

  int code;

  /** Range of a hat switch; equal if it is not one. */
  short hatMinimum;

  short hatMaximum;

  /** Direction of a D-pad's bit, 1 (up) clockwise to 8; 0 if it is not one. */
  int hatDirection;

  byte resolutionMultiplier = 1;
  short wheelAccumulated;

  MappedUsage(int hid) {
    this.hid = hid;
  }

  int page() {
    return hid >>> 16;
  }

  int id() {
    return hid & 0xffff;
  }

  boolean isHat() {
    return hatMinimum < hatMaximum || hatDirection != 0;
  }

  void ignore() {
    type = 0;
    code = 0;
  }
}
