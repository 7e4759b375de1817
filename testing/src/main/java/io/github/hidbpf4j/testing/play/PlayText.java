package io.github.hidbpf4j.testing.play;

import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.hid.descriptor.ReportType;
import io.github.hidbpf4j.hid.recording.RecordedDevice;
import io.github.hidbpf4j.hid.recording.RecordedRequest;
import io.github.hidbpf4j.testing.play.PlayStep.Counts;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Formats and parses a {@link Play} and its observations as lines of words separated by tabs, in
 * which host and guest exchange them. Both must be of the same build: lines of another are errors.
 */
public final class PlayText {
  private static final String TAB = "\t";
  private static final HexFormat HEX = HexFormat.of();
  private static final Pattern COUNTS = Pattern.compile("(\\d{1,9})/(\\d{1,9})/(\\d{1,9})");

  private PlayText() {}

  // ---- writing

  /** Formats a play, without the bytes of its objects. */
  public static String of(Play play) {
    StringBuilder text = new StringBuilder();
    line(text, "profile", play.profile(), String.valueOf(play.seed()));
    for (PlayedDevice device : play.devices()) {
      RecordedDevice recorded = device.device();
      line(text, "device", device.name(), String.valueOf(device.force()));
      line(
          text,
          "recorded",
          recorded.name(),
          recorded.phys(),
          String.valueOf(recorded.bus()),
          String.valueOf(recorded.vendor()),
          String.valueOf(recorded.product()),
          HEX.formatHex(recorded.descriptor()));
      for (PlayedDevice.Fix fix : device.fixes()) {
        List<String> words = new ArrayList<>(List.of("fix", fix.name(), "" + fix.folder()));
        words.addAll(fix.objects());
        line(text, words.toArray(String[]::new));
      }
      line(text, "model", device.model());
      device.properties().forEach((name, value) -> line(text, "property", name, value));
      device.optional().forEach(name -> line(text, "optional", name));
    }
    play.steps().forEach(step -> step(text, step));
    return text.toString();
  }

  private static void step(StringBuilder text, PlayStep step) {
    List<String> words = new ArrayList<>();
    words.add("step");
    words.add(String.valueOf(step.device()));
    words.add(String.valueOf(step.nanos()));
    words.add(
        step.before().stream()
            .map(c -> "%d/%d/%d".formatted(c.reports(), c.packets(), c.requests()))
            .collect(Collectors.joining(" ")));
    switch (step.action()) {
      case PlayStep.Plug _ -> words.add("plug");
      case PlayStep.Unplug _ -> words.add("unplug");
      case PlayStep.Detach _ -> words.add("detach");
      case PlayStep.End _ -> words.add("end");
      case PlayStep.Send(byte[] report, boolean recorded) ->
          words.addAll(List.of(recorded ? "recorded" : "send", HEX.formatHex(report)));
      case PlayStep.Answers(String rule) -> words.addAll(List.of("answers", rule));
      case PlayStep.Ask(RecordedRequest request) ->
          words.addAll(
              List.of(
                  "ask",
                  request.kind().name(),
                  request.type().name(),
                  String.valueOf(request.id()),
                  String.valueOf(request.asked()),
                  HEX.formatHex(request.data())));
    }
    line(text, words.toArray(String[]::new));
  }

  private static void line(StringBuilder text, String... words) {
    for (int i = 0; i < words.length; i++) {
      text.append(i == 0 ? "" : TAB).append(escaped(words[i]));
    }
    text.append('\n');
  }

  private static String escaped(String word) {
    return word.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  /** Formats an observation as a line, without its end. */
  public static String of(Seen seen) {
    return String.join(
        TAB,
        "seen",
        String.valueOf(seen.device()),
        seen.kind().name(),
        String.valueOf(seen.step()),
        String.valueOf(seen.nanos()),
        escaped(seen.text()));
  }

  // ---- reading

  /**
   * Parses what {@link #of(Seen)} wrote.
   *
   * @return the observation; null for any other line
   */
  public static @Nullable Seen seen(String line) {
    Words words = new Words(line);
    return words.next().equals("seen")
        ? new Seen(
            words.number(),
            SeenKind.valueOf(words.next()),
            words.number(),
            words.longNumber(),
            words.next())
        : null;
  }

  /**
   * Parses what {@link #of(Play)} wrote.
   *
   * @param objects bytes of its objects, by name
   * @throws HidException if the text is not a play
   */
  public static Play parse(String text, Map<String, byte[]> objects) {
    String profile = "";
    long seed = 0;
    List<Draft> devices = new ArrayList<>();
    List<PlayStep> steps = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Words words = new Words(line);
      String word = words.next();
      switch (word) {
        case "profile" -> {
          profile = words.next();
          seed = words.longNumber();
        }
        case "device" -> devices.add(new Draft(words.next(), words.isTrue()));
        case "step" -> steps.add(step(words));
        default -> {
          if (devices.isEmpty() || !devices.getLast().take(word, words)) {
            throw words.error();
          }
        }
      }
    }
    return new Play(profile, seed, devices.stream().map(Draft::device).toList(), steps, objects);
  }

