package io.github.hidbpf4j.bpf.vm;

import static io.github.hidbpf4j.bpf.vm.Programs.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.hidbpf4j.bpf.helper.RunContext;
import io.github.hidbpf4j.bpf.program.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Machines whose first run has an owner, when other threads come: an owner is found the less often
 * the more often there was one, so that there are many machines.
 */
class BiasedRunTest {
  private static final int MACHINES = 200;

  /** What programs use and another thread frees. */
  private static final class Resource {
    volatile boolean freed;
  }

  /**
   * A machine whose owner runs a program over and over, which uses a resource where it finds one.
   */
  private static final class Owned {
    final AtomicReference<@Nullable Resource> found = new AtomicReference<>();
    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger usedFreed = new AtomicInteger();
    final Map<RunContext, Thread> inProgress = new ConcurrentHashMap<>();
    final AtomicInteger sharedRuns = new AtomicInteger();
    final Machine machine;
    final Executable program;
    volatile boolean stopped;

    Owned(Engine engine) {
      machine =
          machine()
              .engine(engine)
              .helper(
                  1,
                  (run, a, b, c, d, e) -> {
                    if (inProgress.putIfAbsent(run, Thread.currentThread()) != null) {
                      sharedRuns.incrementAndGet();
                    }
                    Resource resource = found.get();
                    runs.setPlain(runs.getPlain() + 1);
                    for (int i = 0; resource != null && i < 20; i++) {
                      if (resource.freed) {
                        usedFreed.incrementAndGet();
                      }
                    }
                    inProgress.remove(run);
                    return 0;
                  })
              .build();
      program = machine.load(program(helper(1), mov(0, 0), exit()), List.of());
      found.set(new Resource());
    }

    void run() {
      while (!stopped) {
        program.run(0);
      }
    }
  }

