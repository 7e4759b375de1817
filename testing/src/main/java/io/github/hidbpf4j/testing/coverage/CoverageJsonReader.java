package io.github.hidbpf4j.testing.coverage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.hidbpf4j.bpf.program.LineInfo;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link CoverageJson} wrote. Fields may be in any order, except that {@code format} and
 * {@code version} come first; unknown fields and other versions are errors.
 */
public final class CoverageJsonReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
          .build();

  private final String file;
  private final JsonParser json;

  private CoverageJsonReader(String file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  /**
   * Reads one file.
   *
   * @param file its name, for messages
   * @throws CoverageException if it is not coverage of this version
   */
  public static Coverage read(String file, Reader in) throws IOException {
    try (JsonParser json = FACTORY.createParser(in)) {
      return new CoverageJsonReader(file, json).all();
    } catch (JsonProcessingException e) {
      String what = e instanceof JsonParseException ? "no JSON: " : "";
      throw new CoverageException(
          "%s:%d: %s%s"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  what,
                  e.getOriginalMessage().lines().findFirst().orElse("")));
    }
  }

  /** Reads the value of a field. */
  private interface Field {
    void read() throws IOException;
  }

  private CoverageException bad(String text) {
    return new CoverageException(
        "%s:%d: %s".formatted(file, json.currentTokenLocation().getLineNr(), text));
  }

  private Coverage all() throws IOException {
    json.nextToken();
    List<ObjectCoverage> objects = new ArrayList<>();
    boolean[] known = new boolean[1];
    object(
        "coverage",
        Map.of(
            "format",
            () -> {
              if (!text().equals(CoverageJson.FORMAT)) {
                throw bad("expected format " + CoverageJson.FORMAT + ", found " + json.getText());
              }
            },
            "version",
            () -> {
              if (number() != CoverageJson.VERSION) {
                throw bad(
                    "version %s of the format: this hidbpf reads version %d"
                        .formatted(json.getText(), CoverageJson.VERSION));
              }
              known[0] = true;
            },
            "objects",
            () -> {
              if (!known[0]) {
                throw bad("expected format and version first");
              }
              array(() -> objects.add(object()));
            }));
    if (json.nextToken() != null) {
      throw bad("expected the end of the file");
    }
    Coverage sum = Coverage.NONE;
    for (ObjectCoverage object : objects) {
      sum = sum.plus(new Coverage(List.of(object)));
    }
    return sum;
  }

  private ObjectCoverage object() throws IOException {
    String[] name = new String[1];
    List<FunctionCoverage> functions = new ArrayList<>();
    object(
        "an object",
        Map.of(
            "object",
            () -> name[0] = text(),
            "functions",
            () -> array(() -> ObjectCoverage.add(functions, function()))));
    return new ObjectCoverage(name[0], functions);
  }

  private FunctionCoverage function() throws IOException {
    String[] name = new String[1];
    boolean[] program = new boolean[1];
    int[] slots = new int[1];
    List<LineInfo> lines = new ArrayList<>();
    List<InstructionCoverage> instructions = new ArrayList<>();
    object(
        "a function",
        Map.of(
            "name",
            () -> name[0] = text(),
            "program",
            () -> program[0] = truth(),
            "slots",
            () -> slots[0] = small(),
            "lines",
            () -> array(() -> lines.add(line())),
            "instructions",
            () -> array(() -> instructions.add(instruction()))));
    for (InstructionCoverage i : instructions) {
      BranchCoverage branch = i.branch();
      if (i.slot() >= slots[0]
          || branch != null && (branch.target() < 0 || branch.target() >= slots[0])) {
        throw bad(
            "function %s: instruction %d is not within its %d slots, or leads out of them"
                .formatted(name[0], i.slot(), slots[0]));
      }
    }
    return new FunctionCoverage(name[0], program[0], slots[0], lines, instructions);
  }

  private LineInfo line() throws IOException {
    int[] numbers = new int[3];
    String[] texts = new String[2];
    object(
        "a line",
        Map.of(
            "slot",
            () -> numbers[0] = small(),
            "file",
            () -> texts[0] = text(),
            "line",
            () -> numbers[1] = small(),
            "column",
            () -> numbers[2] = small(),
            "text",
            () -> texts[1] = text()));
    return new LineInfo(numbers[0], texts[0], numbers[1], numbers[2], texts[1]);
  }

  private InstructionCoverage instruction() throws IOException {
    int[] slot = new int[1];
    String[] text = {""};
    boolean[] reachable = new boolean[1];
    long[] executed = new long[1];
    @Nullable BranchCoverage[] branch = new @Nullable BranchCoverage[1];
    Map<String, Field> fields = new LinkedHashMap<>();
    fields.put("slot", () -> slot[0] = small());
    fields.put("reachable", () -> reachable[0] = truth());
    fields.put("executed", () -> executed[0] = number());
    object(
        "an instruction",
        fields,
        Map.of("text", () -> text[0] = text(), "branch", () -> branch[0] = branch()));
    return new InstructionCoverage(slot[0], text[0], reachable[0], executed[0], branch[0]);
  }

  private BranchCoverage branch() throws IOException {
    int[] target = new int[1];
    SideCoverage[] sides = new SideCoverage[2];
    object(
        "a branch",
        Map.of(
            "target",
            () -> target[0] = small(),
            "jumped",
            () -> sides[0] = side(),
            "fell_through",
            () -> sides[1] = side()));
    return new BranchCoverage(target[0], sides[0], sides[1]);
  }

  private SideCoverage side() throws IOException {
    boolean[] possible = new boolean[1];
    long[] count = new long[1];
    object(
        "a side",
        Map.of("possible", () -> possible[0] = truth(), "count", () -> count[0] = number()));
    return new SideCoverage(possible[0], count[0]);
  }

  // ---- JSON

  private void object(String what, Map<String, Field> required) throws IOException {
    object(what, required, Map.of());
  }

  /** Reads an object, at whose start the parser is. */
  private void object(String what, Map<String, Field> required, Map<String, Field> optional)
      throws IOException {
    expect(JsonToken.START_OBJECT, what);
    List<String> missing = new ArrayList<>(required.keySet());
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      Field field = required.get(name);
      if (field != null && !missing.remove(name)) {
        throw bad("field '%s' of %s appears twice".formatted(name, what));
      }
      field = field == null ? optional.get(name) : field;
      if (field == null) {
        throw bad("unknown field '%s' of %s".formatted(name, what));
      }
      json.nextToken();
      field.read();
    }
    if (!missing.isEmpty()) {
      throw bad("%s without '%s'".formatted(what, missing.stream().sorted().toList().getFirst()));
    }
  }

  private void array(Field element) throws IOException {
    expect(JsonToken.START_ARRAY, "an array");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      element.read();
    }
  }

  private void expect(JsonToken token, String what) {
    if (json.currentToken() != token) {
      throw bad("expected %s, found %s".formatted(what, found()));
    }
  }

  private String found() {
    JsonToken token = json.currentToken();
    return token == null ? "the end of the file" : token.name().toLowerCase(Locale.ROOT);
  }

  private String text() throws IOException {
    expect(JsonToken.VALUE_STRING, "a string");
    return json.getText();
  }

  private boolean truth() throws IOException {
    if (json.currentToken() != JsonToken.VALUE_TRUE
        && json.currentToken() != JsonToken.VALUE_FALSE) {
      throw bad("expected true or false, found " + found());
    }
    return json.getBooleanValue();
  }

  /** Reads a non-negative number. */
  private long number() throws IOException {
    expect(JsonToken.VALUE_NUMBER_INT, "a number");
    long value = json.getLongValue();
    if (value < 0) {
      throw bad("expected a number from 0 up, found " + value);
    }
    return value;
  }

  private int small() throws IOException {
    long value = number();
    if (value > Integer.MAX_VALUE) {
      throw bad("expected a number below 2^31, found " + value);
    }
    return (int) value;
  }
}
