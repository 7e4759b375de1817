package io.github.hidbpf4j.tools.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.testing.suite.Suite;
import io.github.hidbpf4j.testing.suite.SuiteListener;
import io.github.hidbpf4j.testing.suite.SuiteOptions;
import io.github.hidbpf4j.tools.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hidbpf-tools mutate-tests}: tests that notice, and tests that do not. */
class MutateTestsTest {
  private static final Path EXAMPLE = ToolRun.ROOT.resolve("examples/a4tech-horizontal-wheel");
  private static final String OBJECT = "a4tech-horizontal-wheel.bpf.o";

  @TempDir Path folder;

  private void copy(String name) throws IOException {
    Files.copy(EXAMPLE.resolve(name), folder.resolve(name));
  }

  /** Writes the snapshot of the current behaviour. */
  private void update() throws IOException {
    assertThat(
            Suite.of(List.of(folder))
                .run(SuiteOptions.DEFAULT.updating(), new SuiteListener() {})
                .isSuccess())
        .isTrue();
  }

  @Test
  void mutantsAreCaughtByTheExamplesTests() throws IOException {
    copy(OBJECT);
    copy("wheel.hid");
    update();
    ToolRun run = ToolRun.of("mutate-tests", folder.toString(), "--count", "8", "--all");
    assertThat(run.exitCode()).as("%s\n%s", run, run.out()).isZero();
    assertThat(run.lines())
        .filteredOn(l -> l.startsWith("caught"))
        .isNotEmpty()
        .allMatch(
            l -> l.contains("examples/a4tech-horizontal-wheel/a4tech-horizontal-wheel.bpf.c:"));
    assertThat(run.lines().getLast()).contains("8 mutants that behave otherwise");
  }

  /** Without a report in the recording no test sees what happens to reports. */
  @Test
  void mutantsEscapeTestsThatSeeNothing() throws IOException {
    copy(OBJECT);
    Files.write(
        folder.resolve("wheel.hid"),
        Files.readAllLines(EXAMPLE.resolve("wheel.hid")).stream()
            .filter(l -> !l.startsWith("E:"))
            .toList());
    update();
    ToolRun run = ToolRun.of("mutate-tests", folder.toString(), "--count", "24", "--least", "100");
    assertThat(run.exitCode()).as("%s\n%s", run, run.out()).isEqualTo(1);
    assertThat(run.lines())
        .filteredOn(l -> l.startsWith("escaped"))
        .isNotEmpty()
        .allMatch(l -> l.contains("a4tech-horizontal-wheel.bpf.c:") && l.contains("split_wheels"));
    assertThat(ToolRun.of("mutate-tests", folder.toString(), "--count", "24", "--least", "100"))
        .isEqualTo(run);
  }

  @Test
  void testsThatFailAnyway() throws IOException {
    copy(OBJECT);
    copy("wheel.hid");
    ToolRun run = ToolRun.of("mutate-tests", folder.toString());
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains("its tests fail as it is").doesNotContain("at io.github");
  }

  @Test
  void nothingToTest() throws IOException {
    copy(OBJECT);
    ToolRun run = ToolRun.of("mutate-tests", folder.toString());
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.err()).contains("no object with a recording of its device");
  }

  /** A call of a kernel function is removed together with its relocation, and nothing else. */
  @Test
  void callsGoWithTheirRelocation() throws IOException {
    byte[] bytes = Files.readAllBytes(EXAMPLE.resolve(OBJECT));
    ObjectPatch patch = new ObjectPatch(OBJECT, bytes);
    int calls = 0;
    for (int slot = 0; patch.instruction("split_wheels", slot).isPresent(); slot++) {
      if (!patch.isOfKernel("split_wheels", slot)) {
        continue;
      }
      calls++;
      Mutation gone =
          Mutation.of(patch.instruction("split_wheels", slot).get(), true, true).getFirst();
      byte[] changed = patch.patched("split_wheels", slot, gone);
      ObjectPatch after = new ObjectPatch(OBJECT, changed);
      assertThat(changed).hasSameSizeAs(bytes);
      assertThat(after.isRelocated("split_wheels", slot)).isFalse();
      assertThat(after.instruction("split_wheels", slot)).contains(gone.after());
      assertThat(after.isOfKernel("add_pan_field", kernelCall(patch, "add_pan_field"))).isTrue();
    }
    assertThat(calls).isEqualTo(1);
  }

  private static int kernelCall(ObjectPatch patch, String function) {
    int slot = 0;
    while (!patch.isOfKernel(function, slot)) {
      slot++;
    }
    return slot;
  }
}