  private static PlayStep step(Words words) {
    int device = words.number();
    long nanos = words.longNumber();
    List<Counts> before = new ArrayList<>();
    for (String each : words.next().split(" ", -1)) {
      Matcher counts = COUNTS.matcher(each);
      if (!counts.matches()) {
        throw words.error();
      }
      before.add(
          new Counts(
              Integer.parseInt(counts.group(1)),
              Integer.parseInt(counts.group(2)),
              Integer.parseInt(counts.group(3))));
    }
    String verb = words.next();
    PlayStep.Action action =
        switch (verb) {
          case "plug" -> new PlayStep.Plug();
          case "unplug" -> new PlayStep.Unplug();
          case "detach" -> new PlayStep.Detach();
          case "end" -> new PlayStep.End();
          case "send", "recorded" ->
              new PlayStep.Send(HEX.parseHex(words.next()), verb.equals("recorded"));
          case "answers" -> new PlayStep.Answers(words.next());
          case "ask" -> ask(words);
          default -> throw words.error();
        };
    return new PlayStep(device, nanos, before, action);
  }

  private static PlayStep.Ask ask(Words words) {
    return new PlayStep.Ask(
        new RecordedRequest(
            0,
            RecordedRequest.Kind.valueOf(words.next()),
            RecordedRequest.Origin.USER,
            0,
            0,
            ReportType.valueOf(words.next()),
            words.number(),
            words.number(),
            0,
            HEX.parseHex(words.next())));
  }

  /** A device being parsed. */
  private static final class Draft {
    private final String name;
    private final boolean force;
    private RecordedDevice recorded = new RecordedDevice(0, "", "", 0, 0, 0, new byte[0]);
    private final List<PlayedDevice.Fix> fixes = new ArrayList<>();
    private String model = "";
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final List<String> optional = new ArrayList<>();

    Draft(String name, boolean force) {
      this.name = name;
      this.force = force;
    }

    boolean take(String word, Words words) {
      switch (word) {
        case "recorded" ->
            recorded =
                new RecordedDevice(
                    0,
                    words.next(),
                    words.next(),
                    words.number(),
                    words.number(),
                    words.number(),
                    HEX.parseHex(words.next()));
        case "fix" -> fixes.add(new PlayedDevice.Fix(words.next(), words.isTrue(), words.rest()));
        case "model" -> model = words.next();
        case "property" -> properties.put(words.next(), words.next());
        case "optional" -> optional.add(words.next());
        default -> {
          return false;
        }
      }
      return true;
    }

    PlayedDevice device() {
      return new PlayedDevice(name, recorded, fixes, model, properties, optional, force);
    }
  }

  /** The words of a line. */
  private static final class Words {
    private final String line;
    private final String[] words;
    private int next;

    Words(String line) {
      this.line = line;
      this.words = line.split(TAB, -1);
    }

    HidException error() {
      return new HidException("play: '" + line + "': of another build?");
    }

    String next() {
      if (next >= words.length) {
        throw error();
      }
      return plain(words[next++]);
    }

    private static String plain(String word) {
      StringBuilder plain = new StringBuilder();
      for (int i = 0; i < word.length(); i++) {
        char c = word.charAt(i);
        if (c == '\\' && i + 1 < word.length()) {
          c =
              switch (word.charAt(++i)) {
                case 't' -> '\t';
                case 'n' -> '\n';
                case 'r' -> '\r';
                default -> word.charAt(i);
              };
        }
        plain.append(c);
      }
      return plain.toString();
    }

    List<String> rest() {
      List<String> rest = new ArrayList<>();
      while (next < words.length) {
        rest.add(next());
      }
      return rest;
    }

    int number() {
      return Math.toIntExact(longNumber());
    }

    long longNumber() {
      try {
        return Long.parseLong(next());
      } catch (NumberFormatException e) {
        throw error();
      }
    }

    boolean isTrue() {
      return Boolean.parseBoolean(next());
    }
  }
}
