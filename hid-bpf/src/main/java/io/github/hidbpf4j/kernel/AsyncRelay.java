package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.async.AsyncKind;
import io.github.hidbpf4j.bpf.async.AsyncObserver;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.kernel.dispatch.RunObserver;
import org.jspecify.annotations.Nullable;

/**
 * Hands what is seen of timers and work queues on: as it is to one observer, and as runs of
 * programs, by name, to the kernel's run observer.
 */
final class AsyncRelay implements AsyncObserver {
  private final Kernel kernel;
  private volatile AsyncObserver next = NONE;

  AsyncRelay(Kernel kernel) {
    this.kernel = kernel;
  }

  void setNext(AsyncObserver observer) {
    next = observer;
  }

  private static RunObserver.Kind kind(AsyncKind kind) {
    return switch (kind) {
      case TIMER -> RunObserver.Kind.TIMER;
      case SLEEPABLE_TIMER, WORK -> RunObserver.Kind.WORK;
    };
  }

  private String name(BpfMap map, long key) {
    return ElementName.of(kernel.memory(), map, key);
  }

  @Override
  public void begun(
      AsyncKind kind,
      String program,
      String function,
      BpfMap map,
      long key,
      long startedAt,
      long dueAt) {
    next.begun(kind, program, function, map, key, startedAt, dueAt);
    RunObserver runs = kernel.runObserver();
    if (runs != null) {
      runs.began(kind(kind), program, name(map, key), function);
    }
  }

  @Override
  public void ended(AsyncKind kind, String program, String function, BpfMap map, long key) {
    RunObserver runs = kernel.runObserver();
    if (runs != null) {
      runs.ended(kind(kind), program, name(map, key), 0);
    }
    next.ended(kind, program, function, map, key);
  }

  @Override
  public void started(
      AsyncKind kind,
      String program,
      String function,
      BpfMap map,
      long key,
      long startedAt,
      long dueAt) {
    next.started(kind, program, function, map, key, startedAt, dueAt);
    RunObserver runs = kernel.runObserver();
    if (runs != null) {
      // A sleepable callback of a timer runs as work, but what is started is the timer.
      RunObserver.Kind of = kind == AsyncKind.WORK ? RunObserver.Kind.WORK : RunObserver.Kind.TIMER;
      runs.scheduled(of, program, name(map, key), function, Math.max(0, dueAt - startedAt));
    }
  }

  @Override
  public void cancelled(AsyncKind kind, String program, String function, BpfMap map, long key) {
    next.cancelled(kind, program, function, map, key);
    RunObserver runs = kernel.runObserver();
    if (runs != null) {
      RunObserver.Kind of = kind == AsyncKind.WORK ? RunObserver.Kind.WORK : RunObserver.Kind.TIMER;
      runs.cancelled(of, program, name(map, key));
    }
  }

  @Override
  public void spins(
      AsyncKind kind,
      String program,
      String function,
      BpfMap map,
      long key,
      @Nullable BpfMap by,
      long byKey) {
    next.spins(kind, program, function, map, key, by, byKey);
  }

  @Override
  public void startedAfterCancel(String program, BpfMap map) {
    next.startedAfterCancel(program, map);
  }
}
