package io.github.hidbpf4j.tools.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.MapSpec;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RunBatchTest {
  private static final RawProgram BASE =
      new RawProgram("program", 31, 0, 0, "", true, "GPL", new byte[0], List.of());

  private static final List<MapSpec> MAPS = OwnRunsTest.MAPS;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    RunInput input = RunInput.of(5, 24, false, MAPS);
    Batch programs =
        new Batch(
            List.of(BASE),
            List.of(
                new Batch.Entry(0, 0, new int[] {0, 4}, new byte[16]),
                new Batch.Entry(0, 0, new int[0], new byte[8])));
    RunBatch batch = new RunBatch(programs, List.of(List.of(input, input), List.of()));
    assertThat(RunBatch.parse(batch.bytes())).usingRecursiveComparison().isEqualTo(batch);
    assertThat(batch.from(1).inputs()).containsExactly(List.of());
  }

  @Test
  void inputsAreOfTheirSeed() {
    RunInput input = RunInput.of(5, 24, false, MAPS);
    assertThat(RunInput.of(5, 24, false, MAPS)).usingRecursiveComparison().isEqualTo(input);
    assertThat(RunInput.of(6, 24, false, MAPS).data()).isNotEqualTo(input.data());
    assertThat(input.data()).hasSize(24);
  }

  @Test
  void arraysAreFullHashMapsHaveSomeEntriesAndConstantsStay() {
    RunInput input = RunInput.of(5, 64, true, MAPS);
    assertThat(Arrays.copyOfRange(input.data(), 12, 14)).containsExactly(8, 0);
    RunInput.Contents array = Objects.requireNonNull(input.maps().getFirst());
    assertThat(array.keys().stream().map(key -> key[0])).containsExactly((byte) 0, (byte) 1);
    assertThat(array.values()).hasSize(2).allMatch(value -> value.length == 12);
    RunInput.Contents hash = Objects.requireNonNull(input.maps().get(1));
    assertThat(hash.keys().stream().map(Arrays::hashCode)).doesNotHaveDuplicates();
    assertThat(input.maps().get(2)).isNull();
  }
}
