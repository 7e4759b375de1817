package io.github.hidbpf4j.guest.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.hidbpf4j.guest.GuestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedLibrariesTest {
  private static final Path HOME = Path.of(System.getProperty("java.home"));

  @BeforeEach
  void isElf() {
    assumeTrue(Files.exists(HOME.resolve("lib/server/libjvm.so")), "no ELF system");
  }

  @Test
  void whatJavaNeedsIsFound() throws IOException {
    Map<String, Path> found =
        new SharedLibraries()
            .closure(
                List.of(
                    HOME.resolve("bin/java"),
                    HOME.resolve("lib/libjli.so"),
                    HOME.resolve("lib/server/libjvm.so")),
                List.of("libno-such.so.1"));
    assertThat(found)
        .containsKey("lib64/libc.so.6")
        .doesNotContainKey("lib64/libjli.so")
        .doesNotContainKey("lib64/libno-such.so.1");
    assertThat(found.keySet()).anyMatch(name -> name.contains("ld-linux"));
    assertThat(found.values()).allMatch(Files::isRegularFile);
  }

  @Test
  void libraryOfAnotherPlaceHasTheNameThatItIsLoadedBy(@TempDir Path folder) throws IOException {
    SharedLibraries libraries = new SharedLibraries();
    Path system =
        libraries.closure(List.of(HOME.resolve("lib/libjli.so")), List.of()).get("lib64/libc.so.6");
    Path elsewhere = Files.copy(system, folder.resolve("libc-1.2.3.so"));
    assertThat(libraries.closure(List.of(), List.of(elsewhere.toString())))
        .containsEntry("lib64/libc.so.6", elsewhere);
    List<String> before = libraries.stamps(List.of(elsewhere.toString()));
    Files.setLastModifiedTime(elsewhere, FileTime.fromMillis(0));
    assertThat(libraries.stamps(List.of(elsewhere.toString()))).isNotEqualTo(before);
    assertThatThrownBy(() -> libraries.closure(List.of(), List.of("/no/such.so")))
        .isInstanceOf(GuestException.class)
        .hasMessage("/no/such.so: no such library");
  }

  @Test
  void whatIsMissingIsSaid(@TempDir Path empty) {
    SharedLibraries libraries = new SharedLibraries(List.of(empty));
    Path jvm = HOME.resolve("lib/server/libjvm.so");
    assertThatThrownBy(() -> libraries.closure(List.of(jvm), List.of()))
        .isInstanceOf(GuestException.class)
        .hasMessageStartingWith(jvm + ": needs lib")
        .hasMessageEndingWith("which is in none of [" + empty + "]");
  }
}
