package io.github.hidbpf4j.cli.guest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForcedGenericDriverTest {
  @ParameterizedTest
  @ValueSource(strings = {"0\n", "1\n"})
  void leavesTheParameterAsItWas(String before, @TempDir Path folder) throws IOException {
    Path parameter = Files.writeString(folder.resolve("ignore_special_drivers"), before);
    try (ForcedGenericDriver _ = new ForcedGenericDriver(parameter)) {
      assertThat(parameter).hasContent("1");
    }
    assertThat(Files.readString(parameter)).isEqualTo(before);
  }
}
