package io.github.hidbpf4j.cli.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Text arrives complete and in order, whoever flushes it, and even if nobody does. */
class LineBatchesTest {
  /** Counts writes, and signals when a text has arrived. */
  private static final class Reader extends Writer {
    final StringBuilder text = new StringBuilder();
    final CountDownLatch wanted = new CountDownLatch(1);
    final String last;
    int writes;

    Reader(String last) {
      this.last = last;
    }

    @Override
    public void write(char[] chars, int offset, int length) {
      writes += length > 0 ? 1 : 0;
      text.append(chars, offset, length);
    }

    @Override
    public void flush() {
      if (!last.isEmpty() && text.indexOf(last) >= 0) {
        wanted.countDown();
      }
    }

    @Override
    public void close() {}
  }

  @Test
  void linesThatNothingComesBehindArriveAllTheSame() throws Exception {
    Reader reader = new Reader("the last\n");
    LineBatches batches = new LineBatches(reader);
    PrintWriter out = new PrintWriter(batches);
    for (int i = 0; i < 1000; i++) {
      out.println("line " + i);
    }
    out.println("the last");
    // If the test hangs here, it fails.
    reader.wanted.await();
    assertThat(reader.text.toString().lines()).hasSize(1001);
    out.close();
  }

  @Test
  void manyLinesAreHandedOnTogether() {
    Reader reader = new Reader("");
    StringBuilder expected = new StringBuilder();
    try (PrintWriter out = new PrintWriter(new LineBatches(reader))) {
      for (int i = 0; i < 100_000; i++) {
        out.println(i);
        expected.append(i).append('\n');
      }
    }
    assertThat(reader.text.toString()).isEqualTo(expected.toString());
    assertThat(reader.writes).isLessThan(50_000);
  }

  /**
   * The monitor is held as by a PrintWriter that closes it, which waits for lines passed on late.
   */
  @Test
  void whoHoldsItsMonitorKeepsNothingFromBeingHandedOn() throws Exception {
    CountDownLatch handedOn = new CountDownLatch(2);
    Writer reader =
        new StringWriter() {
          @Override
          public void flush() {
            handedOn.countDown();
          }
        };
    try (LineBatches batches = new LineBatches(reader)) {
      batches.write("at once\n");
      batches.flush();
      synchronized (batches) {
        batches.write("late\n");
        assertThat(handedOn.await(10, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void piecesOfAnyLengthStayInOrder() throws IOException {
    Random random = new Random(1);
    StringWriter reader = new StringWriter();
    StringBuilder expected = new StringBuilder();
    try (LineBatches batches = new LineBatches(reader)) {
      for (int i = 0; i < 300; i++) {
        String piece = String.valueOf((char) ('a' + i % 26)).repeat(random.nextInt(2_000));
        String text = i % 50 == 0 ? piece.repeat(40) : piece;
        switch (i % 3) {
          case 0 -> batches.write(text);
          case 1 -> batches.write(text.toCharArray());
          default -> {
            batches.write('\n');
            expected.append('\n');
            batches.write(text);
          }
        }
        expected.append(text);
      }
      batches.flush();
      assertThat(reader.toString()).isEqualTo(expected.toString());
    }
  }

  @Test
  void whatGoesWrongIsToldToWhoeverWritesNext() {
    Writer full =
        new Writer() {
          @Override
          public void write(char[] chars, int offset, int length) throws IOException {
            if (length > 0) {
              throw new IOException("full");
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    LineBatches batches = new LineBatches(full);
    assertThatThrownBy(
            () -> {
              batches.write("a");
              batches.flush();
            })
        .hasMessage("full");
  }
}
