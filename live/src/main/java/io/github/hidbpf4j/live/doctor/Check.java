package io.github.hidbpf4j.live.doctor;

/**
 * One thing that was looked at.
 *
 * @param subject what it is about, one word: {@code uhid}
 * @param state how it is
 * @param text what was found, one line
 * @param remedy what to do, one line; "" when there is nothing to do
 */
public record Check(String subject, State state, String text, String remedy) {
  /** How something is. */
  public enum State {
    /** As it should be. */
    FINE,
    /** Good to know; nothing fails for it. */
    NOTE,
    /** Something fails for it. */
    BAD
  }

  static Check fine(String subject, String text) {
    return new Check(subject, State.FINE, text, "");
  }

  static Check note(String subject, String text, String remedy) {
    return new Check(subject, State.NOTE, text, remedy);
  }

  static Check bad(String subject, String text, String remedy) {
    return new Check(subject, State.BAD, text, remedy);
  }
}
