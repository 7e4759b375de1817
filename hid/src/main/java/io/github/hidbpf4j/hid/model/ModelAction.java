package io.github.hidbpf4j.hid.model;

/** What a device does when a rule applies: one step of it. */
sealed interface ModelAction {
  /** The steps that answer a request; a rule for one has exactly one of these. */
  sealed interface Answering extends ModelAction {}

  /** GET_REPORT gets these bytes. */
  record Reply(ByteTemplate report) implements Answering {}

  /** GET_REPORT gets the stored report; SET_REPORT stores its own. */
  record Stored() implements Answering {}

  /** SET_REPORT succeeds. */
  record Ok() implements Answering {}

  /**
   * The request fails.
   *
   * @param error a positive errno
   */
  record Failure(int error) implements Answering {}

  /** No answer ever: the host gives up after five seconds. */
  record Silent() implements Answering {}

  /**
   * The steps after this one, the answer included, come later.
   *
   * @param least nanoseconds
   * @param most nanoseconds; the seed chooses
   */
  record Wait(long least, long most) implements ModelAction {}

  /** The device sends a report. */
  record Input(ByteTemplate report) implements ModelAction {}

  /** The device enters a state, possibly the one it is in. */
  record Goto(String state) implements ModelAction {}
}
