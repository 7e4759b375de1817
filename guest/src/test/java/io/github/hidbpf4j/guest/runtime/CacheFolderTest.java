package io.github.hidbpf4j.guest.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hidbpf4j.guest.GuestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheFolderTest {
  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({
    "/c, /c/hidbpf4j",
    "'', /home/u/.cache/hidbpf4j",
    "relative, /home/u/.cache/hidbpf4j"
  })
  void isWhereUsersHaveCaches(String variable, String expected) {
    assertThat(CacheFolder.ofUser(Map.of("XDG_CACHE_HOME", variable), "/home/u").root())
        .isEqualTo(Path.of(expected));
  }

  @Test
  void isMadeOnce() throws IOException {
    CacheFolder cache = new CacheFolder(root);
    AtomicInteger made = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      Path file =
          cache.folder(
              "x",
              folder -> Files.writeString(folder.resolve("f"), "" + made.incrementAndGet()),
              folder -> folder.resolve("f"));
      assertThat(Files.readString(file)).isEqualTo("1");
    }
  }

  @Test
  void whatCouldNotBeMadeLeavesNothing() throws IOException {
    CacheFolder cache = new CacheFolder(root);
    assertThatThrownBy(
            () ->
                cache.folder(
                    "x",
                    folder -> {
                      Files.writeString(folder.resolve("half"), "");
                      throw new GuestException("no");
                    },
                    folder -> folder))
        .hasMessage("no");
    try (var left = Files.list(root)) {
      assertThat(left).isEmpty();
    }
  }
}
