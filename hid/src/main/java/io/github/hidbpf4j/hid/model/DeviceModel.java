package io.github.hidbpf4j.hid.model;

import io.github.hidbpf4j.hid.HidException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a device behaves: what it answers and what it sends by itself. Immutable; {@link ModelDevice}
 * brings one to life. Language: {@code docs/device-models.md}.
 *
 * @param reports reports that the device keeps
 * @param always rules of every state; tried after those of the state itself
 * @param states its states, the first of which it begins in; never empty
 */
public record DeviceModel(
    List<StoredReport> reports, List<ModelRule> always, List<ModelState> states) {
  /** Bytes of a model file at most. */
  public static final int MAX_SIZE = 1 << 20;

  /** States, rules, reports, and steps of a rule at most, each. */
  public static final int MAX_PARTS = 1024;

  /** Shortest period and time-out in nanoseconds: what USB's high speed has, rounded down. */
  public static final long MIN_PERIOD = 100_000;

  /** Longest time in nanoseconds: a day. */
  public static final long MAX_TIME = 86_400_000_000_000L;

  /**
   * Copies the lists.
   *
   * @throws ModelException if a goto names no state, or states follow each other without end and
   *     without time passing
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
   * @throws ModelException if it is no valid model
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
   * @param source what to call them in messages
   * @throws ModelException if they are no valid model
   */
  public static DeviceModel parse(String source, byte[] bytes) {
    if (bytes.length > MAX_SIZE) {
      throw tooLarge(source, bytes.length);
    }
    return new ModelParser(source, new String(bytes, StandardCharsets.UTF_8)).parse();
  }

  /** A device that follows no rule: it answers every GET_REPORT with an error. */
  public static DeviceModel empty() {
    return new DeviceModel(List.of(), List.of(), List.of(new ModelState("", false, List.of())));
  }

  /**
   * Reads one rule, without the {@code on} that it begins with in a model.
   *
   * @param source what to call its file in messages
   * @param words the line, up to where the rule begins taken
   * @throws ModelException if it is no valid rule
   */
  public static ModelRule rule(String source, ModelWords words) {
    return ModelParser.rule(source, words);
  }

  private static HidException tooLarge(String source, long size) {
    return new ModelException(
        source, 1, "%d bytes, expected at most %d: no device model?".formatted(size, MAX_SIZE));
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

  /** The model in its language; reads back as an equal one but for line numbers and comments. */
  public String toText() {
    return ModelText.of(this);
  }
}
