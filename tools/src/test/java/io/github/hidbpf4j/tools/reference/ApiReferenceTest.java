package io.github.hidbpf4j.tools.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.kernel.profile.Profiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/hid-bpf.md agrees with the tables. */
class ApiReferenceTest {
  @Test
  void theDocumentIsWhatTheTablesSay() throws IOException {
    Path file = Path.of(System.getProperty("hidbpf4j.root", "."), "docs/hid-bpf.md");
    assertThat(Files.readString(file))
        .as("docs/hid-bpf.md is not up to date: run scripts/api-reference")
        .isEqualTo(ApiReference.markdown());
  }

  @Test
  void everyProfileAndHidKfuncIsInIt() {
    String text = ApiReference.markdown();
    for (var profile : Profiles.all(false)) {
      assertThat(text).contains("| `" + profile.name() + "` |");
      profile.kfuncSets().stream()
          .flatMap(s -> s.kfuncs().keySet().stream())
          .filter(k -> k.startsWith("hid_bpf_"))
          .forEach(k -> assertThat(text).contains("### " + k + "\n"));
      profile.hooks().keySet().forEach(h -> assertThat(text).contains("| `" + h + "` |"));
    }
    assertThat(text).doesNotContain("| null |", " null;");
  }
}
