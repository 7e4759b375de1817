package io.github.hidbpf4j.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stream that can be read from the start, any number of times, as it arrives. */
@Timeout(60)
class GrowingCopyTest {
  @TempDir Path folder;

  private GrowingCopy copy(InputStream in, long most) throws IOException {
    return new GrowingCopy("it", in, Files.createFile(folder.resolve("copy")), most);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aFirstLookEndsWhereNothingMoreComesNow() throws Exception {
    PipedOutputStream to = new PipedOutputStream();
    try (PipedInputStream from = new PipedInputStream(to)) {
      GrowingCopy copy = copy(from, 1000);
      to.write(bytes("one\ntwo\n"));
      to.flush();
      boolean[] enough = {false};
      InputStream look = copy.open(() -> enough[0]);
      assertThat(look.readNBytes(8)).asString().isEqualTo("one\ntwo\n");
      enough[0] = true;
      assertThat(look.read()).isEqualTo(-1);

      InputStream all = copy.open(null);
      assertThat(all.readNBytes(8)).hasSize(8);
      CompletableFuture<byte[]> rest =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return all.readAllBytes();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      to.write(bytes("three"));
      to.close();
      assertThat(rest.get(30, TimeUnit.SECONDS)).asString().isEqualTo("three");
      assertThat(copy.open(null).readAllBytes()).asString().isEqualTo("one\ntwo\nthree");
    }
  }

  @Test
  void aLookDoesNotEndInTheMiddleOfALine() throws Exception {
    PipedOutputStream to = new PipedOutputStream();
    try (PipedInputStream from = new PipedInputStream(to)) {
      GrowingCopy copy = copy(from, 1000);
      to.write(bytes("one\ntw"));
      to.flush();
      InputStream look = copy.open(() -> true);
      assertThat(look.readNBytes(6)).hasSize(6);
      CompletableFuture<Integer> next =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return look.read();
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      to.write('o');
      to.close();
      assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo((int) 'o');
      assertThat(look.read()).isEqualTo(-1);
    }
  }

  @Test
  void whatIsThereAtOnceIsLookedAtWhole() throws IOException {
    byte[] much = new byte[20_000_000];
    Arrays.fill(much, (byte) '\n');
    assertThat(copy(new ByteArrayInputStream(much), 1L << 30).open(() -> true).readAllBytes())
        .isEqualTo(much);
  }

  @Test
  void anErrorComesToEachReader() throws IOException {
    GrowingCopy copy = copy(new ByteArrayInputStream(new byte[100]), 10);
    for (int i = 0; i < 2; i++) {
      InputStream in = copy.open(null);
      assertThatThrownBy(in::readAllBytes)
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("it: more than 10 bytes");
    }
  }
}
