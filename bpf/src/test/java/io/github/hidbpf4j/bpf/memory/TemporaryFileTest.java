package io.github.hidbpf4j.bpf.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where arenas are. */
class TemporaryFileTest {
  private static final String PROPERTY = "java.io.tmpdir";

  @TempDir private Path folder;

  private static Path folderWith(String value) {
    String before = System.getProperty(PROPERTY);
    try {
      System.setProperty(PROPERTY, value);
      return TemporaryFile.folder();
    } finally {
      System.setProperty(PROPERTY, before);
    }
  }

  @Test
  void whereTheUserSays() {
    assertThat(folderWith(folder.toString())).isEqualTo(folder);
  }

  @Test
  void elseInMemoryWhereThereIsPlenty() {
    File memory = new File("/dev/shm");
    boolean roomy = memory.canWrite() && memory.getUsableSpace() >= 2L << 30;
    assertThat(folderWith("/tmp")).isEqualTo(Path.of(roomy ? "/dev/shm" : "/tmp"));
  }
}
