package io.github.hidbpf4j.hid.descriptor;

import io.github.hidbpf4j.hid.HidException;

/**
 * A report descriptor that Linux's HID core would refuse. The message is one line with the byte
 * offset of the item at fault; if the kernel logs a reason, it starts with the kernel's words.
 */
public final class DescriptorException extends HidException {
  private static final long serialVersionUID = 1L;

  private final int offset;

  /**
   * Creates an error in the item that starts at byte {@code offset}.
   *
   * @param offset offset of the item in bytes from the start of the descriptor
   * @param message one line that says what is wrong; the offset is prepended
   */
  public DescriptorException(int offset, String message) {
    super("report descriptor: offset " + offset + ": " + message);
    this.offset = offset;
  }

  /** {@return the offset of the item at fault, in bytes from the start of the descriptor} */
  public int offset() {
    return offset;
  }
}
