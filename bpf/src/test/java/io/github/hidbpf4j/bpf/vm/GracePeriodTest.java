package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.hidbpf4j.bpf.program.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is done after runs is done after all runs that may have seen what was there before, and is
 * done, with several threads that run programs.
 */
class GracePeriodTest {
  private static final int REPLACEMENTS = 4000;
  private static final int HELPER = 900;

  /** What programs see, until it is replaced and no run can see it any more. */
  private static final class Shared {
    volatile boolean alive = true;
  }

  private volatile Shared current = new Shared();
  private final AtomicInteger tooEarly = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  private long use() {
    Shared seen = current;
    for (int i = 0; i < 20; i++) {
      if (!seen.alive) {
        tooEarly.incrementAndGet();
      }
      Thread.onSpinWait();
    }
    return 0;
  }

  /**
   * What a thread took away after a section began is there until it ends, whoever frees meanwhile.
   */
  @Test
  void severalThreadsFreeWhileSectionsAreOpen() throws InterruptedException {
    Machine machine = machine().build();
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!stop.get()) {
                      try (ReadSection _ = machine.enter()) {
                        long _ = use();
                      }
                    }
                  }));
    }
    for (int i = 0; i < 2; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int n = 0; n < REPLACEMENTS; n++) {
                      Shared old = replace();
                      machine.afterRuns(
                          () -> {
                            old.alive = false;
                            done.incrementAndGet();
                          });
                    }
                  }));
    }
    for (Thread writer : threads.subList(3, 5)) {
      writer.join();
    }
    stop.set(true);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(tooEarly).hasValue(0);
    assertThat(done).hasValue(2 * REPLACEMENTS);
  }

  private synchronized Shared replace() {
    Shared old = current;
    current = new Shared();
    return old;
  }

  /** A section that does not end holds back what it may see, and nothing that came after it. */
  @Test
  void waitsForNoRunThatBeganLater() {
    Machine machine = machine().build();
    List<String> order = new ArrayList<>();
    ReadSection first = machine.enter();
    machine.afterRuns(() -> order.add("freed"));
    ReadSection second = machine.enter();
    assertThat(order).isEmpty();
    first.close();
    assertThat(order).containsExactly("freed");
    machine.afterRuns(() -> order.add("freed, too"));
    assertThat(order).containsExactly("freed");
    second.close();
    assertThat(order).containsExactly("freed", "freed, too");
  }

  @Test
  void aSectionRunsWhatWasClosedSinceItBegan() {
    Machine machine = machine().build();
    Executable program = machine.load(program(mov(0, 7), exit()), List.of());
    long address = program.functionAddress(0);
    try (ReadSection section = machine.enter()) {
      program.close();
      assertThat(section.run(program, 0)).isEqualTo(7);
      assertThat(section.run(program, 0)).isEqualTo(7);
      assertThat(machine.isFunction(address)).isTrue();
    }
    assertThat(machine.isFunction(address)).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> program.run(0))
        .withMessageContaining("is unloaded already");
  }

  /** Runs beyond the pool have no number of their own. */
  @Test
  void waitsForManySections() {
    Machine machine = machine().build();
    List<ReadSection> sections = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sections.add(machine.enter());
    }
    machine.afterRuns(done::incrementAndGet);
    for (ReadSection section : sections) {
      assertThat(done).hasValue(0);
      section.close();
    }
    assertThat(done).hasValue(1);
  }

  @Test
  void anActionThatFailsKeepsNoOtherFromHappening() {
    Machine machine = machine().build();
    ReadSection section = machine.enter();
    machine.afterRuns(
        () -> {
          throw new IllegalStateException("first");
        });
    machine.afterRuns(done::incrementAndGet);
    assertThatIllegalStateException().isThrownBy(section::close).withMessage("first");
    assertThat(done).hasValue(1);
    machine.afterRuns(done::incrementAndGet);
    assertThat(done).hasValue(2);
  }

  private static Thread runner(Executable program, AtomicBoolean stop, AtomicInteger ready) {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              program.run(0);
              ready.incrementAndGet();
              while (!stop.get()) {
                program.run(0);
              }
            });
  }

  @ParameterizedTest
  @CsvSource({"INTERPRETER, 1", "COMPILED, 1", "COMPILED, 3"})
  void nothingGoesWhileARunMaySeeIt(Engine engine, int threads) throws InterruptedException {
    Machine machine = machine().engine(engine).helper(HELPER, (_, _, _, _, _, _) -> use()).build();
    Executable program = machine.load(program(helper(HELPER), mov(0, 0), exit()), List.of());
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger ready = new AtomicInteger();
    List<Thread> runners = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      runners.add(runner(program, stop, ready));
    }
    while (ready.get() < threads) {
      Thread.onSpinWait();
    }
    for (int i = 0; i < REPLACEMENTS; i++) {
      Shared old = current;
      current = new Shared();
      machine.afterRuns(
          () -> {
            old.alive = false;
            done.incrementAndGet();
          });
      if (i % 64 == 0) {
        // A run on this thread too.
        program.run(0);
      }
    }
    stop.set(true);
    for (Thread runner : runners) {
      runner.join();
    }
    assertThat(tooEarly).hasValue(0);
    assertThat(done).hasValue(REPLACEMENTS);
  }
}
