package io.github.hidbpf4j.bpf.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.verifier.TestPrograms.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All of testdata/isa is accepted under the profile for bare instructions. */
class IsaCasesVerifyTest {
  @Test
  void everyCaseIsAccepted() throws IOException {
    Path root = Path.of(System.getProperty("hidbpf4j.root"), "testdata", "isa");
    List<Path> cases;
    try (Stream<Path> files = Files.walk(root)) {
      cases = files.filter(f -> f.toString().endsWith(".case")).toList();
    }
    assertThat(cases).hasSizeGreaterThan(350);
    for (Path file : cases) {
      String text = Files.readString(file);
      String asm = text.substring(text.indexOf("-- asm\n") + 7, text.indexOf("-- raw\n"));
      VerifiedProgram verified = Verifier.verify(new Spec(asm).program(), TestPrograms.RAW);
      assertThat(verified.instructions()).as(file.toString()).isNotEmpty();
    }
  }
}
