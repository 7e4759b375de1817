package io.github.hidbpf4j.kernel.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.btf.BtfWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The types that the build puts into the jar are those of the headers. */
class PreparedTypesTest {
  @Test
  void ofEveryProfile(@TempDir Path folder) throws IOException {
    PreparedTypes.main(new String[] {folder.toString()});
    assertThat(KernelTypes.profileNames()).isNotEmpty();
    for (String profile : KernelTypes.profileNames()) {
      byte[] written =
          Files.readAllBytes(Path.of(folder.toString(), KernelTypes.preparedResource(profile)));
      assertThat(written).as(profile).isEqualTo(BtfWriter.write(KernelTypes.parsed(profile)));
      assertThat(BtfWriter.write(KernelTypes.forProfile(profile).btf()))
          .as("what is in use of " + profile)
          .isEqualTo(written);
    }
  }
}
