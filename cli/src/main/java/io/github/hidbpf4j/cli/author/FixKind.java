package io.github.hidbpf4j.cli.author;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A kind of fix that there is a template for. */
public enum FixKind {
  /** Another report descriptor. */
  DESCRIPTOR(false, false),
  /** Other bytes in reports. */
  EVENT(false, false),
  /** A button that goes up for a moment. */
  DEBOUNCE(true, true),
  /** Another key or button. */
  REMAP(true, false),
  /** A press that becomes a sequence of reports. */
  MACRO(true, true),
  /** A device that has to be asked for a report when it wakes. */
  REINIT(true, true),
  /** A pen that is out of range for a moment. */
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

  /** Whether it does something as it stands; the others wait for their author. */
  boolean acts() {
    return acts;
  }

  /** Whether it has something done later, by an alarm. */
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

  /** {@return the kind of this name} */
  public static Optional<FixKind> find(String id) {
    return Arrays.stream(values()).filter(k -> k.id().equals(id)).findFirst();
  }

  /** {@return all names} */
  public static List<String> ids() {
    return Arrays.stream(values()).map(FixKind::id).toList();
  }
}
