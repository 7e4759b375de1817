package io.github.hidbpf4j.junit;

import io.github.hidbpf4j.hid.model.DeviceModel;
import io.github.hidbpf4j.hid.model.ModelException;
import io.github.hidbpf4j.hid.model.ModelRule;
import io.github.hidbpf4j.hid.model.ModelWords;
import io.github.hidbpf4j.testing.scenario.Expectation;
import io.github.hidbpf4j.testing.scenario.ExpectationParser;
import io.github.hidbpf4j.testing.scenario.Step;
import java.util.function.Supplier;

/** Parses the words of device models and scenarios in tests. */
final class DeviceWords {
  private DeviceWords() {}

  /** Parses bytes of two hex digits each. */
  static byte[] bytes(String text) {
    return read(
        text,
        () -> {
          ModelWords words = words(text);
          byte[] bytes = words.bytes();
          words.end();
          return bytes;
        });
  }

  /** Parses a rule of a device model. */
  static ModelRule rule(String text) {
    return read(
        text,
        () -> {
          ModelWords words = words(text);
          boolean _ = words.accept("on");
          ModelRule rule = DeviceModel.rule(text, words);
          if (!rule.isReaction()) {
            throw words.error(
                "expected an answer to get, set, output or recorded, without goto; what a device "
                    + "does by itself belongs in a model");
          }
          return rule;
        });
  }

  /** Parses what follows {@code expect} in a scenario. */
  static Step.Expect expectation(String text) {
    Step.Expect expect = read(text, () -> ExpectationParser.parse(text, oneLine(text)));
    if (expect.expectation() instanceof Expectation.Verdict) {
      throw new IllegalArgumentException(
          "'%s': a kernel that does not load the fix fails the test anyway".formatted(text));
    }
    return expect;
  }

  private static ModelWords words(String text) {
    return new ModelWords(text, 1, oneLine(text));
  }

  /** Joins the lines of a text block. */
  private static String oneLine(String text) {
    return text.replace('\n', ' ');
  }

  private static <T> T read(String text, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (ModelException e) {
      String message = String.valueOf(e.getMessage());
      String place = text + ":" + e.line() + ": ";
      throw new IllegalArgumentException(
          "'%s': %s"
              .formatted(
                  text, message.startsWith(place) ? message.substring(place.length()) : message),
          e);
    }
  }
}
