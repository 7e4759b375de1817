package io.github.hidbpf4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** Optional maps and programs: {@code SEC("?...")}. */
class OptionalCommandTest {
  private static final String FOLDER = CommandRun.ROOT.resolve("testdata/hid-bpf") + "/";
  private static final String OBJECT = FOLDER + "optional.bpf.o";
  private static final String MOUSE = FOLDER + "descriptor_only.hid";

  @Test
  void leftOutAsByLibbpf() {
    CommandRun run = CommandRun.of("run", OBJECT, "--device", MOUSE);
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("optional.bpf.o: attached always\n")
        .contains("            optional, not asked for (--optional): ")
        .contains("            > 01 00 00 01   Wheel 0 → 1\n");
  }

  @Test
  void askedFor() {
    CommandRun run =
        CommandRun.of("run", OBJECT, "--device", MOUSE, "--optional", "on_request,tool");
    assertThat(run.exitCode()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("optional.bpf.o: attached always, on_request\n")
        .contains("            > 01 00 00 03   Wheel 0 → 3\n");
    assertThat(CommandRun.of("run", OBJECT, "--device", MOUSE, "--optional", "refused"))
        .satisfies(
            r -> {
              assertThat(r.exitCode()).isEqualTo(1);
              assertThat(r.err()).contains("'careless'", "mem_or_null");
            });
    assertThat(CommandRun.of("run", OBJECT, "--device", MOUSE, "--optional", "future").err())
        .contains("Cannot find member hid_of_tomorrow in kernel BTF");
  }

  @Test
  void unknownNames() {
    for (String verb : List.of("run", "verify")) {
      String[] arguments =
          verb.equals("run")
              ? new String[] {"run", OBJECT, "--device", MOUSE, "--optional", "allways"}
              : new String[] {"verify", OBJECT, "--optional", "allways"};
      CommandRun run = CommandRun.of(arguments);
      assertThat(run.exitCode()).isEqualTo(64);
      assertThat(run.err())
          .contains("--optional allways: no optional map or program of this name, expected one of ")
          .contains("on_request");
    }
    assertThat(CommandRun.of("verify", CommandRun.OBJECT, "--optional", "x").err())
        .contains("none is optional here");
  }

  @Test
  void verify() throws IOException {
    CommandRun run = CommandRun.of("verify", OBJECT);
    assertThat(run.exitCode()).as("what nobody loads nobody refuses").isZero();
    assertThat(run.lines())
        .hasSize(6)
        .last(InstanceOfAssertFactories.STRING)
        .startsWith("lint: 1 warning: ");
    assertThat(run.lines())
        .anyMatch(l -> l.contains(": mark_first: accepted by 6.12"))
        .anyMatch(
            l ->
                l.endsWith(
                    ": careless: optional (struct_ops/hid_device_event), not verified: --optional refused loads it"))
        .anyMatch(
            l -> l.endsWith(": tool: optional (?syscall), not verified: --optional tool loads it"));
    CommandRun named = CommandRun.of("verify", OBJECT, "--program", "careless");
    assertThat(named.exitCode()).isEqualTo(1);
    assertThat(CommandRun.of("verify", OBJECT, "--optional", "tool").exitCode()).isZero();
    assertThat(CommandRun.of("verify", OBJECT, "--optional", "all").exitCode()).isEqualTo(1);
    assertThat(Json.lines(CommandRun.of("verify", OBJECT, "--json")))
        .extracting(l -> l.text("type"))
        .containsExactly("program", "optional", "optional", "optional", "optional", "summary");
  }

  @Test
  void nothingToVerifyIsNotSuccess() {
    CommandRun run = CommandRun.of("verify", FOLDER + "optional_only.bpf.o");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("optional_only.bpf.o: no program to verify");
  }

  @Test
  void inspect() throws IOException {
    assertThat(CommandRun.of("inspect", OBJECT).lines())
        .anyMatch(l -> l.contains(" mark_first ") && !l.contains("optional ("))
        .anyMatch(l -> l.contains(" careless ") && l.endsWith(", optional (--optional refused)"))
        .anyMatch(l -> l.contains(" future ") && l.contains(", optional (--optional future);"));
    Json json = Json.parse(CommandRun.of("inspect", OBJECT, "--json").out().strip());
    assertThat(json.values("programs")).contains("mark_first", "true", "false");
  }
}
