package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/rejections.md} shows what {@code hidbpf verify} prints for each program of {@code
 * examples/rejected}, and the difference to its corrected twin. The expected page is written to
 * {@code target/rejections.md}.
 */
class RejectionsPageTest {
  private static final Path FOLDER = CommandRun.ROOT.resolve("examples/rejected");
  private static final Path PAGE = CommandRun.ROOT.resolve("docs/rejections.md");
  private static final Pattern TELLING =
      Pattern.compile(": rejected at \\S+(?: '.*?')?: (.*?)(?:, in slot \\d+ '.*?')?; found ");
  private static final int CONTEXT = 2;

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".bpf.c")).sorted().toList();
    }
  }

  @Test
  void pageShowsWhatIsPrinted() throws IOException {
    String page = Files.readString(PAGE);
    int first = page.indexOf("\n## ");
    String head = first < 0 ? page : page.substring(0, first);
    StringBuilder expected = new StringBuilder(head);
    for (Path source : sources()) {
      expected.append(section(source));
    }
    Path made = Files.createDirectories(Path.of("target")).resolve("rejections.md");
    Files.writeString(made, expected);
    assertThat(page)
        .as("docs/rejections.md; as it should be: %s", made.toAbsolutePath())
        .isEqualTo(expected.toString());
  }

  private static String section(Path source) throws IOException {
    String name = source.getFileName().toString().replace(".bpf.c", "");
    List<String> lines = Files.readAllLines(source);
    String mistake = lines.get(1).replaceAll("^/\\* Mistake: (.*) \\*/$", "$1");
    CommandRun run = CommandRun.of("verify", source.toString().replace(".bpf.c", ".bpf.o"));
    Matcher telling = TELLING.matcher(run.lines().getFirst());
    assertThat(telling.find()).as("%s", run).isTrue();
    List<String> parts = new ArrayList<>();
    for (String line : run.lines().subList(1, run.lines().size())) {
      parts.add(line.replace("examples/rejected/", ""));
      if (line.startsWith("Suggestion: ")) {
        break;
      }
    }
    List<String> mended =
        Files.readAllLines(FOLDER.resolve("mended").resolve(name + "-mended.bpf.c"));
    return """

        ## %s
        %s

        ```text
        kernel: %s
        %s
        ```

        ```diff
        %s
        ```
        """
        .formatted(
            name,
            mistake.substring(0, 1).toUpperCase(Locale.ROOT) + mistake.substring(1),
            telling.group(1),
            String.join("\n", parts),
            String.join("\n", difference(lines.subList(2, lines.size()), mended)));
  }

  /** The removed and added lines, each group with {@value #CONTEXT} unchanged lines around it. */
  private static List<String> difference(List<String> from, List<String> mended) {
    List<String> to = mended.subList(2, mended.size());
    int[][] common = new int[from.size() + 1][to.size() + 1];
    for (int i = from.size() - 1; i >= 0; i--) {
      for (int j = to.size() - 1; j >= 0; j--) {
        common[i][j] =
            from.get(i).equals(to.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<String> all = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < from.size() || j < to.size()) {
      if (i < from.size() && j < to.size() && from.get(i).equals(to.get(j))) {
        all.add(" " + from.get(i++));
        j++;
      } else if (i < from.size() && (j == to.size() || common[i + 1][j] >= common[i][j + 1])) {
        all.add("-" + from.get(i++));
      } else {
        all.add("+" + to.get(j++));
      }
    }
    return nearChanges(all);
  }

  private static List<String> nearChanges(List<String> all) {
    List<String> shown = new ArrayList<>();
    boolean left = false;
    for (int i = 0; i < all.size(); i++) {
      boolean near = false;
      for (int k = Math.max(0, i - CONTEXT); k <= Math.min(all.size() - 1, i + CONTEXT); k++) {
        near |= !all.get(k).startsWith(" ");
      }
      if (near && left && !shown.isEmpty()) {
        shown.add("@@");
      }
      left = !near;
      if (near) {
        shown.add(all.get(i).stripTrailing());
      }
    }
    return shown;
  }
}
