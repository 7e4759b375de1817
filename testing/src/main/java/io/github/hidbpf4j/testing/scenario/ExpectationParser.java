package io.github.hidbpf4j.testing.scenario;

import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.input.InputEventCodes;
import io.github.hidbpf4j.hid.model.BytePattern;
import io.github.hidbpf4j.hid.model.ModelWords;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.kernel.finding.FindingKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses lines that begin with {@code expect}. */
public final class ExpectationParser {
  private static final String WITHIN = "within";

  private ExpectationParser() {}

  /**
   * Parses what follows {@code expect} in a scenario, such as {@code evdev REL_X 5}.
   *
   * @param source its name in messages
   * @param text one line
   * @throws io.github.hidbpf4j.hid.model.ModelException if it is not a valid expectation
   */
  public static Step.Expect parse(String source, String text) {
    ModelWords words = new ModelWords(source, 1, text);
    Step.Expect expect = take(words, "");
    words.end();
    return expect;
  }

  static Step.Expect take(ModelWords words, String device) {
    int line = words.line();
    Expectation what = expectation(words);
    long within = 0;
    // After a list, the comma before 'within' has already been consumed.
    if (words.accept(",") || words.peek().equals(WITHIN)) {
      if (!words.accept(WITHIN)) {
        throw words.unexpected("'within TIME' or the end of the line");
      }
      within = words.time(0);
      if (!waits(what)) {
        throw words.error("'within' is for reports, evdev, requests and lines of programs");
      }
    }
    return new Step.Expect(line, device, within, what);
  }

  private static boolean waits(Expectation what) {
    return switch (what) {
      case Expectation.Report _,
          Expectation.Unchanged _,
          Expectation.Fields _,
          Expectation.Evdev _,
          Expectation.Request _,
          Expectation.Printk _,
          Expectation.Nothing _ ->
          true;
      default -> false;
    };
  }

  private static Expectation expectation(ModelWords words) {
    String word = words.peek();
    switch (word) {
      case "unchanged" -> {
        words.next();
        return new Expectation.Unchanged();
      }
      case "dropped" -> {
        words.next();
        return new Expectation.Dropped();
      }
      case "nothing" -> {
        words.next();
        return new Expectation.Nothing();
      }
      case "fields" -> {
        words.next();
        return fields(words, false);
      }
      case "only" -> {
        words.next();
        words.expect("fields");
        return fields(words, true);
      }
      case "evdev" -> {
        words.next();
        return evdev(words);
      }
      case "request" -> {
        words.next();
        return request(words);
      }
      case "answer" -> {
        words.next();
        return words.accept("error")
            ? new Expectation.AnswerError()
            : new Expectation.Answer(words.pattern());
      }
      case "printk" -> {
        words.next();
        return new Expectation.Printk(words.text());
      }
      case "finding" -> {
        words.next();
        return new Expectation.Found(kind(words));
      }
      case "no" -> {
        words.next();
        words.expect("findings");
        return new Expectation.Found("");
      }
      case "property" -> {
        words.next();
        String name = words.text();
        return new Expectation.Property(name, words.text());
      }
      case "attached" -> {
        words.next();
        return new Expectation.Attached(true, "");
      }
      case "not" -> {
        words.next();
        words.expect("attached");
        return new Expectation.Attached(false, reason(words));
      }
      case "loads" -> {
        words.next();
        return new Expectation.Verdict(true, "");
      }
      case "refused" -> {
        words.next();
        return new Expectation.Verdict(false, reason(words));
      }
      case "descriptor" -> {
        words.next();
        return words.accept("has")
            ? new Expectation.DescriptorPart(pattern(words))
            : new Expectation.Descriptor(pattern(words));
      }
      case "snapshot" -> {
        words.next();
        return new Expectation.Snapshot();
      }
      case "driver" -> {
        words.next();
        return new Expectation.Driver(words.text());
      }
      case "input" -> {
        words.next();
        return new Expectation.Input(codes(words));
      }
      case "variable" -> {
        words.next();
        String name = words.text();
        words.accept("=");
        return new Expectation.Variable(name, words.text());
      }
      default -> {
        if (!word.matches("[0-9a-fA-F]{2}|\\?\\?|\\.\\.")) {
          throw words.unexpected(
              "bytes, unchanged, dropped, nothing, fields, only fields, evdev, request, answer, printk, finding, no findings, property, attached, not attached, loads, refused, descriptor, driver, input, variable or snapshot");
        }
        return new Expectation.Report(words.pattern());
      }
    }
  }

