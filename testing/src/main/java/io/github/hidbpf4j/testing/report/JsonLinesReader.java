package io.github.hidbpf4j.testing.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.hidbpf4j.hid.HidException;
import io.github.hidbpf4j.testing.suite.CaseResult;
import io.github.hidbpf4j.testing.suite.ComparedVerdict;
import io.github.hidbpf4j.testing.suite.Failure;
import io.github.hidbpf4j.testing.suite.KernelResult;
import io.github.hidbpf4j.testing.suite.Status;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import io.github.hidbpf4j.testing.suite.SuiteResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Merges what several machines have written by {@link JsonLinesReport}. */
public final class JsonLinesReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Pattern SHARD = Pattern.compile("([1-9]\\d{0,5})/([1-9]\\d{0,5})");

  private final List<CaseResult> cases = new ArrayList<>();
  private final Map<String, Path> known = new HashMap<>();

  /** Shards of suites: by the number of shards, the numbers of those that were read. */
  private final Map<Integer, BitSet> shards = new TreeMap<>();

  private int notRun;
  private long nanos;

  /**
   * Reads and merges files.
   *
   * @return the tests of all files, by name; for a truncated file, the missing tests count as not
   *     run
   * @throws HidException if a file is not such a report, a test is in two of them, or a shard is
   *     missing
   * @throws IOException if a file cannot be read
   */
  public static SuiteResult read(List<Path> files) throws IOException {
    JsonLinesReader reader = new JsonLinesReader();
    for (Path file : files) {
      reader.file(file);
    }
    reader.checkShards();
    reader.cases.sort(Comparator.comparing(CaseResult::name));
    return new SuiteResult(reader.cases, reader.notRun, reader.nanos);
  }

  /** Reports a finished suite to a listener. */
  public static void replay(SuiteResult result, SuiteListener listener) {
    listener.started(result.cases().size() + result.notRun());
    result.cases().forEach(listener::finished);
    listener.finished(result);
  }

  private void file(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      int number = 0;
      int expected = 0;
      int found = 0;
      boolean ended = false;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        Map<String, Object> object = object(file, number, line);
        String type = text(file, number, object, "type");
        if (number == 1) {
          check(file, object, type);
          expected = (int) number(file, number, object, "tests");
          if (object.containsKey("shard")) {
            shard(file, text(file, number, object, "shard"));
          }
        } else if (ended) {
          throw malformed(file, number, "a line after the end");
        } else if (type.equals("test")) {
          found++;
          add(file, number, object);
        } else if (type.equals("end")) {
          ended = true;
          notRun += (int) number(file, number, object, "not_run");
          nanos = Math.max(nanos, number(file, number, object, "nanos"));
        } else {
          throw malformed(file, number, "type '%s', expected test or end".formatted(type));
        }
      }
      if (number == 0) {
        throw malformed(file, 1, "empty, expected what 'hidbpf test --json' writes");
      }
      notRun += ended ? 0 : Math.max(0, expected - found);
    } catch (CharacterCodingException e) {
      throw malformed(file, 1, "not UTF-8 text, expected what 'hidbpf test --json' writes");
    }
  }

  private static void check(Path file, Map<String, Object> object, String type) {
    Object format = object.get("format");
    Object version = object.get("version");
    if (!type.equals("suite") || !JsonLinesReport.FORMAT.equals(format)) {
      throw malformed(file, 1, "expected what 'hidbpf test --json' writes");
    }
    if (!Long.valueOf(JsonLinesReport.VERSION).equals(version)) {
      throw malformed(
          file,
          1,
          "version %s of the format, this hidbpf reads version %d"
              .formatted(version, JsonLinesReport.VERSION));
    }
  }

  private void shard(Path file, String shard) {
    Matcher parts = SHARD.matcher(shard);
    if (!parts.matches()) {
      throw malformed(file, 1, "shard '%s', expected PART/PARTS, as in 2/5".formatted(shard));
    }
    shards
        .computeIfAbsent(Integer.valueOf(parts.group(2)), _ -> new BitSet())
        .set(Integer.parseInt(parts.group(1)));
  }

  /** Checks that no shard is missing: it may be the one that failed. */
  private void checkShards() {
    shards.forEach(
        (count, there) -> {
          int missing = there.nextClearBit(1);
          if (missing <= count) {
            throw new HidException(
                "--merge: part %d/%d is missing: expected what each of the %d parts wrote"
                    .formatted(missing, count, count));
          }
        });
  }

  private void add(Path file, int line, Map<String, Object> object) {
    String name = text(file, line, object, "name");
    Path before = known.putIfAbsent(name, file);
    if (before != null) {
      throw malformed(file, line, "test '%s' is in %s as well".formatted(name, before));
    }
    List<KernelResult> kernels = new ArrayList<>();
    for (Map<String, Object> kernel : objects(file, line, object, "kernels")) {
      Status status = status(file, line, kernel);
      List<Failure> failures = new ArrayList<>();
      for (Map<String, Object> failure :
          objects(file, line, kernel, JsonLinesReport.list(status))) {
        failures.add(
            new Failure(
                path(file, line, failure),
                (int) number(file, line, failure, "line"),
                text(file, line, failure, "message"),
                failure.get("details") instanceof List<?> details
                    ? details.stream().map(String::valueOf).toList()
                    : List.of()));
      }
      kernels.add(
          new KernelResult(
              text(file, line, kernel, "kernel"),
              status,
              failures,
              number(file, line, kernel, "nanos"),
              kernel.containsKey("verdicts") ? verdicts(file, line, kernel) : List.of()));
    }
    if (kernels.isEmpty()) {
      throw malformed(file, line, "a test without kernels");
    }
    cases.add(new CaseResult(name, path(file, line, object), kernels));
  }

  private static List<ComparedVerdict> verdicts(Path file, int line, Map<String, Object> kernel) {
    List<ComparedVerdict> verdicts = new ArrayList<>();
    for (Map<String, Object> verdict : objects(file, line, kernel, "verdicts")) {
      verdicts.add(
          new ComparedVerdict(
              text(file, line, verdict, "object"),
              text(file, line, verdict, "program"),
              verdict.get("kernel_reason") instanceof String reason ? reason : "",
              verdict.get("hidbpf_reason") instanceof String reason ? reason : ""));
    }
    return verdicts;
  }

  private static Status status(Path file, int line, Map<String, Object> object) {
    String word = text(file, line, object, "status");
    for (Status status : Status.values()) {
      if (status.text().equals(word.toLowerCase(Locale.ROOT))) {
        return status;
      }
    }
    throw malformed(
        file, line, "status '%s', expected passed, failed, updated or skipped".formatted(word));
  }

  // ---- JSON

  private static HidException malformed(Path file, int line, String message) {
    return new HidException("%s:%d: %s".formatted(file, line, message));
  }

  private static String text(Path file, int line, Map<String, Object> object, String field) {
    if (object.get(field) instanceof String text) {
      return text;
    }
    throw malformed(file, line, "field '%s' is missing or not a string".formatted(field));
  }

  private static Path path(Path file, int line, Map<String, Object> object) {
    String name = text(file, line, object, "file");
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw malformed(file, line, "field 'file' is not a file name");
    }
  }

  private static long number(Path file, int line, Map<String, Object> object, String field) {
    if (object.get(field) instanceof Long number) {
      return number;
    }
    throw malformed(file, line, "field '%s' is missing or not a number".formatted(field));
  }

  private static List<Map<String, Object>> objects(
      Path file, int line, Map<String, Object> object, String field) {
    List<Map<String, Object>> all = new ArrayList<>();
    if (object.get(field) instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof Map<?, ?> map) {
          Map<String, Object> copy = new LinkedHashMap<>();
          map.forEach((k, v) -> copy.put(String.valueOf(k), v));
          all.add(copy);
        }
      }
      return all;
    }
    throw malformed(file, line, "field '%s' is missing or not a list".formatted(field));
  }

  private static Map<String, Object> object(Path file, int line, String text) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == JsonToken.START_OBJECT
          && value(parser) instanceof Map<?, ?> map
          && parser.nextToken() == null) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((k, v) -> copy.put(String.valueOf(k), v));
        return copy;
      }
    } catch (JsonProcessingException e) {
      throw malformed(file, line, "no JSON: " + e.getOriginalMessage());
    }
    throw malformed(file, line, "expected a JSON object");
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, value(parser));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_NUMBER_INT -> parser.getLongValue();
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }
}
