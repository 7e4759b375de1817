package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.guest.GuestException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Several that do the same at once, each by one thread at a time. What they find comes in the order
 * of the batches, so that nothing depends on how many there are.
 *
 * @param <M> member of the team
 */
final class HuntTeam<M> implements AutoCloseable {
  /** Batches that are begun before they are wanted, for each member. */
  private static final int AHEAD = 2;

  private final BlockingQueue<M> idle;
  private final ExecutorService threads;
  private final int size;

  HuntTeam(List<M> members) {
    size = members.size();
    idle = new ArrayBlockingQueue<>(size, false, members);
    threads = Executors.newFixedThreadPool(size);
  }

  /** What a member does of a batch. */
  @FunctionalInterface
  interface Work<M, R> {
    R of(M member, long number);
  }

  /** Takes what was found in a batch. */
  @FunctionalInterface
  interface Taker<R> {
    /** Gives whether there is to be another batch. */
    boolean take(long number, R found) throws IOException;
  }

  /**
   * Has one batch done after another.
   *
   * @param first number of the first one
   * @param work done by several threads
   * @param taker called by this thread
   */
  <R> void run(long first, Work<M, R> work, Taker<R> taker) throws IOException {
    Queue<Future<R>> begun = new ArrayDeque<>();
    long next = first;
    boolean more = true;
    for (long number = first; more; number++) {
      while (next < number + (long) AHEAD * size) {
        long each = next++;
        begun.add(threads.submit(() -> any(member -> work.of(member, each))));
      }
      more = taker.take(number, result(begun.remove()));
    }
    begun.forEach(batch -> batch.cancel(false));
  }

  /** Has a member do something that has nothing to do, or the first one that has not. */
  <R> R any(Function<M, R> work) {
    M member;
    try {
      member = idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException("interrupted", e);
    }
    try {
      return work.apply(member);
    } finally {
      idle.add(member);
    }
  }

  private static <R> R result(Future<R> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