  private static BytePattern pattern(ModelWords words) {
    if (words.atEnd()) {
      throw words.unexpected("bytes as two hex digits each, ?? or ..");
    }
    return words.pattern();
  }

  /** Parses {@code : "text"}, if it is there. */
  private static String reason(ModelWords words) {
    return words.accept(":") ? words.text() : "";
  }

  /** Parses {@code Wheel 1, Button 7 0}: names may contain spaces; the last word is the value. */
  private static Expectation.Fields fields(ModelWords words, boolean only) {
    Map<String, String> values = new LinkedHashMap<>();
    do {
      List<String> parts = new ArrayList<>();
      while (!words.atEnd() && !words.peek().equals(",")) {
        parts.add(words.text());
      }
      if (parts.size() < 2) {
        throw words.error("expected a field and its value, as in 'Wheel 1'");
      }
      String value = parts.removeLast();
      values.put(String.join(" ", parts), value);
    } while (more(words));
    return new Expectation.Fields(values, only);
  }

  /** Parses {@code ["Name":] BTN_LEFT 1, REL_X -3} or {@code nothing}. */
  private static Expectation.Evdev evdev(ModelWords words) {
    String input = "";
    if (words.peek().startsWith("\"")) {
      input = words.text();
      words.expect(":");
    }
    if (words.accept("nothing")) {
      return new Expectation.Evdev(input, List.of());
    }
    List<String> events = new ArrayList<>();
    do {
      String code = code(words);
      String value = words.next();
      if (!value.matches("-?[0-9]{1,10}")) {
        throw words.error(
            "found '%s' after %s, expected its value: a number".formatted(value, code));
      }
      events.add(code + " " + value);
    } while (more(words));
    return new Expectation.Evdev(input, events);
  }

  /** Consumes a comma; returns whether it continues a list, rather than precedes {@code within}. */
  private static boolean more(ModelWords words) {
    return words.accept(",") && !words.peek().equals(WITHIN);
  }

  private static String code(ModelWords words) {
    String code = words.next();
    if (InputEventCodes.find(code) == null && !code.matches("[A-Z]+_0x[0-9a-f]+")) {
      throw words.error(
          "found '%s', expected the name of an input event, as in BTN_LEFT or REL_X"
              .formatted(code));
    }
    return code;
  }

  private static List<String> codes(ModelWords words) {
    List<String> codes = new ArrayList<>();
    do {
      codes.add(code(words));
    } while (words.accept(","));
    return codes;
  }

  /** Parses {@code get feature 0xf2}, {@code set feature 0xf4: f4 42 ..}, {@code output: 05 ff}. */
  private static Expectation.Request request(ModelWords words) {
    String what = words.next();
    RecordedRequest.Kind kind =
        switch (what) {
          case "get" -> RecordedRequest.Kind.GET_REPORT;
          case "set" -> RecordedRequest.Kind.SET_REPORT;
          case "output" -> RecordedRequest.Kind.OUTPUT_REPORT;
          default -> throw words.error("found '%s', expected get, set or output".formatted(what));
        };
    @Nullable ReportType type = null;
    int id = -1;
    if (kind != RecordedRequest.Kind.OUTPUT_REPORT) {
      type = words.type(true);
      int any = words.peek().equals("any") ? 1 : 0;
      int number = words.id(true);
      id = any == 1 ? -1 : number;
    }
    BytePattern report = words.accept(":") ? pattern(words) : BytePattern.EVERYTHING;
    @Nullable Boolean failed = null;
    if (words.accept("fails")) {
      failed = true;
    } else if (words.accept("succeeds")) {
      failed = false;
    }
    return new Expectation.Request(kind, type, id, report, failed);
  }

  private static String kind(ModelWords words) {
    String id = words.next();
    if (Arrays.stream(FindingKind.values()).noneMatch(k -> k.id().equals(id))) {
      throw words.error(
          "unknown kind of finding '%s', expected one of %s"
              .formatted(
                  id,
                  String.join(
                      ", ", Arrays.stream(FindingKind.values()).map(FindingKind::id).toList())));
    }
    return id;
  }
}
