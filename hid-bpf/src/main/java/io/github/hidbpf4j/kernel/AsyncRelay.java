package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.async.AsyncKind;
import io.github.hidbpf4j.bpf.async.AsyncObserver;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import io.github.hidbpf4j.kernel.dispatch.RunObserver;
import java.math.BigInteger;
import java.util.HexFormat;

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

  /** {@code mice}, or {@code alarms[1]} where the map may have several elements. */
  private String name(BpfMap map, long key) {
    int size = map.spec().keySize();
    if (map.spec().maxEntries() == 1 || key == 0 || size <= 0) {
      return map.spec().name();
    }
    ArenaMemory memory = kernel.memory();
    byte[] bytes = memory.getBytes(key, Math.min(size, 32));
    if (size > 8) {
      return map.spec().name() + "[" + HexFormat.of().formatHex(bytes) + "]";
    }
    byte[] bigEndian = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bigEndian[i] = bytes[bytes.length - 1 - i];
    }
    return map.spec().name() + "[" + new BigInteger(1, bigEndian) + "]";
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
  public void startedAfterCancel(String program, BpfMap map) {
    next.startedAfterCancel(program, map);
  }
}