  /** Long enough for whoever runs alone to become the owner. */
  private static void awaitUse(Owned owned) {
    int before = owned.runs.get();
    while (owned.runs.get() - before < 2 * BiasedFlag.STREAK) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"INTERPRETER", "COMPILED"})
  void whatAnotherThreadFreesIsNotInUse(Engine engine) throws InterruptedException {
    for (int i = 0; i < MACHINES; i++) {
      Owned owned = new Owned(engine);
      Thread owner = Thread.ofPlatform().start(owned::run);
      awaitUse(owned);
      Resource resource = Objects.requireNonNull(owned.found.getAndSet(null));
      owned.machine.afterRuns(() -> resource.freed = true);
      owned.stopped = true;
      owner.join();
      // Nobody runs anything any more, and what waited for the last run has been done.
      assertThat(resource.freed).isTrue();
      assertThat(owned.usedFreed.get()).isZero();
      assertThat(owned.sharedRuns.get()).as("runs that two threads had").isZero();
    }
  }

  @Test
  void anotherThreadRunsMeanwhile() throws InterruptedException {
    for (int i = 0; i < MACHINES; i++) {
      Owned owned = new Owned(Engine.COMPILED);
      List<Thread> threads = new ArrayList<>();
      threads.add(Thread.ofPlatform().start(owned::run));
      awaitUse(owned);
      threads.add(Thread.ofPlatform().start(owned::run));
      threads.add(Thread.ofVirtual().start(owned::run));
      awaitUse(owned);
      Resource resource = Objects.requireNonNull(owned.found.getAndSet(null));
      owned.machine.afterRuns(() -> resource.freed = true);
      owned.stopped = true;
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(resource.freed).isTrue();
      assertThat(owned.usedFreed.get()).isZero();
      assertThat(owned.sharedRuns.get()).as("runs that two threads had").isZero();
    }
  }

  /** Two runs at once have two stacks, whoever was first. */
  @Test
  void anOwnerThatIsInTheMiddleOfARunKeepsIt() throws InterruptedException {
    for (int i = 0; i < MACHINES; i++) {
      AtomicInteger inside = new AtomicInteger();
      Machine machine =
          machine()
              .helper(
                  1,
                  (run, a, b, c, d, e) -> {
                    inside.incrementAndGet();
                    while (inside.get() < 2) {
                      Thread.onSpinWait();
                    }
                    return 0;
                  })
              .build();
      Executable program = machine.load(program(helper(1), movx(0, 10), exit()), List.of());
      long[] stacks = new long[2];
      Thread first = Thread.ofPlatform().start(() -> stacks[0] = program.run(0));
      Thread second = Thread.ofPlatform().start(() -> stacks[1] = program.run(0));
      first.join();
      second.join();
      assertThat(stacks[0]).isNotEqualTo(stacks[1]);
    }
  }

  /** Whoever owns the first run: a run inside has another stack. */
  @Test
  void aRunInsideAnotherIsAnother() {
    AtomicReference<@Nullable Executable> inner = new AtomicReference<>();
    long[] innerStack = new long[1];
    Machine machine =
        machine()
            .helper(
                1,
                (run, a, b, c, d, e) -> {
                  innerStack[0] = Objects.requireNonNull(inner.get()).run(0);
                  return 0;
                })
            .build();
    inner.set(machine.load(program(movx(0, 10), exit()), List.of()));
    Executable outer = machine.load(program(helper(1), movx(0, 10), exit()), List.of());
    long first = outer.run(0);
    long second = innerStack[0];
    assertThat(second).isNotEqualTo(first);
    for (int i = 0; i < 2 * BiasedFlag.STREAK; i++) {
      assertThat(outer.run(0)).isEqualTo(first);
      assertThat(innerStack[0]).isEqualTo(second);
    }
  }

  /** Addresses of stacks must not tell which thread runs a program. */
  @Test
  void theStackIsTheSameOnEachThread() throws InterruptedException {
    Machine machine = machine().build();
    Executable program = machine.load(program(movx(0, 10), exit()), List.of());
    long mine = program.run(0);
    for (int i = 0; i < 2 * BiasedFlag.STREAK; i++) {
      assertThat(program.run(0)).isEqualTo(mine);
    }
    long[] others = new long[1];
    Thread other = Thread.ofPlatform().start(() -> others[0] = program.run(0));
    other.join();
    assertThat(others[0]).isEqualTo(mine);
    assertThat(program.run(0)).isEqualTo(mine);
  }

  /** An owner that has ended is no obstacle. */
  @Test
  void anOwnerMayBeGone() throws InterruptedException {
    Machine machine = machine().build();
    Executable program = machine.load(program(mov(0, 3), exit()), List.of());
    Thread owner =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < 2 * BiasedFlag.STREAK; i++) {
                    long _ = program.run(0);
                  }
                });
    owner.join();
    AtomicInteger done = new AtomicInteger();
    machine.afterRuns(done::incrementAndGet);
    assertThat(done.get()).isOne();
    assertThat(program.run(0)).isEqualTo(3);
  }

  /**
   * Threads take turns in running alone, and each becomes the owner of the first run in its turn;
   * what is freed meanwhile is not in use.
   */
  @Test
  void ownersTakeTurns() throws InterruptedException {
    for (int i = 0; i < MACHINES / 8; i++) {
      Owned owned = new Owned(Engine.COMPILED);
      List<Resource> freed = new ArrayList<>();
      for (int turn = 0; turn < 4; turn++) {
        owned.stopped = false;
        Thread thread = Thread.ofPlatform().start(owned::run);
        awaitUse(owned);
        Resource resource = Objects.requireNonNull(owned.found.getAndSet(new Resource()));
        owned.machine.afterRuns(() -> resource.freed = true);
        freed.add(resource);
        owned.stopped = true;
        thread.join();
      }
      assertThat(freed).allMatch(resource -> resource.freed);
      assertThat(owned.usedFreed.get()).isZero();
      assertThat(owned.sharedRuns.get()).as("runs that two threads had").isZero();
    }
  }

  /** Who frees something in a run of its own, as the owner, has it done at the end of that. */
  @Test
  void anOwnerThatFreesWaitsForItself() {
    AtomicReference<@Nullable Machine> own = new AtomicReference<>();
    List<String> done = new ArrayList<>();
    Machine machine =
        machine()
            .helper(
                1,
                (run, a, b, c, d, e) -> {
                  Objects.requireNonNull(own.get()).afterRuns(() -> done.add("freed"));
                  done.add("asked");
                  return 0;
                })
            .build();
    own.set(machine);
    Executable program = machine.load(program(helper(1), exit()), List.of());
    for (int i = 0; i < 2 * BiasedFlag.STREAK; i++) {
      done.clear();
      long _ = program.run(0);
      assertThat(done).containsExactly("asked", "freed");
    }
  }
}
