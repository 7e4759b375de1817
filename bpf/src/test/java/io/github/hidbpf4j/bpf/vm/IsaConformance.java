package io.github.hidbpf4j.bpf.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs every case of {@code testdata/isa} on an engine; each engine has a subclass. */
abstract class IsaConformance {
  /** A machine with the engine under test. */
  abstract Machine newMachine(ArenaMemory memory);

  @TestFactory
  Stream<DynamicTest> cases() {
    return IsaCase.all().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
  }

  @Test
  void everyConformanceGroupHasCases() {
    assertThat(IsaCase.all().stream().map(c -> c.name().replaceAll("[/\\\\].*", "")).distinct())
        .contains("base32", "base64", "atomic32", "atomic64", "divmul32", "divmul64", "linux");
  }

  private void check(IsaCase c) {
    ArenaMemory memory = ArenaMemory.heap(18);
    Executable program =
        newMachine(memory)
            .load(Programs.program(c.name(), c.slots(), List.of(), null, new BitSet()), List.of());
    long address = memory.allocate(c.memory().length, "memory of the case");
    // Twice: what one run leaves behind must not show in the next.
    for (int run = 0; run < 2; run++) {
      memory.putBytes(address, c.memory());
      long r0 = program.run(address, c.memory().length);
      assertThat(Long.toHexString(r0)).isEqualTo(Long.toHexString(c.result()));
      assertThat(memory.getBytes(address, c.memory().length)).isEqualTo(c.memoryAfter());
    }
  }
}
