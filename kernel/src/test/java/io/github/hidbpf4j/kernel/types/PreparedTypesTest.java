package io.github.hidbpf4j.kernel.types;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.btf.BtfWriter;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The types that the build puts into the jar are those of the headers. */
class PreparedTypesTest {
  @Test
  void ofEveryProfile(@TempDir Path folder) throws IOException, ReflectiveOperationException {
    PreparedTypes.main(new String[] {folder.toString()});
    try (URLClassLoader written = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
      Method of =
          written.loadClass(PreparedText.class.getName()).getDeclaredMethod("of", String.class);
      of.setAccessible(true);
      assertThat(KernelTypes.profileNames()).isNotEmpty();
      for (String profile : KernelTypes.profileNames()) {
        byte[] parsed = BtfWriter.write(KernelTypes.parsed(profile));
        assertThat(text(of, profile)).as(profile).isEqualTo(latin(parsed));
        assertThat(BtfWriter.write(KernelTypes.forProfile(profile).btf()))
            .as("what is in use of " + profile)
            .isEqualTo(parsed);
      }
      assertThat(text(of, "5.4")).isEmpty();
    }
  }

  private static String text(Method of, String profile) throws ReflectiveOperationException {
    return String.join("", (String[]) Objects.requireNonNull(of.invoke(null, profile)));
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
