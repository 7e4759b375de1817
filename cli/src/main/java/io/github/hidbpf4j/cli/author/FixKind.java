package io.github.hidbpf4j.cli.author;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A kind of fix that has a template. */
public enum FixKind {
  /** Changes the report descriptor. */
  DESCRIPTOR(false, false),
  /** Changes bytes in reports. */
  EVENT(false, false),
  /** A button that bounces: it is released for a moment. */
  DEBOUNCE(true, true),
  /** Sends a different key or button. */
  REMAP(true, false),
  /** Turns a press into a sequence of reports. */
  MACRO(true, true),
  /** Asks a device for a report when it wakes. */
  REINIT(true, true),
  /** A pen that goes out of range for a moment. */
  PROXIMITY(true, true);

  private final boolean acts;
  private final boolean later;

  FixKind(boolean acts, boolean later) {
    this.acts = acts;
    this.later = later;
  }

  /** {@return its name in {@code --fix}} */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it already does something unmodified; the others need their author's code. */
  boolean acts() {
    return acts;
  }

  /** Whether it defers something by an alarm. */
  boolean isLater() {
    return later;
  }

  /** Whether it is called for each report. */
  boolean isForEvents() {
    return this != DESCRIPTOR;
  }

  /** The function that the event hook calls. */
  String function() {
    return this == EVENT ? "change_event" : id();
  }

  /** The alarm's name in C. */
  String alarm() {
    return "ALARM_" + name();
  }

  /** {@return the kind of this name, if there is one} */
  public static Optional<FixKind> find(String id) {
    return Arrays.stream(values()).filter(k -> k.id().equals(id)).findFirst();
  }

  /** {@return all names} */
  public static List<String> ids() {
    return Arrays.stream(values()).map(FixKind::id).toList();
  }
}
