package io.github.hidbpf4j.bpf.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** No memory is handed out that the folder of temporary files has no room for. */
class TemporarySpaceTest {
  private final AtomicLong free = new AtomicLong(1 << 20);

  private TemporarySpace space() {
    return new TemporarySpace("/small", free::get);
  }

  @Test
  void anArenaGrowsAsFarAsThereIsRoom() {
    ArenaMemory memory = ArenaMemory.mapped(24, space());
    int blocks = 0;
    try {
      for (; blocks < 100; blocks++) {
        long _ = memory.allocate(100_000, "block");
      }
    } catch (NoSpaceException e) {
      assertThat(e)
          .hasMessage(
              "memory of programs: needs 1075 KiB in /small (java.io.tmpdir), which has room for 1024:"
                  + " make room there, or name another folder with"
                  + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER");
    }
    assertThat(blocks).isEqualTo(10);
    assertThat(memory.allocate(1000, "what fits")).isNotZero();
  }

  /** What was granted before need not be free any more; what is to come must. */
  @Test
  void othersMayTakeRoom() {
    TemporarySpace space = space();
    space.require(1000);
    free.set(10_000);
    space.require(200_000);
    assertThatExceptionOfType(NoSpaceException.class).isThrownBy(() -> space.require(300_000));
    free.set(1 << 20);
    space.require(300_000);
    assertThatExceptionOfType(NoSpaceException.class)
        .as("more than there was before the file took any of it")
        .isThrownBy(() -> space.require((1 << 20) + 1));
  }

  @Test
  void lessThanAStepIsEnoughForWhatNeedsLess() {
    free.set(5000);
    TemporarySpace space = space();
    space.require(4000);
    free.set(1000);
    space.require(5000);
    assertThatExceptionOfType(NoSpaceException.class).isThrownBy(() -> space.require(5001));
  }

  @Test
  void aFolderThatDoesNotKnowHasRoom() {
    free.set(Long.MAX_VALUE);
    space().require(1L << 32);
    space().require((1L << 32) + 1);
  }

  @Test
  void freedMemoryNeedsNoRoom() {
    ArenaMemory memory = ArenaMemory.mapped(24, space());
    for (int i = 0; i < 100; i++) {
      memory.free(memory.allocate(900_000, "the same again"));
    }
    assertThat(memory.reserved()).isLessThan(1 << 20);
  }
}
