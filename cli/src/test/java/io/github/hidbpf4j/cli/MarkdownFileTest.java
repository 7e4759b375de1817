package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The tests of documents notice errors in a document. */
class MarkdownFileTest {
  private static MarkdownFile file(String text) {
    return MarkdownFile.parse(Path.of("x.md"), text.lines().toList());
  }

  @Test
  void blocksKnowTheirCommentsAndOutputs() {
    MarkdownFile file =
        file(
            """
            # A
            <!-- docs: skip `mvn`: minutes -->
            <!-- docs: exit 1 `./hidbpf b` -->

            ```sh
            mvn verify
            ./hidbpf b   # refused
            ```
            between
            ```
            shown
            ```
            ```text
            else
            ```
            # B
            ```
            of nothing
            ```
            """);
    MarkdownFile.Block shell = file.blocks().getFirst();
    assertThat(shell.line()).isEqualTo(5);
    assertThat(shell.directives()).containsExactly("skip `mvn`: minutes", "exit 1 `./hidbpf b`");
    assertThat(ShellCommand.of(shell))
        .extracting(ShellCommand::text)
        .containsExactly("mvn verify", "./hidbpf b");
    assertThat(file.outputsOf(shell)).extracting(MarkdownFile.Block::line).containsExactly(10);
  }

  @Test
  void aCommentWithoutABlockIsFound() {
    assertThatThrownBy(() -> file("<!-- docs: skip `x`: y -->\ntext\n"))
        .hasMessage("x.md:2: a code block should follow the comment 'docs: skip `x`: y'");
    assertThatThrownBy(() -> file("```sh\nx\n")).hasMessage("x.md:1: this code block does not end");
  }

  @Test
  void commandsAsAShellReadsThem() {
    List<ShellCommand> commands =
        ShellCommand.of(
            file("""
                    ```sh
                    # only a comment
                    ./hidbpf run 'a b' --x="#1" > out.txt   # 'c'
                    A=1 hidbpf verify \\
                      x
                    $ hidbpf btf | head
                    taskset -c 0 ./hidbpf run
                    ```
                    """)
                .blocks()
                .getFirst());
    assertThat(commands).extracting(ShellCommand::line).containsExactly(3, 4, 6, 7);
    assertThat(commands.get(0).arguments()).containsExactly("run", "a b", "--x=#1");
    assertThat(commands.get(0).output()).isEqualTo("out.txt");
    assertThat(commands.get(1).arguments()).containsExactly("verify", "x");
    assertThat(commands.get(2).arguments()).as("a pipe is more than a command").isNull();
    assertThat(commands.get(3).arguments()).isNull();
  }

  @Test
  void outputsAreComparedLineByLine() {
    List<String> printed = List.of("a", "b", "c 1 2", "d");
    Map<List<String>, Integer> matching =
        Map.of(
            List.of("a", "b", "c 1 2", "d"), 4,
            List.of("a", "…", "d"), 3,
            List.of("a", "  …", "c …", "d"), 4,
            List.of("a", "b", "…"), 3,
            List.of("a", "c 1 2", "…"), 1,
            List.of("a", "b", "c 1 2"), 2,
            List.of("b", "…"), 0,
            List.of("a", "…", "x", "d"), 2,
            List.of("a", "b", "c 1 2", "d", "e"), 4);
    matching.forEach(
        (shown, count) -> {
          assertThat(ShownOutput.matching(shown, printed)).as("%s", shown).isEqualTo(count);
        });
  }
}
