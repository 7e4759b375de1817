package io.github.hidbpf4j.bpf.verifier.scalar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every result that Linux 6.12 gave, and that the comparison would notice another. */
class KernelVectorsTest {
  private static List<String> lines() throws IOException {
    Path root = Path.of(Objects.requireNonNull(System.getProperty("hidbpf4j.root")));
    return Files.readAllLines(root.resolve("testdata/verifier/scalar/linux-6.12.txt"));
  }

  @Test
  void computesWhatLinuxComputes() throws IOException {
    List<String> lines = lines();
    assertThat(lines).hasSize(1063);
    assertThat(lines.stream().map(KernelVector::difference).filter(d -> !d.isEmpty())).isEmpty();
  }

  /** Any number of other cases; how to make them stands in the README beside the file. */
  @Test
  void computesWhatLinuxComputesInAFileOfTheCaller() throws IOException {
    String file = System.getProperty("hidbpf4j.scalarVectors");
    assumeTrue(file != null, "no file given by -Dhidbpf4j.scalarVectors=FILE");
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      assertThat(lines.map(KernelVector::difference).filter(d -> !d.isEmpty()).limit(5)).isEmpty();
    }
  }

  static Stream<Supplier<ScalarValue>> mutants() {
    return PlantedBugs.all();
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void noticesAnyOtherDeduction(Supplier<ScalarValue> mutant) throws IOException {
    assertThat(
            lines().stream()
                .map(line -> KernelVector.difference(line, mutant))
                .filter(d -> !d.isEmpty()))
        .isNotEmpty();
  }
}
