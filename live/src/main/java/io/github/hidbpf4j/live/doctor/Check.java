package io.github.hidbpf4j.live.doctor;

/**
 * The result of one check.
 *
 * @param subject what it is about, one word: {@code uhid}
 * @param state the result
 * @param text what was found, one line
 * @param remedy what to do, one line; "" if there is nothing to do
 */
public record Check(String subject, State state, String text, String remedy) {
  /** The result of a check. */
  public enum State {
    /** As it should be. */
    FINE,
    /** Good to know; it makes nothing fail. */
    NOTE,
    /** It makes something fail. */
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
