package io.github.hidbpf4j.linux.call;

import static io.github.hidbpf4j.linux.node.DeviceNode.GONE;
import static io.github.hidbpf4j.linux.node.DeviceNode.READABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenFileTest {
  private static final int EAGAIN = SystemError.EAGAIN.result();
  private static final int EBADF = SystemError.EBADF.result();

  private final TestFiles.Pair pair = TestFiles.packets();
  private final OpenFile near = TestFiles.file(pair.first());
  private final OpenFile far = TestFiles.file(pair.second());
  private final Arena arena = Arena.ofAuto();

  @Test
  void whatIsWrittenAtAnOffsetIsReadAtAnother() {
    MemorySegment out = arena.allocateFrom(ValueLayout.JAVA_BYTE, new byte[] {9, 1, 2, 3, 9});
    MemorySegment in = arena.allocate(8);
    assertThat(far.write(out, 1, 3)).isEqualTo(3);
    assertThat(near.read(in, 4, 4)).isEqualTo(3);
    assertThat(in.toArray(ValueLayout.JAVA_BYTE)).containsExactly(0, 0, 0, 0, 1, 2, 3, 0);
  }

  @Test
  void doesNotBlock() {
    assertThat(near.read(arena.allocate(8), 0, 8)).isEqualTo(EAGAIN);
  }

  @Test
  void reachesNothingOutsideOfTheBuffer() {
    MemorySegment buffer = arena.allocate(8);
    assertThatThrownBy(() -> near.read(buffer, 4, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> near.read(buffer, -1, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> near.write(buffer, 0, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> near.read(MemorySegment.ofArray(new byte[8]), 0, 8))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void memoryThatIsFreedIsNotTouched() {
    MemorySegment buffer;
    try (Arena shared = Arena.ofShared()) {
      buffer = shared.allocate(8);
    }
    assertThatThrownBy(() -> near.read(buffer, 0, 8)).isInstanceOf(IllegalStateException.class);
    assertThat(near.read(arena.allocate(8), 0, 8))
        .as("and the file is as before")
        .isEqualTo(EAGAIN);
  }

  @Test
  void waitsForInputAndForTheEnd() {
    assertThat(near.await(0)).isZero();
    far.write(arena.allocate(1), 0, 1);
    assertThat(near.await(-1)).isEqualTo(READABLE);
    far.close();
    assertThat(near.await(-1)).isEqualTo(READABLE | GONE);
    near.read(arena.allocate(8), 0, 8);
    assertThat(near.await(-1) & GONE).isEqualTo(GONE);
  }

  @Test
  void aPipeWhoseWriterHasGoneIsGone() {
    TestFiles.Pair pipe = TestFiles.pipe();
    OpenFile writer = TestFiles.file(pipe.second());
    try (OpenFile reader = TestFiles.file(pipe.first())) {
      writer.close();
      assertThat(reader.await(-1)).isEqualTo(GONE);
    }
  }

  @Test
  void aWakeEndsOneWait() {
    near.wake();
    near.wake();
    assertThat(near.await(-1)).isZero();
    far.write(arena.allocate(1), 0, 1);
    near.wake();
    assertThat(near.await(-1)).as("does not hide input").isEqualTo(READABLE);
  }

  @Test
  void aWakeFromAnotherThreadEndsAWait() throws Exception {
    assertThat(whileItRuns(() -> near.await(-1), near::wake)).isZero();
  }

  private int readWaiting() {
    assertThat(near.waitInRead(true)).isTrue();
    return near.read(arena.allocate(8), 0, 8);
  }

  @Test
  void aReadMayWaitForInput() throws Exception {
    assertThat(whileItRuns(this::readWaiting, () -> far.write(arena.allocate(3), 0, 3)))
        .isEqualTo(3);
    assertThat(near.waitInRead(false)).isFalse();
    assertThat(near.read(arena.allocate(8), 0, 8)).isEqualTo(EAGAIN);
  }

  /** Whenever it comes: before the thread waits, while it does, and again afterwards. */
  @Test
  void aWakeEndsAReadThatWaits() throws Exception {
    for (int i = 0; i < 200; i++) {
      CountDownLatch waiting = new CountDownLatch(1);
      boolean late = i % 2 == 0;
      int result =
          whileItRuns(
              () -> {
                assertThat(near.waitInRead(true)).isTrue();
                waiting.countDown();
                int read = near.read(arena.allocate(8), 0, 8);
                boolean _ = near.waitInRead(false);
                return read;
              },
              () -> {
                try {
                  waiting.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                if (late) {
                  Thread.yield();
                }
                near.wake();
              });
      assertThat(result).isEqualTo(EAGAIN);
    }
  }

  @Test
  void aWakeDoesNotLoseWhatCame() throws Exception {
    for (int i = 0; i < 200; i++) {
      int result =
          whileItRuns(
              () -> {
                assertThat(near.waitInRead(true)).isTrue();
                int read = near.read(arena.allocate(8), 0, 8);
                boolean _ = near.waitInRead(false);
                return read == EAGAIN ? near.read(arena.allocate(8), 0, 8) : read;
              },
              () -> {
                far.write(arena.allocate(5), 0, 5);
                near.wake();
              });
      assertThat(result).isEqualTo(5);
    }
  }

  @Test
  void theReaderItselfMayWake() throws Exception {
    boolean waits = near.waitInRead(true);
    assertThat(waits).isTrue();
    near.wake();
    far.write(arena.allocate(1), 0, 1);
    assertThat(near.read(arena.allocate(8), 0, 8)).isEqualTo(1);
    assertThat(near.waitInRead(false)).isFalse();
  }

  @Test
  void closingEndsAReadThatWaits() throws Exception {
    CountDownLatch waiting = new CountDownLatch(1);
    int result =
        whileItRuns(
            () -> {
              assertThat(near.waitInRead(true)).isTrue();
              waiting.countDown();
              int read = near.read(arena.allocate(8), 0, 8);
              return near.isClosed() ? near.read(arena.allocate(8), 0, 8) : read;
            },
            () -> {
              try {
                waiting.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              near.close();
            });
    assertThat(result).isEqualTo(EBADF);
  }

  @Test
  void closingEndsAWait() throws Exception {
    assertThat(whileItRuns(() -> near.await(-1), near::close)).isEqualTo(GONE);
    assertThat(near.await(-1)).isEqualTo(GONE);
  }

  /** The result of a call in another thread, while or before which an action runs. */
  private static <T> T whileItRuns(Callable<T> call, Runnable meanwhile)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      CountDownLatch started = new CountDownLatch(1);
      Future<T> result =
          threads.submit(
              () -> {
                started.countDown();
                return call.call();
              });
      started.await();
      meanwhile.run();
      return result.get();
    }
  }

  @Test
  void aFileThatIsClosedTwiceIsClosedOnce() {
    near.close();
    TestFiles.Pair other = TestFiles.packets();
    try (OpenFile first = TestFiles.file(other.first());
        OpenFile second = TestFiles.file(other.second())) {
      near.close();
      assertThat(near.read(arena.allocate(8), 0, 8)).isEqualTo(EBADF);
      assertThat(near.write(arena.allocate(8), 0, 8)).isEqualTo(EBADF);
      assertThat(near.ioctl(IoctlRequest.EVIOCGRAB, 1)).isEqualTo(EBADF);
      assertThat(near.ioctl(IoctlRequest.EVIOCGID, arena.allocate(8), 0, 8)).isEqualTo(EBADF);
      near.wake();
      assertThat(first.write(arena.allocate(8), 0, 8)).isEqualTo(8);
      assertThat(second.read(arena.allocate(8), 0, 8)).isEqualTo(8);
    }
  }

  /**
   * While files are opened and closed under the same numbers, each writer's bytes reach its own
   * file.
   */
  @Test
  void aNumberIsNeverUsedForAnotherFile() throws Exception {
    AtomicReference<Numbered> current = new AtomicReference<>(new Numbered(0));
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<?>> writers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        writers.add(threads.submit(() -> writeWhatItIs(current, over)));
      }
      for (int i = 1; i <= 2000; i++) {
        Numbered last = current.getAndSet(new Numbered(i));
        last.near.close();
        last.expectOnlyItsNumber();
      }
      over.set(true);
      for (Future<?> writer : writers) {
        writer.get();
      }
    }
    current.get().near.close();
    current.get().expectOnlyItsNumber();
  }

  private static void writeWhatItIs(AtomicReference<Numbered> current, AtomicBoolean over) {
    MemorySegment number = Arena.ofAuto().allocate(4);
    while (!over.get()) {
      Numbered target = current.get();
      number.set(ValueLayout.JAVA_INT, 0, target.number);
      int result = target.near.write(number, 0, 4);
      assertThat(result).isIn(4, EAGAIN, EBADF, SystemError.EPIPE.result());
      assertThat(target.near.await(0)).isIn(0, GONE);
    }
  }

  private static final class Numbered {
    final int number;
    final OpenFile near;
    private final OpenFile far;

    Numbered(int number) {
      TestFiles.Pair ends = TestFiles.packets();
      this.number = number;
      this.near = TestFiles.file(ends.first());
      this.far = TestFiles.file(ends.second());
    }

    void expectOnlyItsNumber() {
      MemorySegment in = Arena.ofAuto().allocate(8);
      while (far.read(in, 0, 8) == 4) {
        assertThat(in.get(ValueLayout.JAVA_INT, 0)).isEqualTo(number);
      }
      far.close();
    }
  }

  @Test
  void eventsAllocateNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    MemorySegment buffer = arena.allocate(64);
    exchange(buffer, 20_000);
    long before = threads.getCurrentThreadAllocatedBytes();
    exchange(buffer, 1000);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated).as("bytes in 1000 rounds").isLessThan(1000);
  }

  private void exchange(MemorySegment buffer, int rounds) {
    for (int i = 0; i < rounds; i++) {
      far.writeEvent(buffer, 6, 8);
      near.await(-1);
      near.read(buffer, 6, 58);
      near.read(buffer, 6, 58); // nothing to read
    }
  }

  @Test
  void anErrorNamesCallPathAndError() {
    Path missing = Path.of("/proc/self/no-such-file");
    assertThatThrownBy(() -> OpenFile.openForReading(missing))
        .isInstanceOf(SystemCallException.class)
        .hasMessage("open /proc/self/no-such-file: ENOENT (no such file)");
    assertThatThrownBy(() -> OpenFile.openForBoth(Path.of("/proc")))
        .hasMessage("open /proc: EISDIR (is a folder)");
  }

  @Test
  void filesAreNotInheritedAndAllAreClosed() throws Exception {
    long before = openFiles();
    for (int i = 0; i < 20; i++) {
      OpenFile file = TestFiles.file(OpenFile.openForReading(Path.of("/dev/null")));
      assertThat(openFiles()).isEqualTo(before + 2);
      file.close();
    }
    assertThat(openFiles()).isEqualTo(before);
    try (OpenFile file = TestFiles.file(OpenFile.openForReading(Path.of("/dev/null")))) {
      int fd = Integer.parseInt(file.path().substring("test ".length()));
      String flags = Files.readString(Path.of("/proc/self/fdinfo/" + fd));
      assertThat(flags).containsPattern("flags:\\s+0?2104000");
    }
  }

  private static long openFiles() throws Exception {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
