package io.github.hidbpf4j.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.Helpers;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.kernel.function.HidFunctions;
import io.github.hidbpf4j.tools.JavaLiterals.Literal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A function is one row: its name appears in its table and nowhere else. Checked on the string
 * literals of all main sources.
 */
class FunctionNamesTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", ".."));
  private static final List<String> MODULES =
      List.of("time", "bpf", "hid", "kernel", "testing", "junit", "cli", "tools");

  /** Files that contain rows and type names. */
  private static final Pattern TABLE =
      Pattern.compile(
          ".*(/bpf/proto/\\w+Functions|/kernel/function/\\w+|/bpf/btf/BtfFieldType"
              + "|/bpf/btf/KernelTypeNames|/tools/selftests/TestModule)\\.java");

  private static final Pattern NAME = Pattern.compile("(?:hid_)?bpf_[a-z0-9_]+");
  private static final Pattern CALL = Pattern.compile("((?:hid_)?bpf_[a-z0-9_]+)\\((?:\\)|%s\\))?");
  private static final Pattern MENTION = Pattern.compile("\\b((?:hid_)?bpf_[a-z0-9_]*[a-z0-9])\\(");

  /** Names of libbpf and the compiler: macros, not functions of the kernel. */
  private static final Set<String> MACROS =
      Set.of(
          "bpf_for",
          "bpf_for_each",
          "bpf_repeat",
          "bpf_ksym_exists",
          "bpf_core_field_exists",
          "bpf_core_type_exists",
          "bpf_core_enum_value_exists");

  private static final Map<String, KernelFunction> FUNCTIONS = functions();

  private static Map<String, KernelFunction> functions() {
    Map<String, KernelFunction> all = new HashMap<>();
    Stream.of(Helpers.all(), GenericKfuncs.rows(), HidFunctions.ALL)
        .flatMap(rows -> rows.stream())
        .forEach(
            row -> {
              all.put(row.name(), row);
              all.put(row.written(), row);
            });
    return all;
  }

  private static List<Literal> literals() throws IOException {
    return JavaLiterals.of(ROOT, MODULES);
  }

  private static boolean isTable(Literal literal) {
    return TABLE.matcher(literal.file().toString().replace('\\', '/')).matches();
  }

  @Test
  void noNameOutsideItsTable() throws IOException {
    Set<String> found = new TreeSet<>();
    for (Literal literal : literals()) {
      if (isTable(literal)) {
        continue;
      }
      Matcher call = CALL.matcher(literal.text());
      String name = call.matches() ? call.group(1) : literal.text();
      KernelFunction row = FUNCTIONS.get(name);
      if (row != null && !literal.block()) {
        found.add(
            "%s: \"%s\" names a function: use its row (a constant of a class …Functions), its"
                    .formatted(literal.place(), literal.text())
                + " name(), or a Trait or Effect that it has");
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void noListOfNamesOutsideTheTables() throws IOException {
    Set<String> found = new TreeSet<>();
    for (Literal literal : literals()) {
      if (isTable(literal) || !literal.block() && !literal.text().contains(" ")) {
        continue;
      }
      for (String line : literal.text().split("\\R", -1)) {
        String[] words = line.strip().split("[\\s|,]+");
        boolean table = literal.block() && words.length > 0 && FUNCTIONS.containsKey(words[0]);
        if (table || words.length > 1 && FUNCTIONS.keySet().containsAll(List.of(words))) {
          found.add(
              "%s: '%s' is a table of functions: give their rows the property instead"
                  .formatted(literal.place(), line.strip()));
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void otherNamesOfTheKernelStandInOneFile() throws IOException {
    Map<String, Set<Path>> files = new TreeMap<>();
    for (Literal literal : literals()) {
      if (NAME.matcher(literal.text()).matches() && !FUNCTIONS.containsKey(literal.text())) {
        files.computeIfAbsent(literal.text(), n -> new TreeSet<>()).add(literal.file());
      }
    }
    files.values().removeIf(places -> places.size() == 1);
    assertThat(files)
        .as("a type or hook that several files name gets a constant, as in KernelTypeNames")
        .isEmpty();
  }

  @Test
  void textNamesFunctionsThatExist() throws IOException {
    Set<String> unknown = new TreeSet<>();
    for (Literal literal : literals()) {
      Matcher mention = MENTION.matcher(literal.text());
      while (mention.find()) {
        String name = mention.group(1);
        if (!FUNCTIONS.containsKey(name) && !MACROS.contains(name) && !isTable(literal)) {
          unknown.add(literal.place() + ": " + name + "() has no row");
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  @Test
  void literalsAreFound() {
    String source =
        """
        // "comment"
        /* "comment" */
        char c = '"';
        String s = "a \\" b" + \"""
            block "quoted"
            \""";
        """;
    assertThat(JavaLiterals.of(Path.of("A.java"), source))
        .extracting(l -> l.line() + l.text().strip())
        .containsExactly("4a \\\" b", "4block \"quoted\"");
    assertThat(Stream.of("bpf_throw", "bpf_obj_new", "hid_bpf_get_data", "bpf_loop"))
        .allMatch(FUNCTIONS::containsKey);
    assertThat(FUNCTIONS.values().stream().distinct().collect(Collectors.toSet()))
        .hasSizeGreaterThan(300);
  }
}
