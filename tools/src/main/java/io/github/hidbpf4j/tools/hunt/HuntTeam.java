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
 * Several members that work in parallel, each used by one thread at a time. Results come in the
 * order of the batches, so that nothing depends on the number of members.
 *
 * @param <M> member of the team
 */
final class HuntTeam<M> implements AutoCloseable {
  /** How many batches per member are started ahead. */
  private static final int AHEAD = 2;

  private final BlockingQueue<M> idle;
  private final ExecutorService threads;
  private final int size;

  HuntTeam(List<M> members) {
    size = members.size();
    idle = new ArrayBlockingQueue<>(size, false, members);
    threads = Executors.newFixedThreadPool(size);
  }

  /** A member's work on a batch. */
  @FunctionalInterface
  interface Work<M, R> {
    R of(M member, long number);
  }

  /** Receives the results of a batch. */
  @FunctionalInterface
  interface Taker<R> {
    /** Returns whether there should be another batch. */
    boolean take(long number, R found) throws IOException;
  }

  /**
   * Processes batch after batch.
   *
   * @param first number of the first batch
   * @param work performed by several threads
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

  /** Runs work on an idle member, or on the first one to become idle. */
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
