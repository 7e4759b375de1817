package io.github.hidbpf4j.linux.call;

/** Sanitises text that devices and processes choose themselves: names, serial numbers. */
public final class DeviceText {
  private DeviceText() {}

  /** The text with control characters replaced by {@code ?}, safe for a line of output. */
  public static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.chars().forEach(c -> clean.append(Character.isISOControl(c) ? '?' : (char) c));
    return clean.toString();
  }
}
