package io.github.hidbpf4j.bpf.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What one thread at a time has, with an owner and without. */
class BiasedFlagTest {
  private static final int FLAGS = 100;

  private static BiasedFlag flag() {
    return new BiasedFlag(() -> false);
  }

  private static void takeAlone(BiasedFlag flag, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(flag.tryTake()).isTrue();
      flag.giveBack();
    }
  }

  /** Whether the calling thread owns it. */
  private static boolean owns(BiasedFlag flag) {
    boolean taken = flag.tryTakeAsOwner();
    if (taken) {
      flag.giveBack();
    }
    return taken;
  }

  private static void elsewhere(Runnable body) throws InterruptedException {
    Throwable[] failure = new Throwable[1];
    Thread thread = Thread.ofPlatform().unstarted(body);
    thread.setUncaughtExceptionHandler((_, e) -> failure[0] = e);
    thread.start();
    thread.join();
    assertThat(failure[0]).isNull();
  }

  @Test
  void whoTakesItOftenEnoughInARowOwnsIt() {
    BiasedFlag flag = flag();
    takeAlone(flag, BiasedFlag.STREAK);
    assertThat(owns(flag)).isFalse();
    takeAlone(flag, 1);
    assertThat(owns(flag)).isTrue();
  }

  @Test
  void whatIsTakenCannotBeTaken() throws InterruptedException {
    for (int times : new int[] {0, 2 * BiasedFlag.STREAK}) {
      BiasedFlag flag = flag();
      takeAlone(flag, times);
      assertThat(flag.tryTake()).isTrue();
      assertThat(flag.tryTake()).isFalse();
      elsewhere(() -> assertThat(flag.tryTake()).isFalse());
      flag.giveBack();
      elsewhere(() -> takeAlone(flag, 1));
      assertThat(flag.tryTake()).isTrue();
    }
  }

  @Test
  void anotherThreadEndsTheOwnership() throws InterruptedException {
    BiasedFlag flag = flag();
    takeAlone(flag, 2 * BiasedFlag.STREAK);
    elsewhere(() -> takeAlone(flag, 1));
    assertThat(owns(flag)).isFalse();
  }

  /** Whoever gives it back need not look for waiting threads as long as nobody can have settled. */
  @Test
  void settlingEndsTheCallersOwnershipToo() throws InterruptedException {
    BiasedFlag flag = flag();
    for (int round = 0; round < 3; round++) {
      // As soon as at first: no other thread was in the way.
      takeAlone(flag, BiasedFlag.STREAK + 1);
      assertThat(flag.tryTakeAsOwner()).isTrue();
      assertThat(flag.giveBack()).isFalse();
      assertThat(flag.tryTakeAsOwner()).isTrue();
      long turns = flag.turns();
      flag.settle();
      assertThat(flag.isStillIn(turns)).isTrue();
      assertThat(flag.tryTake()).isFalse();
      elsewhere(() -> assertThat(flag.tryTake()).isFalse());
      assertThat(flag.giveBack()).isTrue();
      assertThat(flag.isStillIn(turns)).isFalse();
      assertThat(owns(flag)).isFalse();
    }
  }

  /** It takes twice as long each time, so that ends cost no more than was saved. */
  @Test
  void ownersComeLessAndLessOften() throws InterruptedException {
    BiasedFlag flag = flag();
    int needed = BiasedFlag.STREAK;
    for (int end = 0; end < 6; end++) {
      takeAlone(flag, needed);
      assertThat(owns(flag)).as("after %d", needed).isFalse();
      takeAlone(flag, 1);
      assertThat(owns(flag)).isTrue();
      elsewhere(() -> takeAlone(flag, 1));
      needed *= 2;
    }
  }

  @Test
  void whereItIsForbiddenNobodyOwnsIt() {
    AtomicBoolean forbidden = new AtomicBoolean(true);
    BiasedFlag flag = new BiasedFlag(forbidden::get);
    takeAlone(flag, 3 * BiasedFlag.STREAK);
    assertThat(owns(flag)).isFalse();
    forbidden.set(false);
    takeAlone(flag, BiasedFlag.STREAK + 1);
    assertThat(owns(flag)).isTrue();
  }

  @Test
  void virtualThreadsOwnNothing() throws InterruptedException {
    BiasedFlag flag = flag();
    AtomicBoolean owned = new AtomicBoolean();
    Thread.ofVirtual()
        .start(
            () -> {
              takeAlone(flag, 3 * BiasedFlag.STREAK);
              owned.set(owns(flag));
            })
        .join();
    assertThat(owned).isFalse();
  }

  @Test
  void turnsTellWhetherWhoHadItStillHasIt() throws InterruptedException {
    for (int times : new int[] {0, 2 * BiasedFlag.STREAK}) {
      BiasedFlag flag = flag();
      takeAlone(flag, times);
      assertThat(BiasedFlag.isInProgress(flag.turns())).isFalse();
      assertThat(flag.tryTake()).isTrue();
      long[] turns = new long[1];
      elsewhere(
          () -> {
            flag.settle();
            turns[0] = flag.turns();
          });
      assertThat(BiasedFlag.isInProgress(turns[0])).isTrue();
      assertThat(flag.isStillIn(turns[0])).isTrue();
      flag.giveBack();
      assertThat(flag.isStillIn(turns[0])).isFalse();
      takeAlone(flag, 4 * BiasedFlag.STREAK);
      assertThat(flag.tryTake()).isTrue();
      assertThat(flag.isStillIn(turns[0])).isFalse();
    }
  }

  /** Of threads that come to one with an owner at the same time, one at a time has it. */
  @Test
  void oneThreadAtATimeHasIt() throws InterruptedException {
    for (int i = 0; i < FLAGS; i++) {
      BiasedFlag flag = flag();
      AtomicInteger owned = new AtomicInteger();
      AtomicBoolean stopped = new AtomicBoolean();
      AtomicInteger both = new AtomicInteger();
      int[] inside = new int[1];
      Runnable body =
          () -> {
            while (!stopped.get()) {
              if (flag.tryTake()) {
                int before = inside[0]++;
                if (before != 0) {
                  both.incrementAndGet();
                }
                inside[0]--;
                flag.giveBack();
                owned.setPlain(owned.getPlain() + 1);
              }
            }
          };
      List<Thread> threads = new ArrayList<>();
      threads.add(Thread.ofPlatform().start(body));
      while (owned.get() < 2 * BiasedFlag.STREAK) {
        Thread.onSpinWait();
      }
      threads.add(Thread.ofPlatform().start(body));
      threads.add(Thread.ofPlatform().start(body));
      int before = owned.get();
      while (owned.get() - before < 5000) {
        Thread.onSpinWait();
      }
      stopped.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(both.get()).as("times that two threads had it").isZero();
      assertThat(inside[0]).isZero();
    }
  }
}
