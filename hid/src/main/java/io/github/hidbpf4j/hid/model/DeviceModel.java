package io.github.hidbpf4j.hid.model;

import io.github.hidbpf4j.hid.HidException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The behaviour of a device: its answers and what it sends by itself. Immutable; executed by {@link
 * ModelDevice}. Language: {@code docs/device-models.md}.
 *
 * @param reports reports stored in the device
 * @param always rules for all states; tried after those of the state itself
 * @param states its states, of which the first is the initial one; never empty
 */
public record DeviceModel(
    List<StoredReport> reports, List<ModelRule> always, List<ModelState> states) {
  /** Maximum size of a model file in bytes. */
  public static final int MAX_SIZE = 1 << 20;

  /** Maximum number each of states, rules, reports, and steps of a rule. */
  public static final int MAX_PARTS = 1024;

  /** Shortest period and time-out in nanoseconds: that of high-speed USB, rounded down. */
  public static final long MIN_PERIOD = 100_000;

  /** Longest time in nanoseconds: a day. */
  public static final long MAX_TIME = 86_400_000_000_000L;

  /**
   * Copies the lists.
   *
   * @throws ModelException if a goto names an unknown state, or states form a cycle without time
   *     passing
   */
  public DeviceModel {
    reports = List.copyOf(reports);
    always = List.copyOf(always);
    states = List.copyOf(states);
    if (states.isEmpty()) {
      throw new ModelException("device model", 1, "no state, expected at least one");
    }
    StateChanges.check("device model", always, states);
  }

  /**
   * Reads a file in UTF-8.
   *
   * @throws ModelException if it is not a valid model
   * @throws IOException if it can't be read
   */
  public static DeviceModel read(Path file) throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) > MAX_SIZE) {
      throw tooLarge(file.toString(), Files.size(file));
    }
    byte[] bytes;
    try (var in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_SIZE + 1);
    }
    return parse(file.toString(), bytes);
  }

  /**
   * Reads bytes in UTF-8.
   *
   * @param source name for messages
   * @throws ModelException if they are not a valid model
   */
  public static DeviceModel parse(String source, byte[] bytes) {
    if (bytes.length > MAX_SIZE) {
      throw tooLarge(source, bytes.length);
    }
    return new ModelParser(source, new String(bytes, StandardCharsets.UTF_8)).parse();
  }

  /** A model without rules: it answers every GET_REPORT with an error. */
  public static DeviceModel empty() {
    return new DeviceModel(List.of(), List.of(), List.of(new ModelState("", false, List.of())));
  }

  /**
   * Reads one rule, without the leading {@code on} of a model.
   *
   * @param source name of its file in messages
   * @param words the line, consumed up to the start of the rule
   * @throws ModelException if it is not a valid rule
   */
  public static ModelRule rule(String source, ModelWords words) {
    return ModelParser.rule(source, words);
  }

  private static HidException tooLarge(String source, long size) {
    return new ModelException(
        source, 1, "%d bytes, expected at most %d: not a device model?".formatted(size, MAX_SIZE));
  }

  /** The state with this name, or null. */
  public @Nullable ModelState state(String name) {
    for (ModelState state : states) {
      if (state.name().equals(name)) {
        return state;
      }
    }
    return null;
  }

  /**
   * The model in its language; reading it back gives an equal one, except for line numbers and
   * comments.
   */
  public String toText() {
    return ModelText.of(this);
  }
}
