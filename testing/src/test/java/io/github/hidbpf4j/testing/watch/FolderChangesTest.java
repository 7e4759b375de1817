package io.github.hidbpf4j.testing.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in which a file can change is reported. A change that is not reported makes a test
 * hang.
 */
class FolderChangesTest {
  @TempDir Path folder;

  /** A change to files between two checks. */
  private interface Change {
    void make() throws IOException;
  }

  private static void assertTold(FolderChanges changes, Change change) throws IOException {
    change.make();
    assertThat(changes.await()).isTrue();
  }

  @Test
  void filesThatAreWrittenRenamedAndRemoved() throws IOException {
    Path file = folder.resolve("a.snap");
    Path other = folder.resolve(".a.snap.swp");
    try (FolderChanges changes = new FolderChanges()) {
      assertThat(changes.watch(List.of(folder))).isTrue();
      assertThat(changes.watch(List.of(folder))).isFalse();
      assertTold(changes, () -> Files.writeString(file, "1"));
      assertTold(changes, () -> Files.writeString(file, "2"));
      assertTold(changes, () -> Files.writeString(other, "3"));
      assertTold(changes, () -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING));
      assertTold(changes, () -> Files.delete(file));
    }
  }

  @Test
  void foldersThatAreRemovedAndCreatedAgain() throws IOException {
    Path below = Files.createDirectory(folder.resolve("below"));
    try (FolderChanges changes = new FolderChanges()) {
      assertThat(changes.watch(List.of(folder, below))).isTrue();
      assertTold(changes, () -> Files.writeString(below.resolve("a"), "1"));
      Files.delete(below.resolve("a"));
      assertTold(changes, () -> Files.delete(below));
      assertThat(changes.watch(List.of(folder, below))).isFalse();
      assertTold(changes, () -> Files.createDirectory(below));
      assertThat(changes.watch(List.of(folder, below))).isTrue();
      assertTold(changes, () -> Files.writeString(below.resolve("a"), "1"));
      Path moved = folder.resolve("moved");
      assertTold(changes, () -> Files.move(below, moved));
      assertThat(changes.watch(List.of(folder, below, moved))).isTrue();
      assertTold(changes, () -> Files.writeString(moved.resolve("a"), "2"));
    }
  }

  @Test
  void whoeverIsInterruptedHearsOfNothingMore() throws IOException {
    try (FolderChanges changes = new FolderChanges()) {
      boolean _ = changes.watch(List.of(folder));
      Thread.currentThread().interrupt();
      assertThat(changes.await()).isFalse();
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
