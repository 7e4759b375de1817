package io.github.hidbpf4j.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipes of {@code CONTRIBUTING.md}: five lines each, and every path exists. */
class RecipePathsTest {
  private static final Path ROOT = Path.of(System.getProperty("hidbpf4j.root", ".."));
  private static final String SOURCES = "/src/main/java/io/github/hidbpf4j/";
  private static final Pattern STEP = Pattern.compile("(?m)^\\d\\. .*$(?:\\n {3}.*$)*");
  private static final Pattern PLACE = Pattern.compile("`((?:bpf|kernel|cli|tools|docs)/[^`]*)`");

  /** Modules whose files a recipe must mention; the workshop prints whatever exists. */
  private static final List<String> PRODUCT = List.of("bpf", "kernel", "testing", "junit", "cli");

  /** The steps under a heading. */
  private static List<String> steps(String heading) throws IOException {
    String text = Files.readString(ROOT.resolve("CONTRIBUTING.md"));
    int start = text.indexOf("\n### " + heading + "\n");
    assertThat(start).as(heading).isPositive();
    int end = text.indexOf("\n#", start + 1);
    List<String> steps = new ArrayList<>();
    Matcher m = STEP.matcher(text.substring(start, end));
    while (m.find()) {
      steps.add(m.group());
    }
    return steps;
  }

  private static Set<Path> places(String heading) throws IOException {
    Set<Path> places = new TreeSet<>();
    for (String step : steps(heading)) {
      Matcher m = PLACE.matcher(step);
      while (m.find()) {
        places.add(ROOT.resolve(m.group(1).replace("/…/", SOURCES)));
      }
    }
    return places;
  }

  @ParameterizedTest
  @ValueSource(strings = {"A helper", "A kfunc", "A map type", "A hook", "A profile"})
  void fiveLinesAndEveryPlaceExists(String heading) throws IOException {
    assertThat(steps(heading)).hasSize(5);
    assertThat(places(heading)).isNotEmpty().allMatch(Files::exists);
  }

  /** Something added by a recipe appears in the files that the recipe names, and in no others. */
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "A helper, \\bRINGBUF_QUERY\\b",
    "A helper, \\bKTIME_GET_TAI_NS\\b",
    "A kfunc, \\bWQ_START\\b",
    "A kfunc, \\bITER_BITS_NEXT\\b",
    "A kfunc, \\bHidFunctions\\.GET_DATA\\b",
    "A map type, (?s)\\A(?=.*\\bMapType\\b).*\\bQUEUE\\b",
    "A hook, \\bHidBpfHooks\\.DEVICE_EVENT\\b",
    "A profile, \"6\\.12-wq-bh\"",
  })
  void theRecipeIsWhole(String heading, String what) throws IOException {
    Set<Path> places = places(heading);
    Pattern mention = Pattern.compile(what);
    Set<String> elsewhere = new TreeSet<>();
    int found = 0;
    for (String module : PRODUCT) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          String code = Files.readString(file).replaceAll("(?s)/\\*.*?\\*/|//[^\n]*", "");
          if (!mention.matcher(code).find()) {
            continue;
          }
          found++;
          boolean told = places.stream().anyMatch(file::startsWith);
          boolean table = file.toString().endsWith("Functions.java");
          if (!told && !table) {
            elsewhere.add(ROOT.relativize(file).toString());
          }
        }
      }
    }
    assertThat(found).isPositive();
    assertThat(elsewhere).as("files that '%s' does not tell of", heading).isEmpty();
  }

  @Test
  void placesAreTakenApart() throws IOException {
    assertThat(places("A profile"))
        .contains(ROOT.resolve("kernel" + SOURCES + "kernel/profile/HidKfuncs.java"));
  }
}
